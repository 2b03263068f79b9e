// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend predict`: guesses, without a kernel, which kernels take programs. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/rows.h"
#include "cli/prediction.h"

enum { OPTION_JSON = 256, OPTION_TRACE };

struct asked {
	const char *kernels, *json;
	bool trace;
	struct words files;
};

static const struct argp_option options[] = {
	{ "kernels", 'k', "LIST", 0,
	  "The kernels to guess for, as in 6.12,6.16-7.2 (default: every series that is known)",
	  0 },
	{ "json", OPTION_JSON, "FILE", 0,
	  "Write the rows as JSON too; - is standard output, in place of the table", 0 },
	{ "trace", OPTION_TRACE, NULL, 0,
	  "Print each instruction that is walked, with the registers before it", 0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct asked *asked = state->input;

	switch (key) {
	case 'k':
		asked->kernels = argument;
		return 0;
	case OPTION_JSON:
		asked->json = argument;
		return 0;
	case OPTION_TRACE:
		asked->trace = true;
		return 0;
	case ARGP_KEY_ARG:
		words_add(&asked->files, argument, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a BPF object is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const char *kind_name(enum verdict_kind kind)
{
	static const char *const names[] = {
		[VERDICT_ACCEPTED] = "accept",
		[VERDICT_REFUSED] = "reject",
		[VERDICT_UNDECIDED] = "undecided",
	};

	return names[kind];
}

static const char *message_of(const struct verdict *verdict)
{
	switch (verdict->kind) {
	case VERDICT_REFUSED:
		return verdict->words;
	case VERDICT_UNDECIDED:
		return verdict->why;
	default:
		return "";
	}
}

static size_t place_of(const struct verdict *verdict)
{
	return verdict->kind == VERDICT_REFUSED ? verdict->place : verdict->why_place;
}

static void set_text(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, json_object_new_string(text));
}

static void set_number(struct json_object *row, const char *key, size_t number)
{
	json_object_object_add(row, key, json_object_new_int64((int64_t)number));
}

static struct json_object *make_row(const struct prediction *prediction, size_t kernel,
				    const char *path, const char *program,
				    const struct verdict *verdict)
{
	struct json_object *row = json_object_new_object();
	char version[KERNEL_VERSION_TEXT];

	set_text(row, "kernel", kernel_version_format(prediction->kernels[kernel], version));
	set_text(row, "file", path);
	set_text(row, "program", program);
	set_text(row, "verdict", kind_name(verdict->kind));
	set_text(row, "message", message_of(verdict));
	if (verdict->kind == VERDICT_ACCEPTED)
		json_object_object_add(row, "instruction", NULL);
	else
		set_number(row, "instruction", place_of(verdict));
	set_number(row, "processed", verdict->processed);
	json_object_object_add(row, "guess", json_object_new_boolean(true));
	return row;
}

static struct json_object *make_rows(const struct prediction *prediction)
{
	struct json_object *rows = json_object_new_array();

	for (size_t kernel = 0; kernel < prediction->kernel_count; kernel++) {
		size_t number = 0;

		for (size_t i = 0; i < prediction->object_count; i++)
			for (size_t k = 0; k < prediction->objects[i].count; k++, number++)
				json_object_array_add(
					rows, make_row(prediction, kernel, prediction->paths[i],
						       prediction->objects[i].items[k].name,
						       prediction_at(prediction, kernel, number)));
	}
	return rows;
}

static int write_json(const struct prediction *prediction, const char *path, struct failure *why)
{
	struct json_object *rows = make_rows(prediction);
	int error = rows_put(rows, path, why);

	json_object_put(rows);
	return error;
}

static int name_width(const struct prediction *prediction)
{
	size_t width = strlen("program");

	for (size_t i = 0; i < prediction->object_count; i++)
		for (size_t k = 0; k < prediction->objects[i].count; k++) {
			size_t length = strlen(prediction->objects[i].items[k].name);

			width = length > width ? length : width;
		}
	return (int)width;
}

static void print_head(const struct prediction *prediction, int width)
{
	char version[KERNEL_VERSION_TEXT];

	printf("%-*s", width, "program");
	for (size_t i = 0; i < prediction->kernel_count; i++)
		printf("  %-9s", kernel_version_format(prediction->kernels[i], version));
	printf("\n");
}

static bool same_words(const struct verdict *a, const struct verdict *b)
{
	return a->kind == b->kind && place_of(a) == place_of(b) &&
	       !strcmp(message_of(a), message_of(b));
}

/* Each message once, with the kernels that would give it. */
static void print_messages(const struct prediction *prediction, const char *name, size_t program)
{
	char version[KERNEL_VERSION_TEXT];

	for (size_t k = 0; k < prediction->kernel_count; k++) {
		const struct verdict *verdict = prediction_at(prediction, k, program);
		bool told = verdict->kind == VERDICT_ACCEPTED;
		const char *comma = "";

		for (size_t i = 0; i < k && !told; i++)
			told = same_words(prediction_at(prediction, i, program), verdict);
		if (told)
			continue;
		printf("\n%s, %s on ", name,
		       verdict->kind == VERDICT_REFUSED ? "would be rejected" : "undecided");
		for (size_t i = k; i < prediction->kernel_count; i++) {
			if (!same_words(prediction_at(prediction, i, program), verdict))
				continue;
			printf("%s%s", comma,
			       kernel_version_format(prediction->kernels[i], version));
			comma = ", ";
		}
		printf(":\n    at instruction %zu: %s\n", place_of(verdict), message_of(verdict));
	}
}

static void for_each_program(const struct prediction *prediction,
			     void (*visit)(const struct prediction *, const char *, size_t))
{
	size_t number = 0;

	for (size_t i = 0; i < prediction->object_count; i++)
		for (size_t k = 0; k < prediction->objects[i].count; k++)
			visit(prediction, prediction->objects[i].items[k].name, number++);
}

static void print_row(const struct prediction *prediction, const char *name, size_t program)
{
	printf("%-*s", name_width(prediction), name);
	for (size_t k = 0; k < prediction->kernel_count; k++)
		printf("  %-9s", kind_name(prediction_at(prediction, k, program)->kind));
	printf("\n");
}

static void print_table(const struct prediction *prediction)
{
	print_head(prediction, name_width(prediction));
	for_each_program(prediction, print_row);
	for_each_program(prediction, print_messages);
	printf("\nThese are guesses: bpfmend matrix asks the kernels.\n");
}

static int exit_status(const struct prediction *prediction)
{
	for (size_t k = 0; k < prediction->kernel_count; k++)
		for (size_t i = 0; i < prediction->program_count; i++)
			if (prediction_at(prediction, k, i)->kind == VERDICT_REFUSED)
				return EXIT_REJECTED;
	return EXIT_ALL_WELL;
}

static int choose_kernels(const char *text, struct prediction *prediction, struct failure *why)
{
	struct kernel_list list = { 0 };
	const char *bad = "";
	int error = text ? kernel_list_parse(text, &list, &bad) : kernel_list_all(&list);

	if (error == -EINVAL)
		fail_with(why, error,
			  "'%s' is no list of kernels: write it as in 6.12,6.16-7.2,6.18.12", bad);
	if (!error)
		error = prediction_choose_kernels(&list, prediction, why);
	kernel_list_free(&list);
	return error;
}

static int run(const struct asked *asked, struct failure *why)
{
	const struct walk_options walk = { .trace = asked->trace ? stdout : NULL };
	struct prediction prediction = { 0 };
	int status = choose_kernels(asked->kernels, &prediction, why);

	if (!status)
		status = prediction_make((const char *const *)asked->files.words,
					 asked->files.count, &walk, &prediction, why);
	if (!status && asked->json)
		status = write_json(&prediction, asked->json, why);
	if (!status && !(asked->json && !strcmp(asked->json, "-")))
		print_table(&prediction);
	if (!status)
		status = exit_status(&prediction);
	prediction_free(&prediction);
	return status;
}

int command_predict(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "FILE.bpf.o...",
		.doc = "Guesses, without a kernel, which kernels take the programs of the objects: "
		       "walks them as each kernel's verifier would.\vA cell is accept, reject or "
		       "undecided, where something is not modelled; bpfmend matrix asks the "
		       "kernels "
		       "themselves. The exit status is 0 if no kernel is thought to reject a "
		       "program, "
		       "1 if one is, 2 if something could not be done.",
	};
	struct asked asked = { 0 };
	int status;

	command_parse(&argp, argc, argv, &asked);
	status = run(&asked, why);
	free(asked.files.words);
	return status;
}
