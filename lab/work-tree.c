// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The tree that kernels are compiled in; see work-tree.h. A file of the tree is written by rename,
 * and only where its content changes, so that make sees by the time what is to be compiled. Beside
 * the tree stands "patched", the files that may differ from the source: it is written before they
 * are, so that an interrupted run can be made good by the next.
 */
#include "lab/work-tree.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/make.h"
#include "lab/process.h"

#define COPY_SECONDS 300

/* Objects, vmlinux with debugging data, and what linking takes meanwhile. */
#define TREE_ROOM (2ULL << 30)

/* The paths that this file works on; all owned. */
struct places {
	char *tree; /* builds/<version>/tree */
	char *fresh; /* the tree while it is made */
	char *patched; /* the list of files */
	char *scratch; /* the patched files */
	char *configured; /* the list of symbols that the tree is configured by */
};

static void free_places(struct places *places)
{
	free(places->tree);
	free(places->fresh);
	free(places->patched);
	free(places->scratch);
	free(places->configured);
}

static int find_places(const struct source *source, struct places *places)
{
	*places = (struct places){ 0 };
	if (asprintf(&places->tree, "%s/tree", source->directory) < 0 ||
	    asprintf(&places->fresh, "%s/.new-tree", source->directory) < 0 ||
	    asprintf(&places->patched, "%s/patched", source->directory) < 0 ||
	    asprintf(&places->scratch, "%s/.new-files", source->directory) < 0 ||
	    asprintf(&places->configured, "%s/configured", source->directory) < 0) {
		free_places(places);
		return -ENOMEM;
	}
	return 0;
}

/* The tree appears whole: all links, nothing compiled. */
static int make_tree(const struct source *source, const struct places *places,
		     const struct watch *watch, struct failure *why)
{
	char *argv[] = { "cp", "-al", source->path, places->fresh, NULL };
	struct process_output output;
	int error = cache_check_room(source->directory, TREE_ROOM, why);

	if (error)
		return error;
	watch_status(watch, "%s: links the source's files", source->version);
	cache_remove(places->fresh);
	unlink(places->patched);
	unlink(places->configured);
	error = process_run(argv, COPY_SECONDS, &output, why);
	if (error)
		return error;
	if (output.status)
		error = fail_with(why, -EIO, "cannot make %s: %.*s", places->tree,
				  (int)strcspn(output.error, "\n"), output.error);
	process_output_free(&output);
	if (!error && rename(places->fresh, places->tree))
		error = cache_fail(why, -errno, "create", places->tree);
	return error;
}

/* Gives a file of the tree the content of another, or takes it away where text is NULL. */
static int set_file(const char *path, const char *text, struct failure *why)
{
	char *present;
	int error = cache_read_file(path, &present, why);

	if (error && error != -ENOENT)
		return error;
	if (!text) {
		unlink(path);
		error = 0;
	} else if (!error && !strcmp(present, text)) {
		error = 0;
	} else {
		error = cache_write_file(path, text, strlen(text), why);
	}
	free(present);
	return error;
}

/* Makes a file of the tree what the one of that name below another directory is. */
static int update_file(const struct places *places, const char *name, const char *from,
		       struct failure *why)
{
	char *path, *text = NULL, *slash;
	int error;

	if (asprintf(&path, "%s/%s", from, name) < 0)
		return -ENOMEM;
	error = cache_read_file(path, &text, why);
	free(path);
	if (error && error != -ENOENT)
		return error;
	if (asprintf(&path, "%s/%s", places->tree, name) < 0) {
		free(text);
		return -ENOMEM;
	}
	slash = strrchr(path, '/');
	*slash = '\0';
	error = text ? cache_make_directory(path, why) : 0;
	*slash = '/';
	if (!error)
		error = set_file(path, text, why);
	free(path);
	free(text);
	return error;
}

static bool is_touched(const struct patches *patches, const char *name)
{
	for (size_t i = 0; i < patches->touched_count; i++)
		if (!strcmp(patches->touched[i], name))
			return true;
	return false;
}

/* The files that earlier patches changed become the source's, the others those of these patches. */
static int update_files(const struct source *source, const struct places *places,
			const struct patches *patches, char *earlier, struct failure *why)
{
	char *rest = NULL;
	int error = 0;

	for (char *name = strtok_r(earlier, "\n", &rest); name && !error;
	     name = strtok_r(NULL, "\n", &rest))
		if (!is_touched(patches, name))
			error = update_file(places, name, source->path, why);
	for (size_t i = 0; i < patches->touched_count && !error; i++)
		error = update_file(places, patches->touched[i], places->scratch, why);
	return error;
}

