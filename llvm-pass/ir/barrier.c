// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Builds and recognises barriers; see barrier.h. */
#include "llvm-pass/ir/barrier.h"

#include <string.h>

#include "llvm-pass/bridge/bridge.h"

/* One output, in a register, and one input, in the same register. */
static char constraints[] = "=r,0";

static LLVMTypeRef assembly_type(LLVMTypeRef value)
{
	return LLVMFunctionType(value, &value, 1, false);
}

static LLVMValueRef assembly(LLVMTypeRef value)
{
	static char nothing[] = "";

	return LLVMGetInlineAsm(assembly_type(value), nothing, 0, constraints, strlen(constraints),
				false, false, LLVMInlineAsmDialectATT, false);
}

static void add_attribute(LLVMValueRef call, const char *name)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(call));
	unsigned int kind = LLVMGetEnumAttributeKindForName(name, strlen(name));

	LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
				 LLVMCreateEnumAttribute(context, kind, 0));
}

LLVMValueRef barrier_build_at(LLVMBuilderRef builder, LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);
	LLVMValueRef call =
		LLVMBuildCall2(builder, assembly_type(type), assembly(type), &value, 1, "");

	add_attribute(call, "nounwind");
	add_attribute(call, "willreturn");
	/* Its value 0 stands for memory(none). */
	add_attribute(call, "memory");
	return call;
}

LLVMValueRef barrier_build(LLVMValueRef value, LLVMValueRef before)
{
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(value)));
	LLVMValueRef call;

	LLVMPositionBuilderBefore(builder, before);
	call = barrier_build_at(builder, value);
	LLVMDisposeBuilder(builder);
	return call;
}

bool barrier_is(LLVMValueRef value)
{
	return bridge_is_assembly(value, "", constraints) &&
	       LLVMTypeOf(value) == LLVMTypeOf(LLVMGetOperand(value, 0));
}
