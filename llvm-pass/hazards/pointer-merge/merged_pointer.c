// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks over the phis that a pointer is merged of; see merged_pointer.h. */
#include "llvm-pass/hazards/pointer-merge/merged_pointer.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/ir/address_space.h"
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/support/array.h"
#include "llvm-pass/context/packet_pointer.h"
#include "llvm-pass/ir/value_map.h"
#include "llvm-pass/prove/prove.h"

/* The phis that a pointer is merged of, each once, itself first. */
struct phis {
	LLVMValueRef *items;
	size_t count;
	struct value_map index;
};

static void phis_free(struct phis *phis)
{
	free(phis->items);
	value_map_free(&phis->index);
}

static int add(struct phis *phis, LLVMValueRef phi)
{
	LLVMValueRef *items;

	if (value_map_get(&phis->index, phi) != VALUE_MAP_NONE)
		return 0;
	items = array_grow(phis->items, phis->count, sizeof(*phis->items));
	if (!items)
		return -ENOMEM;
	phis->items = items;
	phis->items[phis->count] = phi;
	return value_map_add(&phis->index, phi, phis->count++);
}

static int find(LLVMValueRef phi, struct phis *phis)
{
	int error = add(phis, phi);

	for (size_t i = 0; i < phis->count && !error; i++)
		for (unsigned int j = 0; j < LLVMCountIncoming(phis->items[i]) && !error; j++)
			if (LLVMIsAPHINode(LLVMGetIncomingValue(phis->items[i], j)))
				error = add(phis, LLVMGetIncomingValue(phis->items[i], j));
	return error;
}

bool merged_pointer_is_doubted(LLVMValueRef pointer)
{
	pointer = address_start(pointer);
	return (LLVMIsAIntToPtrInst(pointer) || LLVMIsAAllocaInst(pointer)) &&
	       address_space_is_checked(pointer);
}

/* One arm that is no phi. */
static void look_at_arm(bridge_analyses *analyses, LLVMValueRef arm, LLVMValueRef place,
			struct merged_arms *arms)
{
	if (LLVMIsUndef(arm))
		return;
	if (LLVMIsAConstantPointerNull(arm)) {
		arms->null = true;
		return;
	}
	arms->doubted |= merged_pointer_is_doubted(arm);
	arms->unproved |= arms->ask && !packet_pointer_is(analyses, arm) &&
			  prove_not_null(analyses, (struct proof_place){ "pointer-merge", place },
					 arm) != PROOF_FOUND;
}

int merged_pointer_look_at(bridge_analyses *analyses, LLVMValueRef pointer, LLVMValueRef place,
			   struct merged_arms *arms)
{
	struct phis phis = { 0 };
	int error = 0;

	if (LLVMIsAPHINode(pointer))
		error = find(pointer, &phis);
	else
		look_at_arm(analyses, pointer, place, arms);
	for (size_t i = 0; i < phis.count && !error; i++) {
		for (unsigned int j = 0; j < LLVMCountIncoming(phis.items[i]); j++) {
			LLVMValueRef arm = LLVMGetIncomingValue(phis.items[i], j);
			LLVMBasicBlockRef from = LLVMGetIncomingBlock(phis.items[i], j);

			if (!LLVMIsAPHINode(arm))
				look_at_arm(analyses, arm, LLVMGetBasicBlockTerminator(from), arms);
		}
	}
	phis_free(&phis);
	return error;
}

static void fill_flag(const struct phis *phis, LLVMValueRef *flags, size_t number)
{
	LLVMValueRef phi = phis->items[number];

	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMValueRef arm = LLVMGetIncomingValue(phi, i), value;
		LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, i);

		if (LLVMIsAPHINode(arm))
			value = flags[value_map_get(&phis->index, arm)];
		else
			value = LLVMConstInt(LLVMTypeOf(flags[number]),
					     !LLVMIsAConstantPointerNull(arm) && !LLVMIsUndef(arm),
					     false);
		LLVMAddIncoming(flags[number], &value, &block, 1);
	}
}

static void build_flags(LLVMContextRef context, const struct phis *phis, LLVMValueRef *flags)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);

	for (size_t i = 0; i < phis->count; i++) {
		LLVMPositionBuilderBefore(builder, phis->items[i]);
		flags[i] = LLVMBuildPhi(builder, LLVMInt64TypeInContext(context), "");
	}
	LLVMDisposeBuilder(builder);
	for (size_t i = 0; i < phis->count; i++)
		fill_flag(phis, flags, i);
}

LLVMValueRef merged_pointer_build_flag(LLVMValueRef phi)
{
	LLVMValueRef *flags = NULL, flag = NULL;
	struct phis phis = { 0 };

	if (!find(phi, &phis) && phis.count)
		flags = calloc(phis.count, sizeof(*flags));
	if (flags) {
		build_flags(LLVMGetTypeContext(LLVMTypeOf(phi)), &phis, flags);
		flag = flags[0];
	}
	free(flags);
	phis_free(&phis);
	return flag;
}
