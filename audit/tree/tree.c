// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs the kernel's make; see tree.h. What it is told beside the files: the clang, that this be one
 * without any pass and without warnings, and that neither objtool nor resolve_btfids be built,
 * which work on objects.
 */
#include "audit/tree/tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/tree/compiler.h"
#include "audit/tree/links.h"
#include "lab/cache.h"
#include "lab/process.h"

#define MAKE_SECONDS 3600

static char *in(const char *directory, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

static char *joined(const char *first, const char *second)
{
	char *text;

	return asprintf(&text, "%s%s", first, second) < 0 ? NULL : text;
}

static bool has(const char *directory, const char *name)
{
	char *path = in(directory, name);
	bool exists = path && !access(path, F_OK);

	free(path);
	return exists;
}

/* Whether a program is in one of the folders of PATH. */
static bool is_installed(const char *name)
{
	const char *path = getenv("PATH");
	bool found = false;

	while (path && *path && !found) {
		size_t length = strcspn(path, ":");
		char *folder = strndup(path, length);

		found = folder && has(folder, name);
		free(folder);
		path += length + (path[length] == ':');
	}
	return found;
}

/* The last line with words in it that make or the compiler said. */
static int fail_with_words(struct failure *why, const struct process_output *output,
			   const char *what)
{
	const char *text = output->error, *found = strstr(text, "error: "), *line;

	if (!found)
		found = strstr(text, "*** ");
	line = found ? found : text;
	while (line > text && line[-1] != '\n')
		line--;
	return fail_with(why, -EIO, "%s fails: %.*s", what, (int)strcspn(line, "\n"), line);
}

static bool any_made(const struct tree *tree, char *const *targets, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has(tree->output, targets[i]))
			return true;
	return false;
}

/* What else is in the environment must not decide. */
static int run_make(const struct tree *tree, char *const *targets, size_t count, bool all,
		    bool first, const char *what, struct failure *why)
{
	struct process_output output = { 0 };
	char llvm[32], jobs[32];
	char *folder = joined("O=", tree->output), *compiler = joined("CC=", tree->compiler);
	const char *const fixed[] = {
		"env",
		"-u",
		"MAKEFLAGS",
		"-u",
		"MFLAGS",
		"-u",
		"MAKELEVEL",
		"-u",
		"ARCH",
		"-u",
		"CROSS_COMPILE",
		"-u",
		"KBUILD_OUTPUT",
		"-u",
		"KCFLAGS",
		"LC_ALL=C",
		"make",
		"-s",
		all ? "-k" : "-S",
		jobs,
		"-C",
		tree->source,
		folder,
		llvm,
		/* Before 5.18 LLVM=-19 is LLVM=1. */
		compiler,
		"LD=ld",
		"HOSTCC=gcc",
		"HOSTLD=ld",
		"HOSTAR=ar",
		"CONFIG_OBJTOOL=",
		/* The same before 5.19. */
		"CONFIG_STACK_VALIDATION=",
		"CONFIG_DEBUG_INFO_BTF=",
		"KCFLAGS=-Xclang -disable-llvm-passes -w",
	};
	const size_t fixed_count = sizeof(fixed) / sizeof(*fixed);
	char **argv = calloc(fixed_count + count + 1, sizeof(*argv));
	int error;

	snprintf(llvm, sizeof(llvm), "LLVM=-%u", tree->llvm);
	snprintf(jobs, sizeof(jobs), "-j%ld", sysconf(_SC_NPROCESSORS_ONLN));
	if (!argv || !folder || !compiler) {
		free(argv);
		free(folder);
		free(compiler);
		return -ENOMEM;
	}
	for (size_t i = 0; i < fixed_count; i++)
		argv[i] = (char *)fixed[i];
	for (size_t i = 0; i < count; i++)
		argv[fixed_count + i] = targets[i];
	error = process_run(argv, MAKE_SECONDS, &output, why);
	/* What fails among many is named later; if nothing can be made it is no kernel for clang.
	 */
	if (!error && output.status && (!all || (first && !any_made(tree, targets, count))))
		error = fail_with_words(why, &output, what);
	if (output.error)
		process_output_free(&output);
	free(compiler);
	free(folder);
	free(argv);
	return error;
}

static int find_source(struct tree *tree, const char *directory, struct failure *why)
{
	char *link = in(directory, "source");
	int error = 0;

	if (!link)
		return -ENOMEM;
	if (!has(directory, "."))
		error = fail_with(why, -ENOENT, "there is no %s", directory);
	else if (!has(directory, "Kbuild") && !has(link, "Kbuild"))
		error = fail_with(why, -ENOENT,
				  "%s is no kernel's source, and no folder that one "
				  "was configured in",
				  directory);
	else if (!has(directory, ".config"))
		error = fail_with(
			why, -ENOENT,
			"%s is not configured: there is no .config; run make olddefconfig",
			directory);
	else if (has(directory, "Kbuild"))
		error = links_make(directory, tree->output, &tree->source, why);
	else if (!(tree->source = realpath(link, NULL)))
		error = -errno;
	free(link);
	return error;
}

