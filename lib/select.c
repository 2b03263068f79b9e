// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Chooses between a program and its mended twin; bpfmend.h is the manual. A choice is made for all
 * of an object's programs before the first is carried out, so that an error leaves the object as it
 * was.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bpfmend.h"
#include "lib/opts.h"
#include "lib/variants.h"

struct bpfmend_selection {
	size_t count;
	struct bpfmend_choice choices[];
};

/* The caller's options as far as both sides know them, and what comes of them. */
struct selecting {
	struct bpf_object *object;
	struct bpfmend_select_opts opts;
	struct bpfmend_answers *asked; /* ours, if the caller had none */
};

static int take_opts(const struct bpfmend_select_opts *opts, struct bpfmend_select_opts *taken)
{
	return opts_take(opts, taken, sizeof(*taken)) ? 0 : -EINVAL;
}

/* As the caller made the maps of its object. */
static int follow_map(struct bpf_map *map, const struct bpf_map *of)
{
	size_t size = 0, room = 0;
	const void *value = bpf_map__initial_value((struct bpf_map *)of, &size);
	int error = 0;

	if (bpf_map__fd(of) >= 0)
		return bpf_map__reuse_fd(map, bpf_map__fd(of));
	bpf_map__set_pin_path(map, NULL);
	bpf_map__set_autocreate(map, bpf_map__autocreate(of));
	if (value && bpf_map__initial_value(map, &room) && room == size)
		return bpf_map__set_initial_value(map, value, size);
	if (bpf_map__is_internal(of))
		return 0;
	error = bpf_map__set_type(map, bpf_map__type(of));
	if (!error)
		error = bpf_map__set_key_size(map, bpf_map__key_size(of));
	if (!error)
		error = bpf_map__set_value_size(map, bpf_map__value_size(of));
	return error ? error : bpf_map__set_max_entries(map, bpf_map__max_entries(of));
}

/* Setting what it has already would make some libbpf forget what the section asks for. */
static void follow_program(struct bpf_program *program, const struct bpf_program *of)
{
	if (bpf_program__type(program) != bpf_program__type(of))
		bpf_program__set_type(program, bpf_program__type(of));
	if (bpf_program__expected_attach_type(program) != bpf_program__expected_attach_type(of))
		bpf_program__set_expected_attach_type(program,
						      bpf_program__expected_attach_type(of));
	if (bpf_program__flags(program) != bpf_program__flags(of))
		bpf_program__set_flags(program, bpf_program__flags(of));
}

static int follow_object(struct bpf_object *trial, const struct bpf_object *object,
			 const struct bpf_program *wanted)
{
	struct bpf_program *program;
	struct bpf_map *map;
	int error = 0;

	bpf_object__for_each_program (program, trial) {
		bool is_it = !strcmp(bpf_program__name(program), bpf_program__name(wanted));

		bpf_program__set_autoload(program, is_it);
		if (is_it)
			follow_program(program, wanted);
	}
	bpf_object__for_each_map (map, trial) {
		struct bpf_map *of = bpf_object__find_map_by_name(object, bpf_map__name(map));

		if (of && !error)
			error = follow_map(map, of);
	}
	return error;
}

/* What loading a program alone comes to, in *verdict. Returns 0 or why it could not be tried. */
static int try_program(const struct selecting *selecting, const struct bpf_program *program,
		       int *verdict)
{
	const struct bpfmend_select_opts *opts = &selecting->opts;
	LIBBPF_OPTS(bpf_object_open_opts, open, .object_name = bpf_object__name(selecting->object));
	struct bpf_object *trial = bpf_object__open_mem(opts->data, opts->data_sz, &open);
	int error = trial ? 0 : -errno;

	if (!error)
		error = follow_object(trial, selecting->object, program);
	if (!error && opts->prepare)
		error = opts->prepare(trial, opts->context);
	if (!error) {
		*verdict = bpf_object__load(trial);
		if (*verdict == -EPERM || *verdict == -ENOMEM)
			error = *verdict;
	}
	bpf_object__close(trial);
	return error;
}

/* "tc/bpf_fib_lookup" is a form of what a tag calls bpf_fib_lookup. */
static bool is_about(const struct bpfmend_question *question, const char *helper)
{
	const char *name = strrchr(question->form, '/');

	return !strcmp(question->hazard, "helper-write") &&
	       !strcmp(name ? name + 1 : question->form, helper);
}

/* What no question is about, and what was not to be found out, is believed to be a lie. */
static bool is_lie(const struct bpfmend_answers *answers, const char *helper)
{
	const struct bpfmend_answer *answer;
	bool is_asked = false;

	for (size_t i = 0; (answer = bpfmend_answers__at(answers, i)); i++) {
		if (!is_about(answer->question, helper))
			continue;
		is_asked = true;
		if (answer->verdict != BPFMEND_NO)
			return true;
	}
	return !is_asked;
}

static int get_answers(struct selecting *selecting, const struct bpfmend_answers **answers)
{
	struct bpfmend_probe_opts probe = { .sz = sizeof(probe), .hazard = "helper-write" };
	int error = 0;

	if (!selecting->opts.answers && !selecting->asked)
		error = bpfmend_probe(&selecting->asked, &probe);
	*answers = selecting->opts.answers ? selecting->opts.answers : selecting->asked;
	return error;
}

