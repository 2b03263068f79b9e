/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Walks back over the instructions of a path, from stored state to stored state, with a set of
 * registers and slots: a number came of what was read to make it. Imprecise at callbacks, behind
 * which nothing is followed; the numbers that they were called with are then not exact, and paths
 * may be given up that a kernel walks.
 */
#include "llvm-pass/verifier/path.h"

#include <errno.h>
#include <stdlib.h>

bool path_step(struct walk *walk)
{
	struct state *state = walk->state;

	if (state->step_count == state->step_room) {
		size_t room = state->step_room ? 2 * state->step_room : 32;
		struct step *steps = realloc(state->steps, room * sizeof(*steps));

		if (!steps) {
			walk->error = -ENOMEM;
			return false;
		}
		state->steps = steps;
		state->step_room = room;
	}
	state->steps[state->step_count++] = (struct step){
		.place = (uint32_t)walk->place,
		.top = (uint8_t)(state->frame_count - 1),
	};
	return true;
}

static struct step *last_step(struct walk *walk)
{
	return &walk->state->steps[walk->state->step_count - 1];
}

void path_note_stack(struct walk *walk, unsigned int frame, unsigned int slot)
{
	struct step *step = last_step(walk);

	step->is_stack = true;
	step->frame = (uint8_t)frame;
	step->slot = (uint8_t)slot;
}

void path_forget_stack(struct walk *walk)
{
	last_step(walk)->is_stack = false;
}

void path_note_linked(struct walk *walk, uint16_t linked)
{
	last_step(walk)->linked = linked;
}

static void mark_reg_read(struct walk *walk, unsigned int frame, unsigned int number)
{
	const struct marks *written = &walk->state->written;
	struct checkpoint *at = walk->state->parent;
	uint16_t bit = (uint16_t)(1U << number);

	for (; at && frame < at->state->frame_count && !(written->regs[frame] & bit);
	     written = &at->state->written, at = at->state->parent) {
		if (at->read.regs[frame] & bit)
			return;
		at->read.regs[frame] |= bit;
	}
}

void path_read_slot(struct walk *walk, unsigned int frame, unsigned int slot)
{
	const struct marks *written = &walk->state->written;
	struct checkpoint *at = walk->state->parent;
	uint64_t bit = UINT64_C(1) << slot;

	for (; at && frame < at->state->frame_count && !(written->slots[frame] & bit);
	     written = &at->state->written, at = at->state->parent) {
		if (at->read.slots[frame] & bit)
			return;
		at->read.slots[frame] |= bit;
	}
}

void path_read_reg(struct walk *walk, unsigned int number)
{
	mark_reg_read(walk, walk->state->frame_count - 1, number);
}

void path_wrote_reg(struct walk *walk, unsigned int number)
{
	walk->state->written.regs[walk->state->frame_count - 1] |= (uint16_t)(1U << number);
}

void path_wrote_slot(struct walk *walk, unsigned int frame, unsigned int slot)
{
	walk->state->written.slots[frame] |= UINT64_C(1) << slot;
}

static bool is_empty(const struct marks *marks)
{
	for (unsigned int frame = 0; frame < MAX_FRAMES; frame++)
		if (marks->regs[frame] || marks->slots[frame])
			return false;
	return true;
}

/* Takes a register out of the set; returns whether it was in it. */
static bool take(uint16_t *regs, unsigned int number)
{
	bool was_in = *regs >> number & 1;

	*regs &= (uint16_t)~(1U << number);
	return was_in;
}

static void put(uint16_t *regs, unsigned int number)
{
	/* The frame's address is no number. */
	if (number != FRAME_REGISTER)
		*regs |= (uint16_t)(1U << number);
}

static void back_over_load(const struct step *step, unsigned int loaded, struct marks *need)
{
	if (take(&need->regs[step->top], loaded) && step->is_stack)
		need->slots[step->frame] |= UINT64_C(1) << step->slot;
}

static void back_over_store(const struct step *step, const struct instruction *instruction,
			    struct marks *need)
{
	uint64_t bit = UINT64_C(1) << step->slot;
	bool is_atomic = BPF_MODE(instruction->code) == BPF_ATOMIC;

	if (is_atomic && instruction->number & BPF_FETCH)
		back_over_load(step,
			       instruction->number == BPF_CMPXCHG ? BPF_REG_0 : instruction->src,
			       need);
	if (is_atomic || !step->is_stack || !(need->slots[step->frame] & bit))
		return;
	need->slots[step->frame] &= ~bit;
	if (instruction_class(instruction) == BPF_STX)
		put(&need->regs[step->top], instruction->src);
}

static void back_over_arithmetic(const struct step *step, const struct instruction *instruction,
				 struct marks *need)
{
	uint16_t *regs = &need->regs[step->top];
	unsigned int operation = BPF_OP(instruction->code);

	if (operation == BPF_END || operation == BPF_NEG || !(*regs >> instruction->dst & 1))
		return;
	if (operation == BPF_MOV)
		take(regs, instruction->dst);
	if (BPF_SRC(instruction->code) == BPF_X)
		put(regs, instruction->src);
}

static void back_over_call(const struct step *step, const struct instruction *instruction,
			   struct marks *need)
{
	uint16_t arguments = 0x3e, *regs = &need->regs[step->top];

