// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Builds a kernel and keeps its image; see build.h. source.h, patches.h and work-tree.h do it. */
#include "lab/build.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/image.h"
#include "lab/make.h"
#include "lab/place.h"
#include "lab/process.h"
#include "lab/source.h"
#include "lab/work-tree.h"

#define TOOL_SECONDS 60

/* What one build works on; all pointers are owned but request, watch and why. */
struct build {
	const struct build_request *request;
	struct kernel_version wanted;
	struct source source;
	struct patches patches;
	char *name; /* "6.12.117-1 patched" */
	char *config_path, *config;
	char *tools;
	char *directory; /* of the image */
	char *image;
	const struct watch *watch;
	struct failure *why;
};

static const char *const variant_names[] = {
	[BUILD_STOCK] = "stock",
	[BUILD_PATCHED] = "patched",
	[BUILD_UNSOUND] = "unsound",
};

static const char *variant_name(const struct build_request *request)
{
	return request->patches ? "with-patches" : variant_names[request->variant];
}

/* FNV-1a, with the text's end as a byte of it: "ab", "c" is not "a", "bc". */
static uint64_t add_to_hash(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
	while (*text++);
	return hash;
}

/* What a patch does, without its author's words on it, which change no kernel. */
static const char *changes(const char *patch)
{
	const char *start = strstr(patch, "\ndiff --git ");

	return start ? start : patch;
}

/*
 * What make is told, besides the variant's name. With a time that it can take for a build's, the
 * kernel's makefiles have pahole write the BTF in one order: else the order of two functions of one
 * name, and with it what the verifier believes of the one that it finds first, is another in each
 * build.
 */
static const char *const recipe[] = {
	"CC=gcc",
	"HOSTCC=gcc",
	"KBUILD_BUILD_USER=bpfmend",
	"KBUILD_BUILD_HOST=lab",
	"KBUILD_BUILD_TIMESTAMP=1970-01-01",
	"bzImage",
};

enum { RECIPE_WORDS = sizeof(recipe) / sizeof(recipe[0]) };

char *build_hash(const struct build_inputs *inputs, char text[BUILD_HASH_SIZE])
{
	uint64_t hash = 0xcbf29ce484222325;

	hash = add_to_hash(hash, inputs->version);
	hash = add_to_hash(hash, inputs->config);
	hash = add_to_hash(hash, inputs->tools);
	for (size_t i = 0; i < RECIPE_WORDS; i++)
		hash = add_to_hash(hash, recipe[i]);
	for (size_t i = 0; i < inputs->patches->count; i++)
		hash = add_to_hash(hash, changes(inputs->patches->texts[i]));
	snprintf(text, BUILD_HASH_SIZE, "%016llx", (unsigned long long)hash);
	return text;
}

/* What the programs that make the image what it is say of themselves. */
static int read_tools(struct build *build)
{
	static const char *const names[] = { "gcc", "ld", "pahole" };
	char *tools = strdup("");
	int error = tools ? 0 : -ENOMEM;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !error; i++) {
		char *argv[] = { (char *)names[i], "--version", NULL }, *longer;
		struct process_output output;

		error = process_run(argv, TOOL_SECONDS, &output, build->why);
		if (error)
			break;
		if (asprintf(&longer, "%s%.*s\n", tools, (int)strcspn(output.output, "\n"),
			     output.output) < 0)
			error = -ENOMEM;
		process_output_free(&output);
		if (!error) {
			free(tools);
			tools = longer;
		}
	}
	if (error)
		free(tools);
	else
		build->tools = tools;
	return error;
}

/* The patches are those of the series, whatever release of it is built. */
static int read_patches(struct build *build)
{
	const struct build_request *request = build->request;
	char name[64], *directory = NULL;
	int error = 0;

	if (request->patches)
		return patches_read(request->patches, &build->patches, build->why);
	if (request->variant == BUILD_STOCK)
		return 0;
	snprintf(name, sizeof(name), "kernel/patches/%d.%d%s", build->wanted.major,
		 build->wanted.minor, request->variant == BUILD_UNSOUND ? "/unsound" : "");
	error = place_find(name, &directory, NULL);
	if (error == -ENOENT)
		fail_with(build->why, error, "bpfmend has no %s variant of %d.%d",
			  variant_name(request), build->wanted.major, build->wanted.minor);
	if (!error)
		error = patches_read(directory, &build->patches, build->why);
	free(directory);
	return error;
}

/* All that makes the image what it is, but the source. */
static int read_inputs(struct build *build)
{
	int error = read_patches(build);

	if (!error)
		error = place_find("kernel/config/lab.config", &build->config_path, build->why);
	if (!error)
		error = cache_read_file(build->config_path, &build->config, build->why);
	if (!error)
		error = read_tools(build);
	return error;
}

/* Where the image is, or is going to be. Returns -ENOENT if it is not there. */
static int find_image(struct build *build)
{
	const struct build_inputs inputs = { build->source.version, build->config, build->tools,
					     &build->patches };
	char hash[BUILD_HASH_SIZE];

	if (asprintf(&build->name, "%s %s", build->source.version, variant_name(build->request)) <
		    0 ||
	    asprintf(&build->directory, "%s/images/%s", build->source.directory,
		     build_hash(&inputs, hash)) < 0 ||
	    asprintf(&build->image, "%s/vmlinuz", build->directory) < 0)
		return -ENOMEM;
	if (access(build->image, F_OK))
		return -ENOENT;
	watch_done(build->watch, "%s is in the cache", build->name);
	return 0;
}

