// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the text of files for what they define; see search.h. */
#include "audit/tree/search.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/tree/makefiles.h"
#include "lab/cache.h"
#include "llvm-pass/support/array.h"

/* A file within a file within a file. */
#define MOST_INCLUDES 4

/* Where helpers, kfuncs and what they call are. Of drivers, those that have helpers of their own.
 */
static const char *const directories[] = {
	"kernel",
	"net",
	"fs",
	"lib",
	"mm",
	"security",
	"block",
	"crypto",
	"init",
	"ipc",
	"io_uring",
	"drivers/base",
	"drivers/char",
	"drivers/hid/bpf",
	"drivers/media/rc",
	"drivers/net",
};

/* Of an architecture, by the symbol of its configuration. */
static const struct {
	const char *symbol, *directory;
} architectures[] = {
	{ "CONFIG_X86", "arch/x86" },	  { "CONFIG_ARM64", "arch/arm64" },
	{ "CONFIG_RISCV", "arch/riscv" }, { "CONFIG_S390", "arch/s390" },
	{ "CONFIG_PPC", "arch/powerpc" }, { "CONFIG_LOONGARCH", "arch/loongarch" },
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Whether a declarator goes on to a body: '{' comes before ';'. */
static bool has_body(const char *at)
{
	return at[strcspn(at, ";{")] == '{';
}

/* "BPF_CALL_2(bpf_strtol, …" defines bpf_strtol, and so do the other macros of the kind. */
static int note_macro(struct sources *sources, const char *name, size_t length, const char *open,
		      bool *is_macro)
{
	static const char *const macros[] = { "BPF_CALL_", "NOTRACE_BPF_CALL_" };
	const char *first = open + 1 + strspn(open + 1, " \t\n");
	size_t end = 0;

	*is_macro = false;
	for (size_t i = 0; i < sizeof(macros) / sizeof(*macros); i++)
		*is_macro |=
			length > strlen(macros[i]) && !strncmp(name, macros[i], strlen(macros[i]));
	if (!*is_macro)
		return 0;
	while (is_word(first[end]))
		end++;
	return names_add(&sources->functions, first, end, sources->count);
}

static int note_function(struct sources *sources, const char *line, const char *open)
{
	const char *end = open, *start;
	bool is_macro;
	int error;

	while (end > line && isspace((unsigned char)end[-1]))
		end--;
	start = end;
	while (start > line && is_word(start[-1]))
		start--;
	/* No other file can call it. */
	if (!strncmp(line, "static ", 7) || start == end || !has_body(open))
		return 0;
	error = note_macro(sources, start, (size_t)(end - start), open, &is_macro);
	if (error || is_macro)
		return error;
	return names_add(&sources->functions, start, (size_t)(end - start), sources->count);
}

/* "static const struct bpf_map_ops x = {" */
static int note_table(struct sources *sources, const char *line, const char *equal)
{
	const char *at = line;
	size_t end = 0;

	while ((at = strstr(at, "struct ")) && at < equal) {
		at += strlen("struct ");
		while (is_word(at[end]))
			end++;
		return names_add(&sources->tables, at, end, sources->count);
	}
	return 0;
}

/* The sets that kfuncs are registered by have no struct's name in the source. */
static int note_set(struct sources *sources, const char *line)
{
	static const char *const macros[] = { "BTF_KFUNCS_START(", "BTF_SET8_START(" };

	for (size_t i = 0; i < sizeof(macros) / sizeof(*macros); i++)
		if (!strncmp(line, macros[i], strlen(macros[i])))
			return names_add(&sources->tables, "btf_id_set8", 11, sources->count);
	return 0;
}

/* "# include "ext.c"": a part of this file, where no makefile names it. */
static int note_include(struct sources *sources, const char *path, const char *line, size_t length)
{
	const char *open = memchr(line, '"', length), *slash = strrchr(path, '/');
	const char *close = open ? memchr(open + 1, '"', length - (size_t)(open + 1 - line)) : NULL;
	char *included;
	int error;

	if (!close || close - open < 3 || strncmp(close - 2, ".c", 2) || !slash)
		return 0;
	if (asprintf(&included, "%.*s/%.*s", (int)(slash - path), path, (int)(close - open - 1),
		     open + 1) < 0)
		return -ENOMEM;
	error = names_add(&sources->included, included, strlen(included), sources->count);
	free(included);
	return error;
}

static int scan_text(struct sources *sources, const char *path, const char *text)
{
	int error = 0;

	for (const char *line = text; *line && !error;) {
		size_t length = strcspn(line, "\n");
		const char *open, *equal;

		if (*line == '#' && !strncmp(line + 1 + strspn(line + 1, " \t"), "include", 7)) {
			error = note_include(sources, path, line, length);
		} else if (is_word(*line)) {
			open = memchr(line, '(', length);
			equal = memchr(line, '=', length);
			error = note_set(sources, line);
			if (!error && equal && (!open || equal < open))
				error = note_table(sources, line, equal);
			else if (!error && open)
				error = note_function(sources, line, open);
		}
		line += length + (line[length] == '\n');
	}
	return error;
}

static int scan_file(struct sources *sources, const char *tree, const char *path)
{
	char **paths = array_grow(sources->paths, sources->count, sizeof(char *));
	char *text = NULL, *full;
	int error;

	if (!paths)
		return -ENOMEM;
	sources->paths = paths;
	if (asprintf(&full, "%s/%s", tree, path) < 0)
		return -ENOMEM;
	error = cache_read_file(full, &text, NULL);
	free(full);
	if (error)
		return error == -ENOMEM ? error : 0;
	error = scan_text(sources, path, text);
	free(text);
	paths[sources->count] = strdup(path);
	if (!paths[sources->count])
		return -ENOMEM;
	sources->count++;
	return error;
}

static bool is_source(const char *name)
{
	size_t length = strlen(name);

	if (length < 3 || strcmp(name + length - 2, ".c") || strstr(name, ".mod.c"))
		return false;
	return !strstr(name, "_test.c") && !strstr(name, "_kunit") && !strstr(name, "selftest");
}

static int scan_directory(struct sources *sources, const char *tree, const char *directory,
			  const struct makefile *around);

static int scan_entry(struct sources *sources, const char *tree, const char *directory,
		      const struct dirent *entry, const struct makefile *makefile)
{
	char *path;
	int error = 0;

	if (entry->d_name[0] == '.')
		return 0;
	if (asprintf(&path, "%s/%s", directory, entry->d_name) < 0)
		return -ENOMEM;
	if (entry->d_type == DT_DIR) {
		/* The drivers of network devices are a thousand, and no helper calls one by name.
		 */
		if (strcmp(directory, "drivers/net"))
			error = scan_directory(sources, tree, path, makefile);
	} else if (is_source(entry->d_name) &&
		   makefile_compiles(makefile, entry->d_name, &sources->config)) {
		error = scan_file(sources, tree, path);
		if (!error && !makefile_names(makefile, entry->d_name))
			error = names_add(&sources->loose, path, strlen(path), 0);
	}
	free(path);
	return error;
}

static int scan_directory(struct sources *sources, const char *tree, const char *directory,
			  const struct makefile *around)
{
	struct makefile makefile;
	struct dirent *entry;
	char *path;
	DIR *open;
	int error;

	if (asprintf(&path, "%s/%s", tree, directory) < 0)
		return -ENOMEM;
	open = opendir(path);
	free(path);
	if (!open)
		return 0;
	error = makefile_read(&makefile, around, tree, directory, &sources->config);
	while (!error && makefile.compiled && (entry = readdir(open)))
		error = scan_entry(sources, tree, directory, entry, &makefile);
	free(makefile.text);
	closedir(open);
	return error;
}

static int read_config(struct names *names, const char *config)
{
	for (const char *line = config; *line;) {
		size_t length = strcspn(line, "\n");
		const char *equal = memchr(line, '=', length);

		if (!strncmp(line, "CONFIG_", 7) && equal && (equal[1] == 'y' || equal[1] == 'm') &&
		    names_add(names, line, (size_t)(equal - line), 0))
			return -ENOMEM;
		line += length + (line[length] == '\n');
	}
	return 0;
}

int sources_scan(struct sources *sources, const char *tree, const char *config, struct failure *why)
{
	int error = read_config(&sources->config, config);

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories) && !error; i++)
		error = scan_directory(sources, tree, directories[i], NULL);
	for (size_t i = 0; i < sizeof(architectures) / sizeof(*architectures) && !error; i++)
		if (names_get(&sources->config, architectures[i].symbol) != NAMES_NONE)
			error = scan_directory(sources, tree, architectures[i].directory, NULL);
	if (!error && names_get(&sources->functions, "bpf_check") == NAMES_NONE)
		error = fail_with(why, -ENOENT, "%s has no kernel with BPF in it", tree);
	return error;
}

const char *sources_compiled(const struct sources *sources, const char *path)
{
	size_t includer;

	for (unsigned int i = 0; i < MOST_INCLUDES; i++) {
		includer = names_get(&sources->included, path);
		if (includer == NAMES_NONE || includer >= sources->count ||
		    names_get(&sources->loose, path) == NAMES_NONE)
			break;
		path = sources->paths[includer];
	}
	return path;
}

void sources_free(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		free(sources->paths[i]);
	free(sources->paths);
	names_free(&sources->functions);
	names_free(&sources->tables);
	names_free(&sources->included);
	names_free(&sources->loose);
	names_free(&sources->config);
	*sources = (struct sources){ 0 };
}
