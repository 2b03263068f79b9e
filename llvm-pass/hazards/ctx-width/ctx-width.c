// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * ctx-width: the context accessed in another width than the source has.
 *
 *	skb->mark = (skb->mark & ~0xff) | 7;		*(u8 *)(r1 + 8) = w2
 *	skb->mark = 1; skb->queue_mapping = 2;		*(u64 *)(r1 + 8) = r2
 *	(u64)skb->mark | (u64)skb->queue_mapping << 32	r0 = *(u64 *)(r1 + 8)
 *				; "invalid bpf_context access off=8 size=8"
 *
 * To memory these are the same; the verifier knows fields, and lets most be accessed only as they
 * are. It is DAGCombiner that stores the part which changed (ReduceLoadOpStoreWidth(),
 * ShrinkLoadReplaceStoreWithStore()), makes one store of neighbours (mergeConsecutiveStores(), with
 * the loads that are stored), and one load of those that an "or" puts together
 * (MatchLoadCombine()).
 *
 * Whether it does is seen in the code: an instruction that accesses memory came from a load or
 * store of the context of another width, or from an "or". Which fields may be accessed so the walk
 * knows.
 *
 * With -mcpu=v4 a constant is stored by an instruction of its own, which verifiers before 6.4 take
 * for every memory but the context's: "BPF_ST stores into R1 ctx is not allowed".
 *
 * The mend passes what is loaded or stored through a barrier, which costs no instruction: what goes
 * in and out of one is in a register, whole.
 */
#include "llvm-pass/hazards/hazard.h"

#include <stdio.h>
#include <llvm-c/Target.h>

#include "llvm-pass/context/context.h"
#include "llvm-pass/emit/emitted.h"
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/barrier.h"

/* The variants of hazards.def. */
enum { OTHER_WIDTH, CONSTANT };

/* How deep an "or" of shifted loads is followed: eight bytes are three deep, each widened. */
#define MOST_DEPTH 6
#define MOST_LOADS 8

static LLVMValueRef address_of(LLVMValueRef access)
{
	if (LLVMIsALoadInst(access))
		return LLVMGetOperand(access, 0);
	return LLVMIsAStoreInst(access) ? LLVMGetOperand(access, 1) : NULL;
}

static bool accesses_context(LLVMValueRef instruction)
{
	LLVMValueRef address = LLVMIsAInstruction(instruction) ? address_of(instruction) : NULL;

	return address && context_is(address_start(address));
}

static bool loads_context(LLVMValueRef value)
{
	return LLVMIsALoadInst(value) && accesses_context(value);
}

/* Adds the loads of the context that a value is put together from. */
static void add_loads(LLVMValueRef value, unsigned int depth, LLVMValueRef *loads, size_t *count)
{
	if (loads_context(value) && *count < MOST_LOADS)
		loads[(*count)++] = value;
	if (!depth || !(LLVMIsABinaryOperator(value) || LLVMIsACastInst(value)))
		return;
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		add_loads(LLVMGetOperand(value, (unsigned int)i), depth - 1, loads, count);
}

static size_t count_loads(LLVMValueRef value)
{
	LLVMValueRef loads[MOST_LOADS];
	size_t count = 0;

	add_loads(value, MOST_DEPTH, loads, &count);
	return count;
}

static bool is_or(LLVMValueRef value)
{
	return LLVMIsABinaryOperator(value) && LLVMGetInstructionOpcode(value) == LLVMOr;
}

/* True if a store may be narrowed: of what was loaded, changed. */
static bool stores_part(LLVMValueRef store)
{
	return LLVMIsABinaryOperator(LLVMGetOperand(store, 0)) &&
	       count_loads(LLVMGetOperand(store, 0));
}

/* True if there may be neighbours that are merged, or a part that is stored alone. */
static bool is_suspect(LLVMBasicBlockRef block)
{
	unsigned int stores = 0, copies = 0;

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i; i = LLVMGetNextInstruction(i)) {
		if (is_or(i) && count_loads(i) > 1)
			return true;
		if (!LLVMIsAStoreInst(i))
			continue;
		copies += loads_context(LLVMGetOperand(i, 0));
		if (!accesses_context(i))
			continue;
		stores++;
		if (stores_part(i) || LLVMIsAConstant(LLVMGetOperand(i, 0)))
			return true;
	}
	return stores > 1 || copies > 1;
}

