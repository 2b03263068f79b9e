/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One command of the host inside one kernel. It runs as root with the mounts that BPF tools look
 * for, an empty standard input, a /tmp that can be written, and the directory that the caller is
 * in, empty but for what was brought along.
 */
#ifndef BPFMEND_LAB_EXEC_H
#define BPFMEND_LAB_EXEC_H

#include <stddef.h>

#include "lab/accel.h"
#include "lab/failure.h"
#include "lab/kernels.h"

struct exec_request {
	const struct kernel_image *kernel;
	char *const *argv; /* the command and its arguments, NULL at the end */
	char *const *files; /* of the host, to be brought along (closure.h) */
	size_t file_count;
	unsigned int seconds; /* deadline of the command */
	enum accel accel;
};

/*
 * Boots the kernel and runs the command; what it writes to its standard output and error goes, as
 * it comes and byte by byte, to the descriptors output and error. Returns 0 and the command's exit
 * status (128 plus the signal that ended it) if it ran to its end; -ENOENT where the command or a
 * file is not there; -EIO where the machine failed; -EINTR on Ctrl-C; or another negative errno.
 */
int exec_run(const struct exec_request *request, int output, int error, int *status,
	     struct failure *why);

#endif
