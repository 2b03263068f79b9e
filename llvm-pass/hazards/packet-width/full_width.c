// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Builds wide values beside the narrow ones; see full_width.h. */
#include "llvm-pass/hazards/packet-width/full_width.h"

#include <llvm-c/DebugInfo.h>

static LLVMTypeRef wide_type(LLVMValueRef number)
{
	return LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(number)));
}

/* A builder behind a value: of an argument, at the start of its function. */
static LLVMBuilderRef builder_behind(LLVMValueRef value, LLVMValueRef user)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(value)));
	LLVMBasicBlockRef entry;
	LLVMValueRef at;

	if (LLVMIsAInstruction(value)) {
		at = LLVMGetNextInstruction(value);
	} else {
		entry = LLVMGetEntryBasicBlock(
			LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)));
		at = LLVMGetFirstInstruction(entry);
	}
	while (LLVMIsAPHINode(at))
		at = LLVMGetNextInstruction(at);
	LLVMPositionBuilderBefore(builder, at);
	if (LLVMIsAInstruction(value))
		LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(value));
	return builder;
}

static LLVMValueRef extend(LLVMValueRef number, LLVMValueRef user)
{
	LLVMBuilderRef builder = builder_behind(number, user);
	LLVMValueRef wide = LLVMBuildZExt(builder, number, wide_type(number), "");

	LLVMDisposeBuilder(builder);
	return wide;
}

static LLVMValueRef find(const struct full_width_pair *pairs, size_t count, LLVMValueRef narrow)
{
	for (size_t i = 0; i < count; i++)
		if (pairs[i].narrow == narrow)
			return pairs[i].wide;
	return NULL;
}

static LLVMValueRef note(struct full_width *width, LLVMValueRef narrow, LLVMValueRef wide)
{
	width->pairs[width->count++] = (struct full_width_pair){ narrow, wide };
	return wide;
}

static LLVMValueRef wide_of(struct full_width *width, LLVMValueRef number, LLVMValueRef user);

static LLVMValueRef build_phi(struct full_width *width, LLVMValueRef phi)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(phi)));
	LLVMValueRef wide;

	LLVMPositionBuilderBefore(builder, phi);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(phi));
	wide = note(width, phi, LLVMBuildPhi(builder, wide_type(phi), ""));
	LLVMDisposeBuilder(builder);
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef from = LLVMGetIncomingBlock(phi, i);
		LLVMValueRef in = wide_of(width, LLVMGetIncomingValue(phi, i), phi);

		LLVMAddIncoming(wide, &in, &from, 1);
	}
	return wide;
}

static LLVMValueRef build_select(struct full_width *width, LLVMValueRef select)
{
	LLVMValueRef none = LLVMGetUndef(wide_type(select)), wide;
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(select)));

	LLVMPositionBuilderBefore(builder, select);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(select));
	wide = LLVMBuildSelect(builder, LLVMGetOperand(select, 0), none, none, "");
	LLVMDisposeBuilder(builder);
	note(width, select, wide);
	for (unsigned int i = 1; i <= 2; i++)
		LLVMSetOperand(wide, i, wide_of(width, LLVMGetOperand(select, i), select));
	return wide;
}

static LLVMValueRef build_result(LLVMValueRef result, LLVMValueRef call, LLVMValueRef wide)
{
	LLVMBuilderRef builder;

	if (result == call)
		return wide;
	builder = builder_behind(wide, NULL);
	wide = LLVMBuildExtractValue(builder, wide, *LLVMGetIndices(result), "");
	LLVMDisposeBuilder(builder);
	return wide;
}

/* All results of one assembly become wider at once. */
static LLVMValueRef build_assembly(struct full_width *width, LLVMValueRef number, LLVMValueRef call)
{
	LLVMValueRef built = find(width->calls, width->call_count, call), wide;

	if (built)
		return note(width, number, build_result(number, call, built));
	built = bridge_widen_ties(call);
	width->calls[width->call_count++] = (struct full_width_pair){ call, built };
	wide = note(width, number, build_result(number, call, built));
	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call); i++)
		if (LLVMTypeOf(LLVMGetOperand(call, i)) != LLVMTypeOf(LLVMGetOperand(built, i)))
			LLVMSetOperand(built, i, wide_of(width, LLVMGetOperand(call, i), call));
	return wide;
}

/* user tells the function where a constant is extended. */
static LLVMValueRef wide_of(struct full_width *width, LLVMValueRef number, LLVMValueRef user)
{
	LLVMValueRef known = find(width->pairs, width->count, number), tied;
	unsigned int argument;

	if (known)
		return known;
	if (LLVMIsUndef(number))
		return LLVMConstNull(wide_type(number));
	if (LLVMIsAConstantInt(number))
		return LLVMConstInt(wide_type(number), LLVMConstIntGetZExtValue(number), false);
	if (LLVMIsATruncInst(number) && packet_word_is_64(LLVMGetOperand(number, 0)) &&
	    packet_word_is_short(width->analyses, LLVMGetOperand(number, 0)))
		return LLVMGetOperand(number, 0);
	if (packet_word_passed(number))
		return wide_of(width, packet_word_passed(number), user);
	if (width->count < PACKET_WORD_MOST && packet_word_is(width->analyses, number)) {
		if (LLVMIsAPHINode(number))
			return build_phi(width, number);
		if (LLVMIsASelectInst(number))
			return build_select(width, number);
		tied = bridge_tied_call(number, &argument);
		if (tied)
			return build_assembly(width, number, tied);
	}
	return extend(number, user);
}

LLVMValueRef full_width_of(struct full_width *width, LLVMValueRef number)
{
	return wide_of(width, number, number);
}

void full_width_finish(struct full_width *width)
{
	for (size_t i = 0; i < width->count; i++) {
		LLVMValueRef narrow = width->pairs[i].narrow, cut;
		LLVMBuilderRef builder;
		unsigned int argument;

		if (bridge_tied_call(narrow, &argument))
			continue;
		builder = builder_behind(narrow, NULL);
		cut = LLVMBuildTrunc(builder, width->pairs[i].wide, LLVMTypeOf(narrow), "");
		LLVMDisposeBuilder(builder);
		LLVMReplaceAllUsesWith(narrow, cut);
		LLVMInstructionEraseFromParent(narrow);
	}
	for (size_t i = 0; i < width->call_count; i++)
		bridge_replace_widened(width->calls[i].narrow, width->calls[i].wide);
}
