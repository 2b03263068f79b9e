// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of kernel/version.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "kernel/version.h"

static struct kernel_range range(const char *first, const char *last)
{
	struct kernel_range result;

	assert_int_equal(kernel_version_parse(first, &result.first, NULL), 0);
	assert_int_equal(kernel_version_parse(last, &result.last, NULL), 0);
	return result;
}

static void versions_survive_a_round_trip(void **state)
{
	static const char *const texts[] = { "5.10", "6.12", "6.18.12", "7.0", "7.0.0" };
	char text[KERNEL_VERSION_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct kernel_version version;

		assert_int_equal(kernel_version_parse(texts[i], &version, NULL), 0);
		assert_string_equal(kernel_version_format(version, text), texts[i]);
	}
}

static void what_is_no_version_is_refused(void **state)
{
	static const char *const texts[] = { "",      "6",	 "6.",	   ".12",  "6.12.",
					     "v6.12", "6.12 ",	 "6.012",  "6.-1", "6.12.1.2",
					     "6,12",  "12345.1", "6.12345" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct kernel_version version = { 1, 2, 3 };

		assert_int_equal(kernel_version_parse(texts[i], &version, NULL), -EINVAL);
		assert_int_equal(version.patch, 3);
	}
}

static void versions_are_ordered_by_number(void **state)
{
	struct kernel_range r = range("6.9", "6.12");

	(void)state;
	assert_true(kernel_version_compare(r.first, r.last) < 0);
	r = range("6.12", "6.12.0");
	assert_true(kernel_version_compare(r.first, r.last) < 0);
	r = range("6.12.117", "6.12.9");
	assert_true(kernel_version_compare(r.first, r.last) > 0);
}

static void a_range_ends_with_its_series(void **state)
{
	struct kernel_range r = range("6.8", "7.2");

	(void)state;
	assert_true(kernel_range_contains(r, range("7.2.13", "7.2.13").first));
	assert_true(kernel_range_contains(r, range("6.8", "6.8").first));
	assert_false(kernel_range_contains(r, range("6.7.99", "6.7.99").first));
	assert_false(kernel_range_contains(r, range("7.3", "7.3").first));
	r = range("6.18.12", "6.18.15");
	assert_true(kernel_range_contains(r, range("6.18", "6.18").first));
	assert_false(kernel_range_contains(r, range("6.18.16", "6.18.16").first));
}

static void a_range_can_have_no_end(void **state)
{
	struct kernel_range r;
	char text[KERNEL_VERSION_TEXT];

	(void)state;
	assert_int_equal(kernel_range_parse("6.12-newest", &r), 0);
	assert_true(kernel_range_contains(r, range("99.9.9", "99.9.9").first));
	assert_false(kernel_range_contains(r, range("6.11.9", "6.11.9").first));
	assert_true(kernel_version_is_newest(r.last));
	assert_string_equal(kernel_version_format(r.last, text), "newest");
	assert_int_equal(kernel_range_parse("6.12-newes", &r), -EINVAL);
	assert_int_equal(kernel_range_parse("6.12-newest,7.0", &r), -EINVAL);
	assert_int_equal(kernel_range_parse("newest", &r), -EINVAL);
}

static void lists_are_read_in_order(void **state)
{
	struct kernel_list list = { 0 };
	char text[KERNEL_VERSION_TEXT];

	(void)state;
	assert_int_equal(kernel_list_parse("6.12,6.16-7.2,6.18.12", &list, NULL), 0);
	assert_int_equal(list.count, 3);
	assert_string_equal(kernel_version_format(list.ranges[1].last, text), "7.2");
	assert_int_equal(list.ranges[2].first.patch, 12);
	kernel_list_free(&list);
	assert_int_equal(list.count, 0);
}

