// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * stack-align: an access to the stack that is wider than its address is aligned.
 *
 *	char b[13];			; at fp-13, aligned to 1
 *	*(u32 *)(b + 4)			w0 = *(u32 *)(r10 - 9)	; "misaligned stack access"
 *
 * A cast promises the alignment of its type, whatever the object has; code generation believes it
 * and makes one instruction. InstCombine raises the object's alignment where the access is at its
 * start, not elsewhere (getOrEnforceKnownAlignment()), nor where a subprogram makes it.
 *
 * The verifier looks at the sum. Two things can be done, and both keep the C meaning:
 *
 *	raise the object's alignment	where the access lies at a multiple of its width
 *	take the promise back		code generation makes several narrow accesses then
 *
 * The second is for a packed member, and for a stack that is too full for the first. What a layout
 * happens to align is left alone, unless something else of the function is mended and moves it.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <llvm-c/Target.h>

#include "llvm-pass/ir/annotations.h"
#include "llvm-pass/ranges/checked_memory.h"
#include "llvm-pass/hazards/stack-align/frame_layout.h"
#include "llvm-pass/ranges/scalar_walk.h"
#include "llvm-pass/hazards/stack-align/stack_bases.h"
#include "llvm-pass/rewrite/stack_room.h"

/* Spilled registers need some of the stack, too: twelve of them. */
#define ROOM (BPF_STACK_SIZE - 96)

/* What to do. */
struct plan {
	LLVMValueRef allocas[STACK_BASES_MOST]; /* to align to alignment */
	size_t count;
	unsigned int alignment;
	unsigned int promise; /* the access's new alignment, or 0 */
	unsigned int width; /* of the access */
};

/* One pass over a function. */
struct search {
	const struct function_facts *facts;
	struct findings *findings;
	struct frame_layouts *layouts;
	bool moved; /* the layout will change: nothing is known of it */
};

static LLVMValueRef function_of(LLVMValueRef instruction)
{
	return LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction));
}

static LLVMTargetDataRef layout_of(LLVMValueRef instruction)
{
	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(function_of(instruction)));
}

static const struct stack_object *object_of(const struct search *search, LLVMValueRef alloca)
{
	const struct stack_objects *objects = &search->facts->objects;

	for (size_t i = 0; i < objects->object_count; i++)
		if (objects->objects[i].alloca == alloca)
			return &objects->objects[i];
	return NULL;
}

/* True if the access is aligned, as far as this base goes. */
static bool is_aligned(const struct search *search, const struct stack_base *base,
		       unsigned int width)
{
	uint64_t depth;

	if (base->step & (width - 1))
		return false;
	if (!search->moved) {
		depth = frame_layout_depth(search->layouts, base->alloca);
		if (depth != FRAME_UNKNOWN)
			return !(((uint64_t)base->offset - depth) & (width - 1));
	}
	return !((LLVMGetAlignment(base->alloca) | (uint64_t)base->offset) & (width - 1));
}

/* True if the object can be aligned like that. */
static bool fits(const struct search *search, LLVMValueRef alloca, uint64_t alignment)
{
	return LLVMGetAlignment(alloca) >= alignment ||
	       (frame_layout_size(search->layouts, alloca, alignment) <= ROOM &&
		stack_room_may_align(search->facts->function));
}

static bool can_split(LLVMValueRef access)
{
	return (LLVMIsALoadInst(access) || LLVMIsAStoreInst(access)) && !LLVMGetVolatile(access) &&
	       LLVMGetOrdering(access) == LLVMAtomicOrderingNotAtomic;
}

/* Adds what is to be done for one object. Returns why it cannot be, or NULL. */
static const char *add_to_plan(const struct search *search, LLVMValueRef access,
			       const struct stack_base *base, struct plan *plan)
{
	uint64_t promise = common_power((uint64_t)base->offset | plan->width, base->step);
	bool full = !fits(search, base->alloca, promise);

	if (full)
		promise = LLVMGetAlignment(base->alloca);
	else
		plan->allocas[plan->count++] = base->alloca;
	if (!full)
		frame_layout_plan(search->layouts, base->alloca, promise);
	if (!full && plan->alignment < promise)
		plan->alignment = (unsigned int)promise;
	if (promise < plan->promise)
		plan->promise = (unsigned int)promise;
	if (promise >= plan->width)
		return NULL;
	/* The pieces are in registers together, and what these hold now is spilled. */
	if (can_split(access))
		return frame_layout_size(search->layouts, base->alloca, 1) <= ROOM
			       ? NULL
			       : "the stack is too full to align the object, or for the pieces";
	return full ? "the frame would exceed 512 bytes, and a volatile or atomic access cannot be "
		      "made in pieces"
		    : "a volatile or atomic access cannot be made in pieces";
}

static LLVMValueRef pointer_of(LLVMValueRef access)
{
	return LLVMGetOperand(access, LLVMIsAStoreInst(access) ? 1 : 0);
}

static LLVMTypeRef type_of(LLVMValueRef access)
{
	if (LLVMIsALoadInst(access))
		return LLVMTypeOf(access);
	return LLVMTypeOf(LLVMGetOperand(access, LLVMIsAStoreInst(access) ? 0 : 1));
}

/*
 * True unless the access is proven to stay in its object, where that can be told. Once it is
 * aligned, the verifier sees only that it stays in the frame: what is misaligned is not let out of
 * its object.
 */
