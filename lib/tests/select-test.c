// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Chooses between the variants of an object on the kernel that this runs on, as a loader does:
 * opens it, chooses, loads it, and says what was chosen.
 *
 * usage: libbpfmend-select-test OBJECT EXPECTED, EXPECTED as in "zero=mended calls=plain"
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/bpfmend.h"
#include "variants.skel.h"

/* The machine's. */
#define TRUNCATED "/tmp/truncated"

static int wrong;

static void check(bool good, const char *what)
{
	if (good)
		return;
	printf("wrong: %s\n", what);
	wrong++;
}

static void *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	const size_t most = 1 << 20;
	void *bytes = malloc(most);

	if (!file || !bytes)
		exit(2);
	*size = fread(bytes, 1, most, file);
	fclose(file);
	return bytes;
}

static bool is_loaded(const struct bpf_object *object, const char *name, const char *suffix)
{
	struct bpf_program *program;
	char whole[64];

	snprintf(whole, sizeof(whole), "%s%s", name, suffix);
	program = bpf_object__find_program_by_name(object, whole);
	return program && bpf_program__fd(program) >= 0;
}

/* Both of a pair are never loaded; of a program without variants there is no choice. */
static void check_choices(const struct bpf_object *object,
			  const struct bpfmend_selection *selection, const char *expected)
{
	const struct bpfmend_choice *choice;
	char said[256] = "";

	for (size_t i = 0; (choice = bpfmend_selection__at(selection, i)); i++) {
		snprintf(said + strlen(said), sizeof(said) - strlen(said), "%s%s=%s", i ? " " : "",
			 choice->program, choice->mended ? "mended" : "plain");
		check(is_loaded(object, choice->program, "") == !choice->mended, choice->program);
		check(is_loaded(object, choice->program, "__mended") == choice->mended,
		      choice->program);
		check(bpf_program__fd(choice->chosen) >= 0, "what was chosen is loaded");
		check(!choice->helper || choice->mended, "a lie is never taken");
		check(choice->mended || !choice->error, "what is refused is never taken");
	}
	printf("%s\n", said);
	check(!strcmp(said, expected), expected);
	check(is_loaded(object, "equal", ""), "what has no variants");
	check(bpf_object__btf_fd(object) >= 0, "the kernel takes the object's types");
	check(!bpf_object__find_program_by_name(object, "equal__mended"), "equal twins");
}

/* A loader sets a number before it loads, and what is tried is tried with it. */
static void set_most(struct bpf_object *object)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata");
	__u32 most = 0;

	check(map && !bpf_map__set_initial_value(map, &most, sizeof(most)), "set most");
}

static int refuse_all(struct bpf_object *object, void *context)
{
	(void)object;
	(void)context;
	return -ECANCELED;
}

/* What goes wrong leaves the object as it was. */
static void check_errors(struct bpf_object *object, const struct bpfmend_select_opts *given)
{
	struct bpfmend_selection *selection = (void *)object;
	struct bpfmend_select_opts opts = *given;

	opts.prepare = refuse_all;
	check(bpfmend_object__select(object, &selection, &opts) == -ECANCELED && !selection,
	      "prepare() ends it");
	check(bpfmend_object__select(object, NULL, NULL) == -EINVAL, "no data");
	opts.sz = 0;
	check(bpfmend_object__select(object, NULL, &opts) == -EINVAL, "no options");
	check(bpf_program__autoload(bpf_object__find_program_by_name(object, "zero")) &&
		      !bpf_program__autoload(
			      bpf_object__find_program_by_name(object, "zero__mended")),
	      "an object stays as it was");
}

/*
 * Handles and links of a skeleton are those of what was chosen, and it runs: where bpf_d_path() is
 * taken for a helper that does not write, the plain program never counts.
 */
static void check_skeleton(bool mended)
{
	struct variants_bpf *skeleton = variants_bpf__open();
	int error;

	if (!skeleton) {
		check(false, "open a skeleton");
		return;
	}
	skeleton->rodata->most = 0;
	error = bpfmend_skeleton__select(skeleton->skeleton, NULL, NULL);
	if (!error)
		error = variants_bpf__load(skeleton);
	if (!error)
		error = variants_bpf__attach(skeleton);
	check(!error, "load and attach a skeleton");
	if (!error) {
		const char *name = bpf_program__name(skeleton->progs.guard);

		check(!strcmp(name, "guard__mended") == mended, "the skeleton's handle");
		check(bpf_program__fd(skeleton->progs.guard) >= 0, "the handle is loaded");
		check(skeleton->links.guard && !skeleton->links.guard__mended, "the link");
		close(open(TRUNCATED, O_CREAT | O_WRONLY, 0600));
		check(!truncate(TRUNCATED, 0), "truncate a file");
		check(skeleton->bss->seen > 0, "the program that is attached counts");
	}
	variants_bpf__destroy(skeleton);
}

static int quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

int main(int argc, char **argv)
{
	struct bpfmend_select_opts opts = { .sz = sizeof(opts) };
	struct bpfmend_selection *selection = NULL;
	struct bpf_object *object;
	int error;

	if (argc != 3)
		return 2;
	opts.data = read_file(argv[1], &opts.data_sz);
	object = bpf_object__open_mem(opts.data, opts.data_sz, NULL);
	if (!object) {
		free((void *)opts.data);
		return 2;
	}
	libbpf_set_print(quiet);
	set_most(object);
	check_errors(object, &opts);
	error = bpfmend_object__select(object, &selection, &opts);
	check(!error, "select");
	if (!error)
		error = bpf_object__load(object);
	check(!error, "load");
	if (!error)
		check_choices(object, selection, argv[2]);
	bpfmend_selection__free(selection);
	bpf_object__close(object);
	check_skeleton(strstr(argv[2], "guard=mended"));
	free((void *)opts.data);
	return wrong ? 1 : 0;
}
