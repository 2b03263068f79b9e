// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * atomic-result: whether an atomic operation returns what was there (BPF_FETCH) is not what the
 * program needs.
 *
 *	__sync_fetch_and_add(&n, 1);	r1 = atomic_fetch_add((u64 *)(r2 + 0), r1)	; 5.12 and
 * later
 *	__atomic_fetch_add(&n, 1, __ATOMIC_RELAXED)
 *					lock *(u64 *)(r2 + 0) += r1
 *	... and its result used:	r0 = r1		; the addend
 *
 * From LLVM 20 on BPFInstrInfo.td selects by the order of an atomicrmw: a relaxed one without
 * BPF_FETCH, all others with it. Both ways are wrong where the result says otherwise. Kernels
 * before 5.12 know nothing but an addition that returns nothing, so a counter that runs everywhere
 * does not load there. And a relaxed operation whose result is used keeps its operand in the
 * register: every kernel loads that and computes the wrong number. Of "and", "or" and "xor" of 64
 * bits LLVM asks whether the result is used; of those of 32 bits, and of sums and differences, it
 * does not.
 *
 * Nothing of this is taken for granted: the backend is asked, and what it made is compared with
 * what the IR uses. The mend changes the order. A stronger one keeps every meaning. A weaker one is
 * what LLVM before 20 selected for the same C, and the only operation that those kernels have: on
 * machines that reorder memory it is no barrier any more. So it is done only for an order that
 * __sync_fetch_and_add() cannot help giving, and only if such a kernel is asked for.
 */
#include "llvm-pass/hazards/hazard.h"

#include <stdio.h>
#include <linux/bpf.h>

#include "llvm-pass/emit/emitted.h"
#include "llvm-pass/ir/value_map.h"

/* In hazards.def: the instruction does not return what is used. */
#define RESULT_LOST 1

/* Which instructions an atomic operation of the IR became, apart. */
struct selected {
	struct value_map returning, silent; /* what is duplicated may be in both */
	/* One that returns nothing came from no instruction that is known: it may be any. */
	bool plain_of_any;
};

static bool is_used(LLVMValueRef instruction)
{
	return LLVMGetFirstUse(instruction) != NULL;
}

static bool is_sum(LLVMValueRef atomic)
{
	LLVMAtomicRMWBinOp operation = LLVMGetAtomicRMWBinOp(atomic);

	return operation == LLVMAtomicRMWBinOpAdd || operation == LLVMAtomicRMWBinOpSub;
}

/* What BPF has in both forms. */
static bool has_both_forms(LLVMValueRef atomic)
{
	LLVMAtomicRMWBinOp operation = LLVMGetAtomicRMWBinOp(atomic);

	return is_sum(atomic) || operation == LLVMAtomicRMWBinOpAnd ||
	       operation == LLVMAtomicRMWBinOpOr || operation == LLVMAtomicRMWBinOpXor;
}

static bool may_lose_result(LLVMValueRef i)
{
	return LLVMIsAAtomicRMWInst(i) && is_used(i) && has_both_forms(i) &&
	       LLVMGetOrdering(i) == LLVMAtomicOrderingMonotonic;
}

static bool may_fetch_for_nothing(LLVMValueRef i)
{
	return LLVMIsAAtomicRMWInst(i) && !is_used(i) && is_sum(i) &&
	       LLVMGetOrdering(i) != LLVMAtomicOrderingMonotonic;
}

static bool suspect(LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (may_lose_result(i) || may_fetch_for_nothing(i))
				return true;
	return false;
}

static bool has(const struct value_map *atomics, LLVMValueRef atomic)
{
	return value_map_get(atomics, atomic) != VALUE_MAP_NONE;
}

static bool is_atomic(const struct instruction *instruction)
{
	return BPF_CLASS(instruction->code) == BPF_STX && BPF_MODE(instruction->code) == BPF_ATOMIC;
}

