/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Calls of the program's own functions: static ones are walked at each call, global ones apart, by
 * what their BTF says. Callbacks are walked from the helper that calls them, and come back to it
 * (from 6.7 on, until nothing new comes of it; before, once). And what calls take and give back.
 */
#include "llvm-pass/verifier/check.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/path.h"
#include "llvm-pass/verifier/words.h"

void forget_caller_saved(struct state *state)
{
	for (unsigned int number = BPF_REG_0; number <= BPF_REG_5; number++)
		*state_reg(state, number) = (struct reg){ .kind = REG_NONE };
	state->written.regs[state->frame_count - 1] |= 0x3f;
}

static void forget_packet(struct reg *reg, void *context)
{
	(void)context;
	if (reg->kind == REG_PACKET || reg->kind == REG_PACKET_META || reg->kind == REG_PACKET_END)
		reg_set_unknown_scalar(reg);
}

void forget_packets(struct walk *walk)
{
	state_each_reg(walk->state, forget_packet, NULL);
}

uint32_t acquire_reference(struct walk *walk)
{
	struct state *state = walk->state;
	uint32_t id = new_id(walk);

	if (state->reference_count == MAX_REFERENCES) {
		undecided(walk, "more references than are counted");
		return id;
	}
	state->references[state->reference_count++] =
		(struct reference){ .id = id, .place = walk->place };
	return id;
}

static void forget_reference(struct reg *reg, void *context)
{
	if (reg->reference && reg->reference == *(const uint32_t *)context)
		reg_set_unknown_scalar(reg);
}

bool release_reference(struct walk *walk, uint32_t id)
{
	struct state *state = walk->state;

	for (unsigned int i = 0; i < state->reference_count; i++)
		if (state->references[i].id == id) {
			state->references[i] = state->references[--state->reference_count];
			state_each_reg(state, forget_reference, &id);
			return true;
		}
	return refuse(walk, REASON_REFERENCE, "release unreleased reference");
}

/* Arguments of a global function, which then is taken at its word. */
static bool check_argument_kinds(struct walk *walk, const struct subprogram *subprogram)
{
	for (unsigned int i = 0; i < SUBPROGRAM_ARGUMENTS; i++) {
		enum argument_kind kind = subprogram->arguments[i].kind;
		struct reg *reg = state_reg(walk->state, i + 1);

		if (kind == ARGUMENT_NONE)
			break;
		if (!check_readable(walk, i + 1))
			return false;
		if (reg->kind == REG_UNKNOWN || kind == ARGUMENT_OTHER ||
		    (reg_is_maybe_pointer(reg) && kind != ARGUMENT_SCALAR)) {
			undecided(walk, "an argument of %s", subprogram->name);
		} else if (kind == ARGUMENT_SCALAR && reg->kind != REG_SCALAR) {
			return refuse(walk, REASON_ARGUMENT_KIND, "R%u is not a scalar", i + 1);
		} else if (kind == ARGUMENT_CONTEXT && reg->kind != REG_CONTEXT) {
			return refuse(walk, REASON_ARGUMENT_KIND, "arg#%u expects pointer to ctx",
				      i);
		} else if (kind == ARGUMENT_CONTEXT &&
			   (reg->offset || !scalar_is_zero(&reg->var))) {
			return refuse(walk, REASON_MODIFIED_POINTER,
				      "dereference of modified ctx ptr R%u off=%d disallowed",
				      i + 1, reg->offset);
		} else if ((kind == ARGUMENT_MEMORY || kind == ARGUMENT_MEMORY_NONNULL) &&
			   !(kind == ARGUMENT_MEMORY && reg_is_null(reg))) {
			struct reg memory = *reg;

			if (kind == ARGUMENT_MEMORY)
				memory.flags &= (uint16_t)~REG_MAYBE_NULL;
			if (!check_region(walk, &memory, i + 1, subprogram->arguments[i].size,
					  ACCESS_WRITE))
				return false;
		}
	}
	return true;
}

