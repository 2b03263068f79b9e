// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unit tests of llvm-pass/ranges/scalar_range.c: no range may leave out a number that can be. In 4
 * bits all ranges with both ends are tried with all numbers in them; in 64 bits the ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "llvm-pass/ranges/scalar_range.h"

#define BITS 4
#define MASK 15U

static int64_t as_signed(unsigned int number, unsigned int width)
{
	return number >> (width - 1) ? (int64_t)number - (1 << width) : (int64_t)number;
}

static bool holds(struct scalar_range range, unsigned int number)
{
	return !range.empty && number >= range.umin && number <= range.umax &&
	       as_signed(number, range.width) >= range.smin &&
	       as_signed(number, range.width) <= range.smax;
}

/* Every range of 4 bits that has two unsigned ends, and then every one that has two signed ones. */
#define RANGES 272

static struct scalar_range range_number(unsigned int number)
{
	unsigned int first, last;

	for (first = 0; first <= MASK; first++)
		for (last = first; last <= MASK; last++)
			if (number-- == 0)
				return scalar_unsigned(BITS, first, last);
	for (first = 0; first <= MASK; first++)
		for (last = first; last <= MASK; last++)
			if (number-- == 0)
				return scalar_signed(BITS, (int64_t)first - 8, (int64_t)last - 8);
	fail();
	return scalar_empty(BITS);
}

static unsigned int add(unsigned int a, unsigned int b)
{
	return a + b;
}

static unsigned int subtract(unsigned int a, unsigned int b)
{
	return a - b;
}

static unsigned int multiply(unsigned int a, unsigned int b)
{
	return a * b;
}

static unsigned int divide(unsigned int a, unsigned int b)
{
	return a / b;
}

static unsigned int modulo(unsigned int a, unsigned int b)
{
	return a % b;
}

static unsigned int and(unsigned int a, unsigned int b)
{
	return a & b;
}

static unsigned int or (unsigned int a, unsigned int b)
{
	return a | b;
}

static unsigned int xor (unsigned int a, unsigned int b) { return a ^ b; }

	static unsigned int
	shift_left(unsigned int a, unsigned int b)
{
	return a << b;
}

static unsigned int shift_right(unsigned int a, unsigned int b)
{
	return a >> b;
}

static unsigned int shift_arithmetic(unsigned int a, unsigned int b)
{
	return (unsigned int)(as_signed(a, BITS) >> b);
}

/* LLVM leaves division by 0 and shifts by more than there is undefined. */
static const struct operation {
	struct scalar_range (*range)(struct scalar_range a, struct scalar_range b);
	unsigned int (*number)(unsigned int a, unsigned int b);
	unsigned int first, last; /* of b */
} operations[] = {
	{ scalar_add, add, 0, MASK },
	{ scalar_subtract, subtract, 0, MASK },
	{ scalar_multiply, multiply, 0, MASK },
	{ scalar_divide, divide, 1, MASK },
	{ scalar_modulo, modulo, 1, MASK },
	{ scalar_and, and, 0, MASK },
	{ scalar_or, or, 0, MASK },
	{ scalar_xor, xor, 0, MASK },
	{ scalar_shift_left, shift_left, 0, BITS - 1 },
	{ scalar_shift_right, shift_right, 0, BITS - 1 },
	{ scalar_shift_arithmetic, shift_arithmetic, 0, BITS - 1 },
};

static void check(const struct operation *operation, struct scalar_range a, struct scalar_range b)
{
	struct scalar_range result = operation->range(a, b);

	for (unsigned int x = 0; x <= MASK; x++)
		for (unsigned int y = operation->first; y <= operation->last; y++)
			if (holds(a, x) && holds(b, y))
				assert_true(holds(result, operation->number(x, y) & MASK));
}

static void no_result_is_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		for (unsigned int a = 0; a < RANGES; a++)
			for (unsigned int b = 0; b < RANGES; b++)
				check(&operations[i], range_number(a), range_number(b));
}

/* A constant that is added, where numbers go round. */
static void a_turn_leaves_nothing_out(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < RANGES; i++)
		for (unsigned int by = 0; by <= MASK; by++) {
			struct scalar_range range = range_number(i);
			struct scalar_range turned = scalar_turn(range, by);

			for (unsigned int x = 0; x <= MASK; x++)
				if (holds(range, x))
					assert_true(holds(turned, (x + by) & MASK));
		}
}

static bool stands_in(unsigned int a, enum scalar_relation relation, unsigned int b)
{
	switch (relation) {
	case SCALAR_EQUAL:
		return a == b;
	case SCALAR_NOT_EQUAL:
		return a != b;
	case SCALAR_UNSIGNED_BELOW:
		return a < b;
	case SCALAR_UNSIGNED_NOT_ABOVE:
		return a <= b;
	case SCALAR_UNSIGNED_ABOVE:
		return a > b;
	case SCALAR_UNSIGNED_NOT_BELOW:
		return a >= b;
	case SCALAR_SIGNED_BELOW:
		return as_signed(a, BITS) < as_signed(b, BITS);
	case SCALAR_SIGNED_NOT_ABOVE:
		return as_signed(a, BITS) <= as_signed(b, BITS);
	case SCALAR_SIGNED_ABOVE:
		return as_signed(a, BITS) > as_signed(b, BITS);
	default:
		return as_signed(a, BITS) >= as_signed(b, BITS);
	}
}

