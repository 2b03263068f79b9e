// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * zero-read: a read at a variable offset of stack bytes that are all 0.
 *
 *	u64 z = 0;			*(u64 *)(r10 - 8) = r1		; r1 is 0
 *	if (i > 7) return 0;		r2 = r10; r2 += -8; r2 += r3	; r3 in [0, 7]
 *	v[((u8 *)&z)[i]]		r4 = *(u8 *)(r2 + 0)		; the verifier: anything
 *
 * Up to 6.7 the verifier wrote an aligned store of a zero register down as eight STACK_ZERO bytes,
 * and a read at a variable offset over STACK_ZERO bytes gave 0. From 6.8 it keeps the spilled
 * register instead (STACK_SPILL), and check_stack_read_var_off() knows nothing of spills: the byte
 * becomes unknown, and the program is rejected where the byte turns into an offset, a size or a
 * range-checked return value. 7.3 looks through spills of a constant 0 and marks their slots
 * precise. LLVM could fold such a load but does not: its alias analysis asks which store the
 * bytes come from, not whether all stores they may come from store 0.
 *
 * The mend is that fold: where the analysis shows every byte of the object to be 0 on all paths,
 * the load's value is 0 whatever its offset, because an offset outside the object is undefined.
 */
#include "llvm-pass/hazards/zero-read/zero-read-rebuild.h"

#include <stdio.h>

#include "llvm-pass/bytes/stack_facts.h"
#include "llvm-pass/bytes/stack_state.h"
#include "llvm-pass/bytes/value_uses.h"
#include "llvm-pass/prove/prove.h"

/* The variants of hazards.def. */
enum { PLAIN, SEEN, SEEN_FIXED, STEPS, MIXED, SEEN_MIXED }; /* 6 and 7: zero-read-rebuild.c */

struct search {
	const struct function_facts *facts;
	struct findings *findings;
	struct stack_paths paths; /* computed at the first read that asks */
	bool paths_known;
};

/* A read that is not 0 on all paths: the other mend may have something to say. */
static int look_at_paths(struct search *search, const struct stack_access *accesses, size_t count)
{
	int error = 0;

	if (!search->paths_known)
		error = stack_paths_compute(search->facts->function, &search->facts->objects,
					    &search->paths);
	if (error)
		return error;
	search->paths_known = true;
	return zero_read_rebuild_find(search->facts, &search->paths, accesses, count,
				      search->findings);
}

/* True if the verifier knows where the read lands: at one offset of one object. */
static bool is_fixed(const struct stack_access *accesses, size_t count)
{
	return count == 1 && offsets_are_fixed(accesses->offsets);
}

/* Which verifiers lose these zeroes. Returns false if none does. */
static bool find_variant(const struct stack_moment *moment, const struct stack_access *accesses,
			 size_t count, unsigned int *variant)
{
	bool seen = !stack_reads_unseen(moment, accesses, count);

	if (!is_fixed(accesses, count)) {
		*variant = seen ? SEEN : PLAIN;
		if (!stack_reads_between_zero(moment, accesses, count))
			*variant = STEPS;
		return true;
	}
	*variant = SEEN_FIXED;
	if (stack_reads_mixed(moment, accesses, count))
		*variant = seen ? SEEN_MIXED : MIXED;
	return *variant != SEEN_FIXED || seen;
}

static const char *find_obstacle(LLVMValueRef load)
{
	if (LLVMGetVolatile(load))
		return "the read is volatile, and a volatile read must stay";
	if (LLVMGetOrdering(load) != LLVMAtomicOrderingNotAtomic)
		return "the read is atomic, and an atomic read must stay";
	return NULL;
}

/* The address of a load or store; NULL of what else accesses memory. */
static LLVMValueRef address_of(LLVMValueRef access)
{
	if (LLVMIsALoadInst(access))
		return LLVMGetOperand(access, 0);
	return LLVMIsAStoreInst(access) ? LLVMGetOperand(access, 1) : NULL;
}

