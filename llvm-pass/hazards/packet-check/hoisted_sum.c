// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds and replaces sums that are constants where they are compared; see hoisted_sum.h. */
#include "llvm-pass/hazards/packet-check/hoisted_sum.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ranges/scalar_walk.h"

/* How many getelementptr behind a sum are followed. */
#define MOST_STEPS 8

/* An address: a base, a constant, and at most one number that varies. */
struct parts {
	LLVMValueRef base;
	LLVMValueRef number; /* of 64 bits, or NULL */
	int64_t scale;
	int64_t constant;
};

struct access {
	LLVMBasicBlockRef block;
	struct parts address;
	int64_t size;
};

/* Returns false for an address with more that varies. */
static bool take_apart(LLVMValueRef pointer, LLVMTargetDataRef layout, struct parts *parts)
{
	LLVMValueRef root;
	int64_t more = 0;

	*parts = (struct parts){ NULL };
	root = bridge_strip_offset(pointer, layout, &parts->constant);
	parts->base = root;
	if (!LLVMIsAGetElementPtrInst(root))
		return true;
	parts->number = LLVMGetOperand(root, 1);
	if (LLVMGetNumIndices(root) != 1 ||
	    LLVMGetTypeKind(LLVMTypeOf(parts->number)) != LLVMIntegerTypeKind ||
	    LLVMGetIntTypeWidth(LLVMTypeOf(parts->number)) != 64)
		return false;
	parts->scale = (int64_t)LLVMABISizeOfType(layout, LLVMGetGEPSourceElementType(root));
	parts->base = bridge_strip_offset(LLVMGetOperand(root, 0), layout, &more);
	parts->constant += more;
	return !LLVMIsAGetElementPtrInst(parts->base);
}

/* How far from its base a sum is where it is compared, if that can only be one number. */
static bool constant_there(bridge_analyses *analyses, const struct parts *parts,
			   LLVMValueRef comparison, int64_t *bytes)
{
	struct scalar_range range =
		scalar_range_at(analyses, VERIFIER_ALL_RULES, parts->number, comparison);

	return !range.empty && range.smin == range.smax && range.smin >= 0 &&
	       range.smin <= INT16_MAX && parts->scale <= INT16_MAX &&
	       !__builtin_add_overflow(parts->constant, range.smin * parts->scale, bytes);
}

/* True if every way to the access knows what the check tells. */
static bool holds(bridge_analyses *analyses, const struct packet_check *check,
		  LLVMBasicBlockRef block)
{
	return bridge_edge_dominates(analyses, check->from, check->to, block);
}

/* True if a check of the base and a constant covers the access. */
static bool is_covered(bridge_analyses *analyses, LLVMTargetDataRef layout,
		       const struct packet_checks *checks, const struct access *access)
{
	for (size_t i = 0; i < checks->count; i++) {
		const struct packet_check *check = &checks->items[i];
		struct parts parts;

		if (holds(analyses, check, access->block) &&
		    take_apart(check->pointer, layout, &parts) && !parts.number &&
		    parts.base == access->address.base &&
		    parts.constant >= access->address.constant + access->size)
			return true;
	}
	return false;
}

/* True if memory is accessed through a pointer, or one behind it, where the check holds. */
static bool is_accessed(bridge_analyses *analyses, const struct packet_check *check,
			LLVMValueRef pointer, unsigned int steps)
{
	for (LLVMUseRef use = LLVMGetFirstUse(pointer); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAGetElementPtrInst(user)) {
			if (!steps || is_accessed(analyses, check, user, steps - 1))
				return true;
		} else if (!LLVMIsAICmpInst(user) &&
			   holds(analyses, check, LLVMGetInstructionParent(user))) {
			return true;
		}
	}
	return false;
}

bool hoisted_sum_find(bridge_analyses *analyses, LLVMTargetDataRef layout,
		      const struct packet_checks *checks, LLVMValueRef place, LLVMValueRef pointer,
		      uint64_t size, struct hoisted_sum *sum)
{
	struct access access = { .block = LLVMGetInstructionParent(place), .size = (int64_t)size };

	if (!take_apart(pointer, layout, &access.address) || access.address.number ||
	    access.address.constant < 0 || is_covered(analyses, layout, checks, &access))
		return false;
	for (size_t i = 0; i < checks->count; i++) {
		const struct packet_check *check = &checks->items[i];
		struct parts parts;
		int64_t bytes, constant;

		if (!holds(analyses, check, access.block) ||
		    !take_apart(check->pointer, layout, &parts) || !parts.number ||
		    parts.base != access.address.base ||
		    !constant_there(analyses, &parts, check->comparison, &bytes) ||
		    bytes < access.address.constant + access.size ||
		    is_accessed(analyses, check,
				bridge_strip_offset(check->pointer, layout, &constant), MOST_STEPS))
			continue;
		*sum = (struct hoisted_sum){ check->comparison, check->operand, parts.base, bytes };
		return true;
	}
	return false;
}

void hoisted_sum_compute(const struct hoisted_sum *sum)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(sum->base));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMValueRef bytes =
		LLVMConstInt(LLVMInt64TypeInContext(context), (uint64_t)sum->bytes, true);

	LLVMPositionBuilderBefore(builder, sum->comparison);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(sum->comparison));
	LLVMSetOperand(
		sum->comparison, sum->operand,
		LLVMBuildGEP2(builder, LLVMInt8TypeInContext(context), sum->base, &bytes, 1, ""));
	LLVMDisposeBuilder(builder);
}
