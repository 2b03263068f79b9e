// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Addresses that are computed from one another. Each is kept as the one that it starts from and the
 * bytes behind that. Two addresses of one object compare as their bytes do, as signed numbers, for
 * no object lies round the end of the addresses (LangRef, "inbounds"; InstCombine folds comparisons
 * by the same rule): a solver would have to find that out of sums of 64 bits, which takes long.
 */
#include "llvm-pass/prove/encoder.h"

static struct number as_address(struct encoder *encoder, struct number number)
{
	if (number.base)
		return number;
	number.base = number.bits;
	number.offset = term_number(encoder->terms, term_width(encoder->terms, number.bits), 0);
	number.inside = true;
	return number;
}

/* True if both start from the same address. */
static bool share_base(struct encoder *encoder, struct number a, struct number b)
{
	return (a.base || b.base) && Z3_is_eq_ast(encoder->terms->z3, as_address(encoder, a).base,
						  as_address(encoder, b).base);
}

struct number address_behind(struct encoder *encoder, struct number from, Z3_ast bytes, bool inside)
{
	struct terms *terms = encoder->terms;
	struct number address = as_address(encoder, from);

	Z3_ast before = address.offset, back, below;

	address.offset = term_binary(terms, Z3_mk_bvadd, before, bytes);
	address.bits = term_binary(terms, Z3_mk_bvadd, address.base, address.offset);
	address.inside &= inside;
	if (!address.inside)
		return address;
	/* Nor is one so large that the bytes of a signed number do not reach through it. */
	back = term_below(terms, bytes, term_number(terms, 64, 0), true);
	below = term_below(terms, address.offset, before, true);
	address.poison =
		term_or(terms, address.poison, term_not(terms, term_equal(terms, back, below)));
	return address;
}

struct number address_unknown(struct encoder *encoder, struct number from)
{
	struct number address = as_address(encoder, from);

	address.offset = term_unknown(encoder->terms, "offset", 64);
	address.bits = term_binary(encoder->terms, Z3_mk_bvadd, address.base, address.offset);
	return address;
}

Z3_ast number_distance(struct encoder *encoder, struct number from, struct number to)
{
	if (share_base(encoder, from, to))
		return term_binary(encoder->terms, Z3_mk_bvsub, as_address(encoder, to).offset,
				   as_address(encoder, from).offset);
	return term_binary(encoder->terms, Z3_mk_bvsub, to.bits, from.bits);
}

Z3_ast numbers_equal(struct encoder *encoder, struct number a, struct number b)
{
	if (share_base(encoder, a, b))
		return term_equal(encoder->terms, as_address(encoder, a).offset,
				  as_address(encoder, b).offset);
	return term_equal(encoder->terms, a.bits, b.bits);
}

/* The predicate of signed numbers that stands for one of unsigned ones. */
static LLVMIntPredicate of_offsets(LLVMIntPredicate predicate)
{
	switch (predicate) {
	case LLVMIntUGT:
		return LLVMIntSGT;
	case LLVMIntUGE:
		return LLVMIntSGE;
	case LLVMIntULT:
		return LLVMIntSLT;
	case LLVMIntULE:
		return LLVMIntSLE;
	default:
		return predicate;
	}
}

Z3_ast numbers_compare(struct encoder *encoder, LLVMIntPredicate predicate, struct number a,
		       struct number b)
{
	bool equality = predicate == LLVMIntEQ || predicate == LLVMIntNE;

	if (share_base(encoder, a, b)) {
		a = as_address(encoder, a);
		b = as_address(encoder, b);
		if (equality || (a.inside && b.inside))
			return compare_terms(encoder, of_offsets(predicate), a.offset, b.offset);
	}
	return compare_terms(encoder, predicate, a.bits, b.bits);
}
