// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Where bpfmend's own files are; see place.h. */
#include "lab/place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static int make_folder(const char *path, struct failure *why)
{
	if (!mkdir(path, 0755) || errno == EEXIST)
		return 0;
	return fail_with(why, -errno, "cannot make the folder %s: %s", path, strerror(errno));
}

int place_in_cache(const char *name, char **path, struct failure *why)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char folder[PATH_MAX];
	int error;

	*path = NULL;
	/* The XDG rules: a relative XDG_CACHE_HOME is to be ignored. */
	if (cache && cache[0] == '/')
		snprintf(folder, sizeof(folder), "%s", cache);
	else if (home && home[0])
		snprintf(folder, sizeof(folder), "%s/.cache", home);
	else
		return fail_with(why, -ENOENT, "neither HOME nor XDG_CACHE_HOME is set");
	error = make_folder(folder, why);
	if (!error && strlen(folder) + sizeof("/bpfmend") > sizeof(folder))
		error = fail_with(why, -ENAMETOOLONG, "the cache's path is too long: %s", folder);
	if (!error) {
		strcat(folder, "/bpfmend");
		error = make_folder(folder, why);
	}
	if (!error && asprintf(path, "%s/%s", folder, name) < 0) {
		*path = NULL;
		error = fail_with(why, -ENOMEM, "out of memory");
	}
	return error;
}
