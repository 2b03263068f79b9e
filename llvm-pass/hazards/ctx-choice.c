// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * ctx-choice: a field of the context read or written at an address that was chosen first.
 *
 *	c ? skb->priority : skb->mark	r2 = 8 or 32; r1 += r2
 *					w0 = *(u32 *)(r1 + 0)	; "dereference of modified ctx ptr"
 *	skb->cb[i & 3]			r1 += 4 * i		; "variable ctx access"
 *
 * InstCombine (foldPHIArgLoadIntoPHI()) makes one load of the two, of a phi of their addresses;
 * SimplifyCFG sinks two stores in the same way, makes a select of the phi, and InstCombine one of
 * the offsets. The verifier wants the context itself and a displacement in each access, because it
 * rewrites most of them. So
 *
 *	load p	==>	number of the place that p points at
 *			if (number == 8) load context + 8
 *			else if ...
 *			else load context + the last
 *
 * The same holds of a socket, to which nothing may be added: "R2 pointer arithmetic on sock
 * prohibited". And one instruction may not access the context or a socket on one path, and
 * something else on another: "same insn cannot be used with different pointers".
 *
 * The places are all that p can point at: the address's choices, and the values that LLVM proves
 * its indices to have. Each load is followed by an empty assembly with side effects, which no pass
 * sinks or merges.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "llvm-pass/context/context.h"
#include "llvm-pass/context/context_address.h"

/* Of hazards.def: the kernels before 7.1 only. */
enum { EVERY_KERNEL = 0, BEFORE_7_1 = 1 };

static LLVMValueRef address_of(LLVMValueRef access)
{
	return LLVMGetOperand(access, LLVMIsALoadInst(access) ? 0 : 1);
}

/* Puts what lies elsewhere, as one place, behind those in the context: it needs no question. */
static void order(struct value_set *places)
{
	size_t elsewhere = 0, count = places->count;

	while (elsewhere < count && context_address_is_elsewhere(places->values[elsewhere]))
		elsewhere++;
	if (!elsewhere)
		return;
	places->count = count - elsewhere + 1;
	for (size_t i = elsewhere; i < count; i++)
		places->values[i - elsewhere] = places->values[i];
	places->values[places->count - 1] = INT64_MIN;
}

/* One instruction for the context and something else is never allowed. */
static bool has_elsewhere(const struct context_address *address)
{
	const struct value_set *places = &address->places;

	return places->count && (context_address_is_elsewhere(places->values[0]) ||
				 context_address_is_elsewhere(places->values[places->count - 1]));
}

static unsigned int variant_of(const struct context_address *address)
{
	enum context_address_rule rule;

	if (address->socket)
		return EVERY_KERNEL;
	rule = context_rule(address->context);
	if (has_elsewhere(address))
		return EVERY_KERNEL;
	if (rule == CONTEXT_ANY || (rule == CONTEXT_FIXED_SUM && !address->indexed))
		return BEFORE_7_1;
	return EVERY_KERNEL;
}

static int look_at(const struct function_facts *facts, LLVMValueRef access,
		   struct findings *findings)
{
	struct finding finding = { .place = access };
	struct context_address *found = malloc(sizeof(*found));

	if (!found)
		return -ENOMEM;
	if (!context_address_find(facts->analyses, address_of(access), access, found) ||
	    !(found->varies || found->moved)) {
		free(found);
		return 0;
	}
	finding.variant = variant_of(found);
	finding.harmless = !found->moved && context_address_is_start(found);
	order(&found->places);
	finding.obstacle = found->obstacle;
	if (LLVMGetOrdering(access) != LLVMAtomicOrderingNotAtomic)
		finding.obstacle = "the access is atomic";
	finding.details = found;
	return findings_add(findings, finding);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			if (LLVMIsALoadInst(i) || LLVMIsAStoreInst(i))
				error = look_at(facts, i, findings);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct context_address *address = finding->details;
	const char *does = LLVMIsALoadInst(finding->place) ? "read" : "written";

	if (address->socket)
		snprintf(text, size,
			 "LLVM chooses which field of a socket is read before one access to it, "
			 "and the verifier of Linux %s rejects that: \"pointer arithmetic on sock "
			 "prohibited\" or \"same insn cannot be used with different pointers\"",
			 kernels);
	else if (address->moved)
		snprintf(text, size,
			 "the context is %s behind the start of a field that CO-RE relocates, and "
			 "the verifier of Linux %s rejects that: \"dereference of modified ctx "
			 "ptr\"",
			 does, kernels);
	else if (finding->harmless)
		snprintf(text, size,
			 "LLVM chooses which field of the context is %s before one access to it; "
			 "all are at its start, where the verifier of Linux %s takes that",
			 does, kernels);
	else if (address->indexed)
		snprintf(text, size,
			 "the context is %s at an index that varies, and the verifier of Linux %s "
			 "rejects that: \"variable ctx access\" or \"dereference of modified ctx "
			 "ptr\"",
			 does, kernels);
	else
		snprintf(text, size,
			 "LLVM chooses which field of the context is %s before one access to it, "
			 "and the verifier of Linux %s rejects that: \"dereference of modified ctx "
			 "ptr\" or \"%s\"",
			 does, kernels,
			 has_elsewhere(address) ? "same insn cannot be used with different pointers"
						: "variable ctx access");
}

