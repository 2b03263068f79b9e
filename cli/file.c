// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Writes beside the file and moves it into its place; see file.h. */
#include "cli/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fill(int file, int (*print)(void *, FILE *), void *context)
{
	FILE *out = fdopen(file, "w");
	mode_t mask = umask(0);
	int error;

	umask(mask);
	if (!out) {
		error = -errno;
		close(file);
		return error;
	}
	error = print(context, out);
	if (!error && ferror(out))
		error = -EIO;
	if (fchmod(file, 0666 & ~mask) && !error)
		error = -errno;
	if (fclose(out) && !error)
		error = -errno;
	return error;
}

int file_write(const char *path, int (*print)(void *context, FILE *out), void *context,
	       struct failure *why)
{
	char *draft = NULL;
	int file, error;

	if (!strcmp(path, "-")) {
		print(context, stdout); /* main() looks after standard output */
		return 0;
	}
	if (asprintf(&draft, "%s.XXXXXX", path) < 0)
		return fail_with(why, -ENOMEM, "out of memory");
	file = mkstemp(draft);
	error = file < 0 ? -errno : fill(file, print, context);
	if (!error && rename(draft, path))
		error = -errno;
	if (error && file >= 0)
		unlink(draft);
	free(draft);
	return error ? fail_with(why, error, "cannot write %s: %s", path, strerror(-error)) : 0;
}
