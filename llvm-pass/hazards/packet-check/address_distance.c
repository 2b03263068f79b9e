// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Subtracts one address from another; see address_distance.h. */
#include "llvm-pass/hazards/packet-check/address_distance.h"

#include "llvm-pass/ranges/checked_memory.h"
#include "llvm-pass/ranges/number_form.h"
#include "llvm-pass/ranges/scalar_walk.h"

/* How many numbers may vary in both addresses, and how deep their sums go. */
#define MOST_PARTS 16
#define MOST_DEPTH 8

/* What is left of the difference: numbers, each times a factor, all modulo two to the 64. */
struct difference {
	bridge_analyses *analyses;
	LLVMValueRef place;
	struct part {
		LLVMValueRef value; /* of up to 64 bits */
		unsigned int bits; /* how many of its lowest are extended */
		bool zero_extended; /* else its sign is */
		uint64_t mask; /* which of its bits; all ones for it as it is */
		uint64_t factor;
	} parts[MOST_PARTS];
	unsigned int count;
	uint64_t constant;
};

static unsigned int width_of(LLVMValueRef value)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(value));
}

static struct scalar_range range_of(const struct difference *difference, LLVMValueRef value)
{
	return scalar_range_at(difference->analyses, VERIFIER_ALL_RULES, value, difference->place);
}

static bool add_part(struct difference *difference, struct part part)
{
	for (unsigned int i = 0; i < difference->count; i++) {
		struct part *other = &difference->parts[i];

		if (other->value == part.value && other->bits == part.bits &&
		    other->zero_extended == part.zero_extended && other->mask == part.mask) {
			other->factor += part.factor;
			return true;
		}
	}
	if (difference->count == MOST_PARTS)
		return false;
	difference->parts[difference->count++] = part;
	return true;
}

/*
 * What cannot be taken apart: the lowest bits of a number, however they were extended. zero_extends
 * is false if the sign of the value is extended, or if it is not below 0.
 */
static bool add_whole(struct difference *difference, LLVMValueRef value, bool zero_extends,
		      uint64_t factor)
{
	struct number_form form = number_form_of(value);
	struct part part = { value, width_of(value), zero_extends, UINT64_MAX, factor };

	if (!form.addend && form.bits < form.width && !(form.sign_extends && zero_extends)) {
		part.value = form.base;
		part.bits = form.bits;
		part.zero_extended = !form.sign_extends;
	}
	return add_part(difference, part);
}

/* True if a sum or difference is the same, extended, as that of its extended operands. */
static bool extends_apart(const struct difference *difference, LLVMValueRef value,
			  bool zero_extends)
{
	struct scalar_range a, b;
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
	bool subtracts = opcode == LLVMSub;
	unsigned int width = width_of(value);
	int64_t first, last;

	if (opcode == LLVMOr)
		return bridge_or_adds(value);
	if (width > 32)
		return width == 64;
	a = range_of(difference, LLVMGetOperand(value, 0));
	b = range_of(difference, LLVMGetOperand(value, 1));
	if (a.empty || b.empty)
		return false;
	if (zero_extends)
		return subtracts ? a.umin >= b.umax
				 : a.umax + b.umax <= scalar_range_unknown(width).umax;
	first = subtracts ? a.smin - b.smax : a.smin + b.smin;
	last = subtracts ? a.smax - b.smin : a.smax + b.smax;
	return first >= scalar_range_unknown(width).smin &&
	       last <= scalar_range_unknown(width).smax;
}

static bool add_number(struct difference *difference, LLVMValueRef value, bool zero_extends,
		       uint64_t factor, unsigned int depth);

/*
 * Some bits of a number, which is not below 0 with them. "x | 3" is 3 and the other bits of x.
 * Where the mask takes nothing away, it is the number itself.
 */
static bool add_bits(struct difference *difference, LLVMValueRef value, uint64_t mask,
		     uint64_t factor, unsigned int depth)
{
	uint64_t most = range_of(difference, value).umax;
	uint64_t bits = most ? UINT64_MAX >> __builtin_clzll(most) : 0;

	if ((mask & bits) == bits)
		return add_number(difference, value, true, factor, depth + 1);
	value = number_behind(value);
	return add_part(difference,
			(struct part){ value, width_of(value), true, mask & bits, factor });
}

