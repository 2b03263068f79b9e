// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Takes numbers apart; see number_form.h. */
#include "llvm-pass/ranges/number_form.h"

#include <string.h>

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/bridge/facts.h"

/* How many operations are taken off. */
#define MOST_LAYERS 16

static unsigned int width_of(LLVMValueRef value)
{
	return LLVMGetIntTypeWidth(LLVMTypeOf(value));
}

static bool is_constant(LLVMValueRef value, uint64_t *number)
{
	if (!LLVMIsAConstantInt(value) || width_of(value) > 64)
		return false;
	*number = LLVMConstIntGetZExtValue(value);
	return true;
}

static bool is_intrinsic(LLVMValueRef value, const char *name)
{
	LLVMValueRef callee;

	if (!LLVMIsACallInst(value))
		return false;
	callee = LLVMGetCalledValue(value);
	return LLVMIsAFunction(callee) &&
	       LLVMGetIntrinsicID(callee) == LLVMLookupIntrinsicID(name, strlen(name));
}

static bool is_passthrough(LLVMValueRef value)
{
	return is_intrinsic(value, "llvm.bpf.passthrough");
}

LLVMValueRef number_swapped(LLVMValueRef value)
{
	value = number_behind(value);
	return is_intrinsic(value, "llvm.bswap") ? number_behind(LLVMGetOperand(value, 0)) : NULL;
}

LLVMValueRef number_behind(LLVMValueRef value)
{
	/* In code that nothing reaches, a value may be behind itself. */
	for (unsigned int i = 0; i < MOST_LINKS; i++) {
		LLVMValueRef next;

		if (LLVMIsAFreezeInst(value) || bridge_hands_on(value))
			next = LLVMGetOperand(value, 0);
		else if (is_passthrough(value))
			next = LLVMGetOperand(value, 1);
		else
			return value;
		if (LLVMTypeOf(next) != LLVMTypeOf(value))
			return value;
		value = next;
	}
	return value;
}

/* Keeps so many of the form's bits, if nothing but a whole number stands outside of it so far. */
static bool narrow(struct number_form *form, unsigned int bits, bool sign_extends)
{
	if (bits >= form->bits)
		return true;
	if (form->addend || form->bits != form->width || !bits)
		return false;
	form->bits = bits;
	form->sign_extends = sign_extends;
	return true;
}

/* Takes "base = x + constant" off. */
static bool take_addition(struct number_form *form)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(form->base);
	uint64_t number;

	if ((opcode != LLVMAdd && opcode != LLVMSub) ||
	    !is_constant(LLVMGetOperand(form->base, 1), &number))
		return false;
	form->addend += opcode == LLVMAdd ? number : -number;
	form->base = LLVMGetOperand(form->base, 0);
	return true;
}

static bool take_cast(struct number_form *form)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(form->base);
	LLVMValueRef source;

	if (opcode != LLVMTrunc && opcode != LLVMZExt && opcode != LLVMSExt)
		return false;
	source = LLVMGetOperand(form->base, 0);
	if (LLVMGetTypeKind(LLVMTypeOf(source)) != LLVMIntegerTypeKind || width_of(source) > 64)
		return false;
	if (opcode != LLVMTrunc && !narrow(form, width_of(source), opcode == LLVMSExt))
		return false;
	form->base = source;
	return true;
}

/* Takes a mask of low bits off, or a shift up that is shifted down again. */
static bool take_mask(struct number_form *form)
{
	LLVMOpcode opcode = LLVMGetInstructionOpcode(form->base);
	LLVMValueRef inner;
	uint64_t mask, up;

	if ((opcode != LLVMAnd && opcode != LLVMLShr && opcode != LLVMAShr) ||
	    !is_constant(LLVMGetOperand(form->base, 1), &mask))
		return false;
	inner = LLVMGetOperand(form->base, 0);
	if (opcode == LLVMAnd) {
		if (!mask || (mask & (mask + 1)) ||
		    !narrow(form, 64 - (unsigned int)__builtin_clzll(mask), false))
			return false;
		form->base = inner;
		return true;
	}
	if (!LLVMIsAInstruction(inner) || LLVMGetInstructionOpcode(inner) != LLVMShl ||
	    !is_constant(LLVMGetOperand(inner, 1), &up) || up != mask || up >= width_of(inner) ||
	    !narrow(form, width_of(inner) - (unsigned int)up, opcode == LLVMAShr))
		return false;
	form->base = LLVMGetOperand(inner, 0);
	return true;
}

struct number_form number_form_of(LLVMValueRef number)
{
	struct number_form form = { .base = number };

	form.width = form.bits = width_of(number);
	for (int i = 0; i < MOST_LAYERS; i++) {
		form.base = number_behind(form.base);
		if (!LLVMIsAInstruction(form.base))
			break;
		if (!take_addition(&form) && !take_cast(&form) && !take_mask(&form))
			break;
	}
	return form;
}

bool number_tells_of(const struct number_form *a, const struct number_form *b)
{
	return a->base == b->base && a->bits >= b->bits;
}

struct scalar_range number_range_as(struct scalar_range range, const struct number_form *a,
				    const struct number_form *b, bool round)
{
	struct scalar_range addend = scalar_range_constant(a->bits, b->addend - a->addend);

	if (!number_tells_of(a, b))
		return scalar_range_unknown(b->width);
	range = scalar_truncate(range, a->bits);
	range = round ? scalar_turn(range, addend.umin) : scalar_add(range, addend);
	range = scalar_truncate(range, b->bits);
	return b->sign_extends ? scalar_range_sign_extend(range, b->width)
			       : scalar_range_zero_extend(range, b->width);
}
