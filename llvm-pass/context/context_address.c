// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows an address back to the context; see context_address.h. */
#include "llvm-pass/context/context_address.h"

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/constant_number.h"
#include "llvm-pass/context/context.h"
#include "llvm-pass/context/context_parts.h"
#include "llvm-pass/prove/prove.h"

/* How many operations are followed. */
#define MOST_OPERATIONS 16

/* How many values in all: a phi of phis has many ways. */
#define MOST_VISITS 256

/* What is added to ELSEWHERE is still no offset in a context. */
#define LAST_ELSEWHERE (ELSEWHERE / 2)

/* No element of an address moves it further, so that the kinds of places do not meet. */
#define FARTHEST (-ELSEWHERE / 2 / MOST_OPERATIONS)

struct walk {
	bridge_analyses *analyses;
	LLVMTargetDataRef layout;
	LLVMValueRef place;
	struct context_address *found;
	bool in_sockets; /* sockets are looked for, not the context */
	unsigned int depth;
	unsigned int *visits;
};

LLVMTargetDataRef layout_of(LLVMValueRef instruction)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(instruction);

	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(LLVMGetBasicBlockParent(block)));
}

bool visit_indices(LLVMTargetDataRef layout, LLVMValueRef gep, int64_t *constant,
		   visit_index *visit, void *data)
{
	LLVMTypeRef type = LLVMGetGEPSourceElementType(gep);
	unsigned int count = LLVMGetNumIndices(gep);

	for (unsigned int i = 1; i <= count; i++) {
		LLVMValueRef index = LLVMGetOperand(gep, i);
		LLVMTypeKind kind = LLVMGetTypeKind(type);
		uint64_t scale;

		if (i > 1 && kind == LLVMStructTypeKind) {
			unsigned int field = (unsigned int)LLVMConstIntGetZExtValue(index);

			*constant += (int64_t)LLVMOffsetOfElement(layout, type, field);
			type = LLVMStructGetTypeAtIndex(type, field);
			continue;
		}
		if (i > 1 && kind != LLVMArrayTypeKind)
			return false;
		if (i > 1)
			type = LLVMGetElementType(type);
		scale = LLVMABISizeOfType(layout, type);
		if (constant_number_is(index))
			*constant += LLVMConstIntGetSExtValue(index) * (int64_t)scale;
		else if (!visit || !visit(data, index, scale))
			return false;
	}
	return true;
}

static bool collect(struct walk walk, LLVMValueRef address, struct value_set *places);

static bool give_up(struct walk *walk, const char *obstacle)
{
	if (!walk->found->obstacle)
		walk->found->obstacle = obstacle;
	return true;
}

/* One context for all of an address. */
static bool collect_context(struct walk *walk, LLVMValueRef context)
{
	if (walk->found->context && walk->found->context != context)
		return false;
	walk->found->context = context;
	return true;
}

/* Sockets of one kind: the verifier takes one for the other. */
static void look_for_socket(struct walk *walk, LLVMValueRef address)
{
	if (walk->in_sockets && !walk->found->socket)
		walk->found->socket = socket_kind(address);
}

static bool collect_relocated(struct walk *walk, LLVMValueRef address, LLVMValueRef gep,
			      struct value_set *places)
{
	struct context_address *found = walk->found;
	size_t number;

	if (walk->in_sockets || !context_is(LLVMGetOperand(gep, 0)))
		return value_set_add(places, ELSEWHERE);
	if (!collect_context(walk, LLVMGetOperand(gep, 0)))
		return false;
	number = relocated_number(found, address);
	if (number == VALUE_SET_MOST)
		return give_up(walk, "it may be one of more than 16 fields");
	found->relocated[number] = address;
	if (number == found->relocated_count)
		found->relocated_count++;
	value_set_add(places, FIRST_RELOCATED + RELOCATED_STEP * (int64_t)number);
	return true;
}

/* What a getelementptr adds, while its indices are visited. */
struct sum {
	struct walk *walk;
	struct value_set values;
};

