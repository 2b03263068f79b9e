// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * bound-lost: a number that the source bounds, and whose bound the verifier cannot see any more.
 *
 *	if (n > 0 && n < 256)		r1 = r0; r1 += -1
 *		use(buffer, n);		if r1 > 254 goto out
 *					r5 = r0	; "R5 min value is negative"
 *
 * InstCombine folds both checks into one of n - 1; verifiers before 7.0 do not see that it tells
 * of n. The same becomes of remainders, of negations, of numbers that are compared in one width
 * and used in another. Detection asks the same question twice at each index into checked memory
 * and each size that a helper or kfunc is given: what is this number with all rules on, and what
 * with the rules of a kernel's verifier (verifier_rules.def)? Where the access is inside by the
 * first answer and not by the second, the bound is lost, and is stated again: bound-lost-restate.c.
 *
 * What the source does not bound has no proof, so nothing is inserted, and the program stays
 * rejected.
 */
#include "llvm-pass/hazards/bound-lost.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <llvm-c/Target.h>

#include "llvm-pass/address_reach.h"
#include "llvm-pass/call_effects.h"
#include "llvm-pass/checked_memory.h"
#include "llvm-pass/helper_contracts.h"
#include "llvm-pass/helper_sizes.h"
#include "llvm-pass/loop_bounds.h"
#include "llvm-pass/number_form.h"
#include "llvm-pass/section_layout.h"

struct search {
	const struct function_facts *facts;
	LLVMTargetDataRef layout;
	struct findings *findings;
	int error;
};

static struct scalar_range known(const struct search *search, verifier_rules rules,
				 LLVMValueRef value, LLVMValueRef place)
{
	return scalar_range_at(search->facts->analyses, rules, value, place);
}

/* Where an address may lead, by the rules of a verifier or by all. */
static struct reach reach_by(const struct search *search, verifier_rules rules,
			     const struct checked_address *address)
{
	return address_reach(search->facts->analyses, rules, address, CHECKED_TERMS);
}

/* The start of the last access that is still inside. */
static int64_t last_start(const struct checked_address *address, uint64_t size)
{
	if (!address->room)
		return MOST_OFFSET - 1;
	return (int64_t)address->room - (int64_t)size;
}

/* Where the verifier lets an access start: anywhere in the section that the variable is in. */
static struct reach limits_seen(const struct search *search, const struct checked_address *address,
				struct reach limits)
{
	struct section_room room = section_room_of(address->base, search->layout);

	return (struct reach){ limits.first - room.before, limits.last + room.behind };
}

static struct lost_number *known_number(const struct search *search, LLVMValueRef place,
					unsigned int operand)
{
	for (size_t i = 0; i < search->findings->count; i++) {
		struct lost_number *number = search->findings->items[i].details;

		if (search->findings->items[i].place == place && number->operand == operand)
			return number;
	}
	return NULL;
}

/* Notes a lost number; one that is known already keeps the narrower limits. */
static void note(struct search *search, LLVMValueRef place, struct lost_number number,
		 const char *kernels)
{
	struct lost_number *known = known_number(search, place, number.operand);
	struct finding finding = { .place = place, .kernels = kernels };

	if (!known) {
		known = malloc(sizeof(*known));
		if (!known) {
			search->error = -ENOMEM;
			return;
		}
		*known = number;
		finding.details = known;
		search->error = findings_add(search->findings, finding);
		return;
	}
	if (number.least > known->least)
		known->least = number.least;
	if (number.most < known->most)
		known->most = number.most;
}

/* Division that rounds down, of any number by one above 0. */
static int64_t floor_division(int64_t number, int64_t divisor)
{
	return number / divisor - (number % divisor < 0);
}

/* The kernels that lose a number lose what it counts to; states that before the loop instead. */
static bool note_loop_bounds(struct search *search, LLVMValueRef index, const char *kernels)
{
	struct loop_bound bounds[LOOP_BOUNDS];
	LLVMValueRef phi = number_form_of(index).base;
	size_t count =
		LLVMIsAPHINode(phi) ? loop_bounds_of(search->facts->analyses, phi, bounds) : 0;
	bool noted = false;

	for (size_t i = 0; i < count && !search->error; i++) {
		LLVMValueRef bound = LLVMGetOperand(bounds[i].comparison, bounds[i].operand);
		struct scalar_range seen = known(search, 0, bound, bounds[i].entry);
		struct scalar_range proven =
			known(search, VERIFIER_ALL_RULES, bound, bounds[i].entry);
		struct lost_number lost = { .operand = bounds[i].operand,
					    .before = bounds[i].entry,
					    .first = (int64_t)proven.umin,
					    .last = (int64_t)proven.umax,
					    .most = (int64_t)proven.umax };

		if (proven.empty || seen.umax <= proven.umax || proven.umax >= MOST_OFFSET)
			continue;
		note(search, bounds[i].comparison, lost, kernels);
		noted = true;
	}
	return noted;
}

