// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * pointer-or: an address on the stack whose offset is added with "or".
 *
 *	char b[8]			; at fp-8, 8-byte aligned
 *	... b[i & 7] ...		r1 &= 7
 *					r2 = r10; r2 += -8
 *					r2 |= r1	; "bitwise operator |= on pointer
 * prohibited"
 *
 * DAGCombiner::visitADD() turns a + b into a | b where no bit can be set in both; see
 * frame_address.h. It strikes a variable offset that lies below the object's alignment, and as
 * well a constant that follows a variable one (&pairs[i].second). A constant alone folds into the
 * address. All LLVM versions up to 22 do it, and no kernel's verifier accepts it. Where the index
 * is bounded by a comparison, SelectionDAG does not know the bound, and the addition stays.
 *
 * The mend passes the pointer, not the offset, through a barrier before the first variable offset
 * is added. The FrameIndex was to be put there into a register of its own anyway, so no
 * instruction is added, while an offset may have other users, which would cost a copy; and what
 * the verifier knows of the offset cannot get lost, whether a mask or a comparison bounds it.
 *
 * Pointers that are tested together are in pointer-or-tests.c.
 */
#include "llvm-pass/hazards/pointer-or/pointer-or-tests.h"

#include <stdio.h>
#include <llvm-c/Target.h>

#include "llvm-pass/rewrite/frame_address.h"
#include "llvm-pass/rewrite/frame_base.h"

static LLVMTargetDataRef layout_of(LLVMValueRef function)
{
	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(function));
}

static int look_at(const struct frame *frame, LLVMValueRef gep, struct findings *findings)
{
	struct finding finding = { .place = gep };
	enum frame_addition addition = frame_addition(frame, gep, &finding.object);

	if (addition == FRAME_ADD)
		return 0;
	if (addition == FRAME_OR_CONSTANT)
		finding.advice = "-mllvm -bpfmend-mode=mend keeps the addition";
	return findings_add(findings, finding);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct frame frame = { &facts->objects, facts->analyses, layout_of(facts->function) };
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			if (LLVMIsAGetElementPtrInst(i))
				error = look_at(&frame, i, findings);
			else
				error = pointer_or_tests_find(i, findings);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "LLVM adds this offset to the address of %s with \"|=\", because no bit can be "
		 "set in both, and the verifier of Linux %s rejects that: \"bitwise operator |= on "
		 "pointer prohibited\"",
		 object_name(finding->object, name), kernels);
}

static void mend(const struct finding *finding)
{
	frame_base_hide_start(finding->place);
}

const struct hazard pointer_or = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend keeps the addition, and so does a bound written as a "
		  "comparison instead of a mask",
	.mended = "kept the addition",
	.made = true,
};
