// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads and applies patches; see patches.h. Relies on git apply, which wants no repository. */
#include "lab/patches.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/process.h"

#define APPLY_SECONDS 60

static void free_strings(char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(strings[i]);
	free((void *)strings);
}

void patches_free(struct patches *patches)
{
	if (patches->texts)
		free_strings(patches->texts, patches->count);
	free_strings(patches->files, patches->count);
	free_strings(patches->touched, patches->touched_count);
	*patches = (struct patches){ 0 };
}

/* Takes over string, also on failure; NULL is -ENOMEM. */
static int append(char ***strings, size_t *count, char *string)
{
	char **longer = string ? realloc((void *)*strings, (*count + 1) * sizeof(*longer)) : NULL;

	if (!longer) {
		free(string);
		return -ENOMEM;
	}
	*strings = longer;
	longer[(*count)++] = string;
	return 0;
}

static int compare(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static void sort(char **strings, size_t count)
{
	if (count)
		qsort((void *)strings, count, sizeof(*strings), compare);
}

/* Lists the patches of a directory. */
static int find_files(const char *directory, struct patches *patches, struct failure *why)
{
	DIR *listing = opendir(directory);
	struct dirent *entry;
	int error = 0;

	if (!listing)
		return fail_with(why, -errno, "cannot read %s: %s", directory, strerror(errno));
	while (!error && (entry = readdir(listing))) {
		char *path;

		if (fnmatch("*.patch", entry->d_name, 0))
			continue;
		error = asprintf(&path, "%s/%s", directory, entry->d_name) < 0 ? -ENOMEM : 0;
		if (!error)
			error = append(&patches->files, &patches->count, path);
	}
	closedir(listing);
	sort(patches->files, patches->count);
	return error;
}

/* A path that cannot lead out of the tree, however it is joined. */
static bool stays_inside(const char *path)
{
	return *path && *path != '/' && strcmp(path, "..") && strncmp(path, "../", 3) &&
	       !strstr(path, "/../") && fnmatch("*/..", path, 0);
}

/* The file that a line "+++ b/path" or "--- a/path" names; /dev/null names none. */
static int note_touched(const char *line, const char *file, struct patches *patches,
			struct failure *why)
{
	size_t length = strcspn(line, "\t\r\n");
	char *path;
	int error;

	if (strncmp(line, "+++ b/", 6) && strncmp(line, "--- a/", 6))
		return 0;
	path = strndup(line + 6, length - 6);
	if (path && !stays_inside(path)) {
		error = fail_with(why, -EINVAL,
				  "%s names the file %s, outside of the kernel's tree", file, path);
		free(path);
		return error;
	}
	return append(&patches->touched, &patches->touched_count, path);
}

static int read_file(const char *file, struct patches *patches, char **text, struct failure *why)
{
	int error = cache_read_file(file, text, why);

	if (error == -ENOENT)
		fail_with(why, error, "%s is gone", file);
	for (const char *line = *text; !error && line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		error = note_touched(line, file, patches, why);
	}
	return error;
}

static void remove_doubles(struct patches *patches)
{
	size_t kept = 0;

	sort(patches->touched, patches->touched_count);
	for (size_t i = 0; i < patches->touched_count; i++) {
		if (kept && !strcmp(patches->touched[kept - 1], patches->touched[i]))
			free(patches->touched[i]);
		else
			patches->touched[kept++] = patches->touched[i];
	}
	patches->touched_count = kept;
}

int patches_read(const char *directory, struct patches *patches, struct failure *why)
{
	struct patches read = { 0 };
	int error = find_files(directory, &read, why);

	if (!error && !read.count)
		error = fail_with(why, -ENOENT, "there is no patch in %s", directory);
	if (!error && !(read.texts = calloc(read.count, sizeof(*read.texts))))
		error = -ENOMEM;
	for (size_t i = 0; i < read.count && !error; i++)
		error = read_file(read.files[i], &read, &read.texts[i], why);
	if (error) {
		patches_free(&read);
		return error;
	}
	remove_doubles(&read);
	*patches = read;
	return 0;
}

/* Copies what there is of the files to be patched. */
static int copy_touched(const struct patches *patches, const char *source, const char *target,
			struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < patches->touched_count && !error; i++) {
		char *from = NULL, *to = NULL, *slash;

		if (asprintf(&from, "%s/%s", source, patches->touched[i]) < 0 ||
		    asprintf(&to, "%s/%s", target, patches->touched[i]) < 0) {
			free(from);
			return -ENOMEM;
		}
		slash = strrchr(to, '/');
		*slash = '\0';
		error = cache_make_directory(to, why);
		*slash = '/';
		if (!error && !access(from, F_OK))
			error = cache_copy_file(from, to, why);
		free(from);
		free(to);
	}
	return error;
}

static int apply(const char *file, const char *target, struct failure *why)
{
	struct process_output output;
	char *ceiling;
	int error;

	/* Inside of somebody's repository, git would look at that one's files. */
	if (asprintf(&ceiling, "GIT_CEILING_DIRECTORIES=%.*s", (int)(strrchr(target, '/') - target),
		     target) < 0)
		return -ENOMEM;
	char *argv[] = {
		"env", "-u", "GIT_DIR",	     "-u",    "GIT_WORK_TREE", ceiling,
		"git", "-C", (char *)target, "apply", (char *)file,    NULL,
	};

	error = process_run(argv, APPLY_SECONDS, &output, why);
	free(ceiling);
	if (error)
		return error;
	if (output.status)
		error = fail_with(why, -EINVAL, "%s does not apply: %.*s", file,
				  (int)strcspn(output.error, "\n"), output.error);
	process_output_free(&output);
	return error;
}

int patches_apply(const struct patches *patches, const char *source, const char *target,
		  struct failure *why)
{
	int error = copy_touched(patches, source, target, why);

	for (size_t i = 0; i < patches->count && !error; i++)
		error = apply(patches->files[i], target, why);
	return error;
}
