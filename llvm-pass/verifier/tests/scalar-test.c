/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the library says of a number, held against the numbers: every operation and every comparison
 * on all ranges of up to eight values, with and without a bit known, around each place where a sign
 * or a carry changes, by the rules of each series. Nothing that can be may be left out. What each
 * series must know is held against kernels elsewhere.
 */
#include "llvm-pass/verifier/scalar.h"

#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define WINDOW 6
#define MOST_SAMPLES 4096

struct sample {
	struct scalar scalar;
	uint64_t values[WINDOW];
	size_t count;
};

static const uint64_t bases[] = {
	0, (uint64_t)-3, 0x7ffffffdU, 0xfffffffdU, 0x7ffffffffffffffdU, 0xffffffff7ffffffdU,
};

static bool contains(const struct scalar *scalar, uint64_t value)
{
	uint32_t low = (uint32_t)value;

	return tnum_contains(scalar->bits, value) && scalar->umin <= value &&
	       value <= scalar->umax && scalar->smin <= (int64_t)value &&
	       (int64_t)value <= scalar->smax && scalar->u32_min <= low && low <= scalar->u32_max &&
	       scalar->s32_min <= (int32_t)low && (int32_t)low <= scalar->s32_max;
}

static uint64_t divide(bool remainder, bool is_signed, bool wide, uint64_t a, uint64_t b)
{
	int64_t signed_a = wide ? (int64_t)a : (int32_t)a,
		signed_b = wide ? (int64_t)b : (int32_t)b;

	if (!wide) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	if (b == 0)
		return remainder ? a : 0;
	if (!is_signed)
		return remainder ? a % b : a / b;
	if (signed_b == -1)
		return remainder ? 0 : -(uint64_t)signed_a;
	return (uint64_t)(remainder ? signed_a % signed_b : signed_a / signed_b);
}

static uint64_t compute(unsigned int operation, bool is_signed, bool wide, uint64_t a, uint64_t b)
{
	uint64_t result;

	switch (operation) {
	case BPF_ADD:
		result = a + b;
		break;
	case BPF_SUB:
		result = a - b;
		break;
	case BPF_MUL:
		result = a * b;
		break;
	case BPF_AND:
		result = a & b;
		break;
	case BPF_OR:
		result = a | b;
		break;
	case BPF_XOR:
		result = a ^ b;
		break;
	case BPF_LSH:
		result = a << (b & (wide ? 63 : 31));
		break;
	case BPF_RSH:
		result = wide ? a >> (b & 63) : (uint32_t)a >> (b & 31);
		break;
	case BPF_ARSH:
		result = wide ? (uint64_t)((int64_t)a >> (b & 63))
			      : (uint64_t)((int32_t)a >> (b & 31));
		break;
	default:
		result = divide(operation == BPF_MOD, is_signed, wide, a, b);
	}
	return wide ? result : (uint32_t)result;
}

static bool holds(unsigned int operation, bool wide, uint64_t a, uint64_t b)
{
	int64_t signed_a = wide ? (int64_t)a : (int32_t)a,
		signed_b = wide ? (int64_t)b : (int32_t)b;

	if (!wide) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	switch (operation) {
	case BPF_JEQ:
		return a == b;
	case BPF_JNE:
		return a != b;
	case BPF_JSET:
		return a & b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	case BPF_JLT:
		return a < b;
	case BPF_JLE:
		return a <= b;
	case BPF_JSGT:
		return signed_a > signed_b;
	case BPF_JSGE:
		return signed_a >= signed_b;
	case BPF_JSLT:
		return signed_a < signed_b;
	default:
		return signed_a <= signed_b;
	}
}

/* How a program comes to know of a range: by comparisons, of any width and sign. */
static struct sample make_sample(const struct series *series, uint64_t base, unsigned int least,
				 unsigned int most, unsigned int by)
{
	struct sample sample = { .scalar = scalar_unknown() };
	bool wide = by & 1;
	unsigned int above = by & 2 ? BPF_JSGE : BPF_JGE, below = by & 2 ? BPF_JSLE : BPF_JLE;
	struct scalar lower = scalar_constant(base + least), upper = scalar_constant(base + most);
	struct scalar one = scalar_constant(1);

	scalar_refine(series, above, wide, true, &sample.scalar, &lower);
	scalar_refine(series, below, wide, true, &sample.scalar, &upper);
	if (by & 4)
		scalar_refine(series, BPF_JSET, wide, base & 1, &sample.scalar, &one);
	for (unsigned int i = least; i <= most; i++) {
		uint64_t value = base + i;

		if (!holds(above, wide, value, base + least) ||
		    !holds(below, wide, value, base + most) ||
		    (by & 4 && (value & 1) != (base & 1)))
			continue;
		assert_true(contains(&sample.scalar, value));
		sample.values[sample.count++] = value;
	}
	return sample;
}

static size_t make_samples(const struct series *series, struct sample *samples)
{
	size_t count = 0;

	for (size_t base = 0; base < sizeof(bases) / sizeof(*bases); base++)
		for (unsigned int least = 0; least < WINDOW; least++)
			for (unsigned int most = least; most < WINDOW; most++)
				for (unsigned int by = 0; by < 8; by++) {
					struct sample sample =
						make_sample(series, bases[base], least, most, by);

					if (sample.count)
						samples[count++] = sample;
				}
	assert_true(count <= MOST_SAMPLES);
	return count;
}

