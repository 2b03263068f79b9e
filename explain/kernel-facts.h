/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which kernels have what one of them lacks: helpers, types of programs, instructions. Relies on
 * the tables of kernel/contracts and llvm-pass/verifier, which were measured; what is in none of
 * them (kfuncs, types of maps that are newer than the tables) is not told.
 */
#ifndef BPFMEND_EXPLAIN_KERNEL_FACTS_H
#define BPFMEND_EXPLAIN_KERNEL_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/version.h"
#include "llvm-pass/verifier/program.h"

enum who_has {
	WHO_UNKNOWN, /* nobody knows */
	WHO_NONE, /* no kernel that is known */
	WHO_FROM, /* kernels from first on */
};

struct kernel_fact {
	enum who_has who;
	struct kernel_version first; /* of WHO_FROM: the first series that is known to */
	bool exact; /* it is the first of all, not only of kernel/series.def */
	char what[128]; /* "bpf_get_stackid()", "programs of type XDP" */
};

/* Whether programs of its kind may call the helper of this number. */
struct kernel_fact fact_helper(const struct program *program, unsigned int helper);

/* Whether size bytes at the offset of its context may be read, or written. */
struct kernel_fact fact_context(const struct program *program, int offset, unsigned int size,
				bool write);

/* Whether its kind of program is known. */
struct kernel_fact fact_program_kind(const struct program *program);

/* Whether addresses of the program's own functions, which callbacks are given by, are known. */
struct kernel_fact fact_callbacks(const struct program *program);

/* Whether the instruction is known. */
struct kernel_fact fact_instruction(const struct program *program, size_t place);

/* Whether a kernel of this version has it, by the fact. */
bool fact_holds(const struct kernel_fact *fact, struct kernel_version kernel);

#endif
