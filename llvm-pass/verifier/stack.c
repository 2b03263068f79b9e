/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The stack, as check_stack_*() of the kernel has it. Kernels differ in which stores are spills (up
 * to 6.7 not a zero, nor what is unbounded), in what a narrower load gets back, and in which calls
 * forget what they were given. Dynptrs, iterators and interrupt flags on the stack are bytes that
 * nobody reads: what happens to them is undecided.
 */
#include "llvm-pass/verifier/stack.h"

#include <errno.h>

#include "llvm-pass/verifier/path.h"
#include "llvm-pass/verifier/words.h"

#define BIT_WIDTH(value) ((value) ? 64U - (unsigned int)__builtin_clzll(value) : 0U)

static struct frame *frame_of(struct walk *walk, const struct reg *reg)
{
	return walk->state->frames[reg->frame];
}

/* The least and the largest offset that the pointer may have; the same if it is constant. */
static void reach(const struct reg *reg, int offset, int64_t *least, int64_t *most)
{
	int64_t fixed = (int64_t)reg->offset + offset;

	*least = reg->var.smin + fixed;
	*most = reg->var.smax + fixed;
}

static unsigned int slot_of(int64_t offset)
{
	return (unsigned int)((-offset - 1) / SLOT_BYTES);
}

static unsigned int byte_of(int64_t offset)
{
	return (unsigned int)(offset & (SLOT_BYTES - 1));
}

static uint8_t *byte_at(struct frame *frame, int64_t offset)
{
	return &frame->slots[slot_of(offset)].bytes[byte_of(offset)];
}

/* What was spilled is bytes that nothing is known of, and so are zeros beside it. */
static void scrub(struct slot *slot)
{
	for (unsigned int i = SLOT_BYTES; i-- && slot_is_spill(slot);)
		if (slot->bytes[i] != BYTE_INVALID)
			slot->bytes[i] = BYTE_MISC;
	slot->spilled.kind = REG_NONE;
}

bool stack_bounds(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
		  uint64_t size, bool is_write, bool by_call)
{
	bool constant = scalar_is_constant(&reg->var);
	struct frame *frame = frame_of(walk, reg);
	const char *how = is_write ? " write to" : " read from";
	int64_t least, most, lowest = -FRAME_SIZE;

	if (by_call && !series_has(walk->series, RULE_READS_KEEP))
		how = " indirect access to";
	if (!constant &&
	    (reg->var.smax >= MAX_VARIABLE_OFFSET || reg->var.smin <= -MAX_VARIABLE_OFFSET))
		return refuse(walk, REASON_UNBOUNDED_MEMORY,
			      "invalid unbounded variable-offset%s stack R%u", how, number);
	reach(reg, offset, &least, &most);
	if (!is_write && !by_call && !series_has(walk->series, RULE_WHOLE_FRAME))
		lowest = -(int64_t)frame->depth * SLOT_BYTES;
	if (least < lowest || least > -1 || most + (int64_t)size > 0) {
		/* In the frame, and below all that was written: nothing is there yet. */
		bool untouched = least >= -FRAME_SIZE && most + (int64_t)size <= 0;
		char bits[TNUM_TEXT];

		if (constant)
			return refuse(walk,
				      untouched ? REASON_UNINITIALISED_STACK : REASON_OUT_OF_BOUNDS,
				      "invalid%s stack R%u off=%lld size=%d", how, number,
				      (long long)least, (int)size);
		return refuse(walk, REASON_OUT_OF_BOUNDS,
			      "invalid variable-offset%s stack R%u var_off=%s off=%d size=%d", how,
			      number, tnum_text(walk->series, reg->var.bits, bits),
			      offset + reg->offset, (int)size);
	}
	/* What a call is given must have been touched before, unless it fills it. */
	if (by_call && !series_has(walk->series, RULE_WHOLE_FRAME))
		return true;
	if (!frame_grow(frame, slot_of(least) + 1)) {
		walk->error = -ENOMEM;
		return false;
	}
	return true;
}

/* The width of what is known of a number: up to its highest bit that may be set. */
static unsigned int width_of(const struct scalar *scalar)
{
	return BIT_WIDTH(scalar->umax);
}

