// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The number of each value: a constant, a term over the numbers of its operands, or an unknown. See
 * encoder.h for what is assumed of unknowns and when.
 */
#include "llvm-pass/prove/encoder.h"

#include <errno.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/prove/prove.h"
#include "llvm-pass/ranges/number_form.h"

/* How many indices an address may have that vary. */
#define MOST_INDICES 8

unsigned int number_width(const struct encoder *encoder, LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	if (LLVMGetTypeKind(type) == LLVMPointerTypeKind)
		return LLVMPointerSizeForAS(encoder->layout, LLVMGetPointerAddressSpace(type)) == 8
			       ? 64
			       : 0;
	if (LLVMGetTypeKind(type) != LLVMIntegerTypeKind || LLVMGetIntTypeWidth(type) > 64)
		return 0;
	return LLVMGetIntTypeWidth(type);
}

static bool remember(struct encoder *encoder, struct value_map *map, LLVMValueRef value,
		     struct number number)
{
	struct number *grown = array_grow(encoder->numbers, encoder->number_count, sizeof(*grown));

	if (grown)
		encoder->numbers = grown;
	if (!grown || value_map_add(map, value, encoder->number_count)) {
		encoder->error = -ENOMEM;
		return false;
	}
	grown[encoder->number_count++] = number;
	return true;
}

/* True if a value has its number wherever the frame's place is executed. */
static bool dominates_place(const struct encoder *encoder, const struct frame *frame,
			    LLVMValueRef value)
{
	LLVMBasicBlockRef block;

	if (!LLVMIsAInstruction(value))
		return LLVMIsAArgument(value) && LLVMGetParamParent(value) == frame->function;
	block = LLVMGetInstructionParent(value);
	if (LLVMGetBasicBlockParent(block) != frame->function)
		return false;
	if (block != LLVMGetInstructionParent(frame->place))
		return bridge_dominates(encoder->analyses, block,
					LLVMGetInstructionParent(frame->place));
	while (value && value != frame->place)
		value = LLVMGetNextInstruction(value);
	return value;
}

/* Assumes what LLVM knows of a value, of an unknown of its own, or at the question's place. */
static void assume_known(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			 struct number number)
{
	struct terms *terms = encoder->terms;
	unsigned int width = term_width(terms, number.bits);
	LLVMValueRef place = value;
	uint64_t first, last;
	bridge_bits bits;
	Z3_ast fact;

	if (dominates_place(encoder, frame, value))
		place = frame->place;
	if (LLVMIsAInstruction(place) &&
	    bridge_known_range(encoder->analyses, value, place, &first, &last)) {
		Z3_ast from = term_number(terms, width, first);

		fact = term_not_above(terms, term_binary(terms, Z3_mk_bvsub, number.bits, from),
				      term_number(terms, width, last - first), false);
		assume(encoder, term_or(terms, number.poison, fact));
	}
	bits = bridge_known_bits(value);
	if (!bits.zero && !bits.one)
		return;
	fact = term_equal(terms,
			  term_binary(terms, Z3_mk_bvand, number.bits,
				      term_number(terms, width, bits.zero | bits.one)),
			  term_number(terms, width, bits.one));
	assume(encoder, term_or(terms, number.poison, fact));
}

/* True for what the kernel returns: a helper's or kfunc's result is some number in a register. */
static bool is_from_outside(LLVMValueRef value)
{
	LLVMValueRef callee = LLVMIsACallInst(value) ? LLVMGetCalledValue(value) : NULL;

	if (!callee || LLVMIsAInlineAsm(callee))
		return false;
	return !LLVMIsAFunction(callee) ||
	       (LLVMIsDeclaration(callee) && !LLVMGetIntrinsicID(callee));
}

struct number number_unknown(struct encoder *encoder, struct frame *frame, LLVMValueRef value)
{
	unsigned int width = number_width(encoder, value);
	struct terms *terms = encoder->terms;
	struct number number = { 0 };

	if (!width)
		return number;
	number.bits = term_unknown(terms, "value", width);
	number.poison = is_from_outside(value) ? term_false(terms)
					       : term_unknown_condition(terms, "poison");
	if (LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind)
		assume_known(encoder, frame, value, number);
	return number;
}

/* ---- Constants ---- */

