// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Shows one file's records, or two files' side by side; see veristat.h. */
#include "cli/veristat/veristat.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/veristat/records.h"
#include "cli/veristat/sheet.h"

enum { SIDES = 3 }; /* of a number or a word that is compared: A, B and what lies between */

/* What is being shown. */
struct view {
	const struct veristat *veristat;
	enum column columns[COLUMNS]; /* that are shown */
	size_t column_count;
	bool compares;
	bool left[COLUMNS * SIDES]; /* the sheet's */
	struct sheet sheet;
};

static const enum column table_columns[] = {
	COLUMN_FILE,  COLUMN_PROGRAM, COLUMN_VERDICT, COLUMN_DURATION,
	COLUMN_INSNS, COLUMN_STATES,  COLUMN_SIZE,    COLUMN_JITED_SIZE,
};

static const enum column csv_columns[] = {
	COLUMN_FILE,	    COLUMN_PROGRAM, COLUMN_VERDICT,	COLUMN_DURATION,
	COLUMN_INSNS,	    COLUMN_STATES,  COLUMN_PEAK_STATES, COLUMN_STATES_PER_INSN,
	COLUMN_MARK_READ,   COLUMN_SIZE,    COLUMN_JITED_SIZE,	COLUMN_PROGRAM_TYPE,
	COLUMN_ATTACH_TYPE, COLUMN_STACK,   COLUMN_MOST_STACK,	COLUMN_MEMORY,
};

/* The columns that were asked for, or those by default that the files have. */
static void choose_columns(struct view *view, const struct records *a, const struct records *b)
{
	const struct veristat *veristat = view->veristat;
	const enum column *usual = veristat->csv ? csv_columns : table_columns;
	size_t count = veristat->csv ? sizeof(csv_columns) / sizeof(csv_columns[0])
				     : sizeof(table_columns) / sizeof(table_columns[0]);

	for (size_t i = 0; i < veristat->shown.count; i++)
		view->columns[view->column_count++] = veristat->shown.uses[i].column;
	for (size_t i = 0; !veristat->shown.count && i < count; i++)
		if (a->has[usual[i]] && b->has[usual[i]])
			view->columns[view->column_count++] = usual[i];
}

static size_t sides_of(const struct view *view, enum column column)
{
	return view->compares && !column_is_key(column) ? SIDES : 1;
}

static int add_head(struct view *view)
{
	static const char *const titles[] = { " (A)", " (B)", " (DIFF)" };
	static const char *const names[] = { "_base", "_comp", "_diff" };
	const char *const *behind = view->veristat->csv ? names : titles;
	int error = 0;

	for (size_t i = 0; i < view->column_count; i++) {
		enum column column = view->columns[i];
		size_t sides = sides_of(view, column);

		for (size_t k = 0; k < sides && !error; k++) {
			view->left[view->sheet.columns++] = column_is_text(column);
			error = sheet_add(&view->sheet, "%s%s",
					  view->veristat->csv ? column_name(column)
							      : column_title(column),
					  sides == 1 ? "" : behind[k]);
		}
	}
	view->sheet.left = view->left;
	return error;
}

static int add_value(struct view *view, const struct record *record, enum column column)
{
	if (column_is_text(column) || !record)
		return sheet_add(&view->sheet, "%s", record_text(record, column));
	return sheet_add(&view->sheet, "%lld", record->numbers[column]);
}

static int add_difference(struct view *view, const struct pair *pair, enum column column)
{
	struct column_use use = { .column = column, .side = SIDE_PERCENT };
	double percent;

	if (!pair->a || !pair->b || !pair_number(pair, &use, &percent))
		return sheet_add(&view->sheet, "N/A");
	if (column_is_text(column))
		return sheet_add(&view->sheet, "%s",
				 strcmp(record_text(pair->a, column), record_text(pair->b, column))
					 ? "MISMATCH"
					 : "MATCH");
	return sheet_add(&view->sheet, "%+lld (%+.2f%%)",
			 pair->b->numbers[column] - pair->a->numbers[column], percent);
}

static int add_pair(struct view *view, const struct pair *pair)
{
	const struct record *any = pair->b ? pair->b : pair->a;
	int error = 0;

	for (size_t i = 0; i < view->column_count && !error; i++) {
		enum column column = view->columns[i];
		bool sides = sides_of(view, column) > 1;

		error = add_value(view, sides ? pair->a : any, column);
		if (!error && sides)
			error = add_value(view, pair->b, column);
		if (!error && sides)
			error = add_difference(view, pair, column);
	}
	return error;
}

