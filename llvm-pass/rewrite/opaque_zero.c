// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Builds and recognises opaque zeroes; see opaque_zero.h. */
#include "llvm-pass/rewrite/opaque_zero.h"

#include <string.h>

#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/bridge/bridge.h"

/* BPF_FUNC_jiffies64: in every program type, since 5.6. */
#define JIFFIES64 118

enum opaque_zero_form opaque_zero_form_of(program_types types)
{
	/*
	 * is_perfmon_prog_type() of kernel/bpf/syscall.c, but for STRUCT_OPS, to which the clock
	 * form is given, and EXT, which may replace a part of any program.
	 */
	static const enum bpf_program_type with_perfmon[] = {
		BPF_PROGRAM_KPROBE,
		BPF_PROGRAM_TRACEPOINT,
		BPF_PROGRAM_PERF_EVENT,
		BPF_PROGRAM_RAW_TRACEPOINT,
		BPF_PROGRAM_RAW_TRACEPOINT_WRITABLE,
		BPF_PROGRAM_TRACING,
		BPF_PROGRAM_LSM,
	};

	for (size_t i = 0; i < sizeof(with_perfmon) / sizeof(*with_perfmon); i++)
		types &= ~(UINT64_C(1) << with_perfmon[i]);
	return types ? OPAQUE_ZERO_CLOCK : OPAQUE_ZERO_FRAME;
}

static LLVMTypeRef word_type(LLVMValueRef near)
{
	return LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(near)));
}

/* Without operands and effects: equal ones may be made one, and unused ones go. */
static char frame_text[] = "$0 = r10\n\t$0 -= r10", frame_constraints[] = "=r";

static LLVMValueRef frame_assembly(LLVMTypeRef word)
{
	return LLVMGetInlineAsm(LLVMFunctionType(word, NULL, 0, false), frame_text,
				strlen(frame_text), frame_constraints, strlen(frame_constraints),
				false, false, LLVMInlineAsmDialectATT, false);
}

static LLVMValueRef build_frame(LLVMBuilderRef builder, LLVMTypeRef word)
{
	LLVMValueRef call = LLVMBuildCall2(builder, LLVMFunctionType(word, NULL, 0, false),
					   frame_assembly(word), NULL, 0, "");
	static const char *const attributes[] = { "nounwind", "willreturn", "memory" };

	/* The value 0 of the last stands for memory(none). */
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		LLVMAddCallSiteAttribute(
			call, LLVMAttributeFunctionIndex,
			LLVMCreateEnumAttribute(LLVMGetTypeContext(word),
						LLVMGetEnumAttributeKindForName(
							attributes[i], strlen(attributes[i])),
						0));
	return call;
}

static LLVMValueRef build_clock(LLVMBuilderRef builder, LLVMTypeRef word, LLVMValueRef before)
{
	LLVMTypeRef pointer = LLVMPointerTypeInContext(LLVMGetTypeContext(word), 0);
	LLVMValueRef helper = LLVMConstIntToPtr(LLVMConstInt(word, JIFFIES64, false), pointer);
	LLVMValueRef now = LLVMBuildCall2(builder, LLVMFunctionType(word, NULL, 0, false), helper,
					  NULL, 0, "");

	return LLVMBuildSub(builder, now, barrier_build(now, before), "");
}

LLVMValueRef opaque_zero_build(enum opaque_zero_form form, LLVMValueRef before)
{
	LLVMTypeRef word = word_type(before);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(word));
	LLVMValueRef zero;

	LLVMPositionBuilderBefore(builder, before);
	zero = form == OPAQUE_ZERO_FRAME ? build_frame(builder, word)
					 : build_clock(builder, word, before);
	LLVMDisposeBuilder(builder);
	return zero;
}

LLVMValueRef opaque_zero_add(LLVMValueRef zero, LLVMValueRef value, LLVMValueRef before)
{
	LLVMTypeRef type = LLVMTypeOf(value);
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	LLVMValueRef sum = zero;

	LLVMPositionBuilderBefore(builder, before);
	if (LLVMTypeOf(zero) != type)
		sum = LLVMBuildTrunc(builder, zero, type, "");
	if (!LLVMIsConstant(value) || !LLVMIsNull(value))
		sum = LLVMBuildAdd(builder, sum, value, "");
	LLVMDisposeBuilder(builder);
	return sum;
}

static bool is_zero(LLVMValueRef value)
{
	if (LLVMIsATruncInst(value))
		value = LLVMGetOperand(value, 0);
	if (LLVMIsACallInst(value))
		return bridge_is_assembly(value, frame_text, frame_constraints);
	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMSub &&
	       barrier_is(LLVMGetOperand(value, 1)) &&
	       LLVMGetOperand(LLVMGetOperand(value, 1), 0) == LLVMGetOperand(value, 0);
}

bool opaque_zero_is_in(LLVMValueRef value)
{
	return is_zero(value) ||
	       (LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMAdd &&
		is_zero(LLVMGetOperand(value, 0)));
}

LLVMValueRef opaque_zero_hide(LLVMBuilderRef builder, LLVMValueRef zero, LLVMValueRef value)
{
	if (LLVMTypeOf(zero) != LLVMTypeOf(value))
		zero = LLVMBuildTrunc(builder, zero, LLVMTypeOf(value), "");
	return LLVMBuildXor(builder, value, zero, "");
}

bool opaque_zero_hides(LLVMValueRef value)
{
	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMXor &&
	       is_zero(LLVMGetOperand(value, 1));
}