static bool suspect(LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		if (is_suspect(block))
			return true;
	return false;
}

static LLVMTypeRef type_of(LLVMValueRef access)
{
	return LLVMTypeOf(LLVMIsAStoreInst(access) ? LLVMGetOperand(access, 0) : access);
}

/* True if an instruction that accesses memory is not as wide as what it came from. */
static bool has_other_width(const struct instruction *code, LLVMValueRef from)
{
	LLVMTargetDataRef layout;
	bool reads = instruction_class(code) == BPF_LDX;

	if (is_or(from))
		return reads && count_loads(from) > 1;
	if (!accesses_context(from) || LLVMGetVolatile(from) ||
	    reads != (LLVMIsALoadInst(from) != NULL))
		return false;
	layout = LLVMGetModuleDataLayout(
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(from))));
	return LLVMStoreSizeOfType(layout, type_of(from)) != instruction_width(code);
}

static bool accesses_memory(const struct instruction *code)
{
	switch (instruction_class(code)) {
	case BPF_LDX:
	case BPF_ST:
	case BPF_STX:
		return BPF_MODE(code->code) == BPF_MEM;
	default:
		return false;
	}
}

static bool is_found(const struct findings *findings, LLVMValueRef place)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].place == place)
			return true;
	return false;
}

/* A barrier takes what fits a register or a part of it that has a name. */
static bool fits_barrier(LLVMValueRef place)
{
	LLVMTypeRef type = type_of(place);
	unsigned int width;

	if (LLVMGetTypeKind(type) != LLVMIntegerTypeKind)
		return LLVMGetTypeKind(type) == LLVMPointerTypeKind;
	width = LLVMGetIntTypeWidth(type);
	return width == 8 || width == 16 || width == 32 || width == 64;
}

/* Looks at an instruction that accesses memory, and at what it came from. */
static int look_at(const struct instruction *code, LLVMValueRef from, struct findings *findings)
{
	struct finding finding = { .place = from };

	if (is_found(findings, from))
		return 0;
	if (!has_other_width(code, from)) {
		finding.variant = CONSTANT;
		if (instruction_class(code) != BPF_ST || !accesses_context(from))
			return 0;
	}
	if (!is_or(from) && !fits_barrier(from))
		finding.obstacle = "no register is as wide as it";
	return findings_add(findings, finding);
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	const struct emission *emission = &facts->code->emission;
	size_t which = emitted_function(emission, facts->function);
	const struct function *function;
	int error = 0;

	if (which == emission->code.function_count)
		return 0;
	function = &emission->code.functions[which];
	for (size_t i = function->first; i < function->first + function->count && !error; i++) {
		const struct instruction *code = &emission->code.code[i];
		LLVMValueRef from = emission->from[i];

		if (from && !emission->near[i] && accesses_memory(code))
			error = look_at(code, from, findings);
	}
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const char *what = LLVMIsAStoreInst(finding->place)  ? "this store to the context"
			   : LLVMIsALoadInst(finding->place) ? "this load from the context"
							     : "the loads from the context";

	if (finding->variant == CONSTANT) {
		snprintf(
			text, size,
			"LLVM stores this constant by an instruction that the verifier of Linux %s "
			"does not take for the context: \"BPF_ST stores into R1 ctx is not "
			"allowed\"",
			kernels);
		return;
	}
	snprintf(text, size,
		 "LLVM makes %s as wide as no field is, and the verifier of Linux %s rejects that: "
		 "\"invalid bpf_context access\"",
		 what, kernels);
}

static void hide_load(LLVMValueRef load)
{
	LLVMValueRef same = barrier_build(load, LLVMGetNextInstruction(load));

	LLVMReplaceAllUsesWith(load, same);
	LLVMSetOperand(same, 0, load);
}

static void mend(const struct finding *finding)
{
	LLVMValueRef place = finding->place, loads[MOST_LOADS];
	size_t count = 0;

	if (LLVMIsAStoreInst(place)) {
		LLVMSetOperand(place, 0, barrier_build(LLVMGetOperand(place, 0), place));
		return;
	}
	add_loads(place, MOST_DEPTH, loads, &count);
	for (size_t i = 0; i < count; i++)
		hide_load(loads[i]);
}

const struct hazard ctx_width = {
	.suspect = suspect,
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend keeps the width of the field, and so does an access "
		  "through a volatile pointer",
	.mended = "kept the width of the field",
};
