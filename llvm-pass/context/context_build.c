// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Builds the numbers and the addresses of places in the context; see context_address.h. */
#include "llvm-pass/context/context_address.h"
#include "llvm-pass/context/context_parts.h"

/* Where the terms of a number go. */
struct terms {
	LLVMBuilderRef builder;
	LLVMValueRef number;
};

static LLVMTypeRef number_type(LLVMValueRef value)
{
	return LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(value)));
}

static bool build_term(void *data, LLVMValueRef index, uint64_t scale)
{
	struct terms *terms = data;
	LLVMTypeRef type = number_type(index);
	LLVMValueRef factor = LLVMConstInt(type, scale, false), term = index;

	if (LLVMTypeOf(index) != type)
		term = LLVMBuildIntCast2(terms->builder, index, type, true, "");
	if (scale != 1)
		term = LLVMBuildMul(terms->builder, term, factor, "");
	terms->number = LLVMBuildAdd(terms->builder, terms->number, term, "");
	return true;
}

static LLVMValueRef build_element(const struct context_address *found, LLVMValueRef gep,
				  LLVMBuilderRef builder)
{
	LLVMValueRef base = context_address_build_number(found, LLVMGetOperand(gep, 0));
	struct terms terms = { builder, LLVMConstNull(number_type(gep)) };
	int64_t constant = 0;

	if (LLVMIsAConstantInt(base) && LLVMConstIntGetSExtValue(base) == ELSEWHERE)
		return base;
	LLVMPositionBuilderBefore(builder, gep);
	visit_indices(layout_of(gep), gep, &constant, build_term, &terms);
	base = LLVMBuildAdd(builder, base, LLVMConstInt(number_type(gep), (uint64_t)constant, true),
			    "");
	return LLVMBuildAdd(builder, terms.number, base, "");
}

LLVMValueRef brought_by(LLVMValueRef built, LLVMBasicBlockRef block)
{
	for (unsigned int i = 0; i < LLVMCountIncoming(built); i++)
		if (LLVMGetIncomingBlock(built, i) == block)
			return LLVMGetIncomingValue(built, i);
	return NULL;
}

static LLVMValueRef build_phi(const struct context_address *found, LLVMValueRef phi,
			      LLVMBuilderRef builder)
{
	LLVMValueRef built, first;
	bool differ = false;

	LLVMPositionBuilderBefore(builder, phi);
	built = LLVMBuildPhi(builder, number_type(phi), "");
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, i);
		LLVMValueRef number = brought_by(built, block);

		if (!number)
			number = context_address_build_number(found, LLVMGetIncomingValue(phi, i));
		LLVMAddIncoming(built, &number, &block, 1);
		differ |= number != LLVMGetIncomingValue(built, 0);
	}
	first = LLVMGetIncomingValue(built, 0);
	if (differ || !LLVMIsAConstantInt(first))
		return built;
	/* Nothing but elsewhere, and to be seen as that. */
	LLVMInstructionEraseFromParent(built);
	return first;
}

static LLVMValueRef build_select(const struct context_address *found, LLVMValueRef select,
				 LLVMBuilderRef builder)
{
	LLVMValueRef yes = context_address_build_number(found, LLVMGetOperand(select, 1));
	LLVMValueRef no = context_address_build_number(found, LLVMGetOperand(select, 2));

	if (yes == no)
		return yes;
	LLVMPositionBuilderBefore(builder, select);
	return LLVMBuildSelect(builder, LLVMGetOperand(select, 0), yes, no, "");
}

LLVMValueRef context_address_build_number(const struct context_address *found, LLVMValueRef address)
{
	LLVMTypeRef type = number_type(address);
	LLVMBuilderRef builder;
	LLVMValueRef number;

	if (relocated_gep(address) && is_base(found, LLVMGetOperand(relocated_gep(address), 0)))
		return LLVMConstInt(type,
				    (uint64_t)FIRST_RELOCATED +
					    RELOCATED_STEP * relocated_number(found, address),
				    false);
	if (is_base(found, address))
		return LLVMConstNull(type);
	builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	if (LLVMIsAGetElementPtrInst(address)) {
		number = build_element(found, address, builder);
	} else if (LLVMIsAPHINode(address)) {
		number = build_phi(found, address, builder);
	} else if (!LLVMIsASelectInst(address)) {
		number = LLVMConstInt(type, (uint64_t)ELSEWHERE, true);
	} else {
		number = build_select(found, address, builder);
	}
	LLVMDisposeBuilder(builder);
	return number;
}

LLVMValueRef context_address_build_place(const struct context_address *found, LLVMValueRef base,
					 int64_t number, LLVMBuilderRef builder)
{
	LLVMTypeRef byte = LLVMInt8TypeInContext(LLVMGetTypeContext(LLVMTypeOf(base)));
	LLVMValueRef offset;
	int64_t bytes;
	size_t field;

	if (relocated_place(number, &field, &bytes))
		return build_relocated(found->relocated[field], bytes, builder);
	offset = LLVMConstInt(number_type(base), (uint64_t)number, true);
	return LLVMBuildInBoundsGEP2(builder, byte, base, &offset, 1, "");
}
