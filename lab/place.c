// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Where bpfmend's own files are; see place.h. */
#include "lab/place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Puts PREFIX of PREFIX/bin/bpfmend into prefix. */
static int find_prefix(char *prefix, size_t size, struct failure *why)
{
	ssize_t length = readlink("/proc/self/exe", prefix, size - 1);

	if (length < 0)
		return fail_with(why, -errno, "cannot tell where bpfmend stands: %s",
				 strerror(errno));
	prefix[length] = '\0';
	for (int level = 0; level < 2; level++) {
		char *slash = strrchr(prefix, '/');

		if (slash)
			*slash = '\0';
	}
	return 0;
}

int place_find(const char *name, char **path, struct failure *why)
{
	static const char *const folders[] = { "lib", "lib/bpfmend" };
	char prefix[PATH_MAX];
	int error = find_prefix(prefix, sizeof(prefix), why);

	*path = NULL;
	if (error)
		return error;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (asprintf(path, "%s/%s/%s", prefix, folders[i], name) < 0) {
			*path = NULL;
			return fail_with(why, -ENOMEM, "out of memory");
		}
		if (!access(*path, R_OK))
			return 0;
		free(*path);
		*path = NULL;
	}
	return fail_with(why, -ENOENT,
			 "there is no %s below %s/lib: build or install bpfmend again", name,
			 prefix);
}
