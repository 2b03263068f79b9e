// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * no-exit: a way through a function ends in "unreachable", and BPF has no instruction for that.
 *
 *	bpf_throw(3);		call bpf_throw		; noreturn: no trap, no exit
 *				<the next block, or the end of the function>
 *
 *	*p = 1;	(p is NULL)	up to LLVM 20: nothing at all
 *				from LLVM 21 on: call __bpf_trap
 *	__builtin_trap();	up to LLVM 20: does not compile ("abort is not supported")
 *				from LLVM 21 on: call __bpf_trap
 *
 * No verifier knows of functions that do not return: it walks on into the block that happens to
 * follow, or says "last insn is not an exit or jmp"; of an empty function not even libbpf can
 * read the object. __bpf_trap is a kfunc of 6.16, and a verifier that comes to it refuses. See
 * NoTrapAfterNoreturn and TrapUnreachable in BPFTargetMachine.cpp.
 *
 * The mend puts an exit there: a return of 0, or of what the program type asks for. Its licence
 * needs no prover. That "unreachable" is executed is undefined behaviour, and what replaces
 * undefined behaviour refines it, in any function. A trap is not undefined: it ends the program.
 * A return does that, too, in a program, and in a subprogram whose callers have nothing left to do
 * (program_end.h); from any other the caller would go on, so there it is only told of.
 *
 * Left alone: the default of a switch, which no code is made for; what follows inline assembly,
 * which may have its exit in it, as naked functions do.
 */
#include "llvm-pass/hazards/hazard.h"

#include <stdio.h>
#include <string.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/bpf/return_ranges.h"
#include "llvm-pass/hazards/no-exit/program_end.h"
#include "llvm-pass/ir/called.h"

static bool is_trap(LLVMValueRef instruction)
{
	return calls_intrinsic(instruction, "llvm.trap") ||
	       calls_intrinsic(instruction, "llvm.ubsantrap");
}

/* What no code is made for. */
static bool is_silent(LLVMValueRef instruction)
{
	return LLVMIsADbgInfoIntrinsic(instruction) ||
	       calls_intrinsic(instruction, "llvm.lifetime.end");
}

/* The instruction before another that code is made for, in its block; NULL if there is none. */
static LLVMValueRef before(LLVMValueRef instruction)
{
	LLVMValueRef i = LLVMGetPreviousInstruction(instruction);

	while (i && is_silent(i))
		i = LLVMGetPreviousInstruction(i);
	return i;
}

static bool has_attribute(LLVMValueRef function, const char *name)
{
	return LLVMGetEnumAttributeAtIndex(function, LLVMAttributeFunctionIndex,
					   LLVMGetEnumAttributeKindForName(name, strlen(name)));
}

static bool is_noreturn_call(LLVMValueRef instruction)
{
	unsigned int kind = LLVMGetEnumAttributeKindForName("noreturn", strlen("noreturn"));
	LLVMValueRef called;

	if (!LLVMIsACallInst(instruction))
		return false;
	called = LLVMGetCalledValue(instruction);
	return LLVMGetCallSiteEnumAttribute(instruction, LLVMAttributeFunctionIndex, kind) ||
	       (LLVMIsAFunction(called) && has_attribute(called, "noreturn"));
}

/* True if a block is only the default of switches: they are selected without it. */
static bool is_only_default(LLVMBasicBlockRef block)
{
	LLVMValueRef value = LLVMBasicBlockAsValue(block);
	bool any = false;

	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef from = LLVMGetUser(use);

		if (!LLVMIsASwitchInst(from) || LLVMGetSwitchDefaultDest(from) != block)
			return false;
		any = true;
	}
	return any;
}

static const struct hazard no_exit_call, no_exit_trap;

static int look_at(LLVMValueRef unreachable, struct findings *findings)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(unreachable));
	LLVMValueRef last = before(unreachable);
	struct finding finding = { .place = unreachable };

	if (last ? calls_assembly(last) : is_only_default(LLVMGetInstructionParent(unreachable)))
		return 0;
	if (last && is_trap(last)) {
		finding.place = last;
		finding.as = &no_exit_trap;
		finding.in_callers = !is_entered_by_kernel(function);
		if (!return_ends_program(function))
			finding.obstacle = "a trap ends the program, and a return from this "
					   "function does not: inlined, it could be";
	} else if (last && is_noreturn_call(last)) {
		finding.place = last;
		finding.as = &no_exit_call;
	}
	return findings_add(findings, finding);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	int error = 0;

	if (has_attribute(facts->function, "naked"))
		return 0;
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

		if (LLVMIsAUnreachableInst(end))
			error = look_at(end, findings);
	}
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "only undefined behaviour leads here (a NULL pointer, an index out of bounds, an "
		 "uninitialised variable, a promise that is not kept), so LLVM ends the code with "
		 "no exit, but with nothing or with a call of __bpf_trap(): Linux %s will refuse "
		 "what comes of it",
		 kernels);
}

