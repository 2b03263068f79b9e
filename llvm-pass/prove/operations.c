// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What operations, casts and comparisons make of terms, and when their result is poison.
 *
 * Multiplications of two unknowns and divisions take the solver seconds when they are computed bit
 * by bit. The product is an unknown with LLVM's range; a quotient and a remainder are unknowns with
 * what defines them: x = q * d + r, r < d, q <= x / d. Where d is a constant, that product is
 * computed only if the question asks to be precise; else the inequalities alone are assumed. They
 * hold for all x and d that are not 0, so they hang on nothing else.
 */
#include "llvm-pass/prove/encoder.h"

Z3_ast compare_terms(struct encoder *encoder, LLVMIntPredicate predicate, Z3_ast a, Z3_ast b)
{
	struct terms *terms = encoder->terms;

	switch (predicate) {
	case LLVMIntEQ:
		return term_equal(terms, a, b);
	case LLVMIntNE:
		return term_not(terms, term_equal(terms, a, b));
	case LLVMIntULT:
		return term_below(terms, a, b, false);
	case LLVMIntULE:
		return term_not_above(terms, a, b, false);
	case LLVMIntUGT:
		return term_below(terms, b, a, false);
	case LLVMIntUGE:
		return term_not_above(terms, b, a, false);
	case LLVMIntSLT:
		return term_below(terms, a, b, true);
	case LLVMIntSLE:
		return term_not_above(terms, a, b, true);
	case LLVMIntSGT:
		return term_below(terms, b, a, true);
	default:
		return term_not_above(terms, b, a, true);
	}
}

/* The condition that a sum, difference or product of vectors that are as much wider is the same. */
static Z3_ast wraps(struct encoder *encoder, term_operation operation, Z3_ast a, Z3_ast b,
		    Z3_ast result, bool is_signed)
{
	struct terms *terms = encoder->terms;
	unsigned int width = term_width(terms, a);
	unsigned int wider = operation == Z3_mk_bvmul ? 2 * width : width + 1;
	Z3_ast whole = term_binary(terms, operation, term_resize(terms, a, wider, is_signed),
				   term_resize(terms, b, wider, is_signed));

	return term_not(terms,
			term_equal(terms, whole, term_resize(terms, result, wider, is_signed)));
}

/* The same of a product with a constant, by division: the wider one takes the solver seconds. */
static Z3_ast times_wraps(struct encoder *encoder, Z3_ast a, uint64_t by, bool is_signed)
{
	struct terms *terms = encoder->terms;
	unsigned int width = term_width(terms, a);
	int64_t most = (int64_t)(UINT64_MAX >> 1 >> (64 - width)), least = -most - 1;
	int64_t number = (int64_t)(by << (64 - width)) >> (64 - width), low, high;

	if (!is_signed) {
		uint64_t last = UINT64_MAX >> (64 - width);

		return term_below(terms, term_number(terms, width, by ? last / by : last), a,
				  false);
	}
	/* With a constant below 0 the ends change places; least / -1 is no number. */
	low = number > 0 ? least / number : number == -1 ? -most : number ? most / number : least;
	high = number > 0 ? most / number : number == -1 ? most : number ? least / number : most;
	return term_or(terms, term_below(terms, a, term_number(terms, width, (uint64_t)low), true),
		       term_below(terms, term_number(terms, width, (uint64_t)high), a, true));
}

/*
 * How many products are computed for a question: the solver spends its time on them before it
 * begins to count its steps.
 */
#define MOST_PRODUCTS 16

/* True if a product may be computed: one of its factors is a constant, and there are few. */
static bool is_simple_product(struct encoder *encoder, Z3_ast a, Z3_ast b)
{
	uint64_t ignored;

	if (term_width(encoder->terms, a) <= 8)
		return true;
	return (term_is_number(encoder->terms, a, &ignored) ||
		term_is_number(encoder->terms, b, &ignored)) &&
	       encoder->products++ < MOST_PRODUCTS;
}

static struct number overflowing(struct encoder *encoder, LLVMValueRef value,
				 term_operation operation, struct number a, struct number b)
{
	struct terms *terms = encoder->terms;
	unsigned int flags = bridge_flags(value);
	struct number number = { .bits = term_binary(terms, operation, a.bits, b.bits),
				 .poison = term_or(terms, a.poison, b.poison) };
	uint64_t by = 0;
	Z3_ast other = term_is_number(terms, b.bits, &by) ? a.bits : b.bits;
	bool times =
		operation == Z3_mk_bvmul && (other == a.bits || term_is_number(terms, a.bits, &by));

	for (unsigned int flag = BRIDGE_NUW; flag <= BRIDGE_NSW; flag <<= 1) {
		bool is_signed = flag == BRIDGE_NSW;

		if (flags & flag)
			number.poison = term_or(terms, number.poison,
						times ? times_wraps(encoder, other, by, is_signed)
						      : wraps(encoder, operation, a.bits, b.bits,
							      number.bits, is_signed));
	}
	return number;
}