static const unsigned int operations[] = {
	BPF_ADD, BPF_SUB, BPF_MUL,  BPF_AND, BPF_OR,  BPF_XOR,
	BPF_LSH, BPF_RSH, BPF_ARSH, BPF_DIV, BPF_MOD,
};

static const unsigned int comparisons[] = {
	BPF_JEQ, BPF_JNE,  BPF_JSET, BPF_JGT,  BPF_JGE,	 BPF_JLT,
	BPF_JLE, BPF_JSGT, BPF_JSGE, BPF_JSLT, BPF_JSLE,
};

static void hold_operation(const struct series *series, unsigned int operation, unsigned int how,
			   const struct sample *a, const struct sample *b)
{
	bool wide = how & 1, is_signed = how & 2;
	struct scalar result = a->scalar;

	scalar_operation(series, operation, wide, is_signed, &result, &b->scalar);
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++) {
			uint64_t value =
				compute(operation, is_signed, wide, a->values[i], b->values[j]);

			if (!contains(&result, value))
				fail_msg("%d.%d: operation %#x, %d bits: %#llx, %#llx",
					 series->version.major, series->version.minor, operation,
					 wide ? 64 : 32, (unsigned long long)a->values[i],
					 (unsigned long long)b->values[j]);
		}
}

static void hold_comparison(const struct series *series, unsigned int operation, bool wide,
			    const struct sample *a, const struct sample *b)
{
	enum branch branch = scalar_compare(series, operation, wide, &a->scalar, &b->scalar);
	struct scalar left[2] = { a->scalar, a->scalar }, right[2] = { b->scalar, b->scalar };

	for (int taken = 0; taken < 2; taken++)
		scalar_refine(series, operation, wide, taken, &left[taken], &right[taken]);
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++) {
			bool taken = holds(operation, wide, a->values[i], b->values[j]);

			if (branch == (taken ? BRANCH_NEVER : BRANCH_ALWAYS) ||
			    !contains(&left[taken], a->values[i]) ||
			    !contains(&right[taken], b->values[j]))
				fail_msg("%d.%d: comparison %#x, %d bits: %#llx, %#llx",
					 series->version.major, series->version.minor, operation,
					 wide ? 64 : 32, (unsigned long long)a->values[i],
					 (unsigned long long)b->values[j]);
		}
}

static void hold_pairs(const struct series *series, const struct sample *samples, size_t count)
{
	/* Steps that are no divisors of each other meet all kinds of pairs. */
	for (size_t i = 0; i < count; i += 3)
		for (size_t j = i % 7; j < count; j += 7) {
			for (size_t k = 0; k < sizeof(operations) / sizeof(*operations); k++)
				hold_operation(series, operations[k], (i + j) & 3, &samples[i],
					       &samples[j]);
			for (size_t k = 0; k < sizeof(comparisons) / sizeof(*comparisons); k++)
				hold_comparison(series, comparisons[k], (i + j) & 1, &samples[i],
						&samples[j]);
		}
}

static void hold_casts(const struct series *series, const struct sample *sample)
{
	for (unsigned int bytes = 1; bytes <= 4; bytes *= 2) {
		unsigned int unused = 64 - 8 * bytes;
		struct scalar zero = sample->scalar, wide = sample->scalar, low = sample->scalar;
		struct scalar swapped = sample->scalar, negated = sample->scalar;

		scalar_zero_extend(series, &zero, bytes);
		scalar_sign_extend(series, &wide, bytes, true);
		scalar_sign_extend(series, &low, bytes, false);
		scalar_swap_bytes(series, &swapped, 2 * bytes, true);
		scalar_negate(series, &negated, bytes & 1);
		for (size_t i = 0; i < sample->count; i++) {
			uint64_t value = sample->values[i];
			uint64_t extended = (uint64_t)((int64_t)(value << unused) >> unused);

			assert_true(contains(&zero, value << unused >> unused));
			assert_true(contains(&wide, extended));
			assert_true(contains(&low, (uint32_t)extended));
			assert_true(
				contains(&swapped, __builtin_bswap64(value) >> (64 - 16 * bytes)));
			assert_true(contains(&negated, bytes & 1 ? -value : (uint32_t)-value));
		}
	}
}

static void test_sound(void **state)
{
	struct sample *samples = malloc(MOST_SAMPLES * sizeof(*samples));

	(void)state;
	assert_non_null(samples);
	for (size_t i = 0; i < kernel_series_count; i++) {
		struct series series = series_of(kernel_series[i]);
		size_t count = make_samples(&series, samples);

		assert_true(count > 500);
		hold_pairs(&series, samples, count);
		for (size_t j = 0; j < count; j++)
			hold_casts(&series, &samples[j]);
	}
	free(samples);
}

/* A rule from its first release on, and up to its end. */
static void test_series(void **state)
{
	struct series old = series_of((struct kernel_version){ 5, 10, KERNEL_ANY_PATCH });
	struct series early = series_of((struct kernel_version){ 6, 19, 6 });
	struct series late = series_of((struct kernel_version){ 6, 19, KERNEL_ANY_PATCH });

	(void)state;
	assert_true(series_has(&old, RULE_NARROW_QUOTIENT));
	assert_false(series_has(&late, RULE_NARROW_QUOTIENT));
	assert_false(series_has(&old, RULE_NEGATION));
	assert_true(series_has(&late, RULE_NEGATION));
	assert_false(series_has(&early, RULE_BYTE_SWAP));
	assert_true(series_has(&late, RULE_BYTE_SWAP));
	assert_true(series_from(&late, 6, 19));
	assert_false(series_from(&late, 7, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sound),
		cmocka_unit_test(test_series),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