static void note_term(struct search *search, const struct checked_address *address,
		      unsigned int number, struct reach limits, const char *kernels)
{
	const struct checked_term *term = &address->terms[number];
	struct scalar_range proven =
		address_term_range(search->facts->analyses, VERIFIER_ALL_RULES, term);
	struct reach others =
		address_reach(search->facts->analyses, VERIFIER_ALL_RULES, address, number);
	struct lost_number lost = { .operand = term->operand,
				    .first = proven.smin,
				    .last = proven.smax };

	if (note_loop_bounds(search, LLVMGetOperand(term->gep, term->operand), kernels))
		return;
	lost.least = -floor_division(others.first - limits.first, term->scale);
	lost.most = floor_division(limits.last - others.last, term->scale);
	note(search, term->gep, lost, kernels);
}

/* The newest series whose verifier lets the address lead outside; the count of series if none. */
static size_t newest_that_loses(const struct search *search, const struct checked_address *address,
				struct reach limits)
{
	for (size_t i = verifier_series_count; i > 0; i--)
		if (!reach_is_inside(reach_by(search, verifier_series_rules(i - 1), address),
				     limits))
			return i - 1;
	return verifier_series_count;
}

static void look_at_address(struct search *search, LLVMValueRef pointer, uint64_t size)
{
	struct checked_address address;
	struct reach proven, limits, seen_in;
	verifier_rules oldest = verifier_series_rules(0);
	size_t newest;

	if (!checked_address_of(pointer, search->layout, &address) || !address.term_count)
		return;
	limits = (struct reach){ 0, last_start(&address, size) };
	seen_in = limits_seen(search, &address, limits);
	if (reach_is_inside(reach_by(search, oldest, &address), seen_in))
		return;
	proven = reach_by(search, VERIFIER_ALL_RULES, &address);
	if ((!address.room || address.room == CHECKED_PACKET) && proven.first < 0 &&
	    proven.first > -MOST_OFFSET)
		limits.first = seen_in.first = proven.first;
	if (!reach_is_inside(proven, limits))
		return;
	/* A mask that is a little too wide might leave memory of which the end is not known. */
	if (!address.room)
		limits.last = seen_in.last = proven.last;
	newest = newest_that_loses(search, &address, seen_in);
	for (unsigned int i = 0; i < address.term_count && newest < verifier_series_count; i++) {
		struct scalar_range sure = address_term_range(
			search->facts->analyses, VERIFIER_ALL_RULES, &address.terms[i]);
		struct scalar_range seen = address_term_range(
			search->facts->analyses, verifier_series_rules(0), &address.terms[i]);

		if (!search->error &&
		    (seen.smin < sure.smin || seen.smax > sure.smax || address.term_count == 1))
			note_term(search, &address, i, limits, verifier_series_up_to(newest));
	}
}

/*
 * The most bytes that an access at an address can span; 0 if it is no checked memory, or surely
 * outside.
 */
static uint64_t room_at(const struct search *search, LLVMValueRef pointer)
{
	struct checked_address address;
	struct reach reach;

	if (!checked_address_of(pointer, search->layout, &address))
		return 0;
	if (!address.room || address.room == CHECKED_PACKET)
		return MOST_OFFSET - 1;
	reach = reach_by(search, VERIFIER_ALL_RULES, &address);
	if (reach.first < 0 || reach.last > (int64_t)address.room)
		return 0;
	return address.room - (uint64_t)reach.last;
}

static bool fits(struct scalar_range range, uint64_t fewest, uint64_t room)
{
	return range.umin >= fewest && range.umax <= room;
}

/* True for 16 or 32 bits whose bytes were swapped last, in a register of 64. */
static bool is_swapped(LLVMValueRef size)
{
	size = number_behind(size);
	if (LLVMIsAZExtInst(size) && LLVMGetIntTypeWidth(LLVMTypeOf(size)) == 32)
		size = LLVMGetOperand(size, 0);
	return LLVMGetIntTypeWidth(LLVMTypeOf(size)) <= 32 && number_swapped(size);
}

/*
 * True if a kernel's verifier knows that a size fits. It looks at all 64 bits of the register,
 * those above the 32 that are passed, too.
 */
static bool seen_to_fit(const struct search *search, verifier_rules rules, LLVMValueRef size,
			LLVMValueRef call, uint64_t fewest, uint64_t room)
{
	if (LLVMIsATruncInst(size) &&
	    LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(size, 0))) == 64)
		size = LLVMGetOperand(size, 0);
	else if (!(rules & 1U << VERIFIER_BYTE_SWAP) && is_swapped(size))
		return false;
	return fits(known(search, rules, size, call), fewest, room);
}

static bool is_number(LLVMValueRef value)
{
	return LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind &&
	       LLVMGetIntTypeWidth(LLVMTypeOf(value)) <= 64;
}

/*
 * A size that a helper or kfunc is given. Its bits above 32 are cut off where it is passed as 32.
 * oldest is the first series that has what is called.
 */