/* Shifts by the width and more are poison. */
static struct number shift(struct encoder *encoder, LLVMValueRef value, term_operation operation,
			   term_operation back, struct number a, struct number b)
{
	struct terms *terms = encoder->terms;
	unsigned int width = term_width(terms, a.bits), flags = bridge_flags(value);
	struct number number = { .bits = term_binary(terms, operation, a.bits, b.bits),
				 .poison = term_or(terms, a.poison, b.poison) };
	Z3_ast undone;
	uint64_t by;

	if (!term_is_number(terms, b.bits, &by) || by >= width)
		number.poison = term_or(
			terms, number.poison,
			term_not_above(terms, term_number(terms, width, width), b.bits, false));
	if (flags & BRIDGE_NSW) {
		undone = term_binary(terms, Z3_mk_bvashr, number.bits, b.bits);
		number.poison = term_or(terms, number.poison,
					term_not(terms, term_equal(terms, undone, a.bits)));
	}
	if (flags & (BRIDGE_NUW | BRIDGE_EXACT)) {
		undone = term_binary(terms, back, number.bits, b.bits);
		number.poison = term_or(terms, number.poison,
					term_not(terms, term_equal(terms, undone, a.bits)));
	}
	return number;
}

/* ---- Division ---- */

/* The quotient and remainder of x by d, unsigned: one of the two unknowns. */
static Z3_ast divide(struct encoder *encoder, Z3_ast x, Z3_ast d, bool remainder)
{
	struct terms *terms = encoder->terms;
	unsigned int width = term_width(terms, x);
	Z3_ast q = term_unknown(terms, "quotient", width), r = term_unknown(terms, "rest", width);
	Z3_ast known = term_and(terms, term_not_above(terms, q, x, false),
				term_not_above(terms, r, x, false));
	uint64_t by, most = UINT64_MAX >> (64 - width);

	known = term_and(terms, known, term_below(terms, r, d, false));
	/* What is smaller than the divisor stays. */
	known = term_and(
		terms, known,
		term_implies(terms, term_below(terms, x, d, false),
			     term_and(terms, term_equal(terms, r, x),
				      term_equal(terms, q, term_number(terms, width, 0)))));
	if (term_is_number(terms, d, &by) && by) {
		known = term_and(
			terms, known,
			term_not_above(terms, q, term_number(terms, width, most / by), false));
		if (encoder->precise && encoder->products++ < MOST_PRODUCTS)
			known = term_and(
				terms, known,
				term_equal(terms, x,
					   term_binary(terms, Z3_mk_bvadd,
						       term_binary(terms, Z3_mk_bvmul, q, d), r)));
	}
	assume(encoder, term_or(terms, term_equal(terms, d, term_number(terms, width, 0)), known));
	return remainder ? r : q;
}

static Z3_ast magnitude(struct terms *terms, Z3_ast x)
{
	unsigned int width = term_width(terms, x);
	Z3_ast zero = term_number(terms, width, 0);
	uint64_t number;

	if (term_is_number(terms, x, &number))
		return term_number(terms, width, number >> (width - 1) & 1 ? -number : number);
	return term_choose(terms, term_below(terms, x, zero, true),
			   terms_keep(terms, Z3_mk_bvneg(terms->z3, x)), x);
}

/* Signed: of the magnitudes, with the sign that C gives it. */
static Z3_ast divide_signed(struct encoder *encoder, Z3_ast x, Z3_ast d, bool remainder)
{
	struct terms *terms = encoder->terms;
	Z3_ast zero = term_number(terms, term_width(terms, x), 0);
	Z3_ast result = divide(encoder, magnitude(terms, x), magnitude(terms, d), remainder);
	Z3_ast negative = term_below(terms, x, zero, true);

	if (!remainder)
		negative = term_not(terms,
				    term_equal(terms, negative, term_below(terms, d, zero, true)));
	return term_choose(terms, negative, terms_keep(terms, Z3_mk_bvneg(terms->z3, result)),
			   result);
}

static bool is_power_of_2(uint64_t number)
{
	return number && !(number & (number - 1));
}