/* The first helper that the twin leads to and that this kernel believes something untrue of. */
static int find_lie(struct selecting *selecting, const struct variant *variant, const char **lie)
{
	const struct bpfmend_answers *answers;
	const char *helper;
	int error = 0;

	*lie = NULL;
	for (size_t i = 0;
	     !*lie && !error && (helper = bpfmend_variant_helper(selecting->object, variant, i));
	     i++) {
		error = get_answers(selecting, &answers);
		if (!error && is_lie(answers, helper))
			*lie = helper;
	}
	return error;
}

static int choose(struct selecting *selecting, const struct variant *variant,
		  struct bpfmend_choice *choice)
{
	int error = find_lie(selecting, variant, &choice->helper);

	choice->program = bpf_program__name(variant->plain);
	if (!error && !choice->helper)
		error = try_program(selecting, variant->plain, &choice->error);
	choice->mended = choice->helper || choice->error;
	choice->chosen = choice->mended ? variant->mended : variant->plain;
	return error;
}

static void carry_out(const struct variant *variant, const struct bpfmend_choice *choice)
{
	if (!choice->mended)
		return;
	bpf_program__set_autoload(variant->plain, false);
	bpf_program__set_autoload(variant->mended, true);
	bpf_program__set_autoattach(variant->mended, bpf_program__autoattach(variant->plain));
	follow_program(variant->mended, variant->plain);
}

/* Those of programs that are to be loaded, in front. */
static void drop_unloaded(struct variants *variants)
{
	size_t kept = 0;

	for (size_t i = 0; i < variants->count; i++)
		if (bpf_program__autoload(variants->items[i].plain))
			variants->items[kept++] = variants->items[i];
	variants->count = kept;
}

static int choose_all(struct selecting *selecting, const struct variants *variants,
		      struct bpfmend_selection *selection)
{
	int error = 0;

	if (variants->count && !selecting->opts.data)
		return -EINVAL;
	for (size_t i = 0; i < variants->count && !error; i++)
		error = choose(selecting, &variants->items[i], &selection->choices[i]);
	selection->count = variants->count;
	for (size_t i = 0; i < variants->count && !error; i++)
		carry_out(&variants->items[i], &selection->choices[i]);
	return error;
}

int bpfmend_object__select(struct bpf_object *object, struct bpfmend_selection **selection,
			   const struct bpfmend_select_opts *opts)
{
	struct selecting selecting = { .object = object };
	struct bpfmend_selection *made = NULL;
	struct variants variants = { 0 };
	int error = take_opts(opts, &selecting.opts);

	if (selection)
		*selection = NULL;
	if (!error)
		error = bpfmend_variants_find(object, &variants);
	if (error)
		return error;
	drop_unloaded(&variants);
	made = calloc(1, sizeof(*made) + variants.count * sizeof(*made->choices));
	error = made ? choose_all(&selecting, &variants, made) : -ENOMEM;
	bpfmend_variants_free(&variants);
	bpfmend_answers__free(selecting.asked);
	if (!error && selection)
		*selection = made;
	else
		free(made);
	return error;
}

static struct bpf_prog_skeleton *find_entry(const struct bpf_object_skeleton *skeleton,
					    const struct bpf_program *program)
{
	for (int i = 0; i < skeleton->prog_cnt; i++) {
		struct bpf_prog_skeleton *entry =
			(void *)((char *)skeleton->progs + i * skeleton->prog_skel_sz);

		if (*entry->prog == program)
			return entry;
	}
	return NULL;
}

/* The handle of the plain program becomes that of the mended one, and the other way round. */
static void swap_handles(const struct bpf_object_skeleton *skeleton,
			 const struct bpfmend_choice *choice)
{
	struct bpf_program *plain =
		bpf_object__find_program_by_name(*skeleton->obj, choice->program);
	struct bpf_prog_skeleton *first = find_entry(skeleton, plain);
	struct bpf_prog_skeleton *second = find_entry(skeleton, choice->chosen);

	if (!first || !second)
		return;
	*first->prog = choice->chosen;
	*second->prog = plain;
}

int bpfmend_skeleton__select(struct bpf_object_skeleton *skeleton,
			     struct bpfmend_selection **selection,
			     const struct bpfmend_select_opts *opts)
{
	struct bpfmend_selection *made = NULL;
	struct bpfmend_select_opts taken;
	int error = take_opts(opts, &taken);

	if (selection)
		*selection = NULL;
	taken.data = skeleton->data;
	taken.data_sz = skeleton->data_sz;
	if (!error)
		error = bpfmend_object__select(*skeleton->obj, &made, &taken);
	if (error)
		return error;
	for (size_t i = 0; i < made->count; i++)
		if (made->choices[i].mended)
			swap_handles(skeleton, &made->choices[i]);
	if (selection)
		*selection = made;
	else
		bpfmend_selection__free(made);
	return 0;
}

const struct bpfmend_choice *bpfmend_selection__at(const struct bpfmend_selection *selection,
						   size_t place)
{
	return place < selection->count ? &selection->choices[place] : NULL;
}

void bpfmend_selection__free(struct bpfmend_selection *selection)
{
	free(selection);
}
