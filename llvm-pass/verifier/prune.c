/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Covering, register by register and byte by byte. Numbers that nothing hung on cover every other
 * one, which is how kernels come to an end. Imprecise where kernels look at what is static (7.1 and
 * later know slots to be dead that may still be read on some path).
 */
#include "llvm-pass/verifier/prune.h"

#include <string.h>

/* Ids are names: a pair of states is compared by which of them are the same. */
#define MOST_IDS (MAX_FRAMES * (REGISTERS + FRAME_SLOTS))

struct pairs {
	const struct series *series;
	enum exactness exactness;
	uint32_t old[MOST_IDS], now[MOST_IDS];
	unsigned int count;
	uint32_t nameless; /* given to numbers that stand alone */
};

static bool pair(struct pairs *pairs, uint32_t old, uint32_t now)
{
	if (!old || !now)
		return old == now;
	for (unsigned int i = 0; i < pairs->count; i++) {
		if (pairs->old[i] == old)
			return pairs->now[i] == now;
		if (pairs->now[i] == now)
			return false;
	}
	if (pairs->count < MOST_IDS) {
		pairs->old[pairs->count] = old;
		pairs->now[pairs->count++] = now;
	}
	return true;
}

/* Numbers that were the same must still be; others may be. */
static bool pair_numbers(struct pairs *pairs, const struct reg *old, const struct reg *now)
{
	if (!old->id)
		return true;
	if (old->has_delta != now->has_delta || old->delta != now->delta ||
	    old->delta_narrow != now->delta_narrow)
		return false;
	return pair(pairs, old->id, now->id ? now->id : --pairs->nameless);
}

static bool same_pointer(struct pairs *pairs, const struct reg *old, const struct reg *now)
{
	return old->flags == now->flags && old->offset == now->offset && old->frame == now->frame &&
	       old->map == now->map && old->subprogram == now->subprogram &&
	       pair(pairs, old->id, now->id) && pair(pairs, old->reference, now->reference);
}

static bool covers_number(struct pairs *pairs, const struct reg *old, const struct reg *now)
{
	if (pairs->exactness == SAME)
		return scalar_equal(&old->var, &now->var) && pair(pairs, old->id, now->id);
	if (!old->precise && pairs->exactness == COVERS)
		return true;
	return pair_numbers(pairs, old, now) && scalar_within(&old->var, &now->var);
}

static bool covers_reg(struct pairs *pairs, const struct reg *old, const struct reg *now)
{
	if (old->kind == REG_NONE)
		return pairs->exactness == COVERS || now->kind == REG_NONE;
	if (old->kind != now->kind)
		return false;
	switch (old->kind) {
	case REG_SCALAR:
		if (reg_is_maybe_pointer(old) != reg_is_maybe_pointer(now))
			return false;
		return covers_number(pairs, old, now);
	case REG_UNKNOWN:
	case REG_ARENA:
		return true;
	case REG_PACKET:
	case REG_PACKET_META:
		/* Where the offset is one, pointers with the same id must stay as far apart. */
		if (series_has(pairs->series, RULE_MERGED_OFFSET) && old->id &&
		    old->var.umin != now->var.umin)
			return false;
		return old->range <= now->range && same_pointer(pairs, old, now) &&
		       scalar_within(&old->var, &now->var);
	case REG_MAP_KEY:
	case REG_MAP_VALUE:
	case REG_MEMORY:
	case REG_BUFFER:
		return old->range == now->range && same_pointer(pairs, old, now) &&
		       scalar_within(&old->var, &now->var);
	default:
		return old->range == now->range && same_pointer(pairs, old, now) &&
		       scalar_equal(&old->var, &now->var);
	}
}

/* The number that a slot holds, as a load of all of it would give it; NULL if it is no number. */
static const struct reg *number_in(const struct slot *slot, struct reg *unknown)
{
	if (slot->bytes[SLOT_BYTES - 1] == BYTE_SPILL && slot->spilled.kind == REG_SCALAR)
		return &slot->spilled;
	for (unsigned int i = 0; i < SLOT_BYTES; i++)
		if (slot->bytes[i] != BYTE_MISC && slot->bytes[i] != BYTE_INVALID)
			return NULL;
	reg_set_unknown_scalar(unknown);
	return unknown;
}

static bool covers_byte(const struct series *series, uint8_t old, uint8_t now)
{
	return old == now || old == BYTE_INVALID ||
	       (old == BYTE_MISC &&
		(now == BYTE_ZERO || series_has(series, RULE_MISC_IS_ANYTHING)));
}

static bool covers_slot(struct pairs *pairs, const struct slot *old, const struct slot *now)
{
	static const struct slot untouched;
	struct reg unknown_old, unknown_new;
	const struct reg *number_old, *number_new;

	if (!now)
		now = &untouched;
	if (series_has(pairs->series, RULE_MISC_IS_ANYTHING)) {
		number_old = number_in(old, &unknown_old);
		number_new = number_in(now, &unknown_new);
		if (number_old && number_new)
			return covers_reg(pairs, number_old, number_new);
	}
	for (unsigned int i = 0; i < SLOT_BYTES; i++)
		if (!(pairs->exactness == COVERS
			      ? covers_byte(pairs->series, old->bytes[i], now->bytes[i])
			      : old->bytes[i] == now->bytes[i]))
			return false;
	return !slot_is_spill(old) || covers_reg(pairs, &old->spilled, &now->spilled);
}

static bool covers_frame(struct pairs *pairs, const struct checkpoint *old, unsigned int i,
			 const struct frame *now)
{
	const struct frame *frame = old->state->frames[i];
	bool all = pairs->exactness != COVERS;

	if (frame->call != now->call || frame->subprogram != now->subprogram ||
	    frame->callback_turn > now->callback_turn)
		return false;
	for (unsigned int number = 0; number < REGISTERS; number++)
		if ((all || old->read.regs[i] >> number & 1) &&
		    !covers_reg(pairs, &frame->regs[number], &now->regs[number]))
			return false;
	for (unsigned int slot = 0; slot < frame->depth; slot++)
		if ((all || old->read.slots[i] >> slot & 1) &&
		    !covers_slot(pairs, &frame->slots[slot],
				 slot < now->depth ? &now->slots[slot] : NULL))
			return false;
	return true;
}

bool state_covers(const struct series *series, const struct checkpoint *old,
		  const struct state *state, enum exactness exactness)
{
	const struct state *walked = old->state;
	struct pairs pairs;

	/* Not all of it: it is large, and what counts is count. */
	pairs.series = series;
	pairs.exactness = exactness;
	pairs.count = 0;
	pairs.nameless = UINT32_MAX;
	if (walked->frame_count != state->frame_count || walked->lock_map != state->lock_map ||
	    !pair(&pairs, walked->lock_id, state->lock_id) ||
	    walked->rcu_locks != state->rcu_locks ||
	    walked->preempt_locks != state->preempt_locks ||
	    walked->irq_locks != state->irq_locks ||
	    walked->reference_count != state->reference_count)
		return false;
	for (unsigned int i = 0; i < state->frame_count; i++)
		if (!covers_frame(&pairs, old, i, state->frames[i]))
			return false;
	for (unsigned int i = 0; i < state->reference_count; i++)
		if (!pair(&pairs, walked->references[i].id, state->references[i].id))
			return false;
	return true;
}
