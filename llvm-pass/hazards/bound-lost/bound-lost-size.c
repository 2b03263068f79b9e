// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The sizes of bound-lost: whether the verifier of each kernel knows that what a helper or kfunc is
 * told to access fits; see bound-lost.c. Relies on the contracts for which arguments are sizes.
 */
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include "llvm-pass/ranges/address_reach.h"
#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/stack/helper_contracts.h"
#include "llvm-pass/bpf/helper_sizes.h"
#include "llvm-pass/ranges/number_form.h"

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
static bool seen_to_fit(const struct lost_search *search, verifier_rules rules, LLVMValueRef size,
			LLVMValueRef call, uint64_t fewest, uint64_t room)
{
	if (LLVMIsATruncInst(size) &&
	    LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(size, 0))) == 64)
		size = LLVMGetOperand(size, 0);
	else if (!(rules & 1U << VERIFIER_BYTE_SWAP) && is_swapped(size))
		return false;
	return fits(lost_known(search, rules, size, call), fewest, room);
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
static void look_at_size(struct lost_search *search, LLVMValueRef call, unsigned int argument,
			 unsigned int fewest, size_t oldest)
{
	LLVMValueRef size = LLVMGetOperand(call, argument);
	struct scalar_range proven;
	uint64_t room;
	struct lost_number lost = { .operand = argument, .use = LOST_SIZE, .least = fewest };
	const char *refused = lost_refusing(search, NULL);

	if (!argument || LLVMIsAConstant(size) || !is_number(size))
		return;
	room = lost_room_at(search, LLVMGetOperand(call, argument - 1));
	if (!room)
		return;
	if (!refused &&
	    seen_to_fit(search, verifier_series_rules(oldest), size, call, fewest, room)) {
		lost_trust(search);
		return;
	}
	proven = lost_known(search, VERIFIER_ALL_RULES, size, call);
	if (proven.empty || !fits(proven, fewest, room)) {
		lost.most = (int64_t)room;
		if (!refused)
			lost_trust(search);
		else if (room != MOST_OFFSET - 1)
			lost_want(search, call, lost, refused);
		return;
	}
	lost.first = (int64_t)proven.umin;
	lost.last = (int64_t)proven.umax;
	lost.most = room == MOST_OFFSET - 1 ? lost.last : (int64_t)room;
	if (refused)
		lost_note(search, call, lost, refused);
	for (size_t i = verifier_series_count; i > oldest && !refused; i--)
		if (!seen_to_fit(search, verifier_series_rules(i - 1), size, call, fewest, room)) {
			lost_note(search, call, lost, verifier_series_up_to(i - 1));
			return;
		}
}

/*
 * The bytes that are accessed behind a pointer as the next argument says, as far as the source
 * proves that they are inside wherever that points: the index must leave room for them. 0 if
 * nothing is proven.
 */
static uint64_t size_behind(const struct lost_search *search, LLVMValueRef call,
			    unsigned int argument)
{
	LLVMValueRef size = LLVMGetOperand(call, argument + 1);
	uint64_t room = lost_room_at(search, LLVMGetOperand(call, argument));
	struct scalar_range range;

	if (!is_number(size))
		return 0;
	range = lost_known(search, VERIFIER_ALL_RULES, size, call);
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
static void look_at_memory(struct lost_search *search, LLVMValueRef call, unsigned int argument)
{
	LLVMValueRef pointer = LLVMGetOperand(call, argument);
	struct size_argument size;
	uint64_t bytes;

	if (LLVMGetTypeKind(LLVMTypeOf(pointer)) != LLVMPointerTypeKind)
		return;
	if (argument + 1 < LLVMGetNumArgOperands(call) && is_size(call, argument + 1, &size)) {
		lost_look_at_address(search, pointer, size_behind(search, call, argument));
		return;
	}
	bytes = contract_fixed_size(call, argument);
	if (bytes)
		lost_look_at_address(search, pointer, bytes);
}

/* The first series that has what is called. */
static size_t first_series(const struct size_argument *size)
{
	struct kernel_version first;
	const char *end;

	if (!size->kernels || kernel_version_parse(size->kernels, &first, &end))
		return 0;
	return verifier_series_from(first.major, first.minor);
}

void lost_look_at_call(struct lost_search *search, LLVMValueRef call)
{
	struct size_argument size;

	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call) && !search->error; i++) {
		look_at_memory(search, call, i);
		if (!search->error && is_size(call, i, &size) && !size.constant)
			look_at_size(search, call, i, size.fewest, first_series(&size));
	}
}