/* What is not there comes before all that is, and behind it by its size alone: so veristat has it.
 */
static double rank(const struct pair *pair, const struct column_use *use)
{
	double number;

	if (!pair_number(pair, use, &number))
		number = -INFINITY;
	return use->absolute ? fabs(number) : number;
}

static int order_by(const struct pair *one, const struct pair *other, const struct column_use *use)
{
	double a, b;

	if (column_is_key(use->column))
		return strcmp(record_text(one->b ? one->b : one->a, use->column),
			      record_text(other->b ? other->b : other->a, use->column));
	a = rank(one, use);
	b = rank(other, use);
	return (a > b) - (a < b);
}

static int order_pairs(const void *one, const void *other, void *context)
{
	const struct column_uses *uses = context;
	const struct pair *a = one, *b = other;

	for (size_t i = 0; i < uses->count; i++) {
		int order = order_by(a, b, &uses->uses[i]);

		if (order)
			return uses->uses[i].ascending ? order : -order;
	}
	return records_order(a->b ? a->b : a->a, b->b ? b->b : b->a);
}

static bool other_verdict(const struct pair *pair)
{
	return pair->a && pair->b &&
	       pair->a->numbers[COLUMN_VERDICT] != pair->b->numbers[COLUMN_VERDICT];
}

/* Returns whether a verdict is another, or a negative errno. */
static int show(struct view *view, struct pair *pairs, size_t count, FILE *out)
{
	const struct veristat *veristat = view->veristat;
	struct column_uses order = veristat->order;
	int error = add_head(view);
	unsigned int shown = 0;
	bool changed = false;

	if (count)
		qsort_r(pairs, count, sizeof(*pairs), order_pairs, &order);
	for (size_t i = 0; i < count && !error; i++) {
		if (!filters_pass_numbers(&veristat->filters, &pairs[i]))
			continue;
		if (veristat->most && shown++ == veristat->most)
			break;
		changed |= other_verdict(&pairs[i]);
		error = add_pair(view, &pairs[i]);
	}
	if (!error && veristat->csv)
		sheet_print_csv(&view->sheet, out);
	else if (!error)
		error = sheet_print_table(&view->sheet, out);
	sheet_free(&view->sheet);
	return error ? error : changed;
}

static int show_joined(const struct records *a, const struct records *b,
		       const struct veristat *veristat, FILE *out, struct failure *why)
{
	struct view view = { .veristat = veristat, .compares = a != b };
	struct pair *pairs = NULL;
	size_t count;
	int result = records_join(a, b, &pairs, &count);

	choose_columns(&view, a, b);
	if (!result)
		result = show(&view, pairs, count, out);
	free(pairs);
	return result < 0 ? fail_with(why, result, "out of memory") : result;
}

static int read_file(const char *path, const struct veristat *veristat, struct records *records,
		     struct failure *why)
{
	int error = records_read(path, records, why);

	if (!error)
		filters_keep(&veristat->filters, records);
	return error;
}

/* Where nothing is compared, a number has one side. */
static void forget_sides(struct veristat *veristat)
{
	for (size_t i = 0; i < veristat->order.count; i++)
		veristat->order.uses[i].side = SIDE_B;
	for (size_t i = 0; i < veristat->filters.count; i++)
		veristat->filters.filters[i].use.side = SIDE_B;
}

int veristat_replay(const char *path, const struct veristat *veristat, FILE *out,
		    struct failure *why)
{
	struct veristat one_side = *veristat;
	struct records records = { 0 };
	int result;

	forget_sides(&one_side);
	result = read_file(path, &one_side, &records, why);
	if (!result)
		result = show_joined(&records, &records, &one_side, out, why);
	records_free(&records);
	return result;
}

int veristat_compare(const char *a, const char *b, const struct veristat *veristat, FILE *out,
		     struct failure *why)
{
	struct records before = { 0 }, after = { 0 };
	int result = read_file(a, veristat, &before, why);

	if (!result)
		result = read_file(b, veristat, &after, why);
	if (!result)
		result = show_joined(&before, &after, veristat, out, why);
	records_free(&before);
	records_free(&after);
	return result;
}
