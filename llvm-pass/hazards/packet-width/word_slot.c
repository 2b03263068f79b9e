// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Collects the accesses to four bytes of the stack, and widens them; see word_slot.h. */
#include "llvm-pass/hazards/packet-width/word_slot.h"

#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>

#include "llvm-pass/hazards/packet-width/packet_word.h"
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/called.h"
#include "llvm-pass/ranges/checked_memory.h"

#define WORD_SIZE 4

static LLVMTargetDataRef layout_of(LLVMValueRef instruction)
{
	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(
		LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction))));
}

/* The offset of an address in an object. Returns false if that is no constant. */
static bool offset_of(LLVMValueRef address, LLVMValueRef object, LLVMValueRef access,
		      int64_t *offset)
{
	struct checked_address parts;

	*offset = 0;
	if (address == object)
		return true;
	if (!checked_address_of(address, layout_of(access), &parts) || parts.base != object ||
	    parts.term_count)
		return false;
	*offset = parts.constant;
	return true;
}

/* Returns false for an access that meets the four bytes and is not of just them. */
static bool add_access(struct word_slot *slot, LLVMValueRef access, LLVMValueRef address,
		       LLVMValueRef value)
{
	uint64_t size = LLVMStoreSizeOfType(layout_of(access), LLVMTypeOf(value));
	int64_t offset;

	if (!offset_of(address, slot->object, access, &offset))
		return false;
	if (offset + (int64_t)size <= slot->offset || offset >= slot->offset + WORD_SIZE)
		return true;
	if (offset != slot->offset || !packet_word_is_32(value) || LLVMGetOrdering(access) ||
	    slot->count == WORD_SLOT_ACCESSES)
		return false;
	slot->accesses[slot->count++] = access;
	return true;
}

/* The same of what sets bytes: only to 0, and all four of them. */
static bool add_memset(struct word_slot *slot, LLVMValueRef call)
{
	LLVMValueRef byte = LLVMGetOperand(call, 1), length = LLVMGetOperand(call, 2);
	int64_t offset, end;

	if (!LLVMIsAConstantInt(byte) || LLVMConstIntGetZExtValue(byte) ||
	    !LLVMIsAConstantInt(length) || LLVMConstIntGetZExtValue(length) > INT32_MAX ||
	    !offset_of(LLVMGetOperand(call, 0), slot->object, call, &offset))
		return false;
	end = offset + (int64_t)LLVMConstIntGetZExtValue(length);
	if (end <= slot->offset || offset >= slot->offset + WORD_SIZE)
		return true;
	if (offset > slot->offset || end < slot->offset + WORD_SIZE ||
	    slot->count == WORD_SLOT_ACCESSES)
		return false;
	slot->accesses[slot->count++] = call;
	return true;
}

static bool collect(struct word_slot *slot, LLVMValueRef address, unsigned int depth);

static bool add_user(struct word_slot *slot, LLVMValueRef user, LLVMValueRef address,
		     unsigned int depth)
{
	if (LLVMIsALoadInst(user))
		return add_access(slot, user, address, user);
	if (LLVMIsAStoreInst(user))
		return LLVMGetOperand(user, 0) != address &&
		       add_access(slot, user, address, LLVMGetOperand(user, 0));
	if (LLVMIsAGetElementPtrInst(user))
		return depth && collect(slot, user, depth - 1);
	if (calls_intrinsic(user, "llvm.memset"))
		return add_memset(slot, user);
	return calls_intrinsic(user, "llvm.lifetime.start") ||
	       calls_intrinsic(user, "llvm.lifetime.end");
}

static bool collect(struct word_slot *slot, LLVMValueRef address, unsigned int depth)
{
	for (LLVMUseRef use = LLVMGetFirstUse(address); use; use = LLVMGetNextUse(use))
		if (!add_user(slot, LLVMGetUser(use), address, depth))
			return false;
	return true;
}

/* How many getelementptr one after the other are followed. */
#define MOST_STEPS 8

bool word_slot_of(bridge_analyses *analyses, LLVMValueRef store, struct word_slot *slot)
{
	LLVMValueRef object;

	if (!LLVMIsAStoreInst(store) || !packet_word_is_32(LLVMGetOperand(store, 0)))
		return false;
	object = address_start(LLVMGetOperand(store, 1));
	if (!LLVMIsAAllocaInst(object) || !packet_word_is(analyses, LLVMGetOperand(store, 0)))
		return false;
	*slot = (struct word_slot){ .object = object };
	slot->understood =
		LLVMGetInstructionParent(object) == LLVMGetEntryBasicBlock(LLVMGetBasicBlockParent(
							    LLVMGetInstructionParent(object))) &&
		offset_of(LLVMGetOperand(store, 1), object, store, &slot->offset) &&
		collect(slot, object, MOST_STEPS);
	return true;
}

static void widen_access(LLVMValueRef access, LLVMValueRef wide)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(wide));
	LLVMTypeRef type = LLVMInt64TypeInContext(context);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMValueRef built;

	LLVMPositionBuilderBefore(builder, access);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(access));
	if (LLVMIsALoadInst(access)) {
		built = LLVMBuildLoad2(builder, type, wide, "");
		LLVMReplaceAllUsesWith(access,
				       LLVMBuildTrunc(builder, built, LLVMTypeOf(access), ""));
	} else if (LLVMIsAStoreInst(access)) {
		built = LLVMBuildStore(
			builder, LLVMBuildZExt(builder, LLVMGetOperand(access, 0), type, ""), wide);
	} else {
		/* What sets other bytes, too, stays. */
		LLVMBuildStore(builder, LLVMConstNull(type), wide);
		LLVMDisposeBuilder(builder);
		return;
	}
	LLVMSetVolatile(built, LLVMGetVolatile(access));
	LLVMInstructionEraseFromParent(access);
	LLVMDisposeBuilder(builder);
}

void word_slot_widen(const struct word_slot *slot)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(slot->object));
	LLVMTypeRef type = LLVMInt64TypeInContext(context);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMValueRef wide;

	LLVMPositionBuilderBefore(builder, slot->object);
	wide = LLVMBuildAlloca(builder, type, "");
	/* The upper half is 0 whatever was not stored to. */
	LLVMBuildStore(builder, LLVMConstNull(type), wide);
	LLVMDisposeBuilder(builder);
	for (unsigned int i = 0; i < slot->count; i++)
		widen_access(slot->accesses[i], wide);
	bridge_promote(&wide, 1);
}
