/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/state.h"

#include <stdlib.h>
#include <string.h>

static void forget(struct reg *reg, enum reg_kind kind)
{
	*reg = (struct reg){ .kind = (uint8_t)kind };
}

void reg_set_scalar(struct reg *reg, struct scalar value)
{
	forget(reg, REG_SCALAR);
	reg->var = value;
}

void reg_set_unknown_scalar(struct reg *reg)
{
	reg_set_scalar(reg, scalar_unknown());
}

void reg_set_constant(struct reg *reg, uint64_t value)
{
	reg_set_scalar(reg, scalar_constant(value));
}

void reg_set_pointer(struct reg *reg, enum reg_kind kind, uint16_t flags)
{
	forget(reg, kind);
	reg->flags = flags;
	reg->var = scalar_constant(0);
}

void reg_set_anything(struct reg *reg)
{
	forget(reg, REG_UNKNOWN);
	reg->var = scalar_unknown();
}

void reg_set_maybe_pointer(struct reg *reg)
{
	reg_set_unknown_scalar(reg);
	reg->flags = REG_MAYBE_POINTER;
}

bool frame_grow(struct frame *frame, unsigned int depth)
{
	struct slot *slots;

	if (depth <= frame->depth)
		return true;
	slots = realloc(frame->slots, depth * sizeof(*slots));
	if (!slots)
		return false;
	memset(slots + frame->depth, 0, (depth - frame->depth) * sizeof(*slots));
	frame->slots = slots;
	frame->depth = depth;
	return true;
}

static struct frame *copy_frame(const struct frame *frame)
{
	struct frame *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *frame;
	copy->slots = NULL;
	copy->depth = 0;
	if (!frame_grow(copy, frame->depth)) {
		free(copy);
		return NULL;
	}
	if (frame->depth)
		memcpy(copy->slots, frame->slots, frame->depth * sizeof(*frame->slots));
	return copy;
}

struct state *state_copy(const struct state *state)
{
	struct state *copy = malloc(sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *state;
	copy->steps = NULL;
	copy->step_room = 0;
	for (copy->frame_count = 0; copy->frame_count < state->frame_count; copy->frame_count++) {
		copy->frames[copy->frame_count] = copy_frame(state->frames[copy->frame_count]);
		if (!copy->frames[copy->frame_count])
			goto no_memory;
	}
	if (state->step_count) {
		copy->steps = malloc(state->step_count * sizeof(*copy->steps));
		if (!copy->steps)
			goto no_memory;
		memcpy(copy->steps, state->steps, state->step_count * sizeof(*copy->steps));
		copy->step_room = state->step_count;
	}
	return copy;
no_memory:
	state_free(copy);
	return NULL;
}

void state_free(struct state *state)
{
	if (!state)
		return;
	while (state->frame_count)
		state_pop_frame(state);
	free(state->steps);
	free(state);
}

struct frame *state_push_frame(struct state *state, const struct subprogram *subprogram,
			       size_t call)
{
	struct frame *frame = calloc(1, sizeof(*frame));
	struct reg *pointer;

	if (!frame)
		return NULL;
	frame->subprogram = subprogram;
	frame->call = call;
	pointer = &frame->regs[FRAME_REGISTER];
	reg_set_pointer(pointer, REG_STACK, 0);
	pointer->frame = (uint8_t)state->frame_count;
	state->written.regs[state->frame_count] = 0;
	state->written.slots[state->frame_count] = 0;
	state->frames[state->frame_count++] = frame;
	return frame;
}

void state_pop_frame(struct state *state)
{
	struct frame *frame = state_top(state);

	state->frame_count--;
	free(frame->slots);
	free(frame);
}

void state_each_reg(struct state *state, void (*visit)(struct reg *reg, void *context),
		    void *context)
{
	for (unsigned int i = 0; i < state->frame_count; i++) {
		struct frame *frame = state->frames[i];

		for (unsigned int number = 0; number < REGISTERS; number++)
			visit(&frame->regs[number], context);
		for (unsigned int slot = 0; slot < frame->depth; slot++)
			if (slot_is_spill(&frame->slots[slot]))
				visit(&frame->slots[slot].spilled, context);
	}
}
