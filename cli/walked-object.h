/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * An object whose programs are walked, as far as whoever holds kernels' verdicts (lab/matrix.h)
 * needs to see it.
 */
#ifndef BPFMEND_CLI_WALKED_OBJECT_H
#define BPFMEND_CLI_WALKED_OBJECT_H

#include <stdbool.h>

#include "kernel/version.h"

/* Returns an object to be freed, without programs where the file cannot be read; NULL: no memory.
 */
struct walked_object *walked_object_read(const char *path);
void walked_object_free(struct walked_object *object);

/*
 * How the kernel, which loads the program, runs it wrongly, in a sentence to be freed; NULL where
 * nothing is known. any_frozen as in llvm-pass/verifier/walk.h.
 */
char *walked_object_wrong_run(const struct walked_object *object, const char *program,
			      struct kernel_version kernel, bool any_frozen);

#endif