int tree_open(struct tree *tree, const char *directory, const char *output, unsigned int llvm,
	      const struct watch *watch, struct failure *why)
{
	char *config = in(directory, ".config"), clang[32];
	int error = config ? 0 : -ENOMEM;

	*tree = (struct tree){ .llvm = llvm, .watch = watch };
	snprintf(clang, sizeof(clang), "clang-%u", llvm);
	if (!error && !is_installed(clang))
		error = fail_with(why, -ENOENT,
				  "there is no %s: install it, or say with --llvm which there is",
				  clang);
	if (!error)
		error = cache_make_directory(output, why);
	if (!error && !(tree->output = realpath(output, NULL)))
		error = -errno;
	if (!error)
		error = find_source(tree, directory, why);
	if (!error)
		error = cache_read_file(config, &tree->config, why);
	if (!error)
		error = compiler_write(tree->output, llvm, &tree->compiler, why);
	if (!error && !strstr(tree->config, "\nCONFIG_BPF_SYSCALL=y"))
		error = fail_with(why, -ENOENT, "%s is configured without CONFIG_BPF_SYSCALL",
				  directory);
	if (!error && !strstr(tree->config, "\nCONFIG_DEBUG_INFO=y"))
		error = fail_with(why, -ENOENT,
				  "%s is configured without CONFIG_DEBUG_INFO, which names things",
				  directory);
	free(config);
	return error;
}

/* The configuration and the compiler that the folder was prepared with. */
static char *stamp_of(const struct tree *tree)
{
	char *text;

	return asprintf(&text, "llvm %u, %s\n%s", tree->llvm, tree->source, tree->config) < 0
		       ? NULL
		       : text;
}

static int configure(const struct tree *tree, struct failure *why)
{
	char *config = in(tree->output, ".config");
	char *targets[] = { (char *)"olddefconfig", (char *)"prepare" };
	int error = config ? cache_write_file(config, tree->config, strlen(tree->config), why)
			   : -ENOMEM;

	free(config);
	/*
	 * One by one: prepare reads what olddefconfig writes. Kconfig tries a hundred options of
	 * the compiler each time; nothing is new to it where this compiler has answered before.
	 */
	for (size_t i = compiler_configured(tree->compiler, tree->config, why); i < 2 && !error;
	     i++) {
		watch_status(tree->watch, "the kernel's build is prepared: make %s", targets[i]);
		error = run_make(tree, &targets[i], 1, false, false,
				 i ? "make prepare" : "make olddefconfig", why);
	}
	return error;
}

int tree_prepare(const struct tree *tree, struct failure *why)
{
	char *path = in(tree->output, "prepared"), *stamp = stamp_of(tree), *before = NULL;
	int error = path && stamp ? 0 : -ENOMEM;

	if (!error && cache_read_file(path, &before, NULL))
		before = NULL;
	if (!error && (!before || strcmp(before, stamp))) {
		remove(path);
		error = configure(tree, why);
		if (!error)
			error = cache_write_file(path, stamp, strlen(stamp), why);
	}
	free(before);
	free(stamp);
	free(path);
	return error;
}

int tree_compile(const struct tree *tree, char *const *sources, size_t count, bool first,
		 struct failure *why)
{
	char **targets = calloc(count + 1, sizeof(*targets));
	int error = targets ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !error; i++) {
		/* "….c" to "….ll" */
		if (asprintf(&targets[i], "%.*sll", (int)strlen(sources[i]) - 1, sources[i]) < 0) {
			targets[i] = NULL;
			error = -ENOMEM;
		}
	}
	if (!error && count) {
		watch_status(tree->watch, "clang-%u compiles %zu files of the kernel", tree->llvm,
			     count);
		error = run_make(tree, targets, count, true, first, "make", why);
	}
	for (size_t i = 0; targets && i < count; i++)
		free(targets[i]);
	free(targets);
	return error;
}

char *tree_ir(const struct tree *tree, const char *source)
{
	char *path;

	if (asprintf(&path, "%s/%.*sll", tree->output, (int)strlen(source) - 1, source) < 0)
		return NULL;
	if (!access(path, R_OK))
		return path;
	free(path);
	return NULL;
}

void tree_close(struct tree *tree)
{
	free(tree->source);
	free(tree->output);
	free(tree->config);
	free(tree->compiler);
	*tree = (struct tree){ 0 };
}