static void explain_call(const struct finding *finding, const char *kernels, char *text,
			 size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "this call is declared not to return, so LLVM puts no exit behind it: the "
		 "verifier of Linux %s goes on into whatever follows, or says \"last insn is not "
		 "an exit or jmp\"",
		 kernels);
}

/* What a trap of -fsanitize-trap is for, or NULL. */
static const char *trap_kind(LLVMValueRef trap)
{
	static const char *const kinds[] = {
#define TRAP_KIND(number, words) [number] = (words),
#include "llvm-pass/hazards/no-exit/trap_kinds.def"
#undef TRAP_KIND
	};
	LLVMValueRef number;
	unsigned long long kind;

	if (!calls_intrinsic(trap, "llvm.ubsantrap"))
		return NULL;
	number = LLVMGetOperand(trap, 0);
	kind = LLVMConstIntGetZExtValue(number);
	return kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] : NULL;
}

static void explain_trap(const struct finding *finding, const char *kernels, char *text,
			 size_t size)
{
	const char *kind = trap_kind(finding->place);

	snprintf(text, size,
		 "this trap%s%s%s is no instruction of BPF: LLVM refuses it (\"abort\"), or calls "
		 "__bpf_trap(), and then Linux %s will refuse the program if it may come here: "
		 "\"unexpected __bpf_trap() due to uninitialized variable?\"",
		 kind ? ", for " : "", kind ? kind : "", kind ? "," : "", kernels);
}

/* What the function may return: 0, unless its program type asks for something else. */
static LLVMValueRef exit_value(LLVMValueRef function, LLVMTypeRef type)
{
	if (LLVMGetTypeKind(type) == LLVMIntegerTypeKind && is_entered_by_kernel(function))
		return LLVMConstInt(type, (unsigned long long)return_exit_value(function), true);
	return LLVMConstNull(type);
}

/* What was said of all that the function returns, and is not true of the new return. */
static void forget_attributes(LLVMValueRef function)
{
	static const char *const returned[] = { "nonnull", "range", "dereferenceable", "align" };
	/* A cold function goes into a section of its own, in which libbpf takes it for a program.
	 */
	static const char *const never[] = { "noreturn", "cold" };

	for (size_t i = 0; i < sizeof(returned) / sizeof(*returned); i++) {
		unsigned int kind =
			LLVMGetEnumAttributeKindForName(returned[i], strlen(returned[i]));

		/* LLVM 16 has no range. */
		if (kind)
			LLVMRemoveEnumAttributeAtIndex(function, LLVMAttributeReturnIndex, kind);
	}
	for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
		LLVMRemoveEnumAttributeAtIndex(
			function, LLVMAttributeFunctionIndex,
			LLVMGetEnumAttributeKindForName(never[i], strlen(never[i])));
}

static void return_at(LLVMValueRef unreachable)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(unreachable));
	LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));
	LLVMBuilderRef builder =
		LLVMCreateBuilderInContext(LLVMGetModuleContext(LLVMGetGlobalParent(function)));

	LLVMPositionBuilderBefore(builder, unreachable);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(unreachable));
	if (LLVMGetTypeKind(type) == LLVMVoidTypeKind)
		LLVMBuildRetVoid(builder);
	else
		LLVMBuildRet(builder, exit_value(function, type));
	LLVMDisposeBuilder(builder);
	LLVMInstructionEraseFromParent(unreachable);
	forget_attributes(function);
}

static void mend(const struct finding *finding)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(finding->place);

	return_at(LLVMGetBasicBlockTerminator(block));
}

/* What calls a function that now returns, and had nothing behind the call, returns too. */
static void return_in_callers(LLVMValueRef function)
{
	if (is_entered_by_kernel(function))
		return;
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMBasicBlockRef block = LLVMGetInstructionParent(LLVMGetUser(use));
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

		if (LLVMIsAUnreachableInst(end))
			return_at(end);
		return_in_callers(LLVMGetBasicBlockParent(block));
	}
}

static void mend_trap(const struct finding *finding)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(finding->place);

	mend(finding);
	LLVMInstructionEraseFromParent(finding->place);
	return_in_callers(LLVMGetBasicBlockParent(block));
}

static const struct hazard no_exit_call = {
	.explain = explain_call,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend returns behind it, and so does the source if the "
		  "function is not declared noreturn",
	.mended = "returned behind the call",
};

static const struct hazard no_exit_trap = {
	.explain = explain_trap,
	.mend = mend_trap,
	.advice = "-mllvm -bpfmend-mode=mend ends the program here, and so does a return",
	.mended = "ended the program in place of the trap",
};

const struct hazard no_exit = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend returns here; -fsanitize=undefined "
		  "-fsanitize-trap=undefined has the undefined behaviour named",
	.mended = "returned here",
};
