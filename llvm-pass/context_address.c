// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Follows an address back to the context; see context_address.h. CO-RE writes the address of a
 * field as
 *
 *	%offset = load i64, ptr @"llvm.__sk_buff:0:8$0:2"
 *	%p = getelementptr i8, ptr %context, i64 %offset
 *	%field = call ptr @llvm.bpf.passthrough.p0.p0(i32 1, ptr %p)
 *
 * and the backend makes one instruction of it and a load of %field, if nothing stands between them.
 */
#include "llvm-pass/context_address.h"

#include <stdlib.h>
#include <string.h>
#include <llvm-c/Target.h>

#include "llvm-pass/context.h"

/* How many operations are followed. */
#define MOST_OPERATIONS 16

/* How many values in all: a phi of phis has many ways. */
#define MOST_VISITS 256

/* How many choices one after the other make an index. */
#define MOST_CHOICES 4

/* The number of the first place that is relocated; more than any offset in a context. */
#define FIRST_RELOCATED (INT64_C(1) << 24)
#define RELOCATED_STEP (INT64_C(1) << 16)

/* What is added to this is still no offset in a context. */
#define ELSEWHERE (-(INT64_C(1) << 24))
#define LAST_ELSEWHERE (ELSEWHERE / 2)

struct walk {
	bridge_analyses *analyses;
	LLVMTargetDataRef layout;
	LLVMValueRef place;
	struct context_address *found;
	unsigned int depth;
	unsigned int *visits;
};

/* Called for each index of a getelementptr. Returns false to stop. */
typedef bool visit_index(void *data, LLVMValueRef index, uint64_t scale);

static LLVMTargetDataRef layout_of(LLVMValueRef instruction)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(instruction);

	return LLVMGetModuleDataLayout(LLVMGetGlobalParent(LLVMGetBasicBlockParent(block)));
}

/* Adds up the constant offsets of a getelementptr and hands out the others. */
static bool visit_indices(LLVMTargetDataRef layout, LLVMValueRef gep, int64_t *constant,
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
		if (LLVMIsAConstantInt(index))
			*constant += LLVMConstIntGetSExtValue(index) * (int64_t)scale;
		else if (!visit(data, index, scale))
			return false;
	}
	return true;
}

/* True for what CO-RE relocates: a load of a global that stands for an offset. */
static bool is_relocation(LLVMValueRef value)
{
	LLVMValueRef global;
	const char *name;
	size_t length;

	if (!LLVMIsALoadInst(value))
		return false;
	global = LLVMGetOperand(value, 0);
	if (!LLVMIsAGlobalVariable(global))
		return false;
	name = LLVMGetValueName2(global, &length);
	return length > 5 && !strncmp(name, "llvm.", 5);
}

/* The getelementptr of the context that a relocated field's address is made of, or NULL. */
static LLVMValueRef relocated_gep(LLVMValueRef value)
{
	static const char name[] = "llvm.bpf.passthrough";
	LLVMValueRef gep;

	if (!LLVMIsAIntrinsicInst(value) || LLVMGetIntrinsicID(LLVMGetCalledValue(value)) !=
						    LLVMLookupIntrinsicID(name, strlen(name)))
		return NULL;
	gep = LLVMGetOperand(value, 1);
	if (!LLVMIsAGetElementPtrInst(gep) || LLVMGetNumIndices(gep) != 1 ||
	    !is_relocation(LLVMGetOperand(gep, 1)) || !LLVMIsAArgument(LLVMGetOperand(gep, 0)))
		return NULL;
	return gep;
}

/* The global that stands for the offset of a relocated field. */
static LLVMValueRef relocation_of(LLVMValueRef field)
{
	return LLVMGetOperand(LLVMGetOperand(relocated_gep(field), 1), 0);
}

/* The number of a relocated field among those found, or how many there are. */
static size_t relocated_number(const struct context_address *found, LLVMValueRef field)
{
	size_t number = 0;

	while (number < found->relocated_count &&
	       relocation_of(found->relocated[number]) != relocation_of(field))
		number++;
	return number;
}

