/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "llvm-pass/verifier/words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "llvm-pass/verifier/check.h"

const char *tnum_text(const struct series *series, struct tnum bits, char *text)
{
	if (tnum_is_constant(bits) && series_has(series, RULE_PLAIN_CONSTANTS))
		snprintf(text, TNUM_TEXT, "%" PRId64, (int64_t)bits.value);
	else
		snprintf(text, TNUM_TEXT, "(0x%" PRIx64 "; 0x%" PRIx64 ")", bits.value, bits.mask);
	return text;
}

#define OR_NULL(word) { word, word "_or_null" }

static const char *const kinds[REG_KINDS][2] = {
	[REG_NONE] = OR_NULL("?"),
	[REG_SCALAR] = OR_NULL("scalar"),
	[REG_UNKNOWN] = OR_NULL("unknown"),
	[REG_CONTEXT] = OR_NULL("ctx"),
	[REG_MAP] = OR_NULL("map_ptr"),
	[REG_MAP_KEY] = OR_NULL("map_key"),
	[REG_MAP_VALUE] = OR_NULL("map_value"),
	[REG_STACK] = OR_NULL("fp"),
	[REG_PACKET] = OR_NULL("pkt"),
	[REG_PACKET_META] = OR_NULL("pkt_meta"),
	[REG_PACKET_END] = OR_NULL("pkt_end"),
	[REG_MEMORY] = OR_NULL("mem"),
	[REG_BUFFER] = OR_NULL("buf"),
	[REG_FLOW_KEYS] = OR_NULL("flow_keys"),
	[REG_SOCKET] = OR_NULL("sock"),
	[REG_SOCK_COMMON] = OR_NULL("sock_common"),
	[REG_TCP_SOCK] = OR_NULL("tcp_sock"),
	[REG_XDP_SOCK] = OR_NULL("xdp_sock"),
	[REG_BTF] = OR_NULL("ptr_"),
	[REG_FUNCTION] = OR_NULL("func"),
	[REG_DYNPTR] = OR_NULL("dynptr_ptr"),
	[REG_ARENA] = OR_NULL("arena"),
};

const char *reg_kind_word(const struct series *series, const struct reg *reg)
{
	static const char *const read_only[] = OR_NULL("rdonly_mem"),
				 *const ringbuf[] = OR_NULL("ringbuf_mem"),
				 *const read_only_buffer[] = OR_NULL("rdonly_buf");
	bool or_null = reg->flags & REG_MAYBE_NULL;

	if (reg->kind == REG_SCALAR && !series_has(series, RULE_SCALAR_WORD))
		return "inv";
	if (reg->kind == REG_BUFFER && reg->flags & REG_READ_ONLY)
		return read_only_buffer[or_null];
	if (reg->kind == REG_MEMORY && reg->flags & REG_READ_ONLY)
		return read_only[or_null];
	if (reg->kind == REG_MEMORY && reg->flags & REG_RINGBUF)
		return ringbuf[or_null];
	return kinds[reg->kind][or_null];
}

static void note_refusal(struct walk *walk, enum reason reason, const char *format,
			 va_list arguments)
{
	struct verdict *verdict = walk->verdict;

	verdict->kind = VERDICT_REFUSED;
	verdict->reason = reason;
	verdict->place = walk->place;
	vsnprintf(verdict->words, sizeof(verdict->words), format, arguments);
}

bool refuse(struct walk *walk, enum reason reason, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	note_refusal(walk, reason, format, arguments);
	va_end(arguments);
	return false;
}

static void note_undecided(struct walk *walk, const char *format, va_list arguments)
{
	struct verdict *verdict = walk->verdict;

	if (verdict->undecided++ == 0) {
		vsnprintf(verdict->why, sizeof(verdict->why), format, arguments);
		verdict->why_place = walk->place;
	}
}

bool undecided(struct walk *walk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	note_undecided(walk, format, arguments);
	va_end(arguments);
	return true;
}

bool left_to_kernel(struct walk *walk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	note_undecided(walk, format, arguments);
	va_end(arguments);
	walk->verdict->left_to_kernel++;
	return true;
}

