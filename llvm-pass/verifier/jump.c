/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Jumps with a condition: which ways are possible, and what each way tells of the registers that
 * were compared and of those that hold the same number. The walk goes on where the jump is not
 * taken, and comes back for the other way. May_goto, which jumps when a budget is used up, is
 * undecided: its loop is walked once.
 */
#include "llvm-pass/verifier/check.h"

#include <stdlib.h>

#include "llvm-pass/verifier/path.h"

/* No packet is longer, in bytes. */
#define LONGEST_PACKET 0xffff

struct comparison {
	unsigned int operation;
	bool wide, is_register; /* the second operand is */
	unsigned int dst, src; /* registers */
	struct reg constant; /* the second operand otherwise */
};

static bool is_packet(const struct reg *reg)
{
	return reg->kind == REG_PACKET || reg->kind == REG_PACKET_META;
}

/* Kinds of pointers that are not NULL if they are not said to be, as kernels see it. */
static bool is_not_null(const struct reg *reg)
{
	if (reg->flags & REG_MAYBE_NULL)
		return false;
	switch (reg->kind) {
	case REG_MAP:
	case REG_MAP_KEY:
	case REG_MAP_VALUE:
	case REG_MEMORY:
	case REG_BUFFER:
	case REG_SOCKET:
	case REG_SOCK_COMMON:
	case REG_TCP_SOCK:
	case REG_XDP_SOCK:
		return true;
	case REG_BTF:
		return reg->flags & REG_TRUSTED;
	default:
		return false;
	}
}

/* A packet's pointer that was compared with the end before. */
static enum branch compare_with_end(unsigned int operation, const struct reg *a,
				    const struct reg *b)
{
	const struct reg *packet = a;

	if (b->kind != REG_PACKET_END) {
		packet = b;
		operation = compare_swapped(operation);
	}
	switch (operation) {
	case BPF_JLE:
	case BPF_JGT:
		if (packet->flags & REG_BEYOND_END)
			return operation == BPF_JGT ? BRANCH_ALWAYS : BRANCH_NEVER;
		return BRANCH_UNKNOWN;
	case BPF_JLT:
	case BPF_JGE:
		if (packet->flags & REG_AT_END)
			return operation == BPF_JGE ? BRANCH_ALWAYS : BRANCH_NEVER;
		return BRANCH_UNKNOWN;
	default:
		return BRANCH_UNKNOWN;
	}
}

static enum branch decide(const struct series *series, const struct comparison *comparison,
			  const struct reg *a, const struct reg *b)
{
	unsigned int operation = comparison->operation;
	const struct reg *pointer = a, *number = b;

	if (a->kind == REG_UNKNOWN || b->kind == REG_UNKNOWN)
		return BRANCH_UNKNOWN;
	if ((is_packet(a) && b->kind == REG_PACKET_END) ||
	    (a->kind == REG_PACKET_END && is_packet(b)))
		return comparison->wide ? compare_with_end(operation, a, b) : BRANCH_UNKNOWN;
	if (a->kind == REG_SCALAR && b->kind == REG_SCALAR)
		return scalar_compare(series, operation, comparison->wide, &a->var, &b->var);
	if (b->kind != REG_SCALAR) {
		pointer = b;
		number = a;
	}
	if (!comparison->wide || !reg_is_null(number) || !is_not_null(pointer))
		return BRANCH_UNKNOWN;
	if (operation == BPF_JEQ)
		return BRANCH_NEVER;
	return operation == BPF_JNE ? BRANCH_ALWAYS : BRANCH_UNKNOWN;
}

/* Lets a register learn of another one that holds the same number, up to what was added. */
static void synchronise(const struct series *series, struct reg *reg, const struct reg *known)
{
	bool narrow = reg->delta_narrow || known->delta_narrow, precise = reg->precise;
	struct scalar delta;

	if (reg->kind != REG_SCALAR || reg->id != known->id)
		return;
	if (reg->delta == known->delta && reg->has_delta == known->has_delta) {
		*reg = *known;
		reg->precise = precise;
		return;
	}
	if (reg->has_delta && known->has_delta && reg->delta_narrow != known->delta_narrow)
		return;
	delta = scalar_constant((uint64_t)((int64_t)reg->delta - known->delta));
	reg->var = known->var;
	scalar_operation(series, BPF_ADD, !narrow, false, &reg->var, &delta);
}

