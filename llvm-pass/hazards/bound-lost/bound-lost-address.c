// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The addresses of bound-lost: whether the verifier of each kernel knows an access to be inside,
 * where the source proves that it is; see bound-lost.c. Relies on checked_memory.h for the memory,
 * on address_reach.h for where an address may lead, and on loop_bounds.h for what a loop counts to.
 */
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include "llvm-pass/ranges/address_reach.h"
#include "llvm-pass/ranges/checked_memory.h"
#include "llvm-pass/ir/loop_bounds.h"
#include "llvm-pass/ranges/number_form.h"
#include "llvm-pass/bpf/section_layout.h"

/* Where an address may lead, by the rules of a verifier or by all. */
static struct reach reach_by(const struct lost_search *search, verifier_rules rules,
			     const struct checked_address *address)
{
	return address_reach(search->facts->analyses, rules, address, CHECKED_TERMS);
}

/* The start of the last access that is still inside. */
static int64_t last_start(const struct checked_address *address, uint64_t size)
{
	if (!address->room)
		return MOST_OFFSET - 1;
	if (address->room == CHECKED_PACKET)
		return MOST_PACKET_OFFSET - (int64_t)size;
	return (int64_t)address->room - (int64_t)size;
}

/* Where the verifier lets an access start: anywhere in the section that the variable is in. */
static struct reach limits_seen(const struct lost_search *search,
				const struct checked_address *address, struct reach limits)
{
	struct section_room room = section_room_of(address->base, search->layout);

	return (struct reach){ limits.first - room.before, limits.last + room.behind };
}

/* Division that rounds down, of any number by one above 0. */
static int64_t floor_division(int64_t number, int64_t divisor)
{
	return number / divisor - (number % divisor < 0);
}

/* The kernels that lose a number lose what it counts to; states that before the loop instead. */
static bool note_loop_bounds(struct lost_search *search, LLVMValueRef index, const char *kernels)
{
	struct loop_bound bounds[LOOP_BOUNDS];
	LLVMValueRef phi = number_form_of(index).base;
	size_t count =
		LLVMIsAPHINode(phi) ? loop_bounds_of(search->facts->analyses, phi, bounds) : 0;
	bool noted = false;

	for (size_t i = 0; i < count && !search->error; i++) {
		LLVMValueRef bound = LLVMGetOperand(bounds[i].comparison, bounds[i].operand);
		struct scalar_range seen = lost_known(search, 0, bound, bounds[i].entry);
		struct scalar_range proven =
			lost_known(search, VERIFIER_ALL_RULES, bound, bounds[i].entry);
		struct lost_number lost = { .operand = bounds[i].operand,
					    .use = LOST_LOOP_END,
					    .before = bounds[i].entry,
					    .first = (int64_t)proven.umin,
					    .last = (int64_t)proven.umax,
					    .most = (int64_t)proven.umax };

		if (proven.empty || seen.umax <= proven.umax || proven.umax >= MOST_OFFSET)
			continue;
		lost_note(search, bounds[i].comparison, lost, kernels);
		noted = true;
	}
	return noted;
}

/*
 * True if what varies must not be below 0 by itself, whatever is added to it: its end, as an
 * unsigned number, is then past all memory. Of the stack the signed one is taken.
 */
static bool must_not_be_below_0(const struct checked_address *address)
{
	return address->room && !LLVMIsAAllocaInst(address->base);
}

static void note_term(struct lost_search *search, const struct checked_address *address,
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
	if (must_not_be_below_0(address) && address->term_count == 1 &&
	    LLVMGetNumOperands(term->gep) == 2) {
		lost.use = LOST_MOVED_INDEX;
		if (address->room == CHECKED_PACKET)
			lost.least = address->constant < 0 ? proven.smin : 0;
	}
	lost_note(search, term->gep, lost, kernels);
}

/*
 * True if the verifier sees an access inside. In a packet, the constants together must not be below
 * 0, either, before verifiers added both up.
 */
static bool is_seen_inside(const struct lost_search *search, verifier_rules rules,
			   const struct checked_address *address, struct reach limits)
{
	struct reach reach = reach_by(search, rules, address);

	if (!reach_is_inside(reach, limits))
		return false;
	if (must_not_be_below_0(address) && reach.first < address->constant)
		return false;
	return address->room != CHECKED_PACKET || address_selected_constant(address) >= 0 ||
	       rules & 1U << VERIFIER_PACKET_OFFSET;
}

/* The newest series whose verifier lets the address lead outside; the count of series if none. */
static size_t newest_that_loses(const struct lost_search *search,
				const struct checked_address *address, struct reach limits)
{
	for (size_t i = verifier_series_count; i > 0; i--)
		if (!is_seen_inside(search, verifier_series_rules(i - 1), address, limits))
			return i - 1;
	return verifier_series_count;
}

/* The kernels that a walk says refuse this access, or where its address is made; or NULL. */
static const char *refusing(const struct lost_search *search, const struct checked_address *address)
{
	const char *kernels = lost_refusing(search, NULL);

	for (unsigned int i = 0; i < address->term_count && !kernels; i++)
		kernels = lost_refusing(search, address->terms[i].gep);
	return kernels;
}

