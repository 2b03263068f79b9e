/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The user's own loader inside every kernel, in place of the lab's: a command of a shell in which
 * {object} stands for the object's path.
 */
#ifndef BPFMEND_LAB_LOADER_JOB_H
#define BPFMEND_LAB_LOADER_JOB_H

#include <stddef.h>

#include "lab/failure.h"
#include "lab/object.h"

struct loader {
	const char *command;
	char *const *files; /* of the host, to be brought along (closure.h) */
	size_t file_count;
};

/*
 * An object as the loader sees it: a path and one row, whatever the file is. Returns 0, and it is
 * to be freed with object_free(); or a negative errno.
 */
int loader_object(const struct loader *loader, const char *path, struct object *object,
		  struct failure *why);

/*
 * Returns the descriptor of the initramfs, to be closed by the caller: the job, a shell, the
 * command and what words of it are files, with all that they need, and the objects, each at its own
 * path; or a negative errno.
 */
int loader_job_make(const struct loader *loader, const struct object *objects, size_t count,
		    unsigned int seconds, struct failure *why);

#endif