/* True if an index is chosen from constants, in so many values at most. */
static bool is_choice(LLVMValueRef index, unsigned int depth, unsigned int *left)
{
	if (LLVMIsAConstantInt(index))
		return true;
	if (!depth || !*left)
		return false;
	--*left;
	if (LLVMIsASelectInst(index))
		return is_choice(LLVMGetOperand(index, 1), depth - 1, left) &&
		       is_choice(LLVMGetOperand(index, 2), depth - 1, left);
	if (!LLVMIsAPHINode(index))
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(index); i++)
		if (!is_choice(LLVMGetIncomingValue(index, i), depth - 1, left))
			return false;
	return true;
}

/* Adds the values of an index. Returns false if the address cannot be followed at all. */
static bool add_index(void *data, LLVMValueRef index, uint64_t scale)
{
	struct sum *sum = data;
	struct walk *walk = sum->walk;
	struct value_set values, sums = { .count = 0 };
	unsigned int left = MOST_VISITS;
	bool room = true;
	enum proof proof;

	if (is_relocation(index) || LLVMGetTypeKind(LLVMTypeOf(index)) != LLVMIntegerTypeKind)
		return false;
	walk->found->varies = true;
	walk->found->indexed |= !is_choice(index, MOST_CHOICES, &left);
	if (!value_set_of(walk->analyses, index, walk->place, &values))
		return give_up(walk, "LLVM knows no bounds of its index, or too wide ones");
	proof = prove_choice(walk->analyses, (struct proof_place){ "ctx-choice", walk->place },
			     index, values.values, values.count);
	if (proof != PROOF_FOUND)
		return give_up(walk, proof_why_not(proof));
	for (size_t i = 0; i < values.count; i++)
		for (size_t j = 0; j < sum->values.count; j++)
			room &= value_set_add(&sums, sum->values.values[j] +
							     values.values[i] * (int64_t)scale);
	sum->values = sums;
	return room || give_up(walk, "it may point at more than 16 places");
}

static bool collect_element(struct walk walk, LLVMValueRef gep, struct value_set *places)
{
	struct sum sum = { .walk = &walk, .values = { .values = { 0 }, .count = 1 } };
	struct value_set base = { .count = 0 };
	int64_t constant = 0;

	if (!collect(walk, LLVMGetOperand(gep, 0), &base))
		return false;
	if (base.count == 1 && base.values[0] == ELSEWHERE)
		return value_set_add(places, ELSEWHERE);
	if (!visit_indices(walk.layout, gep, &constant, add_index, &sum))
		return false;
	for (size_t i = 0; i < sum.values.count; i++)
		if (constant + sum.values.values[i] >= FARTHEST ||
		    constant + sum.values.values[i] <= -FARTHEST)
			return give_up(&walk, "it may point far behind the context");
	for (size_t i = 0; i < base.count; i++)
		for (size_t j = 0; j < sum.values.count; j++)
			if (!value_set_add(places,
					   base.values[i] + constant + sum.values.values[j]))
				return give_up(&walk, "it may point at more than 16 places");
	return true;
}

static bool collect_phi(struct walk walk, LLVMValueRef phi, struct value_set *places)
{
	LLVMValueRef place = walk.place;

	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		struct value_set some = { .count = 0 };

		walk.place = LLVMGetBasicBlockTerminator(LLVMGetIncomingBlock(phi, i));
		if (!collect(walk, LLVMGetIncomingValue(phi, i), &some))
			return false;
		walk.place = place;
		if (!value_set_join(places, &some))
			return give_up(&walk, "it may point at more than 16 places");
	}
	return true;
}