static void check_relation(enum scalar_relation relation, struct scalar_range a,
			   struct scalar_range b)
{
	struct scalar_range refined = scalar_range_refine(a, relation, b);

	for (unsigned int x = 0; x <= MASK; x++) {
		assert_false(holds(refined, x) && !holds(a, x));
		for (unsigned int y = 0; y <= MASK; y++)
			if (holds(a, x) && holds(b, y) && stands_in(x, relation, y))
				assert_true(holds(refined, x));
	}
}

static void a_comparison_leaves_what_stands_in_it(void **state)
{
	(void)state;
	for (int i = SCALAR_EQUAL; i <= SCALAR_SIGNED_NOT_BELOW; i++)
		for (unsigned int a = 0; a < RANGES; a++)
			for (unsigned int b = 0; b < RANGES; b++)
				check_relation((enum scalar_relation)i, range_number(a),
					       range_number(b));
}

static void relations_turn_round(void **state)
{
	(void)state;
	for (int i = SCALAR_EQUAL; i <= SCALAR_SIGNED_NOT_BELOW; i++)
		for (unsigned int a = 0; a <= MASK; a++)
			for (unsigned int b = 0; b <= MASK; b++) {
				enum scalar_relation relation = (enum scalar_relation)i;
				bool holds_now = stands_in(a, relation, b);

				assert_int_equal(stands_in(a, scalar_opposite(relation), b),
						 !holds_now);
				assert_int_equal(stands_in(b, scalar_mirrored(relation), a),
						 holds_now);
			}
}

static void sets_are_met_and_joined(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < RANGES; i++)
		for (unsigned int k = 0; k < RANGES; k++) {
			struct scalar_range a = range_number(i), b = range_number(k);
			struct scalar_range both = scalar_meet(a, b), either = scalar_join(a, b);

			for (unsigned int x = 0; x <= MASK; x++) {
				assert_int_equal(holds(both, x), holds(a, x) && holds(b, x));
				if (holds(a, x) || holds(b, x))
					assert_true(holds(either, x));
			}
		}
}

static void casts_keep_every_number(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < RANGES; i++) {
		struct scalar_range range = range_number(i);

		for (unsigned int x = 0; x <= MASK; x++) {
			if (!holds(range, x))
				continue;
			assert_true(holds(scalar_truncate(range, 3), x & 7));
			assert_true(holds(scalar_range_zero_extend(range, 6), x));
			assert_true(holds(scalar_range_sign_extend(range, 6),
					  (unsigned int)as_signed(x, BITS) & 63));
		}
	}
}

/* What is narrow enough to be of use: 0 to 9 and 2 to 3. */
static void results_are_narrow(void **state)
{
	struct scalar_range a = scalar_unsigned(32, 0, 9), b = scalar_unsigned(32, 2, 3);

	(void)state;
	assert_int_equal(scalar_add(a, b).umax, 12);
	assert_int_equal(scalar_add(a, b).smin, 2);
	assert_int_equal(scalar_subtract(a, b).smin, -3);
	assert_int_equal(scalar_multiply(a, b).umax, 27);
	assert_int_equal(scalar_modulo(scalar_range_unknown(32), b).umax, 2);
	assert_int_equal(scalar_divide(a, b).umax, 4);
	assert_int_equal(scalar_and(scalar_range_unknown(32), b).umax, 3);
	assert_int_equal(scalar_range_refine(a, SCALAR_UNSIGNED_BELOW, b).umax, 2);
	assert_int_equal(
		scalar_range_refine(scalar_range_unknown(32), SCALAR_UNSIGNED_NOT_ABOVE, a).smin,
		0);
	assert_true(
		scalar_range_refine(a, SCALAR_SIGNED_BELOW, scalar_range_constant(32, 0)).empty);
}

/* Where 64 bits end, nothing may be taken for what it would be with more. */
static void the_ends_of_64_bits_hold(void **state)
{
	struct scalar_range high = scalar_unsigned(64, UINT64_MAX - 1, UINT64_MAX);
	struct scalar_range two = scalar_range_constant(64, 2);
	struct scalar_range last = scalar_signed(64, INT64_MAX - 1, INT64_MAX);

	(void)state;
	assert_int_equal(high.smin, -2);
	assert_int_equal(scalar_add(high, two).smin, 0);
	assert_int_equal(scalar_add(high, two).smax, 1);
	assert_true(scalar_add(last, two).smin <= INT64_MIN);
	assert_true(scalar_add(last, two).umax >= (uint64_t)INT64_MAX + 2);
	assert_true(scalar_multiply(high, high).umin <= 1);
	assert_true(scalar_range_refine(last, SCALAR_SIGNED_ABOVE, last).smax == INT64_MAX);
	assert_true(scalar_range_refine(two, SCALAR_UNSIGNED_ABOVE,
					scalar_range_constant(64, UINT64_MAX))
			    .empty);
	assert_true(scalar_range_is_constant(
		scalar_truncate(scalar_range_constant(64, UINT64_MAX), 32)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_result_is_left_out),
		cmocka_unit_test(a_turn_leaves_nothing_out),
		cmocka_unit_test(a_comparison_leaves_what_stands_in_it),
		cmocka_unit_test(relations_turn_round),
		cmocka_unit_test(sets_are_met_and_joined),
		cmocka_unit_test(casts_keep_every_number),
		cmocka_unit_test(results_are_narrow),
		cmocka_unit_test(the_ends_of_64_bits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
