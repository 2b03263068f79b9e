// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * isa: clang selects an instruction that a kernel does not know.
 *
 * A signed division is "w0 s/= w1" with -mcpu=v4, and 6.1 says "BPF_ALU uses reserved fields"; a
 * switch is "gotox r1" with LLVM 22 and v4, and 6.18 says "unknown opcode 0d".
 *
 * Which it may select is said by -mcpu, for the whole file, and what is said by nothing is a
 * default that grew: v1 up to LLVM 19, v3 from 20 on, and distributions have their own. Which
 * kernels know which instruction is the verifier's table (isa.def).
 *
 * The code tells: the backend is asked, and each instruction is looked up. The backend cannot be
 * told another CPU any more where the pass stands, so what is selected is told of and stays. But
 * for jumps through a table, which a function can have switched off: that is the mend.
 *
 * Left alone: assembly, which says what it wants, and what atomic-result looks at, an addition
 * that returns what nobody uses.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/emit/emitted.h"
#include "llvm-pass/ir/called.h"
#include "llvm-pass/verifier/isa.h"

struct details {
	enum isa isa;
	char kernels[KERNEL_VERSION_TEXT * 2]; /* that do not know it */
};

static LLVMAttributeRef string_attribute(LLVMValueRef function, const char *name)
{
	return LLVMGetStringAttributeAtIndex(function, LLVMAttributeFunctionIndex, name,
					     (unsigned int)strlen(name));
}

/* A function is compiled for more than 5.10 knows: by its CPU, or by what its IR asks for. */
static bool suspect(LLVMValueRef function)
{
	LLVMAttributeRef cpu = string_attribute(function, "target-cpu");
	unsigned int length = 0;

	if (cpu && !strcmp(LLVMGetStringAttributeValue(cpu, &length), "v4"))
		return true;
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (LLVMIsAAtomicRMWInst(i) || LLVMIsAAtomicCmpXchgInst(i))
				return true;
	return false;
}

/* What atomic-result has something to say of. */
static bool is_unused_sum(LLVMValueRef i)
{
	return LLVMIsAAtomicRMWInst(i) && !LLVMGetFirstUse(i) &&
	       (LLVMGetAtomicRMWBinOp(i) == LLVMAtomicRMWBinOpAdd ||
		LLVMGetAtomicRMWBinOp(i) == LLVMAtomicRMWBinOpSub);
}

static bool is_found(const struct findings *findings, LLVMValueRef place, enum isa isa)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].place == place &&
		    ((struct details *)findings->items[i].details)->isa == isa)
			return true;
	return false;
}

static const struct hazard isa_table;

static int add(LLVMValueRef place, enum isa isa, struct findings *findings)
{
	struct kernel_version first = isa_rows[isa].first;
	struct details *details = calloc(1, sizeof(*details));
	struct finding finding = { .place = place, .details = details };

	if (!details)
		return -ENOMEM;
	details->isa = isa;
	snprintf(details->kernels, sizeof(details->kernels), "5.10-%d.%d", first.major,
		 first.minor - 1);
	finding.kernels = details->kernels;
	if (isa == ISA_GOTO_REGISTER) {
		finding.as = &isa_table;
	} else if (isa == ISA_ATOMIC || isa == ISA_ACQUIRE) {
		finding.obstacle = "no instruction that these kernels know does the same";
	} else {
		finding.obstacle =
			"-mcpu is of the whole file; v3 has none of it, and bpfmend cflags "
			"--kernels=LIST chooses what all kernels of the list know";
	}
	return findings_add(findings, finding);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	const struct emission *emission = &facts->code->emission;
	size_t which = emitted_function(emission, facts->function);
	LLVMValueRef last = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(facts->function));
	const struct function *code;
	int error = 0;

	if (which == emission->code.function_count)
		return 0;
	code = &emission->code.functions[which];
	for (size_t i = code->first; i < code->first + code->count && !error; i++) {
		enum isa isa = isa_of(&emission->code.code[i]);

		if (emission->from[i])
			last = emission->from[i];
		if (isa != ISA_BASIC && !calls_assembly(last) && !is_found(findings, last, isa) &&
		    !(isa == ISA_ATOMIC && is_unused_sum(last)))
			error = add(last, isa, findings);
	}
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct details *details = finding->details;

	snprintf(text, size, "LLVM selects %s here, which Linux %s does not know",
		 isa_rows[details->isa].words, kernels);
}

/* LLVM tests and branches in its place. */
static void mend_table(const struct finding *finding)
{
	static const char name[] = "no-jump-tables", value[] = "true";
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(finding->place));
	LLVMContextRef context = LLVMGetModuleContext(LLVMGetGlobalParent(function));

	LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex,
				LLVMCreateStringAttribute(context, name, sizeof(name) - 1, value,
							  sizeof(value) - 1));
}

static const struct hazard isa_table = {
	.explain = explain,
	.mend = mend_table,
	.advice = "-mllvm -bpfmend-mode=mend has it tested and branched, and so do "
		  "-fno-jump-tables and -mcpu=v3",
	.mended = "switched jump tables off",
	.of_instructions = true,
};

const struct hazard isa = {
	.suspect = suspect,
	.detect = detect,
	.explain = explain,
	.of_instructions = true,
};