static bool collect(struct walk walk, LLVMValueRef address, struct value_set *places)
{
	struct value_set other = { .count = 0 };

	if (!walk.in_sockets && LLVMIsAArgument(address) && context_is(address)) {
		value_set_add(places, 0);
		return collect_context(&walk, address);
	}
	look_for_socket(&walk, address);
	if (walk.in_sockets && is_base(walk.found, address))
		return value_set_add(places, 0);
	/* A pointer that moves in a loop, most often. What it starts from was seen, or will be. */
	if (walk.depth++ == MOST_OPERATIONS || ++*walk.visits > MOST_VISITS)
		return give_up(&walk, "its address moves in a loop");
	if (LLVMIsAGetElementPtrInst(address))
		return collect_element(walk, address, places);
	if (relocated_gep(address))
		return collect_relocated(&walk, address, relocated_gep(address), places);
	if (LLVMIsAPHINode(address)) {
		walk.found->varies = true;
		return collect_phi(walk, address, places);
	}
	if (!LLVMIsASelectInst(address))
		return value_set_add(places, ELSEWHERE);
	walk.found->varies = true;
	if (!collect(walk, LLVMGetOperand(address, 1), places) ||
	    !collect(walk, LLVMGetOperand(address, 2), &other))
		return false;
	return value_set_join(places, &other) ||
	       give_up(&walk, "it may point at more than 16 places");
}

bool is_base(const struct context_address *found, LLVMValueRef value)
{
	return found->socket ? socket_kind(value) == found->socket : value == found->context;
}

/* True if each place in a field that CO-RE relocates is the field, or an element of an array. */
static bool are_relocated(const struct context_address *found)
{
	for (size_t i = 0; i < found->places.count; i++) {
		int64_t bytes;
		size_t field;

		if (relocated_place(found->places.values[i], &field, &bytes) && bytes &&
		    (bytes < 0 || field >= found->relocated_count ||
		     !bridge_relocates_element(relocated_offset(found->relocated[field]),
					       (uint64_t)bytes)))
			return false;
	}
	return true;
}

/* True if the address is one place that lies behind the start of a relocated field. */
static bool is_behind_field(const struct context_address *found)
{
	int64_t bytes = 0;
	size_t field;

	return !found->varies && found->places.count == 1 &&
	       relocated_place(found->places.values[0], &field, &bytes) && bytes;
}

bool context_address_find(bridge_analyses *analyses, LLVMValueRef address, LLVMValueRef place,
			  struct context_address *found)
{
	unsigned int visits = 0;
	struct walk walk = { .analyses = analyses,
			     .layout = layout_of(place),
			     .place = place,
			     .found = found,
			     .visits = &visits };

	*found = (struct context_address){ .context = NULL };
	if (!collect(walk, address, &found->places))
		return false;
	if (!found->context) {
		*found = (struct context_address){ .context = NULL };
		visits = 0;
		walk.in_sockets = true;
		return collect(walk, address, &found->places) && found->socket;
	}
	found->moved = is_behind_field(found);
	if (!are_relocated(found))
		give_up(&walk,
			"CO-RE relocates the field that it points into, and that is no array "
			"of numbers");
	return true;
}

int64_t context_address_offset(const struct context_address *found, size_t place)
{
	int64_t number = found->places.values[place], bytes;
	size_t field;

	if (!relocated_place(number, &field, &bytes))
		return number;
	return (int64_t)relocated_here(found->relocated[field]) + bytes;
}

bool context_address_is_start(const struct context_address *found)
{
	int64_t number = found->places.count ? found->places.values[0] : -1;

	if (found->places.count != 1 || found->obstacle)
		return false;
	return !number || (number == FIRST_RELOCATED && !relocated_here(found->relocated[0]));
}

bool context_address_is_elsewhere(int64_t number)
{
	return number <= LAST_ELSEWHERE;
}

static bool is_phi_inside(const struct context_address *found, LLVMValueRef phi, unsigned int depth)
{
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++)
		if (!context_address_is_inside(found, LLVMGetIncomingValue(phi, i), depth))
			return false;
	return true;
}

bool context_address_is_inside(const struct context_address *found, LLVMValueRef address,
			       unsigned int depth)
{
	address = address_start(address);
	if (is_base(found, address))
		return true;
	if (relocated_gep(address))
		return is_base(found, LLVMGetOperand(relocated_gep(address), 0));
	if (!depth)
		return false;
	if (LLVMIsAPHINode(address))
		return is_phi_inside(found, address, depth - 1);
	return LLVMIsASelectInst(address) &&
	       context_address_is_inside(found, LLVMGetOperand(address, 1), depth - 1) &&
	       context_address_is_inside(found, LLVMGetOperand(address, 2), depth - 1);
}