/* An empty assembly that stays where it is: what stands before it is not sunk behind it. */
static void build_anchor(LLVMBuilderRef builder, LLVMContextRef context)
{
	static char nothing[] = "";
	LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(context), NULL, 0, false);
	LLVMValueRef assembly = LLVMGetInlineAsm(type, nothing, 0, nothing, 0, true, false,
						 LLVMInlineAsmDialectATT, false);

	LLVMBuildCall2(builder, type, assembly, NULL, 0, "");
}

/* Builds the access to one place, at the end of a block that has its branch. */
static LLVMValueRef build_access(LLVMBuilderRef builder, const struct finding *finding,
				 LLVMValueRef base, LLVMBasicBlockRef block, int64_t number)
{
	LLVMValueRef access = LLVMInstructionClone(finding->place);

	LLVMPositionBuilderBefore(builder, LLVMGetBasicBlockTerminator(block));
	LLVMSetOperand(
		access, LLVMIsALoadInst(access) ? 0 : 1,
		context_address_is_elsewhere(number)
			? context_address_build_elsewhere(finding->details, address_of(access),
							  builder)
			: context_address_build_place(finding->details, base, number, builder));
	LLVMInsertIntoBuilder(builder, access);
	build_anchor(builder, LLVMGetTypeContext(LLVMTypeOf(access)));
	return access;
}

/*
 * Splits the access's block before it into a chain of questions. No freeze is needed: the number is
 * computed as the address is, and an access through one that is poison is undefined itself. Writes
 * the block of each place to blocks; all go to the access.
 */
static void build_questions(LLVMBuilderRef builder, const struct finding *finding,
			    LLVMValueRef number, LLVMBasicBlockRef *blocks)
{
	const struct value_set *places = &((struct context_address *)finding->details)->places;
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(number));
	LLVMBasicBlockRef asking = LLVMGetInstructionParent(finding->place), done = asking;
	size_t last = places->count - 1;

	for (size_t i = 0; i < last; i++) {
		LLVMValueRef value =
			LLVMConstInt(LLVMTypeOf(number), (uint64_t)places->values[i], true);
		LLVMValueRef answer;

		if (!i)
			LLVMPositionBuilderBefore(builder, finding->place);
		else
			LLVMPositionBuilderAtEnd(builder, asking);
		answer = LLVMBuildICmp(builder, LLVMIntEQ, number, value, "");
		if (!i) {
			blocks[0] = bridge_split_if(answer, finding->place);
			done = LLVMGetInstructionParent(finding->place);
		} else {
			blocks[i] = LLVMInsertBasicBlockInContext(context, done, "");
			LLVMBuildCondBr(builder, answer, blocks[i], done);
			LLVMPositionBuilderAtEnd(builder, blocks[i]);
			LLVMBuildBr(builder, done);
		}
		blocks[i + 1] = LLVMInsertBasicBlockInContext(context, done, "");
		LLVMSetSuccessor(LLVMGetBasicBlockTerminator(asking), 1, blocks[i + 1]);
		asking = blocks[i + 1];
	}
	LLVMPositionBuilderAtEnd(builder, asking);
	LLVMBuildBr(builder, done);
}

/* Puts what the places' loads read in place of the one load. */
static void join(LLVMBuilderRef builder, LLVMValueRef load, LLVMValueRef *loads,
		 LLVMBasicBlockRef *blocks, size_t count)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(load);
	LLVMValueRef value;

	LLVMPositionBuilderBefore(builder, LLVMGetFirstInstruction(block));
	value = LLVMBuildPhi(builder, LLVMTypeOf(load), "");
	LLVMAddIncoming(value, loads, blocks, (unsigned int)count);
	LLVMReplaceAllUsesWith(load, value);
}

static void mend(const struct finding *finding)
{
	const struct context_address *address = finding->details;
	LLVMValueRef place = finding->place, accesses[VALUE_SET_MOST];
	LLVMValueRef base = context_address_build_base(address, address_of(place));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(LLVMTypeOf(place)));
	LLVMBasicBlockRef blocks[VALUE_SET_MOST];
	size_t count = address->places.count;

	if (count == 1) {
		LLVMPositionBuilderBefore(builder, place);
		LLVMSetOperand(place, LLVMIsALoadInst(place) ? 0 : 1,
			       context_address_build_place(address, base, address->places.values[0],
							   builder));
		LLVMDisposeBuilder(builder);
		return;
	}
	build_questions(builder, finding, context_address_build_number(address, address_of(place)),
			blocks);
	for (size_t i = 0; i < count; i++)
		accesses[i] =
			build_access(builder, finding, base, blocks[i], address->places.values[i]);
	if (LLVMIsALoadInst(place))
		join(builder, place, accesses, blocks, count);
	LLVMInstructionEraseFromParent(place);
	LLVMDisposeBuilder(builder);
}

const struct hazard ctx_choice = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend accesses each place by itself",
	.mended = "accessed each place by itself",
};