/* Writes the list of files that may differ: those of before and those of the patches. */
static int note_files(const struct places *places, const char *before,
		      const struct patches *patches, struct failure *why)
{
	size_t size;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);
	int error;

	if (!out)
		return -ENOMEM;
	fputs(before, out);
	for (size_t i = 0; i < patches->touched_count; i++)
		fprintf(out, "%s\n", patches->touched[i]);
	error = fclose(out) ? -ENOMEM : cache_write_file(places->patched, text, size, why);
	free(text);
	return error;
}

/* As cache_read_file(); a file that is not there is an empty one. */
static int read_or_empty(const char *path, char **text, struct failure *why)
{
	int error = cache_read_file(path, text, why);

	if (error == -ENOENT)
		error = (*text = strdup("")) ? 0 : -ENOMEM;
	return error;
}

static int patch_tree(const struct source *source, const struct places *places,
		      const struct patches *patches, struct failure *why)
{
	char *before = NULL;
	int error;

	cache_remove(places->scratch);
	error = cache_make_directory(places->scratch, why);
	if (!error)
		error = patches_apply(patches, source->path, places->scratch, why);
	if (!error)
		error = read_or_empty(places->patched, &before, why);
	if (!error)
		error = note_files(places, before, patches, why);
	if (!error)
		error = update_files(source, places, patches, before, why);
	if (!error)
		error = note_files(places, "", patches, why);
	cache_remove(places->scratch);
	free(before);
	return error;
}

size_t work_tree_missing_symbol(const char *list, const char *configuration, const char **missing)
{
	for (const char *line = list; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t length = strcspn(line, "\n");
		const char *found = configuration;

		if (strncmp(line, "CONFIG_", strlen("CONFIG_")))
			continue;
		/* At the start of a line, and the whole line. */
		while (found &&
		       (strncmp(found, line, length) || (found[length] && found[length] != '\n'))) {
			found = strchr(found, '\n');
			found = found ? found + 1 : NULL;
		}
		if (!found) {
			*missing = line;
			return length;
		}
	}
	return 0;
}

/* What the list asks for must have come of it. */
static int check_configuration(const struct source *source, const char *made, const char *list,
			       struct failure *why)
{
	const char *missing;
	char *configuration;
	size_t length;
	int error = cache_read_file(made, &configuration, why);

	if (error)
		return error;
	length = work_tree_missing_symbol(list, configuration, &missing);
	if (length)
		error = fail_with(why, -EINVAL,
				  "the configuration of %s cannot have %.*s: it knows no such "
				  "symbol, or a tool that it takes is missing or too old",
				  source->version, (int)length, missing);
	free(configuration);
	return error;
}

static int configure(const struct source *source, const struct places *places, const char *config,
		     const struct watch *watch, struct failure *why)
{
	char *list = NULL, *present = NULL, *setting = NULL, *made = NULL;
	int error = cache_read_file(config, &list, why);

	if (error == -ENOENT)
		fail_with(why, error, "%s is gone", config);
	if (!error)
		error = read_or_empty(places->configured, &present, why);
	if (!error && strcmp(present, list)) {
		const char *words[] = { NULL, "allnoconfig", NULL };

		if (asprintf(&setting, "KCONFIG_ALLCONFIG=%s", config) < 0 ||
		    asprintf(&made, "%s/.config", places->tree) < 0)
			error = -ENOMEM;
		words[0] = setting;
		unlink(places->configured);
		if (!error)
			error = make_run(&(struct make){ source->version, places->tree, "", words },
					 watch, why);
		if (!error)
			error = check_configuration(source, made, list, why);
		if (!error)
			error = cache_write_file(places->configured, list, strlen(list), why);
	}
	free(list);
	free(present);
	free(setting);
	free(made);
	return error;
}

int work_tree_prepare(const struct source *source, const struct patches *patches,
		      const char *config, char **path, const struct watch *watch,
		      struct failure *why)
{
	struct places places;
	int error = find_places(source, &places);

	if (error)
		return error;
	if (access(places.tree, F_OK))
		error = make_tree(source, &places, watch, why);
	if (!error)
		error = patch_tree(source, &places, patches, why);
	if (!error)
		error = configure(source, &places, config, watch, why);
	if (!error && !(*path = strdup(places.tree)))
		error = -ENOMEM;
	free_places(&places);
	return error;
}