static struct number number_constant(struct encoder *encoder, LLVMValueRef value)
{
	unsigned int width = number_width(encoder, value);
	struct terms *terms = encoder->terms;
	struct number number = { .poison = term_false(terms) };
	size_t index;

	if (LLVMIsAConstantInt(value)) {
		number.bits = term_number(terms, width, LLVMConstIntGetZExtValue(value));
		return number;
	}
	if (LLVMIsAConstantPointerNull(value)) {
		number.bits = term_number(terms, width, 0);
		return number;
	}
	/* At each use another one. */
	if (LLVMIsUndef(value) || LLVMIsPoison(value)) {
		number.bits = term_unknown(terms, "undef", width);
		number.poison = LLVMIsPoison(value) ? term_true(terms) : number.poison;
		return number;
	}
	index = value_map_get(&encoder->globals, value);
	if (index != VALUE_MAP_NONE)
		return encoder->numbers[index];
	number.bits = term_unknown(terms, "constant", width);
	number.poison = term_unknown_condition(terms, "poison");
	remember(encoder, &encoder->globals, value, number);
	return number;
}

/* ---- Instructions ---- */

static struct number number_compare(struct encoder *encoder, struct frame *frame,
				    LLVMValueRef value, unsigned int nested)
{
	struct number a = number_in(encoder, frame, LLVMGetOperand(value, 0), nested + 1);
	struct number b = number_in(encoder, frame, LLVMGetOperand(value, 1), nested + 1), number;
	struct terms *terms = encoder->terms;
	Z3_ast holds;

	if (!a.bits || !b.bits || number_width(encoder, value) != 1)
		return number_unknown(encoder, frame, value);
	holds = numbers_compare(encoder, LLVMGetICmpPredicate(value), a, b);
	number = (struct number){ .bits = term_truth(terms, holds),
				  .poison = term_or(terms, a.poison, b.poison) };
	if (bridge_flags(value) & BRIDGE_SAMESIGN) {
		unsigned int sign = term_width(terms, a.bits) - 1;
		Z3_ast same = term_equal(terms, term_bits(terms, a.bits, sign, 1),
					 term_bits(terms, b.bits, sign, 1));

		number.poison = term_or(terms, number.poison, term_not(terms, same));
	}
	return number;
}

static struct number number_select(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
				   unsigned int nested)
{
	struct number c = number_in(encoder, frame, LLVMGetOperand(value, 0), nested + 1);
	struct number yes = number_in(encoder, frame, LLVMGetOperand(value, 1), nested + 1);
	struct number no = number_in(encoder, frame, LLVMGetOperand(value, 2), nested + 1);
	struct terms *terms = encoder->terms;
	Z3_ast holds;

	if (!c.bits || !yes.bits || !no.bits)
		return number_unknown(encoder, frame, value);
	holds = term_holds(terms, c.bits);
	return (struct number){
		.bits = term_choose(terms, holds, yes.bits, no.bits),
		.poison =
			term_or(terms, c.poison, term_choose(terms, holds, yes.poison, no.poison)),
	};
}

struct number number_frozen(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			    LLVMValueRef of, unsigned int nested)
{
	struct number from = number_in(encoder, frame, of, nested + 1);
	struct terms *terms = encoder->terms;
	uint64_t ignored;

	if (!from.bits || number_width(encoder, value) != term_width(terms, from.bits))
		return number_unknown(encoder, frame, value);
	if (!term_is_number(terms, from.bits, &ignored))
		from.bits = term_choose(terms, from.poison,
					term_unknown(terms, "frozen", term_width(terms, from.bits)),
					from.bits);
	from.base = from.offset = NULL;
	from.poison = term_false(terms);
	return from;
}