static int add(struct value_map *atomics, LLVMValueRef atomic)
{
	return has(atomics, atomic) ? 0 : value_map_add(atomics, atomic, 0);
}

/* Sorts the atomic instructions of a function by what they came from. Returns 0 or -ENOMEM. */
static int find_selected(const struct emission *emission, LLVMValueRef function,
			 struct selected *selected)
{
	size_t which = emitted_function(emission, function);
	const struct function *code = &emission->code.functions[which];
	int error = 0;

	if (which == emission->code.function_count)
		return 0;
	for (size_t i = code->first; i < code->first + code->count && !error; i++) {
		bool fetches = emission->code.code[i].number & BPF_FETCH;
		LLVMValueRef from = emission->from[i];

		if (!is_atomic(&emission->code.code[i]))
			continue;
		if (from && LLVMIsAAtomicRMWInst(from))
			error = add(fetches ? &selected->returning : &selected->silent, from);
		else
			/* What the program wrote in assembly is its own. */
			selected->plain_of_any |= !fetches && !(from && LLVMIsACallInst(from));
	}
	return error;
}

static int add_lost(LLVMValueRef atomic, struct findings *findings);

static int look_at(LLVMValueRef i, const struct selected *selected, struct findings *findings)
{
	static const char asked_for[] = "its order was asked for, and an atomic operation of these "
					"kernels keeps none";

	if (may_lose_result(i) && (selected->plain_of_any || has(&selected->silent, i)))
		return add_lost(i, findings);
	if (!may_fetch_for_nothing(i) || !has(&selected->returning, i))
		return 0;
	return findings_add(
		findings,
		(struct finding){
			.place = i,
			.obstacle = LLVMGetOrdering(i) == LLVMAtomicOrderingSequentiallyConsistent
					    ? NULL
					    : asked_for,
		});
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct selected selected = { 0 };
	int error = find_selected(&facts->code->emission, facts->function, &selected);

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			error = look_at(i, &selected, findings);
	value_map_free(&selected.returning);
	value_map_free(&selected.silent);
	return error;
}

static void explain_fetch(const struct finding *finding, const char *kernels, char *text,
			  size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "nothing uses what this atomic operation returns, but LLVM has it returned, which "
		 "Linux %s does not know: \"BPF_STX uses reserved fields\"",
		 kernels);
}

static void mend_fetch(const struct finding *finding)
{
	bridge_set_order(finding->place, LLVMAtomicOrderingMonotonic);
}

static void explain_lost(const struct finding *finding, const char *kernels, char *text,
			 size_t size)
{
	(void)finding;
	snprintf(text, size,
		 "what this relaxed atomic operation returns is used, but LLVM selects an "
		 "instruction that returns nothing: on Linux %s the program loads, and takes the "
		 "operand for what was there",
		 kernels);
}

static void mend_lost(const struct finding *finding)
{
	bridge_set_order(finding->place, LLVMAtomicOrderingAcquireRelease);
}

static const struct hazard atomic_result_lost = {
	.explain = explain_lost,
	.mend = mend_lost,
	.advice = "-mllvm -bpfmend-mode=mend has it returned, and so does __ATOMIC_ACQ_REL in "
		  "place of __ATOMIC_RELAXED",
	.mended = "had it returned",
	.runs_wrongly = true,
};

static int add_lost(LLVMValueRef atomic, struct findings *findings)
{
	return findings_add(findings, (struct finding){
					      .place = atomic,
					      .variant = RESULT_LOST,
					      .as = &atomic_result_lost,
				      });
}

const struct hazard atomic_result = {
	.suspect = suspect,
	.detect = detect,
	.explain = explain_fetch,
	.mend = mend_fetch,
	.advice = "-mllvm -bpfmend-mode=mend makes it relaxed, and so does __atomic_fetch_add() "
		  "with __ATOMIC_RELAXED",
	.mended = "made it relaxed",
	.of_instructions = true,
};
