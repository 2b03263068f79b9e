// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Counts and names the inputs of BPF_PROG_TEST_RUN; see test-run.h. */
#include "lab/test-run.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lab/protocol.h"

static const char *const names[TEST_FIELD_COUNT] = {
	[TEST_FIELD_LEN] = "len",	    [TEST_FIELD_DATA] = "data", [TEST_FIELD_MARK] = "mark",
	[TEST_FIELD_PRIORITY] = "priority", [TEST_FIELD_CB0] = "cb[0]", [TEST_FIELD_CB1] = "cb[1]",
	[TEST_FIELD_CB2] = "cb[2]",	    [TEST_FIELD_CB3] = "cb[3]", [TEST_FIELD_CB4] = "cb[4]",
};

/* TEST_FIELD_COUNT where there is none of that name. */
static enum test_field find_field(const char *name)
{
	unsigned int field = 0;

	while (field < TEST_FIELD_COUNT && strcmp(names[field], name) != 0)
		field++;
	return (enum test_field)field;
}

static size_t range_size(const struct test_range *range)
{
	return (size_t)range->last - range->first + 1;
}

int test_runs_add(struct test_runs *runs, const char *field, uint32_t first, uint32_t last)
{
	const struct test_range range = { find_field(field), first, last };
	size_t total = runs->count ? test_runs_total(runs) : 1;

	if (range.field == TEST_FIELD_COUNT || first > last)
		return -EINVAL;
	for (size_t i = 0; i < runs->count; i++)
		if (runs->ranges[i].field == range.field)
			return -EINVAL;
	if (runs->count == TEST_RUN_RANGES || range_size(&range) > TEST_RUN_LIMIT / total)
		return -E2BIG;
	runs->ranges[runs->count++] = range;
	return 0;
}

size_t test_runs_total(const struct test_runs *runs)
{
	size_t total = runs->count ? 1 : 0;

	for (size_t i = 0; i < runs->count; i++)
		total *= range_size(&runs->ranges[i]);
	return total;
}

bool test_runs_equal(const struct test_runs *one, const struct test_runs *other)
{
	if (one->count != other->count)
		return false;
	for (size_t i = 0; i < one->count; i++) {
		const struct test_range *a = &one->ranges[i], *b = &other->ranges[i];

		if (a->field != b->field || a->first != b->first || a->last != b->last)
			return false;
	}
	return true;
}

void test_runs_values(const struct test_runs *runs, size_t run, uint32_t values[TEST_FIELD_COUNT])
{
	memset(values, 0, TEST_FIELD_COUNT * sizeof(*values));
	values[TEST_FIELD_LEN] = TEST_RUN_LENGTH;
	for (size_t i = runs->count; i-- > 0;) {
		const struct test_range *range = &runs->ranges[i];

		values[range->field] = range->first + (uint32_t)(run % range_size(range));
		run /= range_size(range);
	}
}

void test_runs_describe(const struct test_runs *runs, size_t run, char *text, size_t size)
{
	uint32_t values[TEST_FIELD_COUNT];
	size_t used = 0;

	test_runs_values(runs, run, values);
	text[0] = '\0';
	for (size_t i = 0; i < runs->count && used < size; i++) {
		enum test_field field = runs->ranges[i].field;

		used += (size_t)snprintf(text + used, size - used, "%s%s=%u", i ? ", " : "",
					 names[field], values[field]);
	}
}

struct json_object *test_runs_to_json(const struct test_runs *runs)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < runs->count; i++) {
		const struct test_range *range = &runs->ranges[i];
		struct json_object *item = json_object_new_object();

		json_object_object_add(item, RUN_FIELD,
				       json_object_new_string(names[range->field]));
		json_object_object_add(item, RUN_FIRST, json_object_new_int64(range->first));
		json_object_object_add(item, RUN_LAST, json_object_new_int64(range->last));
		json_object_array_add(list, item);
	}
	return list;
}

static int read_value(struct json_object *item, const char *key, uint32_t *value)
{
	struct json_object *number;
	int64_t wide;

	if (!json_object_object_get_ex(item, key, &number) ||
	    !json_object_is_type(number, json_type_int))
		return -EPROTO;
	wide = json_object_get_int64(number);
	if (wide < 0 || wide > UINT32_MAX)
		return -EPROTO;
	*value = (uint32_t)wide;
	return 0;
}

int test_runs_from_json(struct json_object *json, struct test_runs *runs)
{
	*runs = (struct test_runs){ 0 };
	if (!json_object_is_type(json, json_type_array))
		return -EPROTO;
	for (size_t i = 0; i < json_object_array_length(json); i++) {
		struct json_object *item = json_object_array_get_idx(json, i), *field;
		uint32_t first, last;

		if (!json_object_object_get_ex(item, RUN_FIELD, &field) ||
		    !json_object_is_type(field, json_type_string) ||
		    read_value(item, RUN_FIRST, &first) || read_value(item, RUN_LAST, &last) ||
		    test_runs_add(runs, json_object_get_string(field), first, last))
			return -EPROTO;
	}
	return 0;
}