/* Whether a function may move the packet, itself or by what it calls. */
static bool moves_packet(const struct walk *walk, const struct subprogram *subprogram, int depth)
{
	const struct program *program = walk->program;

	for (size_t i = subprogram->first; i < subprogram->first + subprogram->count; i++) {
		const struct instruction *at = &program->code[i];
		const struct subprogram *callee;

		if (!instruction_is_call(at))
			continue;
		if (at->target == TARGET_NUMBER &&
		    helper_effects(walk->series, (unsigned int)at->number) & EFFECT_PACKET)
			return true;
		if (at->target != TARGET_FUNCTION || depth == MAX_FRAMES)
			continue;
		callee = program_subprogram_at(program, (size_t)at->value);
		if (callee && moves_packet(walk, callee, depth + 1))
			return true;
	}
	return false;
}

/* The last words about arguments of a global function, whatever was said before. */
static bool refuse_arguments(struct walk *walk, const struct subprogram *subprogram)
{
	size_t number = (size_t)(subprogram - walk->program->subprograms);
	enum reason reason = walk->verdict->reason;

	if (walk->error)
		return false;
	if (!series_from(walk->series, 6, 8))
		return refuse(walk, reason, "Caller passes invalid args into func#%zu", number);
	return refuse(walk, reason, "Caller passes invalid args into func#%zu ('%s')", number,
		      subprogram->name);
}

static bool call_global(struct walk *walk, const struct subprogram *subprogram)
{
	if (!check_argument_kinds(walk, subprogram))
		return refuse_arguments(walk, subprogram);
	if (walk->state->lock_id)
		return refuse(walk, REASON_LOCK,
			      "global function calls are not allowed while holding a lock");
	forget_caller_saved(walk->state);
	if (series_has(walk->series, RULE_GLOBALS_MOVE) && moves_packet(walk, subprogram, 0))
		forget_packets(walk);
	if (!subprogram->returns_void)
		reg_set_unknown_scalar(state_reg(walk->state, BPF_REG_0));
	return true;
}

bool walk_call(struct walk *walk, const struct instruction *call, size_t *next)
{
	struct state *state = walk->state;
	const struct subprogram *subprogram =
		program_subprogram_at(walk->program, (size_t)call->value);
	struct frame *caller = state_top(state), *callee;

	if (!subprogram) {
		forget_caller_saved(state);
		reg_set_anything(state_reg(state, BPF_REG_0));
		*next = walk->place + 1;
		return undecided(walk, "a call of a function that is not there");
	}
	if (subprogram->global) {
		*next = walk->place + 1;
		return call_global(walk, subprogram);
	}
	if (state->frame_count == MAX_FRAMES)
		return refuse(walk, REASON_CALL_DEPTH, "the call stack of %d frames is too deep",
			      MAX_FRAMES);
	callee = state_push_frame(state, subprogram, walk->place);
	if (!callee) {
		walk->error = -ENOMEM;
		return false;
	}
	for (unsigned int number = BPF_REG_1; number <= BPF_REG_5; number++) {
		callee->regs[number] = caller->regs[number];
		caller->regs[number] = (struct reg){ .kind = REG_NONE };
	}
	caller->regs[BPF_REG_0] = (struct reg){ .kind = REG_NONE };
	*next = subprogram->first;
	return true;
}

bool push_callback(struct walk *walk, const struct subprogram *callback,
		   const struct reg arguments[SUBPROGRAM_ARGUMENTS], int64_t return_min,
		   int64_t return_max)
{
	struct state *state;
	struct frame *frame;

	if (walk->state->frame_count == MAX_FRAMES)
		return refuse(walk, REASON_CALL_DEPTH, "the call stack of %d frames is too deep",
			      MAX_FRAMES);
	state = push_path(walk, callback->first);
	if (!state)
		return false;
	state_top(state)->callback_turn++;
	frame = state_push_frame(state, callback, walk->place);
	if (!frame) {
		walk->error = -ENOMEM;
		return false;
	}
	frame->is_callback = true;
	frame->return_min = return_min;
	frame->return_max = return_max;
	for (unsigned int i = 0; i < SUBPROGRAM_ARGUMENTS; i++)
		frame->regs[BPF_REG_1 + i] = arguments[i];
	return true;
}

/* A number that another turn of the callback may have changed, and on which nothing hangs. */
static void widen(struct reg *reg, const struct reg *before)
{
	if (before->kind == REG_SCALAR && reg->kind == REG_SCALAR && !before->precise &&
	    !scalar_equal(&reg->var, &before->var))
		reg_set_unknown_scalar(reg);
}

