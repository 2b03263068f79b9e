// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Takes the choice of an address apart: what of it is in the context or a socket, and what is
 * elsewhere; see context_address.h. A phi has one beside it then, with NULL on the other ways, so
 * that each value is that of the turn in which the address got it.
 */
#include "llvm-pass/context/context_address.h"

#include "llvm-pass/context/context_parts.h"
#include "llvm-pass/support/planted.h"

/* Builds what stands for one of a choice's values; unchanged where it can stay. */
typedef LLVMValueRef build_part(const struct context_address *found, LLVMValueRef address,
				LLVMBuilderRef builder);

/* A phi of what part makes of each incoming value, or the phi itself where that is the same. */
static LLVMValueRef build_phi(const struct context_address *found, LLVMValueRef phi,
			      build_part *part)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(phi)));
	LLVMValueRef built;
	bool same = true;

	LLVMPositionBuilderBefore(builder, phi);
	built = LLVMBuildPhi(builder, LLVMTypeOf(phi), "");
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, i);
		LLVMValueRef value = brought_by(built, block);

		LLVMPositionBuilderBefore(builder, LLVMGetBasicBlockTerminator(block));
		if (!value)
			value = part(found, LLVMGetIncomingValue(phi, i), builder);
		same &= value == LLVMGetIncomingValue(phi, i);
		LLVMAddIncoming(built, &value, &block, 1);
	}
	LLVMDisposeBuilder(builder);
	if (!same)
		return built;
	LLVMInstructionEraseFromParent(built);
	return phi;
}

static LLVMValueRef build_select(const struct context_address *found, LLVMValueRef select,
				 LLVMBuilderRef builder, build_part *part)
{
	LLVMValueRef yes = part(found, LLVMGetOperand(select, 1), builder);
	LLVMValueRef no = part(found, LLVMGetOperand(select, 2), builder);

	if (PLANTED(forgotten_choice))
		return no;
	if (yes == LLVMGetOperand(select, 1) && no == LLVMGetOperand(select, 2))
		return select;
	return LLVMBuildSelect(builder, LLVMGetOperand(select, 0), yes, no, "");
}

/* The same getelementptr of what is elsewhere. */
static LLVMValueRef build_gep(const struct context_address *found, LLVMValueRef gep,
			      LLVMBuilderRef builder)
{
	LLVMValueRef from = LLVMGetOperand(gep, 0), built;
	LLVMValueRef base = context_address_build_elsewhere(found, from, builder);

	if (base == from)
		return gep;
	built = LLVMInstructionClone(gep);
	LLVMSetOperand(built, 0, base);
	LLVMInsertIntoBuilder(builder, built);
	return built;
}

static bool is_inside(const struct context_address *found, LLVMValueRef address)
{
	return context_address_is_inside(found, address, MOST_CHOICES);
}

static LLVMValueRef elsewhere_or_null(const struct context_address *found, LLVMValueRef address,
				      LLVMBuilderRef builder)
{
	return is_inside(found, address) ? LLVMConstNull(LLVMTypeOf(address))
					 : context_address_build_elsewhere(found, address, builder);
}

LLVMValueRef context_address_build_elsewhere(const struct context_address *found,
					     LLVMValueRef address, LLVMBuilderRef builder)
{
	if (LLVMIsAGetElementPtrInst(address))
		return build_gep(found, address, builder);
	if (LLVMIsAPHINode(address))
		return build_phi(found, address, elsewhere_or_null);
	if (!LLVMIsASelectInst(address))
		return address;
	if (is_inside(found, LLVMGetOperand(address, 1)))
		return context_address_build_elsewhere(found, LLVMGetOperand(address, 2), builder);
	if (is_inside(found, LLVMGetOperand(address, 2)))
		return context_address_build_elsewhere(found, LLVMGetOperand(address, 1), builder);
	return build_select(found, address, builder, context_address_build_elsewhere);
}

static LLVMValueRef build_socket(const struct context_address *found, LLVMValueRef address,
				 LLVMBuilderRef builder)
{
	if (is_base(found, address))
		return address;
	if (LLVMIsAGetElementPtrInst(address))
		return build_socket(found, LLVMGetOperand(address, 0), builder);
	if (LLVMIsAPHINode(address))
		return build_phi(found, address, build_socket);
	if (!LLVMIsASelectInst(address))
		return LLVMConstNull(LLVMTypeOf(address));
	LLVMPositionBuilderBefore(builder, address);
	return build_select(found, address, builder, build_socket);
}

LLVMValueRef context_address_build_base(const struct context_address *found, LLVMValueRef address)
{
	LLVMBuilderRef builder;
	LLVMValueRef base;

	if (found->context)
		return found->context;
	builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(address)));
	base = build_socket(found, address, builder);
	LLVMDisposeBuilder(builder);
	return base;
}
