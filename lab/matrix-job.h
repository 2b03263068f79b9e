/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a matrix gives every machine: the job and the objects' bytes. */
#ifndef BPFMEND_LAB_MATRIX_JOB_H
#define BPFMEND_LAB_MATRIX_JOB_H

#include "lab/matrix.h"

/*
 * Returns the descriptor of the initramfs that every kernel boots, to be closed by the caller; or a
 * negative errno. options are complete: program_seconds is not 0.
 */
int matrix_job_make(const struct matrix *matrix, const struct matrix_options *options,
		    struct failure *why);

#endif