static struct number number_address(struct encoder *encoder, struct frame *frame,
				    LLVMValueRef value, unsigned int nested)
{
	struct number base = number_in(encoder, frame, LLVMGetOperand(value, 0), nested + 1);
	bridge_index indices[MOST_INDICES];
	size_t count = MOST_INDICES;
	struct terms *terms = encoder->terms;
	int64_t constant;
	Z3_ast bytes;

	if (!base.bits || number_width(encoder, value) != 64 ||
	    !bridge_address_parts(value, indices, &count, &constant))
		return number_unknown(encoder, frame, value);
	bytes = term_number(terms, 64, (uint64_t)constant);
	for (size_t i = 0; i < count; i++) {
		struct number index = number_in(encoder, frame, indices[i].value, nested + 1);
		Z3_ast part;

		if (!index.bits)
			return number_unknown(encoder, frame, value);
		part = term_binary(terms, Z3_mk_bvmul, term_resize(terms, index.bits, 64, true),
				   term_number(terms, 64, (uint64_t)indices[i].scale));
		bytes = term_binary(terms, Z3_mk_bvadd, bytes, part);
		base.poison = term_or(terms, base.poison, index.poison);
	}
	if (bridge_flags(value))
		base.poison = term_or(terms, base.poison, term_unknown_condition(terms, "poison"));
	return address_behind(encoder, base, bytes, LLVMIsInBounds(value));
}

static struct number number_operation(struct encoder *encoder, struct frame *frame,
				      LLVMValueRef value, unsigned int nested)
{
	struct number a = number_in(encoder, frame, LLVMGetOperand(value, 0), nested + 1);
	struct number b = number_in(encoder, frame, LLVMGetOperand(value, 1), nested + 1);

	if (!a.bits || !b.bits)
		return number_unknown(encoder, frame, value);
	return number_binary(encoder, frame, value, a, b);
}

/*
 * True for the address of a packet, which is a field of 32 bits in C: the kernel puts a pointer of
 * 64 bits there, of which the upper half is not 0.
 */
static bool is_address(LLVMValueRef value)
{
	if (!LLVMIsAZExtInst(value) ||
	    LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(value, 0))) != LLVMIntegerTypeKind ||
	    LLVMGetIntTypeWidth(LLVMTypeOf(LLVMGetOperand(value, 0))) != 32 ||
	    !LLVMIsALoadInst(number_behind(LLVMGetOperand(value, 0))))
		return false;
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use))
		if (LLVMIsAIntToPtrInst(LLVMGetUser(use)))
			return true;
	return false;
}

static struct number number_of_cast(struct encoder *encoder, struct frame *frame,
				    LLVMValueRef value, unsigned int nested)
{
	struct number from;

	if (is_address(value)) {
		from.bits = term_unknown(encoder->terms, "address", number_width(encoder, value));
		from.poison = term_unknown_condition(encoder->terms, "poison");
		return from;
	}
	from = number_in(encoder, frame, LLVMGetOperand(value, 0), nested + 1);
	if (!from.bits)
		return number_unknown(encoder, frame, value);
	return number_cast(encoder, frame, value, from);
}

/* What a pointer that goes round a loop in constant steps starts from; NULL of any other phi. */
static LLVMValueRef start_of_steps(struct encoder *encoder, LLVMValueRef phi)
{
	LLVMBasicBlockRef header = LLVMGetInstructionParent(phi);

	if (LLVMGetTypeKind(LLVMTypeOf(phi)) != LLVMPointerTypeKind || LLVMCountIncoming(phi) != 2)
		return NULL;
	for (unsigned int i = 0; i < 2; i++)
		if (prove_step(phi, LLVMGetIncomingValue(phi, i)) &&
		    LLVMIsInBounds(LLVMGetIncomingValue(phi, i)) &&
		    !bridge_dominates(encoder->analyses, header, LLVMGetIncomingBlock(phi, !i)))
			return LLVMGetIncomingValue(phi, !i);
	return NULL;
}

/* Its arms are told later: what they are made of may be made of the phi. */
static struct number number_phi(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
				unsigned int nested)
{
	LLVMValueRef start = start_of_steps(encoder, value);
	struct number number =
		start ? number_in(encoder, frame, start, nested + 1) : (struct number){ 0 };
	struct phi *grown = array_grow(encoder->phis, encoder->phi_count, sizeof(*grown));

	if (number.bits)
		number = address_unknown(encoder, number);
	else
		number.bits = term_unknown(encoder->terms, "phi", number_width(encoder, value));
	number.poison = term_unknown_condition(encoder->terms, "poison");
	if (!grown) {
		encoder->error = -ENOMEM;
		return number;
	}
	encoder->phis = grown;
	grown[encoder->phi_count++] = (struct phi){ frame, value, number };
	return number;
}

