/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Comparisons of numbers: which way they must go, and what each way tells. A view that a comparison
 * does not look at learns what the series' deduction carries over to it; on old kernels it forgets.
 */
#include "llvm-pass/verifier/scalar.h"

#include <linux/bpf.h>

#include "llvm-pass/verifier/arc.h"

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

/* A JSET that did not jump: has no operation of its own. */
#define NOT_JSET (BPF_JSET | BPF_X)

/* "a OPERATION b" as "b OPERATION a". */
unsigned int compare_swapped(unsigned int operation)
{
	switch (operation) {
	case BPF_JGT:
		return BPF_JLT;
	case BPF_JLT:
		return BPF_JGT;
	case BPF_JGE:
		return BPF_JLE;
	case BPF_JLE:
		return BPF_JGE;
	case BPF_JSGT:
		return BPF_JSLT;
	case BPF_JSLT:
		return BPF_JSGT;
	case BPF_JSGE:
		return BPF_JSLE;
	case BPF_JSLE:
		return BPF_JSGE;
	default:
		return operation;
	}
}

/* What holds where "a OPERATION b" does not. */
static unsigned int negated(unsigned int operation)
{
	switch (operation) {
	case BPF_JEQ:
		return BPF_JNE;
	case BPF_JNE:
		return BPF_JEQ;
	case BPF_JSET:
		return NOT_JSET;
	case BPF_JGT:
		return BPF_JLE;
	case BPF_JLE:
		return BPF_JGT;
	case BPF_JGE:
		return BPF_JLT;
	case BPF_JLT:
		return BPF_JGE;
	case BPF_JSGT:
		return BPF_JSLE;
	case BPF_JSLE:
		return BPF_JSGT;
	case BPF_JSGE:
		return BPF_JSLT;
	default:
		return BPF_JSGE;
	}
}

static struct tnum bits_of(const struct scalar *scalar, bool wide)
{
	return wide ? scalar->bits : tnum_cast(scalar->bits, 4);
}

static const struct range *range_of(const struct scalar *scalar, bool wide)
{
	return wide ? &scalar->wide : &scalar->low;
}

static bool apart(const struct range *a, const struct range *b)
{
	return a->umin > b->umax || b->umin > a->umax || a->smin > b->smax || b->smin > a->smax;
}

static enum branch compare_equal(const struct series *series, bool wide, const struct scalar *a,
				 const struct scalar *b)
{
	struct tnum bits_a = bits_of(a, wide), bits_b = bits_of(b, wide);
	const struct range *range_a = range_of(a, wide), *range_b = range_of(b, wide);

	if (tnum_is_constant(bits_a) && tnum_is_constant(bits_b))
		return bits_a.value == bits_b.value ? BRANCH_ALWAYS : BRANCH_NEVER;
	if (!series_has(series, RULE_EQUAL_RANGES))
		return BRANCH_UNKNOWN;
	if (series_has(series, RULE_EQUAL_BITS) && !tnum_overlap(bits_a, bits_b))
		return BRANCH_NEVER;
	if (!series_has(series, RULE_BOTH_HALVES))
		return range_b->umin < range_a->umin || range_b->umin > range_a->umax
			       ? BRANCH_NEVER
			       : BRANCH_UNKNOWN;
	if (apart(range_a, range_b) || (wide && apart(&a->low, &b->low)))
		return BRANCH_NEVER;
	return BRANCH_UNKNOWN;
}

static enum branch compare_bits(bool wide, const struct scalar *a, const struct scalar *b)
{
	struct tnum bits = bits_of(a, wide), tested = bits_of(b, wide);

	if (!tnum_is_constant(tested)) {
		bits = tested;
		tested = bits_of(a, wide);
	}
	if (!tnum_is_constant(tested))
		return BRANCH_UNKNOWN;
	if (bits.value & tested.value)
		return BRANCH_ALWAYS;
	return (bits.value | bits.mask) & tested.value ? BRANCH_UNKNOWN : BRANCH_NEVER;
}

/* "a < b" (or "<=" with or_equal), of the ends of the same signedness. */
static enum branch compare_unsigned(const struct range *a, const struct range *b, bool or_equal)
{
	if (a->umax < b->umin || (or_equal && a->umax == b->umin))
		return BRANCH_ALWAYS;
	if (a->umin > b->umax || (!or_equal && a->umin == b->umax))
		return BRANCH_NEVER;
	return BRANCH_UNKNOWN;
}

static enum branch compare_signed(const struct range *a, const struct range *b, bool or_equal)
{
	if (a->smax < b->smin || (or_equal && a->smax == b->smin))
		return BRANCH_ALWAYS;
	if (a->smin > b->smax || (!or_equal && a->smin == b->smax))
		return BRANCH_NEVER;
	return BRANCH_UNKNOWN;
}