	if (instruction->target == TARGET_FUNCTION && step->top + 1 < MAX_FRAMES) {
		*regs &= (uint16_t)~arguments;
		*regs |= need->regs[step->top + 1] & arguments;
	} else {
		*regs &= (uint16_t)~(arguments | 1U);
	}
	if (step->top + 1 < MAX_FRAMES) {
		need->regs[step->top + 1] = 0;
		need->slots[step->top + 1] = 0;
	}
}

static void back_over_jump(const struct step *step, const struct instruction *instruction,
			   struct marks *need)
{
	uint16_t *regs = &need->regs[step->top];
	uint16_t both;

	if (*regs & step->linked)
		*regs |= step->linked;
	if (instruction_is_goto(instruction) || BPF_SRC(instruction->code) != BPF_X)
		return;
	both = (uint16_t)(1U << instruction->dst | 1U << instruction->src);
	if (*regs & both)
		*regs |= both;
}

static void back_over(const struct program *program, const struct step *step, struct marks *need)
{
	const struct instruction *instruction = &program->code[step->place];

	switch (instruction_class(instruction)) {
	case BPF_ALU:
	case BPF_ALU64:
		back_over_arithmetic(step, instruction, need);
		break;
	case BPF_LDX:
		back_over_load(step, instruction->dst, need);
		break;
	case BPF_LD:
		take(&need->regs[step->top],
		     instruction_is_constant(instruction) ? instruction->dst : BPF_REG_0);
		break;
	case BPF_ST:
	case BPF_STX:
		back_over_store(step, instruction, need);
		break;
	default:
		if (instruction_is_call(instruction)) {
			back_over_call(step, instruction, need);
		} else if (instruction_is_exit(instruction)) {
			if (step->top && take(&need->regs[step->top - 1], BPF_REG_0))
				put(&need->regs[step->top], BPF_REG_0);
		} else {
			back_over_jump(step, instruction, need);
		}
	}
}

static bool must_be_marked(struct reg *reg)
{
	if (reg->kind != REG_SCALAR || reg->precise)
		return false;
	reg->precise = true;
	return true;
}

/* Marks what is needed in a stored state; what is exact there already was followed further before.
 */
static void mark(struct state *state, struct marks *need)
{
	for (unsigned int i = 0; i < MAX_FRAMES; i++) {
		struct frame *frame = i < state->frame_count ? state->frames[i] : NULL;

		for (unsigned int number = 0; number < REGISTERS; number++)
			if (!frame || !(need->regs[i] >> number & 1) ||
			    !must_be_marked(&frame->regs[number]))
				take(&need->regs[i], number);
		for (unsigned int slot = 0; slot < FRAME_SLOTS; slot++)
			if (!(need->slots[i] >> slot & 1) || !frame || slot >= frame->depth ||
			    !slot_is_spill(&frame->slots[slot]) ||
			    !must_be_marked(&frame->slots[slot].spilled))
				need->slots[i] &= ~(UINT64_C(1) << slot);
	}
}

static void demand(struct walk *walk, const struct state *state, size_t steps, struct marks *need)
{
	while (!is_empty(need)) {
		while (steps)
			back_over(walk->program, &state->steps[--steps], need);
		if (!state->parent)
			return;
		state = state->parent->state;
		steps = state->step_count;
		mark((struct state *)state, need);
	}
}

bool path_demand(struct walk *walk, const struct reg *reg)
{
	const struct reg *regs = state_top(walk->state)->regs;
	struct marks need = { { 0 }, { 0 } };

	if (reg < regs || reg >= regs + REGISTERS || reg->kind != REG_SCALAR)
		return true;
	put(&need.regs[walk->state->frame_count - 1], (unsigned int)(reg - regs));
	/* The last step is the instruction that demands it. */
	demand(walk, walk->state, walk->state->step_count - 1, &need);
	return true;
}

bool path_demand_slot(struct walk *walk, unsigned int frame, unsigned int slot)
{
	struct marks need = { { 0 }, { 0 } };

	need.slots[frame] = UINT64_C(1) << slot;
	demand(walk, walk->state, walk->state->step_count - 1, &need);
	return true;
}

void path_joins(struct walk *walk, const struct checkpoint *old)
{
	struct marks need = { { 0 }, { 0 } };

	for (unsigned int i = 0; i < old->state->frame_count; i++) {
		const struct frame *frame = old->state->frames[i];

		for (unsigned int number = 0; number < REGISTERS; number++) {
			if (old->read.regs[i] >> number & 1)
				mark_reg_read(walk, i, number);
			if (frame->regs[number].kind == REG_SCALAR && frame->regs[number].precise)
				put(&need.regs[i], number);
		}
		for (unsigned int slot = 0; slot < frame->depth; slot++) {
			if (old->read.slots[i] >> slot & 1)
				path_read_slot(walk, i, slot);
			if (slot_is_spill(&frame->slots[slot]) &&
			    frame->slots[slot].spilled.kind == REG_SCALAR &&
			    frame->slots[slot].spilled.precise)
				need.slots[i] |= UINT64_C(1) << slot;
		}
	}
	demand(walk, walk->state, walk->state->step_count, &need);
}
