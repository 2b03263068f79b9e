// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Draws and writes trials; see trial-table.h. */
#include "cli/trial-table.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "cli/rows.h"

#define MARK_WIDTH 6
#define COLOUR_END "\033[0m"

static const char *const colours[TRIAL_RESULTS] = {
	[TRIAL_ERROR] = "\033[33m",  [TRIAL_PASS] = "\033[32m", [TRIAL_PART] = "\033[32m",
	[TRIAL_FAIL] = "\033[1;31m", [TRIAL_SKIP] = "\033[33m",
};

static const char *const mode_names[MODE_COUNT] = {
	[MODE_PRIVILEGED] = "root",
	[MODE_UNPRIVILEGED] = "user",
};

static int max(int a, int b)
{
	return a > b ? a : b;
}

static const char *suffix(const struct trial *trial)
{
	return trial->mode == MODE_UNPRIVILEGED ? " @user" : "";
}

static bool passes_everywhere(const struct trials *trials, size_t trial)
{
	for (size_t kernel = 0; kernel < trials->kernels->count; kernel++)
		if (trials_at(trials, kernel, trial)->result != TRIAL_PASS)
			return false;
	return true;
}

static bool is_shown(const struct trials *trials, size_t trial, struct trial_style style)
{
	return style.all || !passes_everywhere(trials, trial);
}

static int name_width(const struct trials *trials, struct trial_style style)
{
	int width = (int)strlen("test");

	for (size_t i = 0; i < trials->count; i++) {
		const struct trial *trial = &trials->trials[i];

		if (!is_shown(trials, i, style))
			continue;
		width = max(width, (int)strlen(trial->object->path));
		width = max(width, 2 + (int)(strlen(trial->test->program) + strlen(suffix(trial))));
	}
	return width;
}

static const char *title(const struct trials *trials, size_t kernel)
{
	const char *name = trials->kernels->images[kernel].name, *part;
	size_t slashes = 0;

	/* Images of one's own are known by the last words of their paths. */
	for (part = name + strlen(name); part > name; part--)
		if (part[-1] == '/' && ++slashes == 2)
			break;
	return part;
}

static void print_head(const struct trials *trials, int width, FILE *out)
{
	fprintf(out, "%-*s", width, "test");
	for (size_t i = 0; i < trials->kernels->count; i++)
		fprintf(out, "  %-*s", i + 1 < trials->kernels->count ? MARK_WIDTH : 0,
			title(trials, i));
	fprintf(out, "\n");
}

static void print_mark(enum trial_result result, int width, struct trial_style style, FILE *out)
{
	const char *name = trial_result_name(result);

	fprintf(out, "  %s%s%s%*s", style.colour ? colours[result] : "", name,
		style.colour ? COLOUR_END : "", max(width - (int)strlen(name), 0), "");
}

static void print_row(const struct trials *trials, size_t i, int width, struct trial_style style,
		      FILE *out)
{
	const struct trial *trial = &trials->trials[i];
	int used = fprintf(out, "  %s%s", trial->test->program, suffix(trial));

	fprintf(out, "%*s", max(width - used, 0), "");
	for (size_t kernel = 0; kernel < trials->kernels->count; kernel++) {
		bool last = kernel + 1 == trials->kernels->count;

		print_mark(trials_at(trials, kernel, i)->result,
			   last ? 0 : max(MARK_WIDTH, (int)strlen(title(trials, kernel))), style,
			   out);
	}
	fprintf(out, "\n");
}

static bool same_outcome(const struct trial_outcome *a, const struct trial_outcome *b)
{
	return a->result == b->result && !strcmp(a->detail, b->detail);
}

static bool was_told(const struct trials *trials, size_t kernel, size_t trial)
{
	for (size_t i = 0; i < kernel; i++)
		if (same_outcome(trials_at(trials, i, trial), trials_at(trials, kernel, trial)))
			return true;
	return false;
}

static void print_detail(const struct trials *trials, size_t i, size_t kernel,
			 struct trial_style style, FILE *out)
{
	const struct trial_outcome *outcome = trials_at(trials, kernel, i);
	const struct trial *trial = &trials->trials[i];
	const char *comma = "";

	if (outcome->result == TRIAL_PASS || was_told(trials, kernel, i))
		return;
	fprintf(out, "\n%s: %s%s, %s on ", trial->object->path, trial->test->program, suffix(trial),
		trial_result_name(outcome->result));
	for (size_t k = kernel; k < trials->kernels->count; k++) {
		if (!same_outcome(trials_at(trials, k, i), outcome))
			continue;
		fprintf(out, "%s%s", comma, title(trials, k));
		comma = ", ";
	}
	fprintf(out, ":\n    %s\n", outcome->detail);
	if (style.log && outcome->result == TRIAL_FAIL && outcome->cell->log)
		fprintf(out, "\n%s\n", outcome->cell->log);
}

static void print_totals(const struct trials *trials, FILE *out)
{
	fprintf(out, "\n");
	for (size_t kernel = 0; kernel < trials->kernels->count; kernel++) {
		size_t counts[TRIAL_RESULTS] = { 0 };

		for (size_t i = 0; i < trials->count; i++)
			counts[trials_at(trials, kernel, i)->result]++;
		fprintf(out,
			"%s: %zu tests: %zu pass, %zu pass in part, %zu fail, %zu skipped, "
			"%zu without a verdict\n",
			title(trials, kernel), trials->count, counts[TRIAL_PASS],
			counts[TRIAL_PART], counts[TRIAL_FAIL], counts[TRIAL_SKIP],
			counts[TRIAL_ERROR]);
	}
}

void trial_table_print(const struct trials *trials, struct trial_style style, FILE *out)
{
	const struct object *last = NULL;
	int width = name_width(trials, style);

	print_head(trials, width, out);
	for (size_t i = 0; i < trials->count; i++) {
		if (!is_shown(trials, i, style))
			continue;
		if (trials->trials[i].object != last)
			fprintf(out, "%s\n", trials->trials[i].object->path);
		last = trials->trials[i].object;
		print_row(trials, i, width, style, out);
	}
	for (size_t i = 0; i < trials->count; i++)
		for (size_t kernel = 0; kernel < trials->kernels->count; kernel++)
			print_detail(trials, i, kernel, style, out);
	print_totals(trials, out);
}

static void set_text(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, text ? json_object_new_string(text) : NULL);
}

static struct json_object *make_row(const struct trials *trials, size_t kernel, size_t i)
{
	const struct trial_outcome *outcome = trials_at(trials, kernel, i);
	const struct kernel_image *image = &trials->kernels->images[kernel];
	struct json_object *row = json_object_new_object();

	set_text(row, "kernel", image->name);
	set_text(row, "release", image->release);
	set_text(row, "file", trials->trials[i].object->path);
	set_text(row, "program", trials->trials[i].test->program);
	set_text(row, "mode", mode_names[trials->trials[i].mode]);
	set_text(row, "result", trial_result_name(outcome->result));
	set_text(row, "verdict", outcome->cell ? verdict_name(outcome->cell->verdict) : NULL);
	set_text(row, "detail", outcome->detail);
	return row;
}

int trial_rows_write(const struct trials *trials, const char *path, struct failure *why)
{
	struct json_object *rows = json_object_new_array();
	int error;

	for (size_t kernel = 0; kernel < trials->kernels->count; kernel++)
		for (size_t i = 0; i < trials->count; i++)
			json_object_array_add(rows, make_row(trials, kernel, i));
	error = rows_put(rows, path, why);
	json_object_put(rows);
	return error;
}