/*
 * Asks the prover whether the accesses to a part of an object stay in it: what is known of the
 * bytes of the object rests on that. An address that may point into another object instead, and
 * what calls access, have no question of their own.
 */
static const char *find_unproved(const struct function_facts *facts, size_t object)
{
	const struct stack_objects *objects = &facts->objects;
	uint64_t size = objects->objects[object].size;

	for (size_t i = 0; i < objects->access_count; i++) {
		const struct stack_access *access = &objects->accesses[i];
		struct offsets offsets = access->offsets;
		LLVMValueRef address = address_of(access->instruction);
		struct proof_place place = { "zero-read", access->instruction };
		enum proof proof;

		if (access->object != object || !access->sure || !address ||
		    offsets_are_fixed(offsets) || offsets.first < 0 || size == STACK_SIZE_UNKNOWN ||
		    (!offsets.first && (uint64_t)offsets.last + access->size >= size))
			continue;
		proof = prove_offset(facts->analyses, place, objects->objects[object].alloca, size,
				     address, (uint64_t)offsets.first, (uint64_t)offsets.last);
		if (proof != PROOF_FOUND)
			return proof_why_not(proof);
	}
	return NULL;
}

/* Of all objects that the read may be of. */
static const char *licence(const struct function_facts *facts, const struct finding *finding)
{
	const struct stack_objects *objects = &facts->objects;
	const char *why_not = NULL;

	for (size_t i = 0; i < objects->access_count && !why_not; i++)
		if (objects->accesses[i].instruction == finding->place)
			why_not = find_unproved(facts, objects->accesses[i].object);
	return why_not;
}

static int look_at(void *context, const struct stack_access *accesses, size_t count,
		   const struct stack_moment *moment)
{
	struct search *search = context;
	LLVMValueRef load = accesses->instruction;
	struct finding finding = { .place = load,
				   .object = &search->facts->objects.objects[accesses->object] };

	if (!LLVMIsALoadInst(load))
		return 0;
	if (!stack_reads_zero(moment, accesses, count))
		return look_at_paths(search, accesses, count);
	if (!find_variant(moment, accesses, count, &finding.variant))
		return 0;
	finding.obstacle = find_obstacle(load);
	finding.harmless = !value_may_decide(load, search->facts->analyses);
	return findings_add(search->findings, finding);
}

/* Quickly told, and false for most functions: is there a load from an object that can have zeroes?
 */
static bool can_read_zero(const struct stack_objects *objects)
{
	for (size_t i = 0; i < objects->access_count; i++)
		if (objects->objects[objects->accesses[i].object].zeroed &&
		    LLVMIsALoadInst(objects->accesses[i].instruction))
			return true;
	return false;
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct search search = { .facts = facts, .findings = findings };
	struct stack_state state;
	int error;

	if (!can_read_zero(&facts->objects))
		return 0;
	error = stack_state_compute(facts->function, &facts->objects, &state);
	if (error)
		return error;
	error = stack_state_visit(&state, facts->function, look_at, &search);
	stack_paths_free(&search.paths);
	stack_state_free(&state);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	static const char *const how[] = {
		[PLAIN] = "at a variable offset",
		[SEEN] = "at a variable offset after a helper saw it",
		[SEEN_FIXED] = "after a helper saw it",
		[STEPS] = "in steps over other bytes",
		[MIXED] = "across two stores",
		[SEEN_MIXED] = "across two stores, or after a helper saw it,",
	};
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "every byte of %s that is read here is 0, but the verifier of Linux %s takes what "
		 "is read %s for unknown",
		 object_name(finding->object, name), kernels, how[finding->variant]);
}

static void mend(const struct finding *finding)
{
	LLVMValueRef zero = LLVMConstNull(LLVMTypeOf(finding->place));

	LLVMReplaceAllUsesWith(finding->place, zero);
	LLVMInstructionEraseFromParent(finding->place);
}

const struct hazard zero_read = {
	.detect = detect,
	.licence = licence,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend folds the read to 0",
	.mended = "folded to 0",
};
