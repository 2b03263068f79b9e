// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of llvm-pass/support/offsets.c: no result may be smaller than the truth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "llvm-pass/support/offsets.h"

static void assert_offsets(struct offsets got, int64_t first, int64_t last, uint64_t stride)
{
	assert_int_equal(got.first, first);
	assert_int_equal(got.last, last);
	assert_int_equal(got.stride, stride);
}

static bool holds(struct offsets offsets, int64_t offset)
{
	if (offset < offsets.first || offset > offsets.last)
		return false;
	return !offsets.stride ? offset == offsets.first
			       : (uint64_t)(offset - offsets.first) % offsets.stride == 0;
}

static void an_index_is_scaled(void **state)
{
	(void)state;
	assert_offsets(offsets_scale(0, 3, 8), 0, 24, 8);
	assert_offsets(offsets_scale(-2, 1, 4), -8, 4, 4);
	assert_offsets(offsets_scale(5, 5, 8), 40, 40, 0);
	assert_offsets(offsets_scale(0, 100, 0), 0, 0, 0);
}

static void what_does_not_fit_is_unknown(void **state)
{
	(void)state;
	assert_true(offsets_are_unknown(offsets_scale(0, INT64_MAX, 2)));
	assert_true(offsets_are_unknown(offsets_scale(0, 1, UINT64_MAX)));
	assert_true(offsets_are_unknown(offsets_add(offsets_fixed(INT64_MAX), offsets_fixed(1))));
	assert_true(offsets_are_unknown(offsets_add(OFFSETS_UNKNOWN, offsets_fixed(0))));
	assert_true(offsets_are_unknown(
		offsets_join(offsets_fixed(INT64_MIN), offsets_fixed(INT64_MAX))));
}

/* Every sum and both sides of a join lie in the result, over all small sets. */
static void results_hold_the_truth(void **state)
{
	(void)state;
	for (int64_t a = -3; a <= 3; a++)
		for (int64_t b = 0; b <= 3; b++)
			for (uint64_t scale = 1; scale <= 6; scale++) {
				struct offsets one = offsets_scale(a, a + b, scale);
				struct offsets other = offsets_scale(b - 2, a + 4, 3);
				struct offsets sum = offsets_add(one, other);
				struct offsets joined = offsets_join(one, other);

				for (int64_t i = one.first; i <= one.last; i++)
					for (int64_t k = other.first; k <= other.last; k++) {
						if (!holds(one, i) || !holds(other, k))
							continue;
						assert_true(holds(sum, i + k));
						assert_true(holds(joined, i));
						assert_true(holds(joined, k));
					}
			}
}

/* What is left of a set between 0 and a limit is just what lies there, in the set's steps. */
static void a_clip_keeps_what_lies_inside(void **state)
{
	(void)state;
	for (int64_t first = -9; first <= 9; first++)
		for (int64_t count = 0; count <= 5; count++)
			for (uint64_t scale = 1; scale <= 5; scale++)
				for (uint64_t limit = 0; limit <= 12; limit++) {
					struct offsets all =
						offsets_add(offsets_fixed(first),
							    offsets_scale(0, count, scale));
					struct offsets clipped = all;
					bool any = false, left = offsets_clip(&clipped, limit);

					for (int64_t i = 0; i <= (int64_t)limit; i++) {
						any |= holds(all, i);
						if (left)
							assert_int_equal(holds(clipped, i),
									 holds(all, i));
					}
					assert_int_equal(left, any);
					if (left) {
						assert_true(clipped.first >= 0);
						assert_true(clipped.last <= (int64_t)limit);
					} else {
						assert_true(offsets_equal(clipped, all));
					}
				}
}

static void the_unknown_is_clipped_to_the_object(void **state)
{
	struct offsets offsets = OFFSETS_UNKNOWN;

	(void)state;
	assert_true(offsets_clip(&offsets, 31));
	assert_offsets(offsets, 0, 31, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_index_is_scaled),
		cmocka_unit_test(what_does_not_fit_is_unknown),
		cmocka_unit_test(results_hold_the_truth),
		cmocka_unit_test(a_clip_keeps_what_lies_inside),
		cmocka_unit_test(the_unknown_is_clipped_to_the_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
