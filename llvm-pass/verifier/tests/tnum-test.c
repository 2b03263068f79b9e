/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every operation on all tristate numbers of four bits, held against all values that they have. */
#include "llvm-pass/verifier/tnum.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define BITS 4
#define VALUES (1U << BITS)

struct operation {
	const char *name;
	struct tnum (*abstract)(struct tnum a, struct tnum b);
	uint64_t (*concrete)(uint64_t a, uint64_t b);
	bool exact; /* the result is the smallest that holds all */
};

static uint64_t add(uint64_t a, uint64_t b)
{
	return a + b;
}

static uint64_t subtract(uint64_t a, uint64_t b)
{
	return a - b;
}

static uint64_t and(uint64_t a, uint64_t b)
{
	return a & b;
}

static uint64_t or (uint64_t a, uint64_t b)
{
	return a | b;
}

static uint64_t xor (uint64_t a, uint64_t b)
{
	return a ^ b;
}

static uint64_t multiply(uint64_t a, uint64_t b)
{
	return a * b;
}

static uint64_t shift_left(uint64_t a, uint64_t b)
{
	return a << (b & 63);
}

static uint64_t shift_right(uint64_t a, uint64_t b)
{
	return a >> (b & 63);
}

/* Only of constants, as kernels do it. */
static struct tnum tnum_left(struct tnum a, struct tnum b)
{
	return b.mask ? TNUM_UNKNOWN : tnum_shift_left(a, (unsigned int)b.value);
}

static struct tnum tnum_right(struct tnum a, struct tnum b)
{
	return b.mask ? TNUM_UNKNOWN : tnum_shift_right(a, (unsigned int)b.value);
}

static uint64_t first(uint64_t a, uint64_t b)
{
	(void)b;
	return a;
}

static uint64_t second(uint64_t a, uint64_t b)
{
	(void)a;
	return b;
}

static const struct operation operations[] = {
	{ "add", tnum_add, add, true },
	{ "subtract", tnum_subtract, subtract, true },
	{ "and", tnum_and, and, true },
	{ "or", tnum_or, or, true },
	{ "xor", tnum_xor, xor, true },
	{ "multiply by halves", tnum_multiply_by_halves, multiply, false },
	{ "multiply by sums", tnum_multiply_by_sums, multiply, false },
	{ "multiply by unions", tnum_multiply_by_unions, multiply, false },
	{ "shift left", tnum_left, shift_left, false },
	{ "shift right", tnum_right, shift_right, false },
	{ "union with the first", tnum_union, first, false },
	{ "union with the second", tnum_union, second, false },
};

static struct tnum hold(const struct operation *operation, struct tnum a, struct tnum b)
{
	struct tnum all = { 0, 0 };
	bool any = false;

	for (uint64_t x = 0; x < VALUES; x++)
		for (uint64_t y = 0; y < VALUES; y++) {
			struct tnum result;

			if (!tnum_contains(a, x) || !tnum_contains(b, y))
				continue;
			result = tnum_constant(operation->concrete(x, y));
			all = any ? tnum_union(all, result) : result;
			any = true;
		}
	return all;
}

static void hold_all(const struct operation *operation)
{
	for (uint64_t pair = 0; pair < VALUES * VALUES * VALUES * VALUES; pair++) {
		struct tnum a = { pair % VALUES, pair / VALUES % VALUES };
		struct tnum b = { pair / VALUES / VALUES % VALUES,
				  pair / VALUES / VALUES / VALUES };
		struct tnum result, all;

		if ((a.value & a.mask) || (b.value & b.mask))
			continue;
		result = operation->abstract(a, b);
		all = hold(operation, a, b);
		if (!tnum_within(result, all) || (operation->exact && !tnum_equal(result, all)))
			fail_msg("%s of (%d; %d) and (%d; %d)", operation->name, (int)a.value,
				 (int)a.mask, (int)b.value, (int)b.mask);
	}
}

static void test_operations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		hold_all(&operations[i]);
}

static void test_ranges(void **state)
{
	(void)state;
	for (uint64_t least = 0; least < VALUES; least++)
		for (uint64_t most = least; most < VALUES; most++) {
			struct tnum range = tnum_range(least, most);

			for (uint64_t value = least; value <= most; value++)
				assert_true(tnum_contains(range, value));
			/* No more bits than the largest needs. */
			assert_true((range.value | range.mask) < 2 * most + 1);
		}
	assert_true(tnum_equal(tnum_range(0, UINT64_MAX), TNUM_UNKNOWN));
	assert_true(tnum_equal(tnum_range(5, 7), ((struct tnum){ 4, 3 })));
}

static void test_next(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < VALUES * VALUES; i++) {
		struct tnum a = { i % VALUES, i / VALUES };

		if (a.value & a.mask)
			continue;
		for (uint64_t above = 0; above < VALUES; above++) {
			uint64_t next = above + 1;

			while (next < VALUES && !tnum_contains(a, next))
				next++;
			if (next == VALUES)
				next = a.value | a.mask;
			assert_int_equal(tnum_next(a, above), next);
		}
	}
}

static void test_sets(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < VALUES * VALUES * VALUES * VALUES; i++) {
		struct tnum a = { i % VALUES, i / VALUES % VALUES };
		struct tnum b = { i / VALUES / VALUES % VALUES, i / VALUES / VALUES / VALUES };
		bool overlap = false, within = true;

		if ((a.value & a.mask) || (b.value & b.mask))
			continue;
		for (uint64_t value = 0; value < VALUES; value++) {
			bool both = tnum_contains(a, value) && tnum_contains(b, value);

			overlap |= both;
			within &= both || !tnum_contains(b, value);
			if (both)
				assert_true(tnum_contains(tnum_intersect(a, b), value));
		}
		assert_int_equal(tnum_overlap(a, b), overlap);
		assert_int_equal(tnum_within(a, b), within);
	}
}

static void test_halves(void **state)
{
	struct tnum a = { 0x1122334400000000, 0xff };

	(void)state;
	assert_true(tnum_equal(tnum_cast(a, 4), ((struct tnum){ 0, 0xff })));
	assert_true(
		tnum_equal(tnum_swap_bytes(a, 8), ((struct tnum){ 0x44332211, 0xffULL << 56 })));
	assert_true(tnum_equal(tnum_swap_bytes(a, 2), ((struct tnum){ 0, 0xff00 })));
	assert_true(
		tnum_equal(tnum_with_low(a, tnum_constant(7)), tnum_constant(0x1122334400000007)));
	assert_true(tnum_equal(tnum_shift_arithmetic(tnum_constant(0x80000000), 31, 32),
			       tnum_constant(0xffffffff)));
	assert_true(tnum_is_aligned((struct tnum){ 8, 16 }, 8));
	assert_false(tnum_is_aligned((struct tnum){ 8, 4 }, 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_operations), cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_next),	   cmocka_unit_test(test_sets),
		cmocka_unit_test(test_halves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