static void tell_arm(struct encoder *encoder, const struct phi *phi, struct frame *frame,
		     LLVMBasicBlockRef from, Z3_ast taken)
{
	struct terms *terms = encoder->terms;

	for (unsigned int i = 0; i < LLVMCountIncoming(phi->value); i++) {
		struct number arm;
		Z3_ast same;

		if (LLVMGetIncomingBlock(phi->value, i) != from)
			continue;
		arm = number_in(encoder, frame, LLVMGetIncomingValue(phi->value, i), 0);
		if (!arm.bits)
			return;
		same = numbers_equal(encoder, phi->number, arm);
		same = term_and(terms, same, term_equal(terms, phi->number.poison, arm.poison));
		assume(encoder, term_implies(terms, taken, same));
		return;
	}
}

void tell_phi(struct encoder *encoder, const struct phi *phi)
{
	LLVMBasicBlockRef header = LLVMGetInstructionParent(phi->value);
	const struct block *entered = block_entered(encoder, phi->frame, header);
	struct block block;

	if (!entered || entered->turn_count)
		if (LLVMGetTypeKind(LLVMTypeOf(phi->value)) == LLVMIntegerTypeKind)
			assume_known(encoder, phi->frame, phi->value, phi->number);
	if (!entered)
		return;
	block = *entered;
	for (size_t i = 0; i < block.edge_count; i++)
		tell_arm(encoder, phi, phi->frame, encoder->edges[block.first_edge + i].from,
			 encoder->edges[block.first_edge + i].taken);
	for (size_t i = 0; i < block.turn_count; i++) {
		struct turn turn = encoder->turns[block.first_turn + i];
		struct frame *before =
			turn_before(encoder, phi->frame, header, block.first_turn + i);

		if (before)
			tell_arm(encoder, phi, before, turn.from, turn.taken);
	}
}

static struct number find_number(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
				 unsigned int nested)
{
	if (LLVMIsAArgument(value))
		return number_argument(encoder, frame, value);
	if (nested > MOST_NESTED || encoder->number_count >= MOST_NUMBERS)
		return number_unknown(encoder, frame, value);
	if (LLVMIsAPHINode(value))
		return number_phi(encoder, frame, value, nested);
	if (LLVMIsAICmpInst(value))
		return number_compare(encoder, frame, value, nested);
	if (LLVMIsASelectInst(value))
		return number_select(encoder, frame, value, nested);
	if (LLVMIsAFreezeInst(value))
		return number_frozen(encoder, frame, value, LLVMGetOperand(value, 0), nested);
	if (LLVMIsABinaryOperator(value))
		return number_operation(encoder, frame, value, nested);
	if (LLVMIsACastInst(value))
		return number_of_cast(encoder, frame, value, nested);
	if (LLVMIsAGetElementPtrInst(value))
		return number_address(encoder, frame, value, nested);
	if (LLVMIsACallInst(value))
		return number_call(encoder, frame, value, nested);
	return number_unknown(encoder, frame, value);
}

struct number number_in(struct encoder *encoder, struct frame *frame, LLVMValueRef value,
			unsigned int nested)
{
	struct number number = { 0 };
	size_t index;

	if (!number_width(encoder, value))
		return number;
	if (LLVMIsAConstant(value))
		return number_constant(encoder, value);
	if (!LLVMIsAInstruction(value) && !LLVMIsAArgument(value))
		return number;
	frame = frame_of(encoder, frame, value);
	index = value_map_get(&frame->numbers, value);
	if (index != VALUE_MAP_NONE)
		return encoder->numbers[index];
	number = find_number(encoder, frame, value, nested);
	/* Of what is behind itself, in code that nothing reaches, the inner one is remembered. */
	if (value_map_get(&frame->numbers, value) == VALUE_MAP_NONE)
		remember(encoder, &frame->numbers, value, number);
	return number;
}

struct number number_at_place(struct encoder *encoder, struct frame *frame, LLVMValueRef value)
{
	struct number number = number_in(encoder, frame, value, 0);
	struct terms *terms = encoder->terms;
	Z3_ast null;

	if (!number.bits)
		return number;
	if (LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMIntegerTypeKind) {
		if (!LLVMIsAConstant(value))
			assume_known(encoder, frame, value, number);
	} else if (bridge_not_null(encoder->analyses, value, frame->place)) {
		null = term_equal(terms, number.bits,
				  term_number(terms, term_width(terms, number.bits), 0));
		assume(encoder, term_or(terms, number.poison, term_not(terms, null)));
	}
	return number;
}
