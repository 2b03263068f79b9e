// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Products of more than 64 bits, of which BPF's instructions know only the lower 64; see libcall.h.
 * The upper 64 bits of a product of two numbers of 64 are put together from those of their halves
 * of 32 bits, as in a multiplication by hand:
 *
 *	x * y = (xl * yl) + (xh * yl + xl * yh) * 2^32 + xh * yh * 2^64
 *
 * Of a number of which it is proven that it is below 2^32 the upper half is 0, and products with it
 * go; of a product that is proven to have 64 bits there is no upper half.
 */
#include "llvm-pass/hazards/libcall/libcall.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ir/called.h"
#include "llvm-pass/prove/prove.h"

#define REGISTER 64
#define HALF 32

/* A number of up to 128 bits: high is NULL where it is 0. */
struct wide {
	LLVMValueRef low, high;
};

static bool is_unsigned_check(LLVMValueRef value)
{
	return calls_intrinsic(value, "llvm.umul.with.overflow");
}

static bool is_check(LLVMValueRef value)
{
	return (is_unsigned_check(value) || calls_intrinsic(value, "llvm.smul.with.overflow")) &&
	       LLVMTypeOf(LLVMGetOperand(value, 0)) ==
		       LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(value)));
}

bool product_is(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	if (is_check(value))
		return true;
	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMMul &&
	       LLVMGetTypeKind(type) == LLVMIntegerTypeKind &&
	       LLVMGetIntTypeWidth(type) > REGISTER && LLVMGetIntTypeWidth(type) <= 2 * REGISTER;
}

/* The number of up to 64 bits that a factor is; NULL if it may have more. */
static LLVMValueRef narrow(LLVMValueRef factor)
{
	if (LLVMIsAZExtInst(factor))
		factor = LLVMGetOperand(factor, 0);
	return LLVMGetIntTypeWidth(LLVMTypeOf(factor)) <= REGISTER ? factor : NULL;
}

/* True if a factor is proven to be below 2^bits. */
static bool is_below(bridge_analyses *analyses, LLVMValueRef product, LLVMValueRef factor,
		     unsigned int bits)
{
	struct proof_place place = { "libcall", product };
	LLVMValueRef number = narrow(factor);

	if (!number)
		return false;
	if (LLVMGetIntTypeWidth(LLVMTypeOf(number)) <= bits)
		return true;
	if (LLVMIsAConstantInt(number))
		return !(LLVMConstIntGetZExtValue(number) >> bits);
	return prove_range(analyses, place, number, 0, (UINT64_C(1) << bits) - 1) == PROOF_FOUND;
}

void product_prepare(bridge_analyses *analyses, LLVMValueRef product, struct product_plan *plan)
{
	LLVMValueRef factors[2] = { LLVMGetOperand(product, 0), LLVMGetOperand(product, 1) };

	for (unsigned int i = 0; i < 2; i++)
		plan->small[i] = is_below(analyses, product, factors[i], HALF);
	plan->fits = plan->small[0] && plan->small[1];
	/* One may have more if the other has less. */
	for (unsigned int i = 0; i < 2 && !plan->fits; i++)
		for (unsigned int bits = 8; bits < HALF && !plan->fits && plan->small[i]; bits += 8)
			plan->fits = is_below(analyses, product, factors[i], bits) &&
				     is_below(analyses, product, factors[!i], REGISTER - bits);
}

/* ---- The rewrite ---- */

static LLVMValueRef number(LLVMValueRef like, uint64_t value)
{
	return LLVMConstInt(LLVMTypeOf(like), value, false);
}

static LLVMValueRef shift_down(LLVMBuilderRef builder, LLVMValueRef value, unsigned int bits)
{
	return LLVMBuildLShr(builder, value, number(value, bits), "");
}

/* The sum of two, of which NULL is 0. */
static LLVMValueRef add(LLVMBuilderRef builder, LLVMValueRef a, LLVMValueRef b)
{
	if (!a || !b)
		return a ? a : b;
	return LLVMBuildAdd(builder, a, b, "");
}

static LLVMValueRef multiply(LLVMBuilderRef builder, LLVMValueRef a, LLVMValueRef b)
{
	return a && b ? LLVMBuildMul(builder, a, b, "") : NULL;
}

static LLVMValueRef low_half(LLVMBuilderRef builder, LLVMValueRef value)
{
	return value ? LLVMBuildAnd(builder, value, number(value, UINT32_MAX), "") : NULL;
}

static LLVMValueRef high_half(LLVMBuilderRef builder, LLVMValueRef value)
{
	return value ? shift_down(builder, value, HALF) : NULL;
}

