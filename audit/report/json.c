// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The report for programs; see report.h. docs/audit.md has the fields. */
#include "audit/report/report.h"

#include <errno.h>
#include <json.h>
#include <stdlib.h>
#include <string.h>

#include "lab/cache.h"

static struct json_object *text_json(struct text text)
{
	return json_object_new_string_len(text.start ? text.start : "", (int)text.length);
}

/* For chain_visit(). */
struct collecting {
	const struct run *run;
	struct json_object *places;
};

static void add_place(void *context, const struct bridge_place *place, const char *reason)
{
	struct collecting *collecting = context;
	struct json_object *row = json_object_new_object();

	json_object_object_add(row, "function", text_json(place->function));
	json_object_object_add(row, "file", text_json(report_path(collecting->run, place)));
	json_object_object_add(row, "line", json_object_new_int64(place->line));
	if (reason)
		json_object_object_add(row, "reason", json_object_new_string(reason));
	json_object_array_add(collecting->places, row);
}

static void add_verdicts(const struct run *run, struct json_object *row,
			 const struct answer *answer, unsigned int verdicts)
{
	struct json_object *list = json_object_new_array();

	for (int i = 0; i < VERDICTS; i++) {
		struct json_object *verdict;
		struct collecting collecting = { run, json_object_new_array() };
		int chain = report_chain_of((enum verdict)i);

		if (!(verdicts & VERDICT_BIT(i))) {
			json_object_put(collecting.places);
			continue;
		}
		if (i == VERDICT_UNKNOWN && answer && !answer->unknown.holds)
			chain = CHAIN_UNFILLED;
		verdict = json_object_new_object();
		json_object_object_add(verdict, "verdict",
				       json_object_new_string(verdict_name((enum verdict)i)));
		if (answer && chain >= 0)
			chain_visit(answer, (enum chain_of)chain, add_place, &collecting);
		json_object_object_add(verdict, "chain", collecting.places);
		json_object_array_add(list, verdict);
	}
	json_object_object_add(row, "verdicts", list);
}

static void add_answer(struct json_object *row, const struct answer *answer)
{
	static const char *const fills[] = { [FILLS_ALL] = "all",
					     [FILLS_UNKNOWN] = "unknown",
					     [FILLS_NOT] = "not" };
	char words[EFFECT_WORDS];

	json_object_object_add(row, "effect", json_object_new_string(report_effect(answer, words)));
	if (!answer)
		return;
	json_object_object_add(row, "reads", json_object_new_boolean(answer->reads.holds));
	json_object_object_add(row, "writes", json_object_new_boolean(answer->writes.holds));
	json_object_object_add(row, "fills", json_object_new_string(fills[answer->fills]));
	json_object_object_add(row, "unknown", json_object_new_boolean(answer->unknown.holds));
}

static struct json_object *helper_json(const struct run *run, const struct judgement *judgement)
{
	const struct prototype *prototype = judgement->prototype;
	struct json_object *row = json_object_new_object();
	char words[DECLARED_WORDS];

	json_object_object_add(row, "function", json_object_new_string(prototype->function_name));
	json_object_object_add(row, "prototype", json_object_new_string(prototype->name));
	json_object_object_add(row, "file", json_object_new_string(prototype->path));
	json_object_object_add(row, "argument", json_object_new_int64(judgement->argument + 1));
	json_object_object_add(row, "declared",
			       json_object_new_string(report_declared(
				       prototype->arguments[judgement->argument].declared, words)));
	add_answer(row, judgement->answer);
	add_verdicts(run, row, judgement->answer, judgement->verdicts);
	return row;
}

static struct json_object *kfunc_json(const struct run *run,
				      const struct kfunc_judgement *judgement)
{
	const struct kfunc_argument *argument = judgement->argument;
	struct json_object *row = json_object_new_object();

	json_object_object_add(row, "function", json_object_new_string(argument->function_name));
	json_object_object_add(row, "file", text_json(report_kfunc_path(run, argument)));
	json_object_object_add(row, "argument", json_object_new_int64(argument->argument + 1));
	json_object_object_add(row, "name", json_object_new_string(argument->name));
	json_object_object_add(row, "const", json_object_new_boolean(argument->constant));
	add_answer(row, judgement->answer);
	add_verdicts(run, row, judgement->answer, judgement->verdicts);
	return row;
}

static struct json_object *figures_json(const struct run *run)
{
	struct figures figures = report_figures(run);
	struct json_object *row = json_object_new_object();
	const struct {
		const char *name;
		size_t number;
	} numbers[] = {
		{ "helpers", figures.helpers },
		{ "arguments", figures.arguments },
		{ "mismatches", figures.mismatches },
		{ "unknown", figures.unknown },
		{ "kfuncs", figures.kfuncs },
		{ "kfunc_arguments", figures.kfunc_arguments },
		{ "kfunc_mismatches", figures.kfunc_mismatches },
		{ "kfunc_unknown", figures.kfunc_unknown },
		{ "files", run->files.count },
		{ "files_failed", figures.failed },
		{ "prototypes_unread", figures.unread },
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		json_object_object_add(row, numbers[i].name,
				       json_object_new_int64((int64_t)numbers[i].number));
	return row;
}

int report_json(const struct run *run, const char *path, struct failure *why)
{
	struct json_object *root = json_object_new_object(), *helpers = json_object_new_array(),
			   *kfuncs = json_object_new_array(), *failed = json_object_new_array();
	char *release = report_release(run);
	const char *text;
	int error = -ENOMEM;

	for (size_t i = 0; i < run->judgement_count; i++)
		json_object_array_add(helpers, helper_json(run, &run->judgements[i]));
	for (size_t i = 0; i < run->kfunc_judgement_count; i++)
		json_object_array_add(kfuncs, kfunc_json(run, &run->kfunc_judgements[i]));
	for (size_t i = 0; i < run->files.count; i++)
		if (!run->files.items[i].index)
			json_object_array_add(failed,
					      json_object_new_string(run->files.items[i].text));
	json_object_object_add(root, "kernel", json_object_new_string(release ? release : ""));
	json_object_object_add(root, "helpers", helpers);
	json_object_object_add(root, "kfuncs", kfuncs);
	json_object_object_add(root, "failed", failed);
	json_object_object_add(root, "figures", figures_json(run));
	text = json_object_to_json_string_ext(root, JSON_C_TO_STRING_PRETTY |
							    JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text)
		error = cache_write_file(path, text, strlen(text), why);
	json_object_put(root);
	free(release);
	return error;
}