static void widen_all(struct state *state, const struct state *before)
{
	for (unsigned int i = 0; i < state->frame_count; i++) {
		struct frame *frame = state->frames[i];
		const struct frame *old = before->frames[i];

		for (unsigned int number = 0; number < REGISTERS; number++)
			widen(&frame->regs[number], &old->regs[number]);
		for (unsigned int slot = 0; slot < frame->depth && slot < old->depth; slot++)
			if (slot_is_spill(&frame->slots[slot]) && slot_is_spill(&old->slots[slot]))
				widen(&frame->slots[slot].spilled, &old->slots[slot].spilled);
	}
}

/* The stored state in which this call of the helper was entered last; NULL if none was. */
static const struct state *entered_in(const struct state *state, size_t call)
{
	const struct checkpoint *at = state->parent;

	for (; at; at = at->state->parent)
		if (at->place == call && at->state->frame_count == state->frame_count)
			return at->state;
	return NULL;
}

static bool end_callback(struct walk *walk, size_t call, size_t *next)
{
	struct state *state = walk->state;
	const struct state *before;

	if (series_has(walk->series, RULE_CALLBACK_LOOPS)) {
		before = entered_in(state, call);
		if (before)
			widen_all(state, before);
		*next = call;
		return true;
	}
	forget_caller_saved(state);
	reg_set_unknown_scalar(state_reg(state, BPF_REG_0));
	*next = call + 1;
	return true;
}

static bool check_callback_return(struct walk *walk, const struct frame *frame)
{
	const struct reg *reg = &frame->regs[BPF_REG_0];

	path_demand(walk, reg);
	if (reg->kind == REG_UNKNOWN)
		return undecided(walk, "what a callback returns");
	if (reg->kind != REG_SCALAR)
		return refuse(walk, REASON_RETURN_VALUE, "R0 not a scalar value");
	if (reg->var.smin < frame->return_min || reg->var.smax > frame->return_max)
		return refuse(
			walk, REASON_RETURN_VALUE,
			"At callback return the register R0 has smin=%lld smax=%lld should have "
			"been in [%lld, %lld]",
			(long long)reg->var.smin, (long long)reg->var.smax,
			(long long)frame->return_min, (long long)frame->return_max);
	return true;
}

static bool check_held(struct walk *walk)
{
	struct state *state = walk->state;

	if (state->lock_id && series_from(walk->series, 6, 14))
		return refuse(walk, REASON_LOCK,
			      "BPF_EXIT instruction in main prog cannot be used inside "
			      "bpf_spin_lock-ed region");
	if (state->lock_id)
		return refuse(walk, REASON_LOCK, "bpf_spin_unlock is missing");
	if (state->reference_count && series_from(walk->series, 6, 14))
		return refuse(walk, REASON_REFERENCE,
			      "BPF_EXIT instruction in main prog would lead to reference leak");
	if (state->reference_count)
		return refuse(walk, REASON_REFERENCE, "Unreleased reference id=%u alloc_insn=%zu",
			      state->references[0].id, state->references[0].place);
	return true;
}

bool walk_exit(struct walk *walk, size_t *next, bool *ended)
{
	struct state *state = walk->state;
	struct frame *frame = state_top(state);
	struct reg returned = frame->regs[BPF_REG_0];
	bool is_callback = frame->is_callback;
	size_t call = frame->call;

	*ended = state->frame_count == 1;
	if (*ended) {
		if (!check_held(walk))
			return false;
		if (walk->root == &walk->program->subprograms[walk->program->entry])
			return check_return(walk);
		return walk->root->returns_void || check_readable(walk, BPF_REG_0);
	}
	if (returned.kind != REG_NONE)
		path_read_reg(walk, BPF_REG_0);
	if (is_callback && !check_callback_return(walk, frame))
		return false;
	if (returned.kind == REG_STACK && returned.frame + 1U == state->frame_count)
		return refuse(walk, REASON_POINTER_LEAK,
			      "cannot return stack pointer to the caller");
	state_pop_frame(state);
	if (is_callback)
		return end_callback(walk, call, next);
	*state_reg(state, BPF_REG_0) = returned;
	path_wrote_reg(walk, BPF_REG_0);
	*next = call + 1;
	return true;
}
