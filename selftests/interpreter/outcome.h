/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One run of one program, and in what two runs differ. */
#ifndef BPFMEND_INTERPRETER_OUTCOME_H
#define BPFMEND_INTERPRETER_OUTCOME_H

#include <stdio.h>

#include "selftests/interpreter/context.h"
#include "selftests/interpreter/machine.h"

/* What bytes of a frame hold that were not written. */
enum { PATTERN_PLAIN = 0xa5, PATTERN_MENDED = 0x3c };

struct outcome {
	enum ending ending;
	/*
	 * The lower half of R0 is all that any type looks at: bpf_prog_run() returns 32 bits, and
	 * who attaches to a function of the kernel or to an LSM hook gives it an int.
	 */
	uint32_t returned;
};

/* Runs the program over the input that the seed says. The machine keeps what it did. */
struct outcome outcome_run(struct machine *machine, const struct function *program,
			   const struct context_kind *kind, uint64_t seed, unsigned char pattern);

/* "returned 3", or why it ended otherwise, and where. */
void outcome_describe(const struct machine *machine, const struct outcome *outcome, char *text,
		      size_t size);

/* What both runs left. Returns false if it is the same; else the text says what is not. */
bool outcome_differs(struct machine *plain, struct machine *mended, const struct outcome *of_plain,
		     const struct outcome *of_mended, char *text, size_t size);

/* Prints all that the run has shown. */
void outcome_print(FILE *out, const struct machine *machine, const struct outcome *outcome);

#endif
