// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend probe`: asks kernels which hazards they have; of itself the one that runs here. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/rows.h"
#include "lab/kernels.h"
#include "lab/probe.h"

enum { OPTION_JSON = 256, OPTION_ACCEL };

#define MOST_MACHINES 1024

struct asked {
	const char *kernels, *json;
	struct probe_options lab;
	struct words hazards;
};

/* Whom was asked, and what came of it. */
struct told {
	struct kernel_images images; /* empty for the running kernel */
	struct probed *results;
	size_t count;
};

static const struct argp_option options[] = {
	{ "kernels", 'k', "LIST", 0,
	  "Boot these kernels and ask them, as in 6.12,6.16-7.2,6.18.12 (default: the one that "
	  "runs here)",
	  0 },
	{ "json", OPTION_JSON, "FILE", 0,
	  "Write the answers as JSON too; - is standard output, in place of the table", 0 },
	{ "jobs", 'j', "N", 0, "Machines at a time (default: one for each core)", 0 },
	{ "accel", OPTION_ACCEL, "HOW", 0,
	  "kvm, tcg (emulation) or auto: try KVM, fall back to emulation (default)", 0 },
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
	case 'j':
		asked->lab.jobs = parse_number(argument, MOST_MACHINES, "machines", state);
		return 0;
	case OPTION_ACCEL:
		asked->lab.accel = parse_accel(argument, state);
		return 0;
	case ARGP_KEY_ARG:
		words_add(&asked->hazards, argument, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool is_wanted(const struct asked *asked, const struct bpfmend_question *question)
{
	for (size_t i = 0; i < asked->hazards.count; i++)
		if (!strcmp(asked->hazards.words[i], question->hazard))
			return true;
	return !asked->hazards.count;
}

static int check_hazards(const struct asked *asked, struct failure *why)
{
	for (size_t i = 0; i < asked->hazards.count; i++) {
		const struct bpfmend_question *question = bpfmend_question__at(0);

		for (size_t k = 0; question && strcmp(question->hazard, asked->hazards.words[i]);)
			question = bpfmend_question__at(++k);
		if (!question)
			return fail_with(why, -EINVAL, "there is no hazard '%s'",
					 asked->hazards.words[i]);
	}
	return 0;
}

/* "zero-read seen", of the hazard and its form. Returns its length. */
static int print_name(const struct bpfmend_question *question, FILE *out)
{
	return fprintf(out, "%s%s%s", question->hazard, *question->form ? " " : "", question->form);
}

static int name_length(const struct bpfmend_question *question)
{
	return (int)(strlen(question->hazard) + strlen(question->form) + !!*question->form);
}

static int name_width(const struct asked *asked)
{
	const struct bpfmend_question *question;
	int width = 0;

	for (size_t i = 0; (question = bpfmend_question__at(i)); i++)
		if (is_wanted(asked, question) && name_length(question) > width)
			width = name_length(question);
	return width;
}

static const char *title_of(const struct told *told, size_t kernel)
{
	return told->images.count ? told->images.images[kernel].name
				  : told->results[kernel].release;
}

static const char *word_of(const struct told *told, size_t kernel, size_t question)
{
	const struct probed *result = &told->results[kernel];

	if (!result->heard)
		return "error";
	return probed_verdict_name(result->answers[question].verdict);
}

static void print_cell(const char *word, const char *title, bool is_last)
{
	int width = (int)strlen(title);

	/* The longest word is "unknown". */
	printf("  %-*s", is_last ? 0 : width > 7 ? width : 7, word);
}

static void print_row(const struct told *told, size_t place, int width)
{
	const struct bpfmend_question *question = bpfmend_question__at(place);
	int printed = print_name(question, stdout);

	printf("%*s", width - printed, "");
	for (size_t i = 0; i < told->count; i++)
		print_cell(question->kind == BPFMEND_KIND_NONE ? "-" : word_of(told, i, place),
			   title_of(told, i), i + 1 == told->count);
	printf("\n");
}

/* Why there is no answer. */
static void print_unknown(const struct told *told, const struct asked *asked)
{
	const struct bpfmend_question *question;

	for (size_t i = 0; i < told->count; i++)
		if (!told->results[i].heard)
			printf("\n%s: %s\n", title_of(told, i), told->results[i].why.text);
	for (size_t k = 0; (question = bpfmend_question__at(k)); k++) {
		if (!is_wanted(asked, question))
			continue;
		if (question->kind == BPFMEND_KIND_NONE) {
			printf("\n");
			print_name(question, stdout);
			printf(" is not asked: %s\n", question->text);
		}
		for (size_t i = 0; i < told->count; i++) {
			const struct probed_answer *answer = &told->results[i].answers[k];

			if (!answer->error)
				continue;
			printf("\n");
			print_name(question, stdout);
			printf(" on %s: its control was not loaded: %s\n", title_of(told, i),
			       strerror(answer->error));
		}
	}
}

static void print_table(const struct told *told, const struct asked *asked)
{
	const struct bpfmend_question *question;
	int width = name_width(asked);

	printf("%-*s", width, "hazard");
	for (size_t i = 0; i < told->count; i++)
		print_cell(title_of(told, i), title_of(told, i), i + 1 == told->count);
	printf("\n");
	for (size_t i = 0; (question = bpfmend_question__at(i)); i++)
		if (is_wanted(asked, question))
			print_row(told, i, width);
	print_unknown(told, asked);
}

static void set_text(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, json_object_new_string(text));
}

static struct json_object *make_row(const struct told *told, size_t kernel, size_t place)
{
	static const char *const kinds[] = {
		[BPFMEND_KIND_REFUSED] = "refused",
		[BPFMEND_KIND_BELIEVED] = "believed",
		[BPFMEND_KIND_NONE] = "not asked",
	};
	const struct bpfmend_question *question = bpfmend_question__at(place);
	const struct probed *result = &told->results[kernel];
	struct json_object *row = json_object_new_object();

	set_text(row, "kernel", title_of(told, kernel));
	set_text(row, "release", result->release);
	set_text(row, "hazard", question->hazard);
	set_text(row, "form", question->form);
	set_text(row, "kind", kinds[question->kind]);
	set_text(row, "answer", word_of(told, kernel, place));
	set_text(row, "text", question->text);
	json_object_object_add(row, "errno", json_object_new_int(result->answers[place].error));
	return row;
}

static int write_json(const struct told *told, const struct asked *asked, struct failure *why)
{
	struct json_object *rows = json_object_new_array();
	const struct bpfmend_question *question;
	int error;

	for (size_t i = 0; i < told->count; i++)
		for (size_t k = 0; (question = bpfmend_question__at(k)); k++)
			if (is_wanted(asked, question))
				json_object_array_add(rows, make_row(told, i, k));
	error = rows_put(rows, asked->json, why);
	json_object_put(rows);
	return error;
}

static int ask_in_machines(struct asked *asked, struct told *told, struct failure *why)
{
	struct progress progress;
	struct watch watch;
	int error = kernels_find(asked->kernels, &told->images, why);

	if (error)
		return error;
	told->count = told->images.count;
	progress_begin(&progress, &watch);
	error = probe_run(&told->images, &asked->lab, &watch, &told->results, why);
	progress_end(&progress);
	return error;
}

static int ask(struct asked *asked, struct told *told, struct failure *why)
{
	if (asked->kernels)
		return ask_in_machines(asked, told, why);
	told->count = 1;
	return probe_here(&told->results, why);
}

static int tell(const struct told *told, const struct asked *asked, struct failure *why)
{
	int status = EXIT_ALL_WELL;

	if (asked->json)
		status = write_json(told, asked, why);
	if (!status && !(asked->json && !strcmp(asked->json, "-")))
		print_table(told, asked);
	for (size_t i = 0; i < told->count && !status; i++)
		status = told->results[i].heard ? EXIT_ALL_WELL : EXIT_NOT_DONE;
	return status;
}

int command_probe(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "[HAZARD...]",
		.doc = "Asks kernels which hazards they have, by loading two programs of a few "
		       "instructions for each question; no version is compared. The kernel that "
		       "runs here must be asked as root. With hazards, only these are told.\v"
		       "yes: code with this hazard is refused, or run wrongly; no: it is not; "
		       "unknown: the kernel does not have what the question is about. Ends with 0 "
		       "if every kernel was asked, else with 2.",
	};
	struct asked asked = { 0 };
	struct told told = { 0 };
	int status;

	command_parse(&argp, argc, argv, &asked);
	status = check_hazards(&asked, why);
	if (!status)
		status = ask(&asked, &told, why);
	if (!status)
		status = tell(&told, &asked, why);
	probed_free(told.results, told.count);
	kernel_images_free(&told.images);
	free(asked.hazards.words);
	return status;
}