static void a_bad_item_is_pointed_at(void **state)
{
	static const struct {
		const char *text;
		size_t bad;
	} cases[] = { { "6.12,,6.16", 5 }, { "6.12,", 5 }, { "7.2-6.12", 0 }, { "6.12, 6.16", 5 },
		      { "6.12-", 0 },	   { "", 0 },	   { "6.1,six", 4 },  { "6.1;6.2", 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kernel_list list = { 0 };
		const char *bad = NULL;

		assert_int_equal(kernel_list_parse(cases[i].text, &list, &bad), -EINVAL);
		assert_ptr_equal(bad, cases[i].text + cases[i].bad);
		assert_int_equal(list.count, 0);
	}
}

/* What kernel_list_describe() says of a list and affected kernels. */
static bool describe(const struct kernel_list *list, const char *affected, char *text, size_t size)
{
	struct kernel_list parsed = { 0 };
	bool any;

	assert_int_equal(kernel_list_parse(affected, &parsed, NULL), 0);
	any = kernel_list_describe(list, &parsed, text, size);
	kernel_list_free(&parsed);
	return any;
}

static void a_list_has_what_one_of_its_ranges_has(void **state)
{
	struct kernel_list list = { 0 };

	(void)state;
	assert_int_equal(kernel_list_parse("6.1,6.16-6.18.12", &list, NULL), 0);
	assert_true(kernel_list_contains(&list, range("6.1.192", "6.1.192").first));
	assert_true(kernel_list_contains(&list, range("6.18.12", "6.18.12").first));
	assert_false(kernel_list_contains(&list, range("6.18.13", "6.18.13").first));
	assert_false(kernel_list_contains(&list, range("6.12", "6.12").first));
	kernel_list_free(&list);
	assert_false(kernel_list_contains(&list, range("6.1", "6.1").first));
}

static void descriptions_join_neighbours(void **state)
{
	static const struct {
		const char *list;
		const char *described;
	} cases[] = {
		{ "6.12", "6.12" },
		{ "6.12,6.16", "6.12 and 6.16" },
		{ "6.12-7.2", "6.12 to 7.2" },
		{ "5.10-7.3", "6.12 to 7.2" },
		{ "6.12,6.17", "6.12, 6.17" },
		{ "6.8,6.12,6.16", "6.8 to 6.16" },
		{ "7.2,6.12", "6.12, 7.2" },
		{ "5.10,7.3", "" },
		{ "6.16-newest", "6.16 to 7.2" },
		{ "7.3-newest", "" },
		{ "6.18.12", "6.18.12" },
		{ "6.18.12-6.18.15", "6.18.12 to 6.18.15" },
		{ "6.12-6.18.12", "6.12 to 6.18.12" },
		{ "6.18.5-7.0", "6.18.5 to 7.0" },
		{ "6.17-6.18.12,7.1", "6.17 to 6.18.12, 7.1" },
		{ "6.8", "6.8" },
		{ "6.8-6.9,6.8", "6.8 and 6.9" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kernel_list list = { 0 };
		char text[64];

		assert_int_equal(kernel_list_parse(cases[i].list, &list, NULL), 0);
		assert_int_equal(describe(&list, "6.8-7.2", text, sizeof(text)),
				 cases[i].described[0] != '\0');
		assert_string_equal(text, cases[i].described);
		kernel_list_free(&list);
	}
}

static void affected_kernels_may_end_inside_a_series(void **state)
{
	static const struct {
		const char *list;
		const char *affected;
		const char *described;
	} cases[] = {
		{ "6.16-7.3", "6.14-6.18.12", "6.16 to 6.18.12" },
		{ "6.18", "6.14-6.18.12", "6.18 up to 6.18.12" },
		{ "6.18.15", "6.14-6.18.12", "" },
		{ "6.18.12", "6.14-6.18.12", "6.18.12" },
		{ "6.18.9-6.19", "6.14-6.18.12", "6.18.9 to 6.18.12" },
		{ "6.18", "6.18.13-7.0", "6.18.13 and later in its series" },
		{ "5.10-7.3", "5.10,6.16-6.18.12", "5.10, 6.16 to 6.18.12" },
		{ "6.1,6.18.15,7.3", "6.14-6.18.12", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kernel_list list = { 0 };
		char text[64];

		assert_int_equal(kernel_list_parse(cases[i].list, &list, NULL), 0);
		assert_int_equal(describe(&list, cases[i].affected, text, sizeof(text)),
				 cases[i].described[0] != '\0');
		assert_string_equal(text, cases[i].described);
		kernel_list_free(&list);
	}
}

static void a_description_fits_its_room(void **state)
{
	struct kernel_list list = { 0 };
	char text[8];

	(void)state;
	assert_int_equal(kernel_list_parse("6.12,6.17,7.2", &list, NULL), 0);
	assert_true(describe(&list, "6.8-7.2", text, sizeof(text)));
	assert_string_equal(text, "6.12, 6");
	kernel_list_free(&list);
}

static void every_known_series_is_described(void **state)
{
	struct kernel_list list = { 0 };
	char text[64];

	(void)state;
	assert_int_equal(kernel_list_all(&list), 0);
	assert_int_equal(list.count, kernel_series_count);
	assert_true(describe(&list, "0.0-9999.0", text, sizeof(text)));
	assert_string_equal(text, "5.10 to 7.3");
	kernel_list_free(&list);
}

static void lists_meet_series_by_series(void **state)
{
	struct kernel_list list = { 0 }, other = { 0 }, both;
	char first[KERNEL_VERSION_TEXT], last[KERNEL_VERSION_TEXT];
	static const char *const met[][2] = {
		{ "6.12", "6.12" }, { "6.16", "6.16" }, { "6.17", "6.17" }, { "6.18", "6.18.12" }
	};

	(void)state;
	assert_int_equal(kernel_list_parse("6.12-7.0", &list, NULL), 0);
	assert_int_equal(kernel_list_parse("5.10-6.18.12", &other, NULL), 0);
	assert_int_equal(kernel_list_meet(&list, &other, &both), 0);
	assert_int_equal(both.count, 4);
	for (size_t i = 0; i < both.count; i++) {
		kernel_version_format(both.ranges[i].first, first);
		assert_string_equal(first, met[i][0]);
		kernel_version_format(both.ranges[i].last, last);
		assert_string_equal(last, met[i][1]);
	}
	kernel_list_free(&list);
	kernel_list_free(&other);
	kernel_list_free(&both);
}

static void a_list_is_asked_one_by_one(void **state)
{
	struct kernel_version *versions;
	struct kernel_list list = { 0 };
	char text[KERNEL_VERSION_TEXT];
	size_t count;

	(void)state;
	assert_int_equal(kernel_list_parse("6.18.12,6.1-6.12,6.18.0-6.18.3", &list, NULL), 0);
	assert_int_equal(kernel_list_versions(&list, &versions, &count), 0);
	assert_int_equal(count, 4);
	assert_string_equal(kernel_version_format(versions[0], text), "6.1");
	assert_string_equal(kernel_version_format(versions[1], text), "6.12");
	assert_string_equal(kernel_version_format(versions[2], text), "6.18");
	assert_string_equal(kernel_version_format(versions[3], text), "6.18.12");
	free(versions);
	kernel_list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_survive_a_round_trip),
		cmocka_unit_test(what_is_no_version_is_refused),
		cmocka_unit_test(versions_are_ordered_by_number),
		cmocka_unit_test(a_range_ends_with_its_series),
		cmocka_unit_test(a_range_can_have_no_end),
		cmocka_unit_test(lists_are_read_in_order),
		cmocka_unit_test(a_bad_item_is_pointed_at),
		cmocka_unit_test(a_list_has_what_one_of_its_ranges_has),
		cmocka_unit_test(descriptions_join_neighbours),
		cmocka_unit_test(affected_kernels_may_end_inside_a_series),
		cmocka_unit_test(a_description_fits_its_room),
		cmocka_unit_test(every_known_series_is_described),
		cmocka_unit_test(lists_meet_series_by_series),
		cmocka_unit_test(a_list_is_asked_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