static void spill(struct walk *walk, struct frame *frame, int64_t offset, unsigned int size,
		  const struct reg *value)
{
	struct slot *slot = &frame->slots[slot_of(offset)];

	slot->spilled = *value;
	if (size < SLOT_BYTES)
		reg_become_number(&slot->spilled);
	for (unsigned int i = 0; i < SLOT_BYTES; i++) {
		uint8_t *byte = &slot->bytes[i];

		if (i < size)
			*byte = BYTE_SPILL;
		else if (*byte != BYTE_INVALID &&
			 (*byte != BYTE_ZERO || !series_has(walk->series, RULE_SPILL_ALL)))
			*byte = BYTE_MISC;
	}
}

static bool is_unbounded(const struct scalar *scalar)
{
	struct scalar unknown = scalar_unknown();

	return scalar_within(scalar, &unknown);
}

/* Which numbers a store keeps as they are. */
static bool is_kept(const struct series *series, const struct reg *value, unsigned int size)
{
	if (value->kind != REG_SCALAR)
		return false;
	if (reg_is_maybe_pointer(value) && size == SLOT_BYTES)
		return true;
	return series_has(series, RULE_SPILL_ALL) ||
	       (!is_unbounded(&value->var) && !scalar_is_zero(&value->var));
}

static bool store_fixed(struct walk *walk, const struct reg *reg, int64_t offset, unsigned int size,
			struct reg *value)
{
	struct frame *frame = frame_of(walk, reg);
	struct slot *slot = &frame->slots[slot_of(offset)];
	uint8_t byte = BYTE_MISC;

	for (unsigned int i = 0; i < SLOT_BYTES; i++)
		if (slot->bytes[i] >= BYTE_DYNPTR && slot->bytes[i] != BYTE_UNKNOWN)
			undecided(walk, "a store over a dynptr or an iterator");
	path_note_stack(walk, reg->frame, slot_of(offset));
	if (value && byte_of(offset) == 0 && is_kept(walk->series, value, size)) {
		bool fits = width_of(&value->var) <= 8 * size;

		if (fits && series_has(walk->series, RULE_SPILL_ALL) && size <= SLOT_BYTES)
			link_before_copy(walk, value);
		spill(walk, frame, offset, size, value);
		if (!fits)
			slot->spilled.id = 0;
	} else if (value && (reg_is_pointer(value) || value->kind == REG_UNKNOWN) &&
		   size == SLOT_BYTES) {
		if (value->kind == REG_STACK && reg->frame + 1U != walk->state->frame_count)
			return refuse(
				walk, REASON_POINTER_LEAK,
				"cannot spill pointers to stack into stack frame of the caller");
		spill(walk, frame, offset, size, value);
	} else if (value && reg_is_pointer(value)) {
		return refuse(walk, REASON_POINTER_LEAK, "invalid size of register spill");
	} else {
		scrub(slot);
		path_forget_stack(walk);
		if (value && reg_is_null(value)) {
			byte = BYTE_ZERO;
			if (!path_demand(walk, value))
				return false;
		}
		for (unsigned int i = 0; i < size; i++)
			slot->bytes[byte_of(offset) + i] = byte;
	}
	if (size == SLOT_BYTES)
		path_wrote_slot(walk, reg->frame, slot_of(offset));
	return true;
}

/* Any of the bytes may be written, none must be. */
static bool store_variable(struct walk *walk, const struct reg *reg, int offset, unsigned int size,
			   struct reg *value)
{
	struct frame *frame = frame_of(walk, reg);
	bool zero = value && reg_is_null(value);
	int64_t least, most;

	reach(reg, offset, &least, &most);
	for (int64_t at = least; at < most + size; at++) {
		struct slot *slot = &frame->slots[slot_of(at)];
		uint8_t *byte = &slot->bytes[byte_of(at)];

		if (zero && *byte == BYTE_SPILL && reg_is_null(&slot->spilled) &&
		    series_has(walk->series, RULE_SPILL_ALL)) {
			if (!path_demand(walk, value))
				return false;
			continue;
		}
		if (zero && *byte == BYTE_ZERO) {
			if (!path_demand(walk, value))
				return false;
			continue;
		}
		if (series_has(walk->series, RULE_SCRUBBING))
			scrub(slot);
		else
			slot->spilled.kind = REG_NONE;
		*byte = BYTE_MISC;
	}
	return true;
}