/* From 6.19 on, not what will not be read: the caller is at its call, the top frame at the jump. */
static bool is_live(const struct walk *walk, const struct state *state, unsigned int frame,
		    unsigned int number)
{
	size_t place =
		frame + 1 == state->frame_count ? walk->place : state->frames[frame + 1]->call;

	return !series_has(walk->series, RULE_LINKED_LIVE) || walk->live[place] >> number & 1;
}

static void synchronise_all(struct walk *walk, struct state *state, const struct reg *reg)
{
	struct reg known = *reg;

	if (known.kind != REG_SCALAR || !known.id)
		return;
	for (unsigned int i = 0; i < state->frame_count; i++) {
		struct frame *frame = state->frames[i];

		for (unsigned int number = 0; number < FRAME_REGISTER; number++)
			if (is_live(walk, state, i, number))
				synchronise(walk->series, &frame->regs[number], &known);
		for (unsigned int slot = 0; slot < frame->depth; slot++)
			if (slot_is_spill(&frame->slots[slot]))
				synchronise(walk->series, &frame->slots[slot].spilled, &known);
	}
}

/* Registers of the top frame that hold the same number as this one, as bits. */
static uint16_t linked_with(const struct state *state, const struct reg *reg)
{
	uint16_t linked = 0;

	if (reg->kind != REG_SCALAR || !reg->id)
		return 0;
	for (unsigned int number = 0; number < FRAME_REGISTER; number++)
		if (state_reg(state, number)->kind == REG_SCALAR &&
		    state_reg(state, number)->id == reg->id)
			linked |= (uint16_t)(1U << number);
	return linked & (linked - 1) ? linked : 0;
}

struct decided_null {
	struct walk *walk;
	uint32_t id;
	bool is_null;
};

/* What a lookup in a map of such a type gives, once it is not NULL. */
static void become_not_null(struct reg *reg)
{
	reg->flags &= (uint16_t)~REG_MAYBE_NULL;
	if (reg->kind != REG_MAP_VALUE || !reg->map)
		return;
	switch (reg->map->type) {
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		if (reg->map->inner) {
			reg->kind = REG_MAP;
			reg->map = reg->map->inner;
		} else {
			reg_set_anything(reg);
		}
		break;
	case BPF_MAP_TYPE_XSKMAP:
		reg->kind = REG_XDP_SOCK;
		break;
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_SOCKHASH:
		reg->kind = REG_SOCKET;
		break;
	default:
		break;
	}
}

static void decide_null(struct reg *reg, void *context)
{
	const struct decided_null *decided = context;

	if (!(reg->flags & REG_MAYBE_NULL) || reg->id != decided->id)
		return;
	if (decided->is_null) {
		reg_set_constant(reg, 0);
	} else {
		become_not_null(reg);
		/* The id tells locks apart; otherwise it has done its work. */
		if (reg->kind != REG_MAP_VALUE || !reg->map || reg->map->fields.spin_lock < 0)
			reg->id = 0;
	}
}

static void drop_reference(struct state *state, uint32_t id)
{
	for (unsigned int i = 0; i < state->reference_count; i++)
		if (state->references[i].id == id) {
			state->references[i] = state->references[--state->reference_count];
			return;
		}
}

static void decide_nulls(struct walk *walk, struct state *state, unsigned int number, bool is_null)
{
	const struct reg *reg = state_reg(state, number);
	struct decided_null decided = { .walk = walk, .id = reg->id, .is_null = is_null };

	if (is_null && reg->reference && reg->reference == reg->id)
		drop_reference(state, reg->reference);
	state_each_reg(state, decide_null, &decided);
}