/* The upper 64 bits of a product of two numbers of 64; NULL for 0. */
static LLVMValueRef build_high(LLVMBuilderRef builder, LLVMValueRef x, LLVMValueRef y,
			       const struct product_plan *plan)
{
	LLVMValueRef xl, xh, yl, yh, ll, lh, hl, middle;

	if (plan->fits)
		return NULL;
	xl = plan->small[0] ? x : low_half(builder, x);
	yl = plan->small[1] ? y : low_half(builder, y);
	xh = plan->small[0] ? NULL : high_half(builder, x);
	yh = plan->small[1] ? NULL : high_half(builder, y);
	ll = multiply(builder, xl, yl);
	lh = multiply(builder, xl, yh);
	hl = multiply(builder, xh, yl);
	/* At most three numbers of 32 bits. */
	middle = add(builder, high_half(builder, ll), low_half(builder, lh));
	middle = add(builder, middle, low_half(builder, hl));
	return add(builder, add(builder, multiply(builder, xh, yh), high_half(builder, middle)),
		   add(builder, high_half(builder, lh), high_half(builder, hl)));
}

/* Takes a factor of more than 64 bits apart. What is used in several places is to be one number. */
static struct wide split(LLVMBuilderRef builder, LLVMValueRef product, unsigned int which)
{
	LLVMValueRef factor = LLVMGetOperand(product, which), same = narrow(factor);
	LLVMTypeRef word = LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(factor)));

	if (same)
		return (struct wide){
			LLVMBuildZExt(builder, bridge_freeze(same, product), word, ""), NULL
		};
	factor = bridge_freeze(factor, product);
	return (struct wide){
		LLVMBuildTrunc(builder, factor, word, ""),
		LLVMBuildIntCast2(builder, shift_down(builder, factor, REGISTER), word, false, ""),
	};
}

/* Puts a number of a type of more than 64 bits together. */
static LLVMValueRef join(LLVMBuilderRef builder, struct wide value, LLVMTypeRef type)
{
	LLVMValueRef low = LLVMBuildZExt(builder, value.low, type, ""), high;

	if (!value.high)
		return low;
	high = LLVMBuildZExt(builder, value.high, type, "");
	high = LLVMBuildShl(builder, high, LLVMConstInt(type, REGISTER, false), "");
	return LLVMBuildOr(builder, low, high, "");
}

static LLVMValueRef build_product(LLVMBuilderRef builder, LLVMValueRef product,
				  const struct product_plan *plan)
{
	struct wide x = split(builder, product, 0), y = split(builder, product, 1);
	struct wide whole = {
		LLVMBuildMul(builder, x.low, y.low, ""),
		build_high(builder, x.low, y.low, plan),
	};

	whole.high = add(builder, whole.high, multiply(builder, x.low, y.high));
	whole.high = add(builder, whole.high, multiply(builder, x.high, y.low));
	return join(builder, whole, LLVMTypeOf(product));
}

/* What is to be taken off the upper half of an unsigned product for the sign of one factor. */
static LLVMValueRef take_sign(LLVMBuilderRef builder, LLVMValueRef high, LLVMValueRef x,
			      LLVMValueRef y)
{
	LLVMValueRef sign = LLVMBuildAShr(builder, x, number(x, REGISTER - 1), "");

	return LLVMBuildSub(builder, high, LLVMBuildAnd(builder, sign, y, ""), "");
}

/* The product of 64 bits, and whether it has more. */
static LLVMValueRef build_check(LLVMBuilderRef builder, LLVMValueRef check,
				const struct product_plan *plan)
{
	LLVMValueRef x = bridge_freeze(LLVMGetOperand(check, 0), check);
	LLVMValueRef y = bridge_freeze(LLVMGetOperand(check, 1), check);
	LLVMValueRef low = LLVMBuildMul(builder, x, y, "");
	LLVMValueRef high = build_high(builder, x, y, plan), expected = number(x, 0);
	LLVMValueRef both = LLVMGetUndef(LLVMTypeOf(check)), more;

	if (!high)
		high = expected;
	if (!is_unsigned_check(check)) {
		high = take_sign(builder, high, x, y);
		high = take_sign(builder, high, y, x);
		expected = LLVMBuildAShr(builder, low, number(low, REGISTER - 1), "");
	}
	more = LLVMBuildICmp(builder, LLVMIntNE, high, expected, "");
	both = LLVMBuildInsertValue(builder, both, low, 0, "");
	return LLVMBuildInsertValue(builder, both, more, 1, "");
}

void product_build(LLVMValueRef product, const struct product_plan *plan)
{
	LLVMBuilderRef builder =
		LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(product)));

	LLVMPositionBuilderBefore(builder, product);
	LLVMReplaceAllUsesWith(product, is_check(product) ? build_check(builder, product, plan)
							  : build_product(builder, product, plan));
	LLVMInstructionEraseFromParent(product);
	LLVMDisposeBuilder(builder);
}