static struct number division(struct encoder *encoder, LLVMValueRef value, struct number a,
			      struct number b)
{
	struct terms *terms = encoder->terms;
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
	bool remainder = opcode == LLVMURem || opcode == LLVMSRem;
	bool is_signed = opcode == LLVMSDiv || opcode == LLVMSRem;
	struct number number = { .poison = term_or(terms, a.poison, b.poison) };
	uint64_t by;

	if (!is_signed && term_is_number(terms, b.bits, &by) && is_power_of_2(by))
		number.bits =
			term_binary(terms, remainder ? Z3_mk_bvurem : Z3_mk_bvudiv, a.bits, b.bits);
	else if (is_signed)
		number.bits = divide_signed(encoder, a.bits, b.bits, remainder);
	else
		number.bits = divide(encoder, a.bits, b.bits, remainder);
	if (bridge_flags(value))
		number.poison =
			term_or(terms, number.poison, term_unknown_condition(terms, "poison"));
	return number;
}

/* ---- All of them ---- */

static struct number bitwise(struct encoder *encoder, LLVMValueRef value, term_operation operation,
			     struct number a, struct number b)
{
	struct terms *terms = encoder->terms;
	struct number number = { .bits = term_binary(terms, operation, a.bits, b.bits),
				 .poison = term_or(terms, a.poison, b.poison) };
	Z3_ast common;

	if (!(bridge_flags(value) & BRIDGE_DISJOINT))
		return number;
	common = term_binary(terms, Z3_mk_bvand, a.bits, b.bits);
	number.poison = term_or(
		terms, number.poison,
		term_not(terms, term_equal(terms, common,
					   term_number(terms, term_width(terms, common), 0))));
	return number;
}

struct number number_binary(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			    struct number a, struct number b)
{
	switch (LLVMGetInstructionOpcode(value)) {
	case LLVMAdd:
		return overflowing(encoder, value, Z3_mk_bvadd, a, b);
	case LLVMSub:
		return overflowing(encoder, value, Z3_mk_bvsub, a, b);
	case LLVMMul:
		if (!is_simple_product(encoder, a.bits, b.bits))
			break;
		return overflowing(encoder, value, Z3_mk_bvmul, a, b);
	case LLVMUDiv:
	case LLVMURem:
	case LLVMSDiv:
	case LLVMSRem:
		return division(encoder, value, a, b);
	case LLVMAnd:
		return bitwise(encoder, value, Z3_mk_bvand, a, b);
	case LLVMOr:
		return bitwise(encoder, value, Z3_mk_bvor, a, b);
	case LLVMXor:
		return bitwise(encoder, value, Z3_mk_bvxor, a, b);
	case LLVMShl:
		return shift(encoder, value, Z3_mk_bvshl, Z3_mk_bvlshr, a, b);
	case LLVMLShr:
		return shift(encoder, value, Z3_mk_bvlshr, Z3_mk_bvshl, a, b);
	case LLVMAShr:
		return shift(encoder, value, Z3_mk_bvashr, Z3_mk_bvshl, a, b);
	default:
		break;
	}
	return number_unknown(encoder, frame, value);
}

struct number number_cast(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			  struct number from)
{
	struct terms *terms = encoder->terms;
	unsigned int width = number_width(encoder, value), flags = bridge_flags(value);
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
	Z3_ast resized;

	if (opcode != LLVMTrunc && opcode != LLVMZExt && opcode != LLVMSExt &&
	    opcode != LLVMPtrToInt && opcode != LLVMIntToPtr && opcode != LLVMBitCast)
		return number_unknown(encoder, frame, value);
	if (flags & BRIDGE_NNEG)
		from.poison = term_or(
			terms, from.poison,
			term_below(terms, from.bits,
				   term_number(terms, term_width(terms, from.bits), 0), true));
	if (flags & BRIDGE_OTHER)
		from.poison = term_or(terms, from.poison, term_unknown_condition(terms, "poison"));
	resized = term_resize(terms, from.bits, width, opcode == LLVMSExt);
	/* "trunc nuw" and "nsw": the bits that are cut off say nothing. */
	for (unsigned int flag = BRIDGE_NUW; flag <= BRIDGE_NSW; flag <<= 1) {
		Z3_ast back;

		if (!(flags & flag))
			continue;
		back = term_resize(terms, resized, term_width(terms, from.bits),
				   flag == BRIDGE_NSW);
		from.poison = term_or(terms, from.poison,
				      term_not(terms, term_equal(terms, back, from.bits)));
	}
	return (struct number){ .bits = resized, .poison = from.poison };
}