struct packet_range {
	const struct reg *packet;
	uint32_t id, range;
	uint8_t kind;
};

static void widen_range(struct reg *reg, void *context)
{
	const struct packet_range *found = context;

	if (reg->kind != found->kind || reg->id != found->id || reg->range > found->range)
		return;
	reg->range = found->range;
	reg->flags &= (uint16_t)~(REG_AT_END | REG_BEYOND_END);
}

/* The packet reaches up to this pointer; one byte further where it lies below its end. */
static void find_range(struct walk *walk, struct state *state, unsigned int number, bool below)
{
	const struct reg *packet = state_reg(state, number);
	bool merged = series_has(walk->series, RULE_MERGED_OFFSET);
	int64_t reached = merged ? (int64_t)packet->var.umax : packet->offset;
	struct packet_range found = { .id = packet->id, .kind = packet->kind };

	if (reached < 0 || (reached == 0 && below) || packet->var.umax > LONGEST_PACKET ||
	    (!merged && packet->var.umax + (uint64_t)reached > LONGEST_PACKET))
		return;
	found.range = (uint32_t)reached + (below ? 1 : 0);
	state_each_reg(state, widen_range, &found);
}

static void note_end(struct state *state, unsigned int number, bool beyond)
{
	struct reg *packet = state_reg(state, number);

	if (packet->kind != REG_PACKET)
		return;
	packet->range = 0;
	packet->flags |= beyond ? REG_AT_END | REG_BEYOND_END : REG_AT_END;
}

static bool is_whole_packet(const struct reg *reg)
{
	return reg->kind == REG_PACKET && reg->offset == 0 && scalar_is_zero(&reg->var) && !reg->id;
}

/* Whether a is a pointer into what ends at b. */
static bool ends_at(const struct reg *a, const struct reg *b)
{
	return (a->kind == REG_PACKET && b->kind == REG_PACKET_END) ||
	       (a->kind == REG_PACKET_META && is_whole_packet(b));
}

static void compare_packets(struct walk *walk, const struct comparison *comparison,
			    struct state *falls, struct state *jumps)
{
	const struct reg *a = state_reg(falls, comparison->dst);
	const struct reg *b = state_reg(falls, comparison->src);
	unsigned int operation = comparison->operation, number = comparison->dst;
	struct state *inside = falls, *outside = jumps;

	if (!comparison->is_register || !comparison->wide)
		return;
	if (ends_at(b, a)) {
		operation = compare_swapped(operation);
		number = comparison->src;
	} else if (!ends_at(a, b)) {
		return;
	}
	if (operation == BPF_JLT || operation == BPF_JLE) {
		inside = jumps;
		outside = falls;
	}
	switch (operation) {
	case BPF_JGT:
	case BPF_JLE:
		find_range(walk, inside, number, false);
		note_end(outside, number, true);
		break;
	case BPF_JGE:
	case BPF_JLT:
		find_range(walk, inside, number, true);
		note_end(outside, number, false);
		break;
	default:
		break;
	}
}

/* One is not NULL and equal to the other: so that is not NULL either. */
static void compare_nulls(struct walk *walk, const struct comparison *comparison,
			  struct state *equal)
{
	const struct reg *a = state_reg(equal, comparison->dst);
	const struct reg *b = state_reg(equal, comparison->src);
	bool null_a = a->flags & REG_MAYBE_NULL, null_b = b->flags & REG_MAYBE_NULL;

	if (!series_has(walk->series, RULE_EQUAL_POINTERS) || !reg_is_pointer(a) ||
	    !reg_is_pointer(b) || null_a == null_b || a->kind == REG_BTF || b->kind == REG_BTF)
		return;
	decide_nulls(walk, equal, null_a ? comparison->dst : comparison->src, false);
}

static void refine_one_way(struct walk *walk, const struct comparison *comparison,
			   struct state *state, bool taken)
{
	struct reg *a = state_reg(state, comparison->dst);
	struct reg constant = comparison->constant;
	struct reg *b = comparison->is_register ? state_reg(state, comparison->src) : &constant;