/* A mask, or what sets bits, of a number that is not below 0. *done as below. */
static bool add_masked(struct difference *difference, LLVMValueRef value, uint64_t factor,
		       unsigned int depth, bool *done)
{
	LLVMValueRef a = LLVMGetOperand(value, 0), b = LLVMGetOperand(value, 1);
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);
	uint64_t bits;

	*done = LLVMIsAConstantInt(b) && (opcode == LLVMAnd || opcode == LLVMOr);
	if (!*done)
		return true;
	bits = LLVMConstIntGetZExtValue(b);
	if (opcode == LLVMAnd)
		return add_bits(difference, a, bits, factor, depth);
	difference->constant += factor * bits;
	return add_bits(difference, a, ~bits, factor, depth);
}

/* A sum or product. *done is false if the number is neither, or cannot be taken apart. */
static bool add_operation(struct difference *difference, LLVMValueRef value, bool zero_extends,
			  uint64_t factor, unsigned int depth, bool *done)
{
	LLVMValueRef a = LLVMGetOperand(value, 0), b = LLVMGetOperand(value, 1);
	LLVMOpcode opcode = LLVMGetInstructionOpcode(value);

	*done = true;
	if ((opcode == LLVMAdd || opcode == LLVMSub || opcode == LLVMOr) &&
	    extends_apart(difference, value, zero_extends))
		return add_number(difference, a, zero_extends, factor, depth + 1) &&
		       add_number(difference, b, zero_extends, opcode == LLVMSub ? -factor : factor,
				  depth + 1);
	if (width_of(value) == 64 && LLVMIsAConstantInt(b)) {
		uint64_t by = LLVMConstIntGetZExtValue(b);

		if (opcode == LLVMMul || (opcode == LLVMShl && by < 64))
			return add_number(difference, a, zero_extends,
					  opcode == LLVMMul ? factor * by : factor << by,
					  depth + 1);
	}
	*done = false;
	return true;
}

/* Adds a number times the factor, extended to 64 bits. */
static bool add_number(struct difference *difference, LLVMValueRef value, bool zero_extends,
		       uint64_t factor, unsigned int depth)
{
	struct scalar_range range;
	bool done = false, ok;

	value = number_behind(value);
	if (LLVMIsAConstantInt(value)) {
		difference->constant +=
			factor * (zero_extends ? LLVMConstIntGetZExtValue(value)
					       : (uint64_t)LLVMConstIntGetSExtValue(value));
		return true;
	}
	/* What a cast to fewer than 64 bits did first stays, if it leaves nothing to the next one.
	 */
	if (depth < MOST_DEPTH && (LLVMIsAZExtInst(value) || LLVMIsASExtInst(value)) &&
	    (width_of(value) == 64 || LLVMIsAZExtInst(value) || !zero_extends))
		return add_number(difference, LLVMGetOperand(value, 0), LLVMIsAZExtInst(value),
				  factor, depth + 1);
	/* Of what is not below 0, both extensions are the same. */
	range = range_of(difference, value);
	if (width_of(value) == 64 || (!range.empty && range.smin >= 0))
		zero_extends = false;
	if (depth < MOST_DEPTH && LLVMIsABinaryOperator(value)) {
		ok = add_operation(difference, value, zero_extends, factor, depth, &done);
		if (!done && !range.empty && range.smin >= 0)
			ok = add_masked(difference, value, factor, depth, &done);
		if (done)
			return ok;
	}
	return add_whole(difference, value, zero_extends, factor);
}

static bool add_address(struct difference *difference, const struct checked_address *address,
			uint64_t factor)
{
	difference->constant += factor * (uint64_t)address->constant;
	for (unsigned int i = 0; i < address->term_count; i++) {
		const struct checked_term *term = &address->terms[i];

		if (!add_number(difference, LLVMGetOperand(term->gep, term->operand), false,
				factor * (uint64_t)term->scale, 0))
			return false;
	}
	return true;
}

bool address_distance(bridge_analyses *analyses, LLVMTargetDataRef layout, LLVMValueRef from,
		      LLVMValueRef to, LLVMValueRef place, int64_t *bytes)
{
	struct difference difference = { .analyses = analyses, .place = place };
	struct checked_address a, b;

	if (!checked_address_of(from, layout, &a) || !checked_address_of(to, layout, &b) ||
	    a.base != b.base || !add_address(&difference, &b, 1) ||
	    !add_address(&difference, &a, UINT64_MAX))
		return false;
	for (unsigned int i = 0; i < difference.count; i++)
		if (difference.parts[i].factor)
			return false;
	*bytes = (int64_t)difference.constant;
	return true;
}