static enum branch not(enum branch branch) {
	return branch == BRANCH_UNKNOWN	 ? branch
	       : branch == BRANCH_ALWAYS ? BRANCH_NEVER
					 : BRANCH_ALWAYS;
}

/* Which way leaves a value in both numbers; where it is only one, it is that one. */
static enum branch compare_by_refining(const struct series *series, unsigned int operation,
				       bool wide, const struct scalar *a, const struct scalar *b)
{
	for (int taken = 0; taken < 2; taken++) {
		struct scalar left = *a, right = *b;

		scalar_refine(series, operation, wide, taken, &left, &right);
		if (scalar_is_empty(&left) || scalar_is_empty(&right))
			return taken ? BRANCH_NEVER : BRANCH_ALWAYS;
	}
	return BRANCH_UNKNOWN;
}

enum branch scalar_compare(const struct series *series, unsigned int operation, bool wide,
			   const struct scalar *a, const struct scalar *b)
{
	const struct range *range_a = range_of(a, wide), *range_b = range_of(b, wide);
	enum branch branch;

	/* The constant must be the second one. */
	if (!series_has(series, RULE_COMPARE_REGISTERS) && !tnum_is_constant(bits_of(b, wide)))
		return BRANCH_UNKNOWN;
	switch (operation) {
	case BPF_JEQ:
		branch = compare_equal(series, wide, a, b);
		break;
	case BPF_JNE:
		branch = not(compare_equal(series, wide, a, b));
		break;
	case BPF_JSET:
		branch = compare_bits(wide, a, b);
		break;
	case BPF_JLT:
	case BPF_JLE:
		branch = compare_unsigned(range_a, range_b, operation == BPF_JLE);
		break;
	case BPF_JGT:
	case BPF_JGE:
		branch = compare_unsigned(range_b, range_a, operation == BPF_JGE);
		break;
	case BPF_JSLT:
	case BPF_JSLE:
		branch = compare_signed(range_a, range_b, operation == BPF_JSLE);
		break;
	default:
		branch = compare_signed(range_b, range_a, operation == BPF_JSGE);
	}
	if (branch == BRANCH_UNKNOWN && series_has(series, RULE_EMPTY_STAYS))
		branch = compare_by_refining(series, operation, wide, a, b);
	return branch;
}

static void set_bits(struct scalar *scalar, bool wide, struct tnum bits)
{
	scalar->bits = wide ? bits : tnum_with_low(scalar->bits, bits);
}

static void refine_equal(bool wide, struct scalar *a, struct scalar *b)
{
	struct range *range_a = wide ? &a->wide : &a->low, *range_b = wide ? &b->wide : &b->low;
	struct tnum bits = tnum_intersect(bits_of(a, wide), bits_of(b, wide));

	range_meet(range_a, range_b);
	if (range_b->arc_size && !range_a->arc_size) {
		range_a->arc_base = range_b->arc_base;
		range_a->arc_size = range_b->arc_size;
	}
	*range_b = *range_a;
	set_bits(a, wide, bits);
	set_bits(b, wide, bits);
}

/* value, a constant, is none of range's. */
static void refine_not_equal(struct range *range, const struct range *value)
{
	if (range->umin == value->umin)
		range->umin++;
	if (range->umax == value->umin)
		range->umax--;
	if (range->smin == value->smin)
		range->smin = (int64_t)((uint64_t)range->smin + 1);
	if (range->smax == value->smin)
		range->smax = (int64_t)((uint64_t)range->smax - 1);
}

static void refine_bits(bool wide, bool set, struct scalar *scalar, uint64_t tested)
{
	struct tnum bits = bits_of(scalar, wide);

	if (set) {
		/* Which of two bits is set is not known. */
		if (tested & (tested - 1))
			return;
		bits = tnum_or(bits, tnum_constant(tested));
	} else {
		/* So that nothing contradicts the bits on a path that never runs. */
		scalar->wide = range_full(64);
		scalar->low = range_full(32);
		bits = tnum_and(bits, tnum_constant(~tested));
	}
	set_bits(scalar, wide, bits);
}

/* a < b, or a <= b; of the ends of one signedness. */
static void refine_less(bool wide, bool is_signed, bool or_equal, struct scalar *a,
			struct scalar *b)
{
	struct range *range_a = wide ? &a->wide : &a->low, *range_b = wide ? &b->wide : &b->low;
	unsigned int width = wide ? 64 : 32, by = or_equal ? 0 : 1;

