// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Adds up what the indices of an address may be; see address_reach.h. */
#include "llvm-pass/ranges/address_reach.h"

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ranges/number_form.h"

static bool may_be_below_0(struct scalar_range range)
{
	return range.smin < 0 && !range.empty;
}

static bool is_operation(LLVMValueRef value, LLVMOpcode opcode)
{
	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == opcode;
}

static bool is_power_of_2(int64_t number)
{
	return number > 0 && !(number & (number - 1));
}

/* Instruction selection takes one block at a time. */
static bool is_selected_with(LLVMValueRef index, const struct checked_term *term)
{
	return LLVMGetInstructionParent(index) == LLVMGetInstructionParent(term->gep);
}

/*
 * The range of an index "39 - x". "base + (39 - x)" is selected as "base - x + 39", which no
 * verifier follows into the stack, and into other memory only where x is not above 0: between the
 * two steps the address is not before the base. "base + -x * 4" is selected as "base - (x << 2)",
 * where x is below 0 and is lost. In all other cases the difference is computed by itself.
 */
static struct scalar_range subtracted_range(bridge_analyses *analyses, verifier_rules rules,
					    const struct checked_term *term, LLVMValueRef index,
					    struct scalar_range range)
{
	LLVMValueRef from = LLVMGetOperand(index, 0);
	bool is_negation = LLVMIsNull(from);
	struct scalar_range number;

	if (index != LLVMGetOperand(term->gep, term->operand))
		return term->scale == 1 && !is_negation ? scalar_range_unknown(range.width) : range;
	if (!is_selected_with(index, term) || !is_power_of_2(term->scale) ||
	    (term->scale > 1 && !is_negation))
		return range;
	number = scalar_range_at(analyses, rules, LLVMGetOperand(index, 1), term->gep);
	if (term->scale > 1 ? may_be_below_0(number) : number.smax > 0 || term->on_stack)
		return scalar_range_unknown(range.width);
	return scalar_subtract(scalar_range_constant(range.width, LLVMConstIntGetZExtValue(from)),
			       number);
}

static bool is_used_once(LLVMValueRef value)
{
	LLVMUseRef use = LLVMGetFirstUse(value);

	return use && !LLVMGetNextUse(use);
}

/*
 * True for an address in a global variable, what a helper returned, or a packet: what varies must
 * not be below 0 there, also where a constant is added to it. In a packet, verifiers from 7.1 on
 * add both up first.
 */
static bool is_in_value(LLVMValueRef address, verifier_rules rules)
{
	for (unsigned int i = 0; i < MOST_LINKS && LLVMIsAGetElementPtrInst(address); i++)
		address = number_behind(LLVMGetOperand(address, 0));
	return LLVMIsAGlobalVariable(address) || LLVMIsACallInst(address) ||
	       (LLVMIsAIntToPtrInst(address) && !(rules & 1U << VERIFIER_PACKET_OFFSET));
}

/*
 * What is added to in an index, as instruction selection takes it apart: "(x + 5) * 4" becomes
 * "x * 4 + 20", with the extension of x where one stood between, and "base + (x + 5)" becomes
 * "base + x + 5". NULL if it does not, or that does not matter.
 */
static LLVMValueRef added_to(LLVMValueRef index, const struct checked_term *term,
			     verifier_rules rules)
{
	bool shifted = term->scale > 1 && !(term->scale & (term->scale - 1));
	bool extended = shifted && bridge_extends_sum(index);

	if (extended)
		index = number_behind(LLVMGetOperand(index, 0));
	if (!is_operation(index, LLVMAdd) || !LLVMIsAConstantInt(LLVMGetOperand(index, 1)))
		return NULL;
	if (extended || term->scale != 1 || (is_used_once(index) && is_in_value(term->gep, rules)))
		return LLVMGetOperand(index, 0);
	return NULL;
}

/*
 * The range of a term's index. Verifiers lose one that may be below 0 when it is multiplied or
 * extended.
 */
struct scalar_range address_term_range(bridge_analyses *analyses, verifier_rules rules,
				       const struct checked_term *term)
{
	LLVMValueRef index = number_behind(LLVMGetOperand(term->gep, term->operand));
	struct scalar_range range = scalar_range_at(analyses, rules, index, term->gep);
	LLVMValueRef inner;

	if (rules == VERIFIER_ALL_RULES)
		return range;
	inner = added_to(index, term, rules);
	if (inner && may_be_below_0(scalar_range_at(analyses, rules, inner, term->gep)))
		return scalar_range_unknown(range.width);
	if (is_operation(index, LLVMSub) && LLVMIsAConstantInt(LLVMGetOperand(index, 0)))
		range = subtracted_range(analyses, rules, term, index, range);
	if (term->scale != 1 && may_be_below_0(range))
		return scalar_range_unknown(range.width);
	return range;
}