	if (a->kind != REG_SCALAR || b->kind != REG_SCALAR)
		return;
	if (a == b) {
		struct scalar copy = a->var;

		scalar_refine(walk->series, comparison->operation, comparison->wide, taken, &a->var,
			      &copy);
	} else {
		scalar_refine(walk->series, comparison->operation, comparison->wide, taken, &a->var,
			      &b->var);
	}
	synchronise_all(walk, state, a);
	if (comparison->is_register && a->id != b->id)
		synchronise_all(walk, state, b);
}

/* A comparison with 0; from 7.3 on also with a register that is 0. */
static bool is_null_test(const struct walk *walk, const struct comparison *comparison,
			 const struct state *state)
{
	if (!comparison->is_register)
		return reg_is_null(&comparison->constant);
	return series_has(walk->series, RULE_NULL_IN_REGISTER) &&
	       reg_is_null(state_reg(state, comparison->src));
}

static void refine_both(struct walk *walk, const struct comparison *comparison, struct state *falls,
			struct state *jumps)
{
	const struct reg *a = state_reg(falls, comparison->dst);
	bool equality = comparison->operation == BPF_JEQ || comparison->operation == BPF_JNE;
	struct state *equal = comparison->operation == BPF_JEQ ? jumps : falls;

	refine_one_way(walk, comparison, falls, false);
	refine_one_way(walk, comparison, jumps, true);
	if (equality && comparison->wide && comparison->is_register)
		compare_nulls(walk, comparison, equal);
	if (equality && comparison->wide && is_null_test(walk, comparison, falls) &&
	    a->flags & REG_MAYBE_NULL) {
		decide_nulls(walk, equal, comparison->dst, true);
		decide_nulls(walk, equal == falls ? jumps : falls, comparison->dst, false);
	} else {
		compare_packets(walk, comparison, falls, jumps);
	}
}

static bool read_operands(struct walk *walk, const struct instruction *instruction,
			  struct comparison *comparison)
{
	*comparison = (struct comparison){
		.operation = BPF_OP(instruction->code),
		.wide = instruction_class(instruction) == BPF_JMP,
		.is_register = BPF_SRC(instruction->code) == BPF_X,
		.dst = instruction->dst,
		.src = instruction->src,
	};
	reg_set_constant(&comparison->constant, (uint64_t)(int64_t)instruction->number);
	if (comparison->is_register && !check_readable(walk, instruction->src))
		return false;
	return check_readable(walk, instruction->dst);
}

bool walk_jump(struct walk *walk, const struct instruction *instruction, bool *taken)
{
	struct comparison comparison;
	struct reg *a, *b;
	struct state *jumps;
	enum branch branch;

	*taken = false;
	if (BPF_OP(instruction->code) == OPERATION_MAY_GOTO)
		return undecided(walk, "may_goto") &&
		       push_path(walk, walk->place + 1 + (size_t)(int64_t)instruction->offset);
	if (!read_operands(walk, instruction, &comparison))
		return false;
	a = state_reg(walk->state, comparison.dst);
	b = comparison.is_register ? state_reg(walk->state, comparison.src) : &comparison.constant;
	branch = decide(walk->series, &comparison, a, b);
	if (branch != BRANCH_UNKNOWN) {
		if (reg_is_maybe_pointer(a) || reg_is_maybe_pointer(b))
			undecided(walk, "a comparison of what may be a pointer");
		path_demand(walk, a);
		path_demand(walk, b);
		*taken = branch == BRANCH_ALWAYS;
		return true;
	}
	if (a->kind == REG_UNKNOWN || b->kind == REG_UNKNOWN)
		undecided(walk, "a comparison of what is not known");
	path_note_linked(walk, linked_with(walk->state, a) | linked_with(walk->state, b));
	jumps = push_path(walk, walk->place + 1 + (size_t)(int64_t)instruction->offset);
	if (!jumps)
		return false;
	refine_both(walk, &comparison, walk->state, jumps);
	return true;
}
