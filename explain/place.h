/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which program of an object a log is of, and which of its instructions was refused. A log has the
 * code of each instruction that was walked, so that a log of another object shows. Where it has
 * none (log level 0), the walk of llvm-pass/verifier is asked where it would refuse in these words.
 */
#ifndef BPFMEND_EXPLAIN_PLACE_H
#define BPFMEND_EXPLAIN_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "explain/log.h"
#include "kernel/version.h"
#include "lab/failure.h"
#include "llvm-pass/bytecode/programs.h"

/* Of an unknown kernel. */
#define NO_KERNEL ((struct kernel_version){ 0, 0, 0 })

static inline bool kernel_is_known(struct kernel_version kernel)
{
	return kernel.major != 0;
}

/*
 * Finds the program: that of the name, if it is not NULL or if the log names one; else the one
 * whose code is in the log. Returns 0; -EINVAL where the log is not of this object; -ENOENT where
 * it may be of several programs.
 */
int place_program(const struct programs *programs, const char *name, const struct log_part *part,
		  const struct program **program, struct failure *why);

/* The instruction that was refused; false where nothing tells. Returns 0 or -ENOMEM. */
int place_instruction(const struct program *program, const struct log_part *part,
		      struct kernel_version kernel, size_t *place, bool *found);

/* The number behind a word of a line, "insn ", from 0 on; -1 if there is none. */
long place_number_behind(const char *line, const char *word);

/* Where the source of the program's instruction is; NULL if the object does not tell. */
const struct line *place_line(const struct programs *programs, const struct program *program,
			      size_t place);

#endif