int64_t address_selected_constant(const struct checked_address *address)
{
	int64_t constant = address->constant;

	for (unsigned int i = 0; i < address->term_count; i++) {
		const struct checked_term *term = &address->terms[i];
		LLVMValueRef index = LLVMGetOperand(term->gep, term->operand);

		if (is_operation(index, LLVMAdd) && LLVMIsAConstantInt(LLVMGetOperand(index, 1)) &&
		    is_used_once(index) && is_selected_with(index, term))
			constant +=
				LLVMConstIntGetSExtValue(LLVMGetOperand(index, 1)) * term->scale;
	}
	return constant;
}

/* The most that a number may be by its bits, of which a remainder has no more than its divisor. */
static uint64_t most_of_bits(LLVMValueRef number, uint64_t most)
{
	uint64_t last;

	if (!LLVMIsABinaryOperator(number) || LLVMGetInstructionOpcode(number) != LLVMURem ||
	    !LLVMIsAConstantInt(LLVMGetOperand(number, 1)))
		return most;
	last = LLVMConstIntGetZExtValue(LLVMGetOperand(number, 1)) - 1;
	last = last ? UINT64_MAX >> __builtin_clzll(last) : 0;
	return most < last ? most : last;
}

/*
 * The shift to the right that becomes one operation with the multiplication by a term's scale: in
 * the same 64 bits, or in 32 bits if both go equally far; NULL if there is none.
 */
static LLVMValueRef merged_shift(const struct checked_term *term)
{
	LLVMValueRef index = LLVMGetOperand(term->gep, term->operand), by;
	bool extended = LLVMIsAZExtInst(index);

	if (extended)
		index = LLVMGetOperand(index, 0);
	if (term->scale == 1 || !is_power_of_2(term->scale) || !is_operation(index, LLVMLShr) ||
	    !is_selected_with(index, term))
		return NULL;
	by = LLVMGetOperand(index, 1);
	if (!LLVMIsAConstantInt(by) || LLVMConstIntGetZExtValue(by) > 63 ||
	    (extended && (int64_t)1 << LLVMConstIntGetZExtValue(by) != term->scale))
		return NULL;
	return index;
}

/*
 * "(x >> s) * scale" is selected as "x << t & mask" or "x >> t & mask", and of a mask the verifier
 * takes what the highest bit allows: its last number may lie above the last multiple. The mask has
 * only bits that x can have. False if it is not selected so, or nothing is known.
 */
static bool last_of_shifted(bridge_analyses *analyses, verifier_rules rules,
			    const struct checked_term *term, int64_t *last)
{
	LLVMValueRef shift = rules == VERIFIER_ALL_RULES ? NULL : merged_shift(term), number;
	struct scalar_range whole;
	uint64_t most, bits;

	if (!shift)
		return false;
	number = LLVMGetOperand(shift, 0);
	whole = scalar_range_at(analyses, rules, number, term->gep);
	if (whole.empty ||
	    __builtin_mul_overflow(most_of_bits(number, whole.umax), (uint64_t)term->scale,
				   &most) ||
	    most > INT64_MAX)
		return false;
	most >>= LLVMConstIntGetZExtValue(LLVMGetOperand(shift, 1));
	bits = most ? UINT64_MAX >> __builtin_clzll(most) : 0;
	bits &= ~((uint64_t)term->scale - 1);
	*last = (int64_t)(most < bits ? most : bits);
	return true;
}

/* Adds the bytes that a term adds. What would overflow is as far as can be. */
static void add_term(bridge_analyses *analyses, verifier_rules rules,
		     const struct checked_term *term, struct reach *reach)
{
	struct scalar_range range = address_term_range(analyses, rules, term);
	int64_t first, last;

	if (range.empty)
		return;
	if (__builtin_mul_overflow(range.smin, term->scale, &first) ||
	    __builtin_add_overflow(reach->first, first, &reach->first))
		reach->first = INT64_MIN;
	if ((!last_of_shifted(analyses, rules, term, &last) &&
	     __builtin_mul_overflow(range.smax, term->scale, &last)) ||
	    __builtin_add_overflow(reach->last, last, &reach->last))
		reach->last = INT64_MAX;
}

struct reach address_reach(bridge_analyses *analyses, verifier_rules rules,
			   const struct checked_address *address, unsigned int but)
{
	struct reach reach = { address->constant, address->constant };

	for (unsigned int i = 0; i < address->term_count; i++)
		if (i != but)
			add_term(analyses, rules, &address->terms[i], &reach);
	return reach;
}