	if (is_signed) {
		int64_t most = as_signed((uint64_t)range_b->smax - by, width);

		range_a->smax = MIN(range_a->smax, most);
		range_b->smin = MAX(range_b->smin, as_signed((uint64_t)range_a->smin + by, width));
	} else {
		uint64_t most = as_unsigned(range_b->umax - by, width);

		range_a->umax = MIN(range_a->umax, most);
		range_b->umin = MAX(range_b->umin, as_unsigned(range_a->umin + by, width));
	}
}

static void refine_views(const struct series *series, unsigned int operation, bool wide,
			 struct scalar *a, struct scalar *b)
{
	switch (operation) {
	case BPF_JEQ:
		refine_equal(wide, a, b);
		return;
	case BPF_JLT:
	case BPF_JLE:
	case BPF_JSLT:
	case BPF_JSLE:
		refine_less(wide, operation == BPF_JSLT || operation == BPF_JSLE,
			    operation == BPF_JLE || operation == BPF_JSLE, a, b);
		return;
	case BPF_JGT:
	case BPF_JGE:
	case BPF_JSGT:
	case BPF_JSGE:
		refine_views(series, compare_swapped(operation), wide, b, a);
		return;
	default:
		break;
	}
	/* What is left needs a constant. */
	if (!tnum_is_constant(bits_of(b, wide))) {
		struct scalar *other = a;

		a = b;
		b = other;
	}
	if (!tnum_is_constant(bits_of(b, wide)))
		return;
	if (operation != BPF_JNE)
		refine_bits(wide, operation == BPF_JSET, a, bits_of(b, wide).value);
	else if (series_has(series, RULE_ARCS))
		arc_exclude(wide ? &a->wide : &a->low, bits_of(b, wide).value, wide ? 64 : 32);
	else if (series_has(series, RULE_NOT_EQUAL))
		refine_not_equal(wide ? &a->wide : &a->low, range_of(b, wide));
}

/* Up to 6.7, behind a comparison: the other width's view is made anew of the one compared. */
static void carry_over(const struct series *series, bool wide, struct scalar *scalar)
{
	const struct range *range = &scalar->wide;

	if (!wide) {
		if (tnum_shift_right(scalar->bits, 32).mask == 0 && scalar->bits.value >> 32 == 0) {
			scalar_clear_upper(series, scalar);
			return;
		}
		scalar->wide = range_full(64);
	} else {
		scalar->low = range_full(32);
		if (range->smin >= INT32_MIN && range->smax <= INT32_MAX)
			range_meet_signed(&scalar->low, range->smin, range->smax);
		if (range->umax <= UINT32_MAX)
			range_meet_unsigned(&scalar->low, range->umin, range->umax);
	}
	scalar_deduce(series, scalar);
}

/* Up to 6.7: a constant tells of the other one; of two unknowns, only that they are equal. */
static void refine_old(const struct series *series, unsigned int operation, bool wide,
		       struct scalar *a, struct scalar *b)
{
	bool constant_b = tnum_is_constant(bits_of(b, wide));

	if (constant_b || tnum_is_constant(bits_of(a, wide))) {
		struct scalar *learns = constant_b ? a : b;
		struct scalar constant = constant_b ? *b : *a;

		if (!constant_b)
			operation = compare_swapped(operation);
		/* Also where it cannot be: on a path that never runs. */
		if (operation == BPF_JEQ) {
			set_bits(learns, wide, constant.bits);
			*(wide ? &learns->wide : &learns->low) =
				wide ? constant.wide : constant.low;
		} else {
			refine_views(series, operation, wide, learns, &constant);
		}
		carry_over(series, wide, learns);
	} else if (wide && operation == BPF_JEQ) {
		range_meet(&a->wide, &b->wide);
		b->wide = a->wide;
		a->bits = b->bits = tnum_intersect(a->bits, b->bits);
		scalar_deduce(series, a);
		scalar_deduce(series, b);
	}
}

/* What a kernel does with a number that has no value left, where it walks on all the same. */
static void repair(const struct series *series, struct scalar *scalar)
{
	if (scalar_is_empty(scalar) && series_has(series, RULE_BOTH_HALVES) &&
	    !series_has(series, RULE_EMPTY_STAYS)) {
		scalar->wide = range_full(64);
		scalar->low = range_full(32);
	}
}

void scalar_refine(const struct series *series, unsigned int operation, bool wide, bool taken,
		   struct scalar *a, struct scalar *b)
{
	if (!taken)
		operation = negated(operation);
	if (!series_has(series, RULE_COMPARE_REGISTERS)) {
		refine_old(series, operation, wide, a, b);
		return;
	}
	refine_views(series, operation, wide, a, b);
	scalar_deduce(series, a);
	scalar_deduce(series, b);
	repair(series, a);
	repair(series, b);
}