static void look_at_size(struct search *search, LLVMValueRef call, unsigned int argument,
			 unsigned int fewest, size_t oldest)
{
	LLVMValueRef size = LLVMGetOperand(call, argument);
	struct scalar_range proven;
	uint64_t room;
	struct lost_number lost = { .operand = argument, .is_size = true, .least = fewest };

	if (!argument || LLVMIsAConstant(size) || !is_number(size))
		return;
	room = room_at(search, LLVMGetOperand(call, argument - 1));
	if (!room || seen_to_fit(search, verifier_series_rules(oldest), size, call, fewest, room))
		return;
	proven = known(search, VERIFIER_ALL_RULES, size, call);
	if (proven.empty || !fits(proven, fewest, room))
		return;
	lost.first = (int64_t)proven.umin;
	lost.last = (int64_t)proven.umax;
	lost.most = room == MOST_OFFSET - 1 ? lost.last : (int64_t)room;
	for (size_t i = verifier_series_count; i > oldest; i--)
		if (!seen_to_fit(search, verifier_series_rules(i - 1), size, call, fewest, room)) {
			note(search, call, lost, verifier_series_up_to(i - 1));
			return;
		}
}

/*
 * The bytes that are accessed behind a pointer as the next argument says, as far as the source
 * proves that they are inside wherever that points: the index must leave room for them. 0 if
 * nothing is proven.
 */
static uint64_t size_behind(const struct search *search, LLVMValueRef call, unsigned int argument)
{
	LLVMValueRef size = LLVMGetOperand(call, argument + 1);
	uint64_t room = room_at(search, LLVMGetOperand(call, argument));
	struct scalar_range range;

	if (!is_number(size))
		return 0;
	range = known(search, VERIFIER_ALL_RULES, size, call);
	return range.empty || range.umax > room ? 0 : range.umax;
}

/* True if the argument of a call is a size. */
static bool is_size(LLVMValueRef call, unsigned int argument, struct size_argument *size)
{
	const char *kfunc = called_kfunc(call);

	return kfunc ? kfunc_size(kfunc, argument, size)
		     : helper_size(called_helper(call), argument, size);
}

/* Memory that a call is given: as much as the next argument says, or always as much. */
static void look_at_memory(struct search *search, LLVMValueRef call, unsigned int argument)
{
	LLVMValueRef pointer = LLVMGetOperand(call, argument);
	struct size_argument size;
	uint64_t bytes;

	if (LLVMGetTypeKind(LLVMTypeOf(pointer)) != LLVMPointerTypeKind)
		return;
	if (argument + 1 < LLVMGetNumArgOperands(call) && is_size(call, argument + 1, &size)) {
		look_at_address(search, pointer, size_behind(search, call, argument));
		return;
	}
	bytes = contract_fixed_size(call, argument);
	if (bytes)
		look_at_address(search, pointer, bytes);
}

static void look_at_call(struct search *search, LLVMValueRef call)
{
	/* No kernel before 6.12 has a row in kfunc_sizes.def. */
	size_t oldest = called_kfunc(call) ? verifier_series_from(6, 12) : 0;
	struct size_argument size;

	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call) && !search->error; i++) {
		look_at_memory(search, call, i);
		if (!search->error && is_size(call, i, &size) && !size.constant)
			look_at_size(search, call, i, size.fewest, oldest);
	}
}

static void look_at(struct search *search, LLVMValueRef instruction)
{
	LLVMTypeRef type = LLVMTypeOf(instruction);

	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMLoad:
		look_at_address(search, LLVMGetOperand(instruction, 0),
				LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMStore:
		type = LLVMTypeOf(LLVMGetOperand(instruction, 0));
		look_at_address(search, LLVMGetOperand(instruction, 1),
				LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMAtomicRMW:
	case LLVMAtomicCmpXchg:
		type = LLVMTypeOf(LLVMGetOperand(instruction, 1));
		look_at_address(search, LLVMGetOperand(instruction, 0),
				LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMCall:
		look_at_call(search, instruction);
		break;
	default:
		break;
	}
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct search search = { .facts = facts, .findings = findings };

	search.layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(facts->function));
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function);
	     block && !search.error; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !search.error;
		     i = LLVMGetNextInstruction(i))
			look_at(&search, i);
	return search.error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct lost_number *number = finding->details;

	snprintf(text, size,
		 "this %s is from %" PRId64 " to %" PRId64 ", but the verifier of Linux %s loses "
		 "track of that in the instructions that LLVM makes of it",
		 number->before	   ? "end of the loop"
		 : number->is_size ? "size"
				   : "index",
		 number->first, number->last, kernels);
}

static void mend(const struct finding *finding)
{
	bound_restate(finding->place, finding->details);
}

const struct hazard bound_lost = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend states the bound again right before the use, and so "
		  "does an asm volatile(\"\" : \"+r\"(x)) followed by the check",
	.mended = "stated the bound again",
};