static bool may_leave_object(const struct search *search, LLVMValueRef access)
{
	struct checked_address address;
	LLVMTargetDataRef layout = layout_of(access);
	int64_t first, last;

	if (!checked_address_of(pointer_of(access), layout, &address) || !address.room)
		return false;
	first = last = address.constant;
	for (unsigned int i = 0; i < address.term_count; i++) {
		const struct checked_term *term = &address.terms[i];
		struct scalar_range index =
			scalar_range_at(search->facts->analyses, VERIFIER_ALL_RULES,
					LLVMGetOperand(term->gep, term->operand), access);
		int64_t low, high;

		if (index.empty)
			return false;
		if (__builtin_mul_overflow(index.smin, term->scale, &low) ||
		    __builtin_mul_overflow(index.smax, term->scale, &high) ||
		    __builtin_add_overflow(first, low, &first) ||
		    __builtin_add_overflow(last, high, &last))
			return true;
	}
	return first < 0 || last > (int64_t)address.room ||
	       address.room - (uint64_t)last < LLVMStoreSizeOfType(layout, type_of(access));
}

static bool is_found(const struct findings *findings, LLVMValueRef place)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].place == place)
			return true;
	return false;
}

/* Plans for the bases of an access that are not aligned for it, and notes it if there are any. */
static int examine(struct search *search, LLVMValueRef access, const struct stack_bases *bases,
		   unsigned int width)
{
	struct finding finding = { .place = access, .harmless = search->moved };
	struct plan plan = { .width = width, .promise = width };
	struct search strict = *search;
	bool misaligned = false;

	strict.moved = true;
	for (size_t i = 0; i < bases->count; i++)
		misaligned |= !is_aligned(search, &bases->items[i], width);
	for (size_t i = 0; i < bases->count && misaligned; i++) {
		const char *obstacle;

		if (annotation_ignores(bases->items[i].alloca))
			return 0;
		if (is_aligned(&strict, &bases->items[i], width))
			continue;
		obstacle = add_to_plan(search, access, &bases->items[i], &plan);
		finding.in_callers |=
			function_of(bases->items[i].alloca) != search->facts->function;
		if (!finding.object)
			finding.object = object_of(search, bases->items[i].alloca);
		if (!finding.obstacle)
			finding.obstacle = obstacle;
	}
	for (size_t i = 0; i < plan.count; i++)
		frame_layout_plan(search->layouts, plan.allocas[i], plan.alignment);
	if (misaligned && !search->moved && may_leave_object(search, access))
		finding.obstacle = "it is not known to stay inside of its object";
	if (!misaligned || is_found(search->findings, access) ||
	    (search->moved && finding.obstacle))
		return 0;
	finding.details = malloc(sizeof(plan));
	if (!finding.details)
		return -ENOMEM;
	*(struct plan *)finding.details = plan;
	return findings_add(search->findings, finding);
}

/*
 * How wide the instructions will be that code generation makes of an access, by the alignment that
 * is promised; 1 if it makes none, or none that can be misaligned.
 */
static unsigned int width_of(LLVMValueRef access)
{
	uint64_t width;

	if (!LLVMIsAStoreInst(access) && !LLVMIsAAtomicRMWInst(access) && !LLVMIsALoadInst(access))
		return 1;
	if (!LLVMTypeIsSized(type_of(access)))
		return 1;
	width = lowest_bit(LLVMStoreSizeOfType(layout_of(access), type_of(access)));
	if (width > WIDEST_ACCESS)
		width = WIDEST_ACCESS;
	if (!LLVMIsAAtomicRMWInst(access) && LLVMGetAlignment(access) < width)
		width = LLVMGetAlignment(access);
	return (unsigned int)width;
}

static int look_at(struct search *search, LLVMValueRef access)
{
	unsigned int width = width_of(access);
	struct stack_bases bases;

	if (width < 2)
		return 0;
	stack_bases_of(pointer_of(access), layout_of(access), &bases);
	return examine(search, access, &bases, width);
}

static int look_at_all(struct search *search)
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(search->facts->function);
	     block && !error; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			error = look_at(search, i);
	return error;
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct frame_layouts layouts = { 0 };
	struct search search = { .facts = facts, .findings = findings, .layouts = &layouts };
	int error = look_at_all(&search);

	/* What is mended moves the objects below it. */
	search.moved = true;
	if (!error && findings->count)
		error = look_at_all(&search);
	if (!error)
		error = layouts.error;
	frame_layouts_free(&layouts);
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct plan *plan = finding->details;
	char name[OBJECT_NAME_SIZE];

	snprintf(text, size,
		 "%u bytes of %s are %s at once, at an address that is no multiple of %u, and the "
		 "verifier of Linux %s rejects that: \"misaligned stack access\"",
		 plan->width,
		 finding->object ? object_name(finding->object, name) : "a caller's stack",
		 LLVMIsALoadInst(finding->place) ? "read" : "written", plan->width, kernels);
}

static void mend(const struct finding *finding)
{
	const struct plan *plan = finding->details;

	for (size_t i = 0; i < plan->count; i++)
		if (LLVMGetAlignment(plan->allocas[i]) < plan->alignment)
			LLVMSetAlignment(plan->allocas[i], plan->alignment);
	if (plan->promise < plan->width)
		LLVMSetAlignment(finding->place, plan->promise);
}

const struct hazard stack_align = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend aligns the object or accesses it in pieces, and so "
		  "does an aligned(8) on the object if the access is at a multiple of its width",
	.mended = "aligned the object, or accessed it in pieces",
};