static int write_origin(const struct build *build, const char *directory)
{
	char *path = NULL, *text = NULL;
	int error = 0;

	if (asprintf(&path, "%s/origin", directory) < 0 ||
	    asprintf(&text, "%s, built with %.*s\n", build->name, (int)strcspn(build->tools, "\n"),
		     build->tools) < 0)
		error = -ENOMEM;
	if (!error)
		error = cache_write_file(path, text, strlen(text), build->why);
	free(path);
	free(text);
	return error;
}

/* Puts what make has left into the cache, whole. */
static int keep(const struct build *build, const char *tree)
{
	char *made = NULL, *staging = NULL, *staged = NULL;
	struct kernel_version release;
	int error = 0;

	if (asprintf(&made, "%s/arch/x86/boot/bzImage", tree) < 0 ||
	    asprintf(&staging, "%s/.new-image", build->source.directory) < 0 ||
	    asprintf(&staged, "%s/vmlinuz", staging) < 0)
		error = -ENOMEM;
	if (!error) {
		cache_remove(staging);
		error = cache_make_directory(staging, build->why);
	}
	if (!error)
		error = cache_copy_file(made, staged, build->why);
	if (!error)
		error = image_read(staged, &release, build->why);
	if (!error)
		error = write_origin(build, staging);
	if (!error) {
		/* Its parent; the directory itself comes by the rename. */
		error = cache_make_directory(build->directory, build->why);
		if (!error && rename(staging, build->directory))
			error = cache_fail(build->why, -errno, "create", build->directory);
	}
	if (error && staging)
		cache_remove(staging);
	free(made);
	free(staging);
	free(staged);
	return error;
}

static int compile(const struct build *build)
{
	char local[64], *tree = NULL, *log = NULL;
	const char *words[RECIPE_WORDS + 2] = { local };
	int error = work_tree_prepare(&build->source, &build->patches, build->config_path, &tree,
				      build->watch, build->why);

	/* What uname -r ends with. */
	snprintf(local, sizeof(local), "LOCALVERSION=-%s", variant_name(build->request));
	memcpy(&words[1], recipe, sizeof(recipe));
	if (!error && asprintf(&log, "%s/make.log", build->source.directory) < 0)
		error = -ENOMEM;
	if (!error)
		error = make_run(&(struct make){ build->name, tree, log, words }, build->watch,
				 build->why);
	if (!error)
		error = keep(build, tree);
	free(tree);
	free(log);
	return error;
}

/* Forgets a source, and what was concluded from it. */
static void drop_source(struct build *build)
{
	free(build->image);
	free(build->directory);
	free(build->name);
	build->image = build->directory = build->name = NULL;
	source_free(&build->source);
}

/* What is in the cache needs no lock: another build may hold that for minutes. */
static int find_built(struct build *build)
{
	int error = build->request->update ? -ENOENT
					   : source_find(build->wanted, &build->source, build->why);

	if (!error)
		error = find_image(build);
	if (error)
		drop_source(build);
	return error;
}

static int build_locked(struct build *build)
{
	int error = source_get(build->wanted, build->request->update, &build->source, build->watch,
			       build->why);

	/* Whoever held the lock may have built it. */
	if (!error)
		error = find_image(build);
	if (error != -ENOENT || !build->image)
		return error;
	error = compile(build);
	if (!error)
		watch_done(build->watch, "%s is built", build->name);
	return error;
}

static int take_lock(const struct watch *watch, struct failure *why)
{
	char *builds, *path = NULL;
	int lock, error = cache_path("builds", &builds, why);

	if (error)
		return error;
	error = cache_make_directory(builds, why);
	if (!error && asprintf(&path, "%s/.lock", builds) < 0)
		error = -ENOMEM;
	lock = error ? error : cache_lock(path, watch, why);
	free(path);
	free(builds);
	return lock;
}

int build_kernel(const struct build_request *request, char **image, const struct watch *watch,
		 struct failure *why)
{
	struct build build = { .request = request, .watch = watch, .why = why };
	int lock, error;

	if (kernel_version_parse(request->kernel, &build.wanted, NULL))
		return fail_with(why, -EINVAL, "'%s' is no kernel version: give one as 6.12",
				 request->kernel);
	error = read_inputs(&build);
	if (!error)
		error = find_built(&build);
	if (error == -ENOENT && build.tools) {
		lock = take_lock(watch, why);
		error = lock < 0 ? lock : build_locked(&build);
		if (lock >= 0)
			close(lock);
	}
	if (!error) {
		*image = build.image;
		build.image = NULL;
	}
	drop_source(&build);
	free(build.config_path);
	free(build.config);
	free(build.tools);
	patches_free(&build.patches);
	return error;
}

int build_source(const char *kernel, char **path, const struct watch *watch, struct failure *why)
{
	struct kernel_version wanted;
	struct source source = { 0 };
	int lock, error;

	if (kernel_version_parse(kernel, &wanted, NULL))
		return fail_with(why, -EINVAL, "'%s' is no kernel version: give one as 6.12",
				 kernel);
	error = source_find(wanted, &source, why);
	if (error == -ENOENT) {
		lock = take_lock(watch, why);
		if (lock < 0)
			return lock;
		error = source_get(wanted, false, &source, watch, why);
		close(lock);
	}
	if (!error) {
		*path = source.path;
		source.path = NULL;
	}
	source_free(&source);
	return error;
}
