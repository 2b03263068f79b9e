/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Whose doing a rejection is, by what is known: what the plugin left in the object of the line,
 * what kernels have, and the kind of the words. "compiler" is said for sure only of a place that a
 * hazard of the plugin was found at; what nothing tells of is at most a "maybe".
 */
#ifndef BPFMEND_EXPLAIN_JUDGE_H
#define BPFMEND_EXPLAIN_JUDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "explain/notes.h"
#include "explain/words.h"
#include "kernel/version.h"
#include "llvm-pass/bytecode/programs.h"

/* What is known of a rejection. */
struct known {
	const struct programs *programs;
	const struct program *program;
	struct kernel_version kernel; /* NO_KERNEL for nobody knows */
	const char *words; /* the verifier's last */
	const char *before; /* the line before them, or NULL */
	const struct words_row *row; /* of the last words, or of those before; NULL: in no table */
	bool placed;
	size_t place;
	const struct line *line; /* NULL if the object does not tell */
	const char *function; /* that the instruction is in; NULL where it is not placed */
	const struct notes *notes;
};

struct judgement {
	enum rejection_class class;
	bool maybe;
	char reason[2048]; /* sentences */
	char advice[1024];
};

void judge(const struct known *known, struct judgement *judgement);

#endif