/* The kernels that lose a bound of an address, as the model of them tells; NULL if none does. */
static const char *losing(const struct lost_search *search, const struct checked_address *address,
			  struct reach seen_in)
{
	size_t newest = newest_that_loses(search, address, seen_in);

	return newest < verifier_series_count ? verifier_series_up_to(newest) : NULL;
}

/*
 * What an index may be for an access to stay inside, of an address with no other that varies.
 */
static struct reach index_limits(const struct checked_address *address, struct reach limits)
{
	int64_t scale = address->terms[0].scale;
	struct reach index = {
		-floor_division(address->constant - limits.first, scale),
		floor_division(limits.last - address->constant, scale),
	};

	if (must_not_be_below_0(address) && index.first < 0)
		index.first = 0;
	return index;
}

/*
 * Narrows what an index may be to what the other accesses of the place's block demand of it: they
 * are executed with this one, and refused next.
 */
static void narrow_by_others(const struct lost_search *search,
			     const struct checked_address *address, struct reach *index)
{
	for (LLVMValueRef i = LLVMGetFirstInstruction(LLVMGetInstructionParent(search->place)); i;
	     i = LLVMGetNextInstruction(i)) {
		bool stores = LLVMIsAStoreInst(i);
		struct checked_address other;
		struct reach limits;

		if ((!stores && !LLVMIsALoadInst(i)) ||
		    !checked_address_of(LLVMGetOperand(i, stores), search->layout, &other) ||
		    other.term_count != 1 || other.terms[0].gep != address->terms[0].gep ||
		    other.terms[0].operand != address->terms[0].operand)
			continue;
		limits = (struct reach){
			0,
			last_start(&other, LLVMStoreSizeOfType(
						   search->layout,
						   LLVMTypeOf(stores ? LLVMGetOperand(i, 0) : i)))
		};
		limits = index_limits(&other, limits);
		if (limits.first > index->first)
			index->first = limits.first;
		if (limits.last < index->last)
			index->last = limits.last;
	}
}

/*
 * An address that is refused, and of which the model knows no bound, is inside if its one index is
 * from the first to the last that lead there; or the sum of its indices.
 */
static void want_index(struct lost_search *search, const struct checked_address *address,
		       struct reach limits, uint64_t size, const char *kernels)
{
	const struct checked_term *term = &address->terms[0];
	struct lost_number wanted = { .operand = term->operand };
	struct reach index;

	if (!address->room || address->room == CHECKED_PACKET || term->scale <= 0)
		return;
	if (address->term_count != 1) {
		lost_want_offset(search, address, size, kernels);
		return;
	}
	index = index_limits(address, limits);
	narrow_by_others(search, address, &index);
	wanted.least = index.first;
	wanted.most = index.last;
	if (wanted.least <= wanted.most)
		lost_want(search, term->gep, wanted, kernels);
}

void lost_look_at_address(struct lost_search *search, LLVMValueRef pointer, uint64_t size)
{
	struct checked_address address;
	struct reach proven, limits, seen_in;
	verifier_rules oldest = verifier_series_rules(0);
	const char *refused, *kernels;

	lost_look_at_moving(search, pointer, size);
	if (!checked_address_of(pointer, search->layout, &address) || !address.term_count)
		return;
	for (unsigned int i = 0; i < address.term_count; i++)
		lost_look_at_swap(search,
				  LLVMGetOperand(address.terms[i].gep, address.terms[i].operand));
	limits = (struct reach){ 0, last_start(&address, size) };
	seen_in = limits_seen(search, &address, limits);
	refused = refusing(search, &address);
	if (!refused && is_seen_inside(search, oldest, &address, seen_in)) {
		lost_trust(search);
		return;
	}
	proven = reach_by(search, VERIFIER_ALL_RULES, &address);
	if (!address.room && proven.first < 0 && proven.first > -MOST_OFFSET)
		limits.first = seen_in.first = proven.first;
	if (!reach_is_inside(proven, limits)) {
		if (refused)
			want_index(search, &address, limits, size, refused);
		else
			lost_trust(search);
		return;
	}
	/* A mask that is a little too wide might leave memory of which the end is not known. */
	if (!address.room)
		limits.last = seen_in.last = proven.last;
	kernels = refused ? refused : losing(search, &address, seen_in);
	for (unsigned int i = 0; i < address.term_count && kernels; i++) {
		struct scalar_range sure = address_term_range(
			search->facts->analyses, VERIFIER_ALL_RULES, &address.terms[i]);
		struct scalar_range seen = address_term_range(
			search->facts->analyses, verifier_series_rules(0), &address.terms[i]);

		if (!search->error && (refused || seen.smin < sure.smin || seen.smax > sure.smax ||
				       address.term_count == 1))
			note_term(search, &address, i, limits, kernels);
	}
}

/*
 * The most bytes that an access at an address can span; 0 if it is no checked memory, or surely
 * outside.
 */
uint64_t lost_room_at(const struct lost_search *search, LLVMValueRef pointer)
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
