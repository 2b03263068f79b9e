// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * `bpfmend compare`: what two kernels make of the same programs, from the rows that `bpfmend
 * matrix --json` wrote of each. With an option of veristat's it is veristat (veristat.h).
 */
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/veristat/veristat.h"

enum { OPTION_ALL = 256 };

/* The numbers that are compared, as rows.h calls them. */
enum number { PROCESSED, PEAK_STATES, MICROSECONDS, NUMBERS };

static const struct {
	const char *key;
	const char *title;
	bool exact; /* the same in every run */
} numbers[NUMBERS] = {
	[PROCESSED] = { "processed", "instructions", true },
	[PEAK_STATES] = { "peak_states", "peak states", true },
	[MICROSECONDS] = { "microseconds", "microseconds", false },
};

struct request {
	struct words files;
	bool all;
	bool as_veristat; /* any of its options was given */
	bool replay;
	struct veristat veristat;
};

/* One program on one kernel; the strings are the JSON's. */
struct row {
	const char *file;
	const char *program;
	const char *verdict;
	const char *message;
	long long numbers[NUMBERS]; /* -1 where the kernel did not tell */
};

struct rows {
	struct json_object *json;
	const char *kernel;
	struct row *rows;
	size_t count;
};

static const struct argp_option options[] = {
	{ "all", OPTION_ALL, NULL, 0, "Show the programs with equal numbers, too", 0 },
	{ NULL, 0, NULL, 0, "Veristat's options, which show what veristat shows:", 1 },
	{ "compare", 'C', NULL, 0, "Compare two files, as is done without -R", 0 },
	{ "replay", 'R', NULL, 0, "Show one file", 0 },
	{ "emit", 'e', "COLUMNS", 0, "Show these columns, as in prog,verdict,insns", 0 },
	{ "sort", 's', "COLUMNS", 0,
	  "Sort by these, as in insns_diff,prog^; the sides of a column are _a, _b, _diff and _pct",
	  0 },
	{ "filter", 'f', "FILTER", 0,
	  "Show only programs that match a glob (NAME, FILE/PROGRAM) or an expression "
	  "(insns_pct>5, "
	  "verdict=failure), or only others, with ! in front; @FILE has a filter a line",
	  0 },
	{ "output-format", 'o', "FORMAT", 0, "table or csv, which veristat reads", 0 },
	{ "top-n", 'n', "N", 0, "Show the first N programs", 0 },
	{ 0 }
};

static void parse_format(const char *text, struct veristat *veristat, struct argp_state *state)
{
	veristat->csv = !strcmp(text, "csv");
	if (!veristat->csv && strcmp(text, "table") != 0)
		argp_error(state, "'%s' is no format: it is table or csv", text);
}

static int parse_veristat(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;
	struct veristat *veristat = &request->veristat;
	struct failure why = { "" };
	int error = 0;

	switch (key) {
	case 'C':
		request->replay = false;
		break;
	case 'R':
		request->replay = true;
		break;
	case 'e':
		error = columns_parse(argument, &veristat->shown, &why);
		break;
	case 's':
		error = columns_parse(argument, &veristat->order, &why);
		break;
	case 'f':
		error = filters_add(argument, &veristat->filters, &why);
		break;
	case 'o':
		parse_format(argument, veristat, state);
		break;
	case 'n':
		veristat->most = parse_number(argument, UINT_MAX, "programs", state);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	if (error)
		argp_error(state, "%s", why.text);
	request->as_veristat = true;
	return 0;
}

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case OPTION_ALL:
		request->all = true;
		return 0;
	case ARGP_KEY_ARG:
		words_add(&request->files, argument, state);
		return 0;
	case ARGP_KEY_END:
		if (request->files.count != (request->replay ? 1 : 2))
			argp_error(state, "give %s that bpfmend matrix --json%s wrote",
				   request->replay ? "one file" : "two files",
				   request->as_veristat ? " or veristat -o csv" : "");
		return 0;
	default:
		return parse_veristat(key, argument, state);
	}
}

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

static long long number_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return -1;
	return json_object_get_int64(value);
}

/* Returns -EINVAL where it is no row, or one of another kernel than those before it. */
static int read_row(struct json_object *object, struct rows *rows)
{
	const char *kernel = text_of(object, "kernel");
	struct row row = {
		text_of(object, "file"),
		text_of(object, "program"),
		text_of(object, "verdict"),
		text_of(object, "message"),
		{ 0 },
	};

	if (!kernel || !row.file || !row.program || !row.verdict || !row.message)
		return -EINVAL;
	if (rows->kernel && strcmp(rows->kernel, kernel) != 0)
		return -EINVAL;
	for (int i = 0; i < NUMBERS; i++)
		row.numbers[i] = number_of(object, numbers[i].key);
	rows->kernel = kernel;
	rows->rows[rows->count++] = row;
	return 0;
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *one = a, *other = b;
	int order = strcmp(one->file, other->file);

	return order ? order : strcmp(one->program, other->program);
}

static int read_rows(const char *path, struct rows *rows, struct failure *why)
{
	int error = 0;
	size_t count;

	rows->json = json_object_from_file(path);
	if (!json_object_is_type(rows->json, json_type_array))
		return fail_with(why, -EINVAL,
				 "%s cannot be read as rows of bpfmend matrix --json; CSV is read "
				 "with -C",
				 path);
	count = json_object_array_length(rows->json);
	rows->rows = calloc(count + 1, sizeof(*rows->rows));
	if (!rows->rows)
		return fail_with(why, -ENOMEM, "out of memory");
	for (size_t i = 0; i < count && !error; i++)
		error = read_row(json_object_array_get_idx(rows->json, i), rows);
	if (error || !count)
		return fail_with(why, -EINVAL, "%s does not have the rows of one kernel", path);
	qsort(rows->rows, rows->count, sizeof(*rows->rows), compare_rows);
	return 0;
}

static int check_programs(const struct rows *before, const struct rows *after, struct failure *why)
{
	size_t i = 0;

	while (i < before->count && i < after->count &&
	       !compare_rows(&before->rows[i], &after->rows[i]))
		i++;
	if (i == before->count && i == after->count)
		return 0;
	return fail_with(why, -EINVAL, "the files have other programs: one has %s of %s",
			 i < before->count ? before->rows[i].program : after->rows[i].program,
			 i < before->count ? before->rows[i].file : after->rows[i].file);
}

static bool was_verified(const struct row *row)
{
	return row->numbers[PROCESSED] >= 0;
}

static bool is_changed(const struct row *before, const struct row *after)
{
	return strcmp(before->verdict, after->verdict) != 0;
}

/* Whether one of the numbers that do not vary by themselves is another. */
static bool has_other_numbers(const struct row *before, const struct row *after)
{
	for (int i = 0; i < NUMBERS; i++)
		if (numbers[i].exact && before->numbers[i] != after->numbers[i])
			return true;
	return false;
}

static void print_pair(long long before, long long after)
{
	printf("  %10lld %10lld", before, after);
	if (before > 0)
		printf(" %+8.2f%%", 100.0 * (double)(after - before) / (double)before);
	else
		printf(" %9s", "");
}

static void print_head(const char *what, int width)
{
	printf("%-*s", width, what);
	for (int i = 0; i < NUMBERS; i++)
		printf("  %21s %9s", numbers[i].title, "");
	printf("\n");
}

static void print_numbers(const struct row *before, const struct row *after, int width)
{
	printf("  %-*s", width - 2, before->program);
	for (int i = 0; i < NUMBERS; i++)
		print_pair(before->numbers[i], after->numbers[i]);
	printf("\n");
}

static size_t print_changes(const struct rows *before, const struct rows *after)
{
	size_t changed = 0;

	for (size_t i = 0; i < before->count; i++) {
		const struct row *old = &before->rows[i], *new = &after->rows[i];
		bool to_accept = !strcmp(new->verdict, "accept");

		if (!is_changed(old, new))
			continue;
		if (!changed++)
			printf("Other verdicts:\n");
		printf("  %s: %s: %s, then %s\n      %s\n", old->file, old->program, old->verdict,
		       new->verdict, to_accept ? old->message : new->message);
	}
	if (!changed)
		printf("No program has another verdict.\n");
	printf("\n");
	return changed;
}

/* The programs that both verified to the same verdict. */
static void print_programs(const struct rows *before, const struct rows *after, bool all)
{
	const char *file = "";
	int width = 28;

	for (size_t i = 0; i < before->count; i++)
		if ((int)strlen(before->rows[i].program) + 2 > width)
			width = (int)strlen(before->rows[i].program) + 2;
	print_head(all ? "program" : "programs with other numbers", width);
	for (size_t i = 0; i < before->count; i++) {
		const struct row *old = &before->rows[i], *new = &after->rows[i];

		if (is_changed(old, new) || !was_verified(old) || !was_verified(new) ||
		    (!all && !has_other_numbers(old, new)))
			continue;
		if (strcmp(file, old->file) != 0)
			printf("%s\n", old->file);
		file = old->file;
		print_numbers(old, new, width);
	}
	printf("\n");
}

static void print_totals(const struct rows *before, const struct rows *after)
{
	struct row old_sum = { .program = "all that both accept" };
	struct row new_sum = { 0 };
	size_t counts[3] = { 0 }, other_numbers = 0, other_words = 0, verified = 0;

	for (size_t i = 0; i < before->count; i++) {
		const struct row *old = &before->rows[i], *new = &after->rows[i];

		counts[!strcmp(new->verdict, "accept")	 ? 0
		       : !strcmp(new->verdict, "reject") ? 1
							 : 2]++;
		if (is_changed(old, new))
			continue;
		other_words += strcmp(old->message, new->message) != 0;
		if (!was_verified(old) || !was_verified(new))
			continue;
		other_numbers += has_other_numbers(old, new);
		if (strcmp(old->verdict, "accept") != 0)
			continue;
		verified++;
		for (int k = 0; k < NUMBERS; k++) {
			old_sum.numbers[k] += old->numbers[k];
			new_sum.numbers[k] += new->numbers[k];
		}
	}
	print_head("totals", 28);
	print_numbers(&old_sum, &new_sum, 28);
	printf("\n%zu programs: %zu accepted now, %zu rejected, %zu without a verdict; %zu "
	       "accepted "
	       "by both\n%zu with other numbers of instructions or states, %zu refused with other "
	       "words\n",
	       before->count, counts[0], counts[1], counts[2], verified, other_numbers,
	       other_words);
}

static int run_veristat(const struct request *request, struct failure *why)
{
	char **files = request->files.words;
	int status = request->replay ? veristat_replay(files[0], &request->veristat, stdout, why)
				     : veristat_compare(files[0], files[1], &request->veristat,
							stdout, why);

	return status > 0 ? EXIT_REJECTED : status;
}

static int compare(const struct request *request, struct failure *why)
{
	struct rows before = { 0 }, after = { 0 };
	int status = read_rows(request->files.words[0], &before, why);

	if (!status)
		status = read_rows(request->files.words[1], &after, why);
	if (!status)
		status = check_programs(&before, &after, why);
	if (!status && before.rows && after.rows) {
		printf("before: %s\nafter:  %s\n\n", before.kernel, after.kernel);
		status = print_changes(&before, &after) ? EXIT_REJECTED : EXIT_ALL_WELL;
		print_programs(&before, &after, request->all);
		print_totals(&before, &after);
	}
	free(before.rows);
	free(after.rows);
	json_object_put(before.json);
	json_object_put(after.json);
	return status;
}

int command_compare(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "BEFORE AFTER\n-R FILE",
		.doc = "Compares what two kernels said of the same programs: every verdict that "
		       "changed, and what verification cost. The files are those of bpfmend "
		       "matrix --json, with one kernel each; with an option of veristat's, CSV of "
		       "veristat's, too.\vThe exit status is 0 if every verdict is the same, 1 if "
		       "one is another, 2 if the files cannot be compared.",
	};
	struct request request = { .all = false };
	int status;

	command_parse(&argp, argc, argv, &request);
	status = request.as_veristat ? run_veristat(&request, why) : compare(&request, why);
	filters_free(&request.veristat.filters);
	free(request.files.words);
	return status;
}
