// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * loop-end: a loop that ends, and whose end a verifier does not see.
 *
 *	for (i = n; i > 0; i--)		r1 += -1
 *		sum += value[i - 1];	if r1 != 0x0 goto loop	; "BPF program is too large"
 *
 * A verifier walks a loop turn by turn, and knows that it ends where what it knows of the number
 * that is compared leaves no other way. IndVarSimplify.cpp and LoopStrengthReduce.cpp compare with
 * "is not", because numbers that take steps of one cannot pass what they are compared with. Before
 * 6.8 verifiers learn nothing of "is not"; all of them learn nothing of a number that is compared
 * in another register than it is counted in. So they count on, past the end.
 *
 * The walk of the code shows it: it goes round the loop more often than the source does. How often
 * that is, the prover tells: the phi that counts the loop is proved to be from FIRST to LAST
 * wherever it has been computed, and takes the same step each time, so the loop's start is executed
 * (LAST - FIRST) / step + 1 times at most. The mend counts these turns with constants, of which a
 * verifier knows each, and leaves the loop when there would be one too many, which never is.
 *
 * What cannot be proved to end gets nothing: the source may be what has no end.
 */
#include "llvm-pass/hazards/loop-end/counted_loop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/ir/barrier.h"

struct details {
	struct counted_loop loop;
	uint64_t turns; /* at most; the licence's */
	unsigned long walked; /* by a verifier */
	char kernels[sizeof(((struct refused *)0)->kernels)];
};

static int add(const struct refused *refused, const struct counted_loop *loop,
	       struct findings *findings)
{
	struct details *details;

	for (size_t i = 0; i < findings->count; i++) {
		details = findings->items[i].details;
		if (details->loop.header == loop->header)
			return 0;
	}
	details = malloc(sizeof(*details));
	if (!details)
		return -ENOMEM;
	*details = (struct details){ .loop = *loop, .walked = refused->rounds };
	snprintf(details->kernels, sizeof(details->kernels), "%s", refused->kernels);
	return findings_add(findings, (struct finding){ .place = loop->end,
							.kernels = details->kernels,
							.if_licensed = true,
							.details = details });
}

/* True if a block may leave a loop because two numbers are, or are not, the same. */
static bool ends_with_equality(const struct function_facts *facts, LLVMBasicBlockRef block)
{
	LLVMValueRef branch = LLVMGetBasicBlockTerminator(block), condition;

	if (!LLVMIsABranchInst(branch) || !LLVMIsConditional(branch))
		return false;
	condition = LLVMGetCondition(branch);
	return LLVMIsAICmpInst(condition) &&
	       (LLVMGetICmpPredicate(condition) == LLVMIntEQ ||
		LLVMGetICmpPredicate(condition) == LLVMIntNE) &&
	       LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(condition, 0))) == LLVMIntegerTypeKind &&
	       bridge_leaves_loop(facts->analyses, branch);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function);
	     block && !*facts->trusts; block = LLVMGetNextBasicBlock(block))
		*facts->trusts = ends_with_equality(facts, block);

	for (size_t i = 0; i < facts->refused_count && !error; i++) {
		struct counted_loop loop;

		if (facts->refused[i].rounds && facts->refused[i].function == facts->function &&
		    counted_loop_around(facts->analyses, facts->refused[i].at, &loop))
			error = add(&facts->refused[i], &loop, findings);
	}
	return error;
}

static const char *licence(const struct function_facts *facts, const struct finding *finding)
{
	struct details *details = finding->details;

	details->turns = counted_loop_turns(facts->analyses, finding->place, &details->loop);
	if (!details->turns)
		return "it cannot be proved to end";
	return details->walked > details->turns ? NULL : "verifiers may see its end";
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct details *details = finding->details;

	snprintf(
		text, size,
		"this loop has ended after %llu turns, but the verifier of Linux %s loses track of "
		"that in the instructions that LLVM makes of it, and walks on",
		(unsigned long long)details->turns, kernels);
}

/* Counts the turns. Returns how many have begun, in a number of which LLVM knows nothing. */
static LLVMValueRef build_count(LLVMBuilderRef builder, const struct counted_loop *loop)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(loop->phi));
	LLVMTypeRef type = LLVMInt64TypeInContext(context);
	LLVMValueRef count, next;

	LLVMPositionBuilderBefore(builder, loop->phi);
	count = LLVMBuildPhi(builder, type, "");
	LLVMPositionBuilderBefore(builder, loop->end);
	next = LLVMBuildAdd(builder, count, LLVMConstInt(type, 1, false), "");
	next = barrier_build_at(builder, next);
	for (unsigned int i = 0; i < LLVMCountIncoming(loop->phi); i++) {
		LLVMBasicBlockRef from = LLVMGetIncomingBlock(loop->phi, i);
		LLVMValueRef first = LLVMConstNull(type);

		LLVMAddIncoming(count, from == loop->before ? &first : &next, &from, 1);
	}
	return next;
}

/* The block that leaves the loop comes from another block, too, with the same numbers. */
static void add_way(LLVMBasicBlockRef to, LLVMBasicBlockRef as, LLVMBasicBlockRef from)
{
	for (LLVMValueRef phi = LLVMGetFirstInstruction(to); phi && LLVMIsAPHINode(phi);
	     phi = LLVMGetNextInstruction(phi))
		for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
			LLVMValueRef value = LLVMGetIncomingValue(phi, i);

			if (LLVMGetIncomingBlock(phi, i) != as)
				continue;
			LLVMAddIncoming(phi, &value, &from, 1);
			break;
		}
}

static void mend(const struct finding *finding)
{
	const struct details *details = finding->details;
	const struct counted_loop *loop = &details->loop;
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(loop->phi));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMBasicBlockRef leaves;
	LLVMValueRef count, last, above;

	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(loop->end));
	count = build_count(builder, loop);
	/* Behind the end of the last turn there is none; at another place in it there may be. */
	last = LLVMConstInt(LLVMTypeOf(count), details->turns - loop->ends_turn, false);
	above = LLVMBuildICmp(builder, LLVMIntUGT, count, last, "");
	leaves = bridge_split_if(above, loop->end);
	LLVMInstructionEraseFromParent(LLVMGetBasicBlockTerminator(leaves));
	LLVMPositionBuilderAtEnd(builder, leaves);
	LLVMBuildBr(builder, loop->exit);
	add_way(loop->exit, LLVMGetInstructionParent(loop->end), leaves);
	LLVMDisposeBuilder(builder);
}

const struct hazard loop_end = {
	.detect = detect,
	.licence = licence,
	.explain = explain,
	.mend = mend,
	.advice =
		"-mllvm -bpfmend-mode=mend counts its turns, and so does a counter from 0 up to a "
		"constant that the loop ends at, too",
	.mended = "counted the turns of the loop",
	.lives_long = true,
};