bool stack_store(struct walk *walk, const struct reg *reg, int offset, unsigned int size,
		 struct reg *value)
{
	if (!scalar_is_constant(&reg->var))
		return store_variable(walk, reg, offset, size, value);
	return store_fixed(walk, reg, reg->offset + offset + (int64_t)reg->var.bits.value, size,
			   value);
}

/* A load of bytes: 0 where all are, or of spilled zeros where the series sees through them. */
static bool load_bytes(struct walk *walk, const struct reg *reg, int64_t least, int64_t end,
		       struct reg *result)
{
	struct frame *frame = frame_of(walk, reg);
	bool zero = true;

	for (int64_t at = least; at < end && zero; at++) {
		const struct slot *slot = &frame->slots[slot_of(at)];
		uint8_t byte = slot->bytes[byte_of(at)];

		zero = byte == BYTE_ZERO || (byte == BYTE_SPILL && reg_is_null(&slot->spilled) &&
					     series_has(walk->series, RULE_ZERO_SPILLS));
	}
	if (!zero) {
		reg_set_unknown_scalar(result);
		return true;
	}
	reg_set_constant(result, 0);
	for (int64_t at = least; at < end; at++)
		if (*byte_at(frame, at) == BYTE_SPILL &&
		    !path_demand_slot(walk, reg->frame, slot_of(at)))
			return false;
	return true;
}

static bool byte_is_readable(struct walk *walk, uint8_t byte)
{
	if (byte == BYTE_UNKNOWN)
		return undecided(walk, "a load of what an unknown call wrote");
	/* With CAP_PERFMON, what was never written may be read. */
	return byte == BYTE_MISC || byte == BYTE_ZERO || byte == BYTE_INVALID;
}

/* A load that does not get back a register as it was spilled. */
static bool load_part(struct walk *walk, const struct slot *slot, int64_t offset, unsigned int size,
		      struct reg *result)
{
	unsigned int spilled = 0, zeros = 0;

	for (unsigned int i = 0; i < size; i++) {
		uint8_t byte = slot->bytes[byte_of(offset) + i];

		if (byte == BYTE_SPILL) {
			spilled++;
		} else if (byte == BYTE_ZERO && series_has(walk->series, RULE_SPILL_ALL)) {
			zeros++;
		} else if (byte == BYTE_ZERO || !byte_is_readable(walk, byte)) {
			return refuse(walk, REASON_UNINITIALISED_STACK,
				      "invalid read from stack off %lld+%u size %u",
				      (long long)offset, i, size);
		}
	}
	if (reg_is_null(&slot->spilled) && series_has(walk->series, RULE_ZERO_SPILLS))
		zeros += spilled;
	if (series_has(walk->series, RULE_SPILL_ALL) &&
	    ((spilled == size && reg_is_null(&slot->spilled)) || zeros == size)) {
		reg_set_constant(result, 0);
	} else {
		reg_set_unknown_scalar(result);
		path_forget_stack(walk);
	}
	return true;
}

static bool load_spill(struct walk *walk, const struct slot *slot, int64_t offset,
		       unsigned int size, struct reg *result)
{
	unsigned int spill_size = 0;
	struct reg ignored;
	bool whole;

	while (spill_size < SLOT_BYTES && slot->bytes[spill_size] == BYTE_SPILL)
		spill_size++;
	if (!result)
		result = &ignored;
	if (size == SLOT_BYTES && spill_size == SLOT_BYTES) {
		*result = slot->spilled;
		return true;
	}
	if (slot->spilled.kind == REG_UNKNOWN) {
		reg_set_anything(result);
		return undecided(walk, "a part of something unknown");
	}
	if (slot->spilled.kind != REG_SCALAR)
		return refuse(walk, REASON_POINTER_LEAK, "invalid size of register fill");
	whole = byte_of(offset) == 0 &&
		(series_has(walk->series, RULE_SPILL_ALL) ? size <= spill_size
							  : size == spill_size);
	if (!whole)
		return load_part(walk, slot, offset, size, result);
	*result = slot->spilled;
	reg_become_number(result);
	if (series_has(walk->series, RULE_SPILL_ALL) && width_of(&slot->spilled.var) > 8 * size)
		result->id = 0;
	return true;
}