/* The offset of a relocated field in the program's own type: "llvm.__sk_buff:0:8$0:2" is at 8. */
static uint64_t offset_here(LLVMValueRef field)
{
	size_t length;
	const char *name = LLVMGetValueName2(relocation_of(field), &length);
	const char *end = strrchr(name, '$');

	while (end && end > name && end[-1] != ':')
		end--;
	return end ? strtoull(end, NULL, 10) : UINT64_MAX;
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

static bool collect_relocated(struct walk *walk, LLVMValueRef address, LLVMValueRef gep,
			      struct value_set *places)
{
	struct context_address *found = walk->found;
	size_t number;

	if (!context_is(LLVMGetOperand(gep, 0)))
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

/* True if an index is chosen from constants. */
static bool is_choice(LLVMValueRef index, unsigned int depth)
{
	if (LLVMIsAConstantInt(index))
		return true;
	if (!depth)
		return false;
	if (LLVMIsASelectInst(index))
		return is_choice(LLVMGetOperand(index, 1), depth - 1) &&
		       is_choice(LLVMGetOperand(index, 2), depth - 1);
	if (!LLVMIsAPHINode(index))
		return false;
	for (unsigned int i = 0; i < LLVMCountIncoming(index); i++)
		if (!is_choice(LLVMGetIncomingValue(index, i), depth - 1))
			return false;
	return true;
}

/* Adds the values of an index. Returns false if the address cannot be followed at all. */
static bool add_index(void *data, LLVMValueRef index, uint64_t scale)
{
	struct sum *sum = data;
	struct walk *walk = sum->walk;
	struct value_set values, sums = { .count = 0 };
	bool room = true;

	if (is_relocation(index) || LLVMGetTypeKind(LLVMTypeOf(index)) != LLVMIntegerTypeKind)
		return false;
	walk->found->varies = true;
	walk->found->indexed |= !is_choice(index, MOST_CHOICES);
	if (!value_set_of(walk->analyses, index, walk->place, &values))
		return give_up(walk, "LLVM knows no bounds of its index, or too wide ones");
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
	for (size_t i = 0; i < base.count; i++)
		for (size_t j = 0; j < sum.values.count; j++) {
			int64_t moved = constant + sum.values.values[j];

			if (moved && base.values[i] >= FIRST_RELOCATED)
				return give_up(&walk, "CO-RE relocates the array that it points "
						      "into");
			if (!value_set_add(places, base.values[i] + moved))
				return give_up(&walk, "it may point at more than 16 places");
		}
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

	if (LLVMIsAArgument(address) && context_is(address)) {
		value_set_add(places, 0);
		return collect_context(&walk, address);
	}
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

bool context_address_find(bridge_analyses *analyses, LLVMValueRef address, LLVMValueRef place,
			  struct context_address *found)
{
	unsigned int visits = 0;
	struct walk walk = { analyses, layout_of(place), place, found, 0, &visits };

	*found = (struct context_address){ .context = NULL };
	return collect(walk, address, &found->places) && found->context;
}

bool context_address_is_start(const struct context_address *found)
{
	int64_t number = found->places.count ? found->places.values[0] : -1;

	if (found->places.count != 1 || found->obstacle)
		return false;
	return !number || (number == FIRST_RELOCATED && !offset_here(found->relocated[0]));
}

bool context_address_is_elsewhere(int64_t number)
{
	return number <= LAST_ELSEWHERE;
}

/* True if an address may point into the context. */
static bool may_be_context(LLVMValueRef address, unsigned int depth)
{
	if (!depth || (LLVMIsAArgument(address) && context_is(address)) || relocated_gep(address))
		return true;
	if (LLVMIsAGetElementPtrInst(address))
		return may_be_context(LLVMGetOperand(address, 0), depth - 1);
	if (LLVMIsASelectInst(address))
		return may_be_context(LLVMGetOperand(address, 1), depth - 1) ||
		       may_be_context(LLVMGetOperand(address, 2), depth - 1);
	return LLVMIsAPHINode(address);
}

LLVMValueRef context_address_elsewhere(LLVMValueRef address)
{
	while (LLVMIsASelectInst(address)) {
		bool yes = may_be_context(LLVMGetOperand(address, 1), MOST_CHOICES);
		bool no = may_be_context(LLVMGetOperand(address, 2), MOST_CHOICES);

		if (yes == no)
			return address;
		address = LLVMGetOperand(address, yes ? 2 : 1);
	}
	return address;
}

/* Where the terms of a number go. */
struct terms {
	LLVMBuilderRef builder;
	LLVMValueRef number;
};

static LLVMTypeRef number_type(LLVMValueRef value)
{
	return LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(value)));
}

static bool build_term(void *data, LLVMValueRef index, uint64_t scale)
{
	struct terms *terms = data;
	LLVMTypeRef type = number_type(index);
	LLVMValueRef factor = LLVMConstInt(type, scale, false), term = index;

	if (LLVMTypeOf(index) != type)
		term = LLVMBuildIntCast2(terms->builder, index, type, true, "");
	if (scale != 1)
		term = LLVMBuildMul(terms->builder, term, factor, "");
	terms->number = LLVMBuildAdd(terms->builder, terms->number, term, "");
	return true;
}

static LLVMValueRef build_element(const struct context_address *found, LLVMValueRef gep,
				  LLVMBuilderRef builder)
{
	LLVMValueRef base = context_address_build_number(found, LLVMGetOperand(gep, 0));
	struct terms terms = { builder, LLVMConstNull(number_type(gep)) };
	int64_t constant = 0;

	if (LLVMIsAConstantInt(base) && LLVMConstIntGetSExtValue(base) == ELSEWHERE)
		return base;
	LLVMPositionBuilderBefore(builder, gep);
	visit_indices(layout_of(gep), gep, &constant, build_term, &terms);
	base = LLVMBuildAdd(builder, base, LLVMConstInt(number_type(gep), (uint64_t)constant, true),
			    "");
	return LLVMBuildAdd(builder, terms.number, base, "");
}

static LLVMValueRef build_phi(const struct context_address *found, LLVMValueRef phi,
			      LLVMBuilderRef builder)
{
	LLVMValueRef built;

	LLVMPositionBuilderBefore(builder, phi);
	built = LLVMBuildPhi(builder, number_type(phi), "");
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		LLVMBasicBlockRef block = LLVMGetIncomingBlock(phi, i);
		LLVMValueRef number =
			context_address_build_number(found, LLVMGetIncomingValue(phi, i));

		LLVMAddIncoming(built, &number, &block, 1);
	}
	return built;
}

