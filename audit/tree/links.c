// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Walks the tree and links; see links.h. Directories are made, files linked by name, so that a file
 * that an editor replaces is the new one. What kbuild made has a ".NAME.cmd" beside it.
 */
#include "audit/tree/links.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"

static bool ends(const char *name, const char *end)
{
	size_t length = strlen(name), end_length = strlen(end);

	return length >= end_length && !strcmp(name + length - end_length, end);
}

static bool was_made(const char *directory, const char *name)
{
	static const char *const ends_of[] = { ".o", ".a", ".ko", ".cmd", ".order", ".mod" };
	char *mark;
	bool made = false;

	for (size_t i = 0; i < sizeof(ends_of) / sizeof(*ends_of); i++)
		made |= ends(name, ends_of[i]);
	if (made || asprintf(&mark, "%s/.%s.cmd", directory, name) < 0)
		return true;
	made = !access(mark, F_OK);
	free(mark);
	return made;
}

/* Directories that hold nothing but what was made, and what a source tree does not need. */
static bool is_passed_over(const char *directory, const char *name)
{
	if (!strcmp(name, ".git") || !strncmp(name, ".config", 7) || !strcmp(name, ".tmp_versions"))
		return true;
	if (!strcmp(name, "generated") || !strcmp(name, "config"))
		return ends(directory, "/include") || strstr(directory, "/include/");
	return false;
}

static int link_directory(const char *from, const char *to, struct failure *why);

static int link_entry(const char *from, const char *to, const struct dirent *entry,
		      struct failure *why)
{
	char *source = NULL, *target = NULL;
	int error = 0;

	if (asprintf(&source, "%s/%s", from, entry->d_name) < 0 ||
	    asprintf(&target, "%s/%s", to, entry->d_name) < 0)
		error = -ENOMEM;
	else if (entry->d_type == DT_DIR)
		error = link_directory(source, target, why);
	else if (!was_made(from, entry->d_name) && symlink(source, target) && errno != EEXIST)
		error = cache_fail(why, -errno, "link", target);
	free(source);
	free(target);
	return error;
}

static int link_directory(const char *from, const char *to, struct failure *why)
{
	DIR *open = opendir(from);
	struct dirent *entry;
	int error = 0;

	if (!open)
		return cache_fail(why, -errno, "read", from);
	if (mkdir(to, 0777) && errno != EEXIST)
		error = cache_fail(why, -errno, "create", to);
	while (!error && (entry = readdir(open)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
		    !is_passed_over(from, entry->d_name))
			error = link_entry(from, to, entry, why);
	closedir(open);
	return error;
}

int links_make(const char *directory, const char *output, char **source, struct failure *why)
{
	char *from = realpath(directory, NULL), *to = NULL;
	int error = from ? 0 : -errno;

	/* Not "source", which is the name of kbuild's own link to it. */
	if (!error && asprintf(&to, "%s/links", output) < 0)
		error = -ENOMEM;
	if (!error)
		error = link_directory(from, to, why);
	free(from);
	if (error)
		free(to);
	else
		*source = to;
	return error;
}
