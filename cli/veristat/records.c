// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Records in memory: what a cell of theirs holds, and pairs of them; see records.h. */
#include "cli/veristat/records.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void record_free(struct record *record)
{
	for (int i = 0; i < COLUMNS; i++)
		free(record->texts[i]);
}

void records_free(struct records *records)
{
	for (size_t i = 0; i < records->count; i++)
		record_free(&records->records[i]);
	free(records->records);
	*records = (struct records){ 0 };
}

const char *record_text(const struct record *record, enum column column)
{
	if (record && column == COLUMN_VERDICT)
		return record->numbers[column] ? "success" : "failure";
	return record && record->texts[column] ? record->texts[column] : "N/A";
}

int records_order(const void *one, const void *other)
{
	const struct record *a = one, *b = other;
	int order = strcmp(a->texts[COLUMN_FILE], b->texts[COLUMN_FILE]);

	return order ? order : strcmp(a->texts[COLUMN_PROGRAM], b->texts[COLUMN_PROGRAM]);
}

/* What a change from nothing is in percent, there is no number for: veristat says 100. */
static double percent(long long before, long long after)
{
	if (before)
		return (double)(after - before) * 100.0 / (double)before;
	return after == before ? 0.0 : after < before ? -100.0 : 100.0;
}

bool pair_number(const struct pair *pair, const struct column_use *use, double *number)
{
	long long a = pair->a ? pair->a->numbers[use->column] : 0;
	long long b = pair->b ? pair->b->numbers[use->column] : 0;

	switch (use->side) {
	case SIDE_A:
		*number = (double)a;
		return pair->a != NULL;
	case SIDE_B:
		*number = (double)b;
		return pair->b != NULL;
	case SIDE_DIFFERENCE:
		*number = use->column == COLUMN_VERDICT ? a == b : (double)(b - a);
		break;
	case SIDE_PERCENT:
		*number = percent(a, b);
		break;
	}
	return pair->a && pair->b;
}

int records_join(const struct records *a, const struct records *b, struct pair **pairs,
		 size_t *count)
{
	size_t i = 0, j = 0;

	*count = 0;
	*pairs = calloc(a->count + b->count + 1, sizeof(**pairs));
	if (!*pairs)
		return -ENOMEM;
	while (i < a->count || j < b->count) {
		struct pair *pair = &(*pairs)[(*count)++];
		int order = i == a->count   ? 1
			    : j == b->count ? -1
					    : records_order(&a->records[i], &b->records[j]);

		if (order <= 0)
			pair->a = &a->records[i++];
		if (order >= 0)
			pair->b = &b->records[j++];
	}
	return 0;
}