static bool load_fixed(struct walk *walk, const struct reg *reg, int64_t offset, unsigned int size,
		       struct reg *result)
{
	struct frame *frame = frame_of(walk, reg);
	const struct slot *slot = &frame->slots[slot_of(offset)];

	path_read_slot(walk, reg->frame, slot_of(offset));
	if (slot_is_spill(slot)) {
		path_note_stack(walk, reg->frame, slot_of(offset));
		return load_spill(walk, slot, offset, size, result);
	}
	for (unsigned int i = 0; i < size; i++) {
		uint8_t byte = slot->bytes[byte_of(offset) + i];

		if (!byte_is_readable(walk, byte))
			return refuse(walk, REASON_UNINITIALISED_STACK,
				      "invalid read from stack off %lld+%u size %u",
				      (long long)offset, i, size);
		if (byte == BYTE_UNKNOWN && result) {
			reg_set_anything(result);
			return true;
		}
	}
	return !result || load_bytes(walk, reg, offset, offset + size, result);
}

bool stack_region(struct walk *walk, const struct reg *reg, unsigned int number, uint64_t size,
		  enum access access)
{
	struct frame *frame = frame_of(walk, reg);
	bool constant = scalar_is_constant(&reg->var);
	bool forgets = access != ACCESS_READ || !series_has(walk->series, RULE_READS_KEEP);
	uint8_t untouched = BYTE_INVALID;
	int64_t least, most;

	reach(reg, 0, &least, &most);
	if (access == ACCESS_FILL && constant) {
		if (!frame_grow(frame, slot_of(least) + 1)) {
			walk->error = -ENOMEM;
			return false;
		}
		for (uint64_t i = 0; i < size; i++)
			if (!stack_store(walk, reg, (int)i, 1, NULL))
				return false;
		return true;
	}
	for (int64_t at = least; at < most + (int64_t)size; at++) {
		struct slot *slot = slot_of(at) < frame->depth ? &frame->slots[slot_of(at)] : NULL;
		uint8_t *byte = slot ? &slot->bytes[byte_of(at)] : &untouched;

		if (slot)
			path_read_slot(walk, reg->frame, slot_of(at));
		if (*byte == BYTE_UNKNOWN) {
			undecided(walk, "an argument that an unknown call wrote");
		} else if (!slot || *byte >= BYTE_DYNPTR) {
			char bits[TNUM_TEXT];

			if (constant)
				return refuse(
					walk, REASON_UNINITIALISED_STACK,
					"invalid%s read from stack R%u off %lld+%lld size %llu",
					series_has(walk->series, RULE_READS_KEEP) ? ""
										  : " indirect",
					number, (long long)least, (long long)(at - least),
					(unsigned long long)size);
			return refuse(walk, REASON_UNINITIALISED_STACK,
				      "invalid read from stack R%u var_off %s+%lld size %llu",
				      number, tnum_text(walk->series, reg->var.bits, bits),
				      (long long)(at - least), (unsigned long long)size);
		} else if (forgets && slot_is_spill(slot)) {
			scrub(slot);
		} else if (forgets) {
			*byte = BYTE_MISC;
		}
	}
	return true;
}

bool stack_load(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
		unsigned int size, struct reg *result)
{
	struct frame *frame = frame_of(walk, reg);
	int64_t least, most;

	if (scalar_is_constant(&reg->var))
		return load_fixed(walk, reg, reg->offset + offset + (int64_t)reg->var.bits.value,
				  size, result);
	reach(reg, offset, &least, &most);
	for (int64_t at = least; at < most + size; at++) {
		const struct slot *slot = &frame->slots[slot_of(at)];
		char bits[TNUM_TEXT];

		path_read_slot(walk, reg->frame, slot_of(at));
		if (slot->bytes[byte_of(at)] == BYTE_SPILL || slot_is_spill(slot))
			continue;
		if (!byte_is_readable(walk, slot->bytes[byte_of(at)]))
			return refuse(walk, REASON_UNINITIALISED_STACK,
				      "invalid read from stack R%u var_off %s+%lld size %u", number,
				      tnum_text(walk->series, reg->var.bits, bits),
				      (long long)(at - least), size);
	}
	return !result || load_bytes(walk, reg, least, most + size, result);
}