LLVMValueRef context_address_build_number(const struct context_address *found, LLVMValueRef address)
{
	LLVMTypeRef type = number_type(address);
	LLVMBuilderRef builder;
	LLVMValueRef number;

	if (relocated_gep(address) && context_is(LLVMGetOperand(relocated_gep(address), 0)))
		return LLVMConstInt(type,
				    (uint64_t)FIRST_RELOCATED +
					    RELOCATED_STEP * relocated_number(found, address),
				    false);
	if (address == found->context)
		return LLVMConstNull(type);
	builder = LLVMCreateBuilderInContext(LLVMGetTypeContext(type));
	if (LLVMIsAGetElementPtrInst(address)) {
		number = build_element(found, address, builder);
	} else if (LLVMIsAPHINode(address)) {
		number = build_phi(found, address, builder);
	} else if (!LLVMIsASelectInst(address)) {
		number = LLVMConstInt(type, (uint64_t)ELSEWHERE, true);
	} else {
		LLVMValueRef yes = context_address_build_number(found, LLVMGetOperand(address, 1));
		LLVMValueRef no = context_address_build_number(found, LLVMGetOperand(address, 2));

		LLVMPositionBuilderBefore(builder, address);
		number = LLVMBuildSelect(builder, LLVMGetOperand(address, 0), yes, no, "");
	}
	LLVMDisposeBuilder(builder);
	return number;
}

/* The same relocation once more, where the builder stands. */
static LLVMValueRef build_relocated(LLVMValueRef field, LLVMBuilderRef builder)
{
	LLVMValueRef gep = relocated_gep(field), parts[3], copy;

	parts[0] = LLVMInstructionClone(LLVMGetOperand(gep, 1));
	parts[1] = LLVMInstructionClone(gep);
	parts[2] = copy = LLVMInstructionClone(field);
	LLVMSetOperand(parts[1], 1, parts[0]);
	LLVMSetOperand(parts[2], 1, parts[1]);
	for (size_t i = 0; i < 3; i++)
		LLVMInsertIntoBuilder(builder, parts[i]);
	return copy;
}

LLVMValueRef context_address_build_place(const struct context_address *found, int64_t number,
					 LLVMBuilderRef builder)
{
	LLVMTypeRef byte = LLVMInt8TypeInContext(LLVMGetTypeContext(LLVMTypeOf(found->context)));
	LLVMValueRef offset;

	if (number >= FIRST_RELOCATED)
		return build_relocated(
			found->relocated[(number - FIRST_RELOCATED) / RELOCATED_STEP], builder);
	offset = LLVMConstInt(number_type(found->context), (uint64_t)number, true);
	return LLVMBuildInBoundsGEP2(builder, byte, found->context, &offset, 1, "");
}