bool no_such_instruction(struct walk *walk, const char *format, ...)
{
	va_list arguments;

	if (walk->options->all_instructions)
		return true;
	va_start(arguments, format);
	note_refusal(walk, REASON_NO_SUCH_INSTRUCTION, format, arguments);
	va_end(arguments);
	return false;
}

uint32_t new_id(struct walk *walk)
{
	return ++walk->last_id;
}

static void print_ends(FILE *file, const struct range *range, const struct range *full,
		       const char *width)
{
	if (range->smin != full->smin)
		fprintf(file, ",smin%s=%" PRId64, width, range->smin);
	if (range->smax != full->smax)
		fprintf(file, ",smax%s=%" PRId64, width, range->smax);
	if (range->umin != full->umin)
		fprintf(file, ",umin%s=%" PRIu64, width, range->umin);
	if (range->umax != full->umax)
		fprintf(file, ",umax%s=%" PRIu64, width, range->umax);
}

static void print_scalar(FILE *file, const struct series *series, const struct scalar *scalar)
{
	struct range full = range_full(64), full_low = range_full(32);
	char bits[TNUM_TEXT];

	print_ends(file, &scalar->wide, &full, "");
	print_ends(file, &scalar->low, &full_low, "32");
	if (scalar->bits.mask != UINT64_MAX)
		fprintf(file, ",var_off=%s", tnum_text(series, scalar->bits, bits));
}

static void print_reg(FILE *file, const struct series *series, const struct reg *reg)
{
	if (reg->kind == REG_SCALAR && scalar_is_constant(&reg->var)) {
		fprintf(file, "%" PRId64, (int64_t)reg->var.bits.value);
		return;
	}
	fprintf(file, "%s(id=%u", reg_kind_word(series, reg), reg->id);
	if (reg->has_delta)
		fprintf(file, "%+d", reg->delta);
	if (reg->reference)
		fprintf(file, ",ref_obj_id=%u", reg->reference);
	if (reg->kind == REG_STACK)
		fprintf(file, ",frame=%u", reg->frame);
	if (reg->flags & REG_AT_END)
		fprintf(file, ",r=%d", reg->flags & REG_BEYOND_END ? -2 : -1);
	else if (reg->kind == REG_PACKET || reg->kind == REG_PACKET_META)
		fprintf(file, ",r=%u", reg->range);
	if (reg_is_pointer(reg) && reg->offset)
		fprintf(file, ",off=%d", reg->offset);
	if (!reg_is_pointer(reg) || !scalar_is_zero(&reg->var))
		print_scalar(file, series, &reg->var);
	fprintf(file, ")");
}

static void print_slot(FILE *file, const struct series *series, unsigned int number,
		       const struct slot *slot)
{
	/* As in the log: from the highest address down. */
	static const char letters[] = "?rm0dif*";
	char bytes[SLOT_BYTES + 1] = "";

	for (unsigned int i = 0; i < SLOT_BYTES; i++)
		bytes[SLOT_BYTES - 1 - i] = letters[slot->bytes[i]];
	if (strcmp(bytes, "????????") == 0)
		return;
	fprintf(file, " fp-%u=%s", SLOT_BYTES * (number + 1), bytes);
	if (slot_is_spill(slot)) {
		fprintf(file, ":");
		print_reg(file, series, &slot->spilled);
	}
}

void print_state(FILE *file, const struct series *series, size_t place, const struct state *state)
{
	const struct frame *frame = state_top(state);

	fprintf(file, "%zu:", place);
	if (state->frame_count > 1)
		fprintf(file, " frame%u:", state->frame_count - 1);
	for (unsigned int number = 0; number < REGISTERS; number++) {
		if (frame->regs[number].kind == REG_NONE)
			continue;
		fprintf(file, " R%u=", number);
		print_reg(file, series, &frame->regs[number]);
	}
	for (unsigned int i = 0; i < frame->depth; i++)
		print_slot(file, series, i, &frame->slots[i]);
	fprintf(file, "\n");
}
