/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Instructions that compute: of numbers what scalar.h says, and who may add what to which pointer.
 * As for a program that may leak addresses (CAP_PERFMON): a pointer becomes an unknown number where
 * such a program may do so.
 */
#include "llvm-pass/verifier/check.h"

#include "llvm-pass/verifier/isa.h"
#include "llvm-pass/verifier/path.h"
#include "llvm-pass/verifier/words.h"

bool check_readable(struct walk *walk, unsigned int number)
{
	path_read_reg(walk, number);
	if (state_reg(walk->state, number)->kind == REG_NONE)
		return refuse(walk, REASON_UNINITIALISED_REGISTER, "R%u !read_ok", number);
	return true;
}

static void clear_link(struct reg *reg)
{
	reg->id = 0;
	reg->delta = 0;
	reg->has_delta = reg->delta_narrow = false;
}

void link_before_copy(struct walk *walk, struct reg *reg)
{
	if (reg->kind != REG_SCALAR)
		return;
	if (reg->has_delta)
		clear_link(reg);
	if (!reg->id &&
	    (!scalar_is_constant(&reg->var) || !series_has(walk->series, RULE_SPILL_ALL)))
		reg->id = new_id(walk);
}

static const char *sign_of(unsigned int operation)
{
	static const char *const signs[16] = {
		"+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "neg", "%=", "^=", "=", "s>>=",
	};

	return signs[operation >> 4];
}

/* Whether a number may be added to a pointer, and whether what comes of it may be. */
static bool is_sane(struct walk *walk, const struct reg *reg, const struct reg *pointer)
{
	const char *word = reg_kind_word(walk->series, pointer);
	int64_t value = (int64_t)reg->var.bits.value, least = reg->var.smin;
	bool is_pointer = reg_is_pointer(reg) && series_has(walk->series, RULE_MERGED_OFFSET);

	if (scalar_is_constant(&reg->var) &&
	    (value >= MAX_VARIABLE_OFFSET || value <= -MAX_VARIABLE_OFFSET)) {
		if (is_pointer)
			return refuse(walk, REASON_POINTER_BOUNDS,
				      "%s pointer offset %lld is not allowed", word,
				      (long long)value);
		return refuse(walk, REASON_POINTER_BOUNDS,
			      "math between %s pointer and %lld is not allowed", word,
			      (long long)value);
	}
	if (reg->offset >= MAX_VARIABLE_OFFSET || reg->offset <= -MAX_VARIABLE_OFFSET)
		return refuse(walk, REASON_POINTER_BOUNDS, "%s pointer offset %d is not allowed",
			      word, reg->offset);
	if (least == INT64_MIN && !is_pointer)
		return refuse(
			walk, REASON_POINTER_BOUNDS,
			"math between %s pointer and register with unbounded min value is not "
			"allowed",
			word);
	if (least >= MAX_VARIABLE_OFFSET || least <= -MAX_VARIABLE_OFFSET) {
		if (is_pointer)
			return refuse(walk, REASON_POINTER_BOUNDS,
				      "%s pointer offset %lld is not allowed", word,
				      (long long)least);
		return refuse(walk, REASON_POINTER_BOUNDS,
			      "value %lld makes %s pointer be out of bounds", (long long)least,
			      word);
	}
	return true;
}

static bool is_packet(const struct reg *reg)
{
	return reg->kind == REG_PACKET || reg->kind == REG_PACKET_META;
}

/* Whether anything may be added to a pointer of this kind. */
static bool may_be_moved(struct walk *walk, const struct reg *pointer, const struct reg *number,
			 unsigned int operation)
{
	switch (pointer->kind) {
	case REG_CONTEXT:
	case REG_MAP_VALUE:
	case REG_MAP_KEY:
	case REG_STACK:
	case REG_PACKET:
	case REG_PACKET_META:
	case REG_MEMORY:
	case REG_BUFFER:
	case REG_BTF:
	case REG_FUNCTION:
	case REG_DYNPTR:
		return true;
	case REG_FLOW_KEYS:
		return scalar_is_constant(&number->var) ||
		       !series_has(walk->series, RULE_FLOW_KEYS_FIXED);
	case REG_MAP:
		return scalar_is_zero(&number->var) && operation == BPF_ADD;
	default:
		return false;
	}
}

static void add_variable(struct walk *walk, struct reg *pointer, const struct reg *number)
{
	range_add(walk->series, &pointer->var.wide, &number->var.wide, 64);
	pointer->var.bits = tnum_add(pointer->var.bits, number->var.bits);
	if (is_packet(pointer)) {
		pointer->id = new_id(walk);
		pointer->range = 0;
		pointer->flags &= (uint16_t)~(REG_AT_END | REG_BEYOND_END);
	}
}

static void subtract_variable(struct walk *walk, struct reg *pointer, const struct reg *number)
{
	range_subtract(walk->series, &pointer->var.wide, &number->var.wide, 64);
	pointer->var.bits = tnum_subtract(pointer->var.bits, number->var.bits);
	if (is_packet(pointer)) {
		pointer->id = new_id(walk);
		if (number->var.smin < 0)
			pointer->range = 0;
	}
}

/* Into the fixed part; from 7.1 on there is one part only. */
static bool add_fixed(struct walk *walk, struct reg *pointer, int64_t value)
{
	int64_t offset = pointer->offset + value;

	if (offset != (int32_t)offset)
		return false;
	if (series_has(walk->series, RULE_MERGED_OFFSET)) {
		struct scalar constant = scalar_constant((uint64_t)value);

		range_add(walk->series, &pointer->var.wide, &constant.wide, 64);
		pointer->var.bits = tnum_add(pointer->var.bits, constant.bits);
		/* What lay at the end lies elsewhere now. */
		pointer->flags &= (uint16_t)~(REG_AT_END | REG_BEYOND_END);
		return true;
	}
	pointer->offset = (int32_t)offset;
	return true;
}

static bool move_pointer(struct walk *walk, const struct instruction *instruction,
			 const struct reg *old, const struct reg *number, bool old_is_dst)
{
	struct reg pointer = *old;
	unsigned int operation = BPF_OP(instruction->code), dst = instruction->dst;
	bool constant = scalar_is_constant(&number->var);
	if (instruction_class(instruction) != BPF_ALU64) {
		if (operation == BPF_SUB) {
			reg_set_unknown_scalar(state_reg(walk->state, dst));
			return true;
		}
		return refuse(walk, REASON_POINTER_ARITHMETIC,
			      "R%u 32-bit pointer arithmetic prohibited", dst);
	}
	if (pointer.flags & REG_MAYBE_NULL)
		return refuse(walk, REASON_MAYBE_NULL,
			      "R%u pointer arithmetic on %s prohibited, null-check it first", dst,
			      reg_kind_word(walk->series, &pointer));
	if (!may_be_moved(walk, &pointer, number, operation))
		return refuse(walk, REASON_POINTER_ARITHMETIC,
			      "R%u pointer arithmetic on %s prohibited", dst,
			      reg_kind_word(walk->series, &pointer));
	if (!is_sane(walk, number, &pointer) || !is_sane(walk, &pointer, &pointer))
		return false;
	switch (operation) {
	case BPF_ADD:
		if (!constant || !add_fixed(walk, &pointer, number->var.smin))
			add_variable(walk, &pointer, number);
		break;
	case BPF_SUB:
		if (!old_is_dst)
			return refuse(walk, REASON_POINTER_ARITHMETIC,
				      "R%u tried to subtract pointer from scalar", dst);
		if (pointer.kind == REG_STACK)
			return refuse(walk, REASON_POINTER_ARITHMETIC,
				      "R%u subtraction from stack pointer prohibited", dst);
		if (!constant || !add_fixed(walk, &pointer, -number->var.smin))
			subtract_variable(walk, &pointer, number);
		break;
	case BPF_AND:
	case BPF_OR:
	case BPF_XOR:
		return refuse(walk, REASON_POINTER_ARITHMETIC,
			      "R%u bitwise operator %s on pointer prohibited", dst,
			      sign_of(operation));
	default:
		return refuse(walk, REASON_POINTER_ARITHMETIC,
			      "R%u pointer arithmetic with %s operator prohibited", dst,
			      sign_of(operation));
	}
	if (!is_sane(walk, &pointer, &pointer))
		return false;
	pointer.var.low = range_full(32);
	/* The end of a packet that was compared is measured by the ends of the range alone. */
	if (!is_packet(&pointer) || !series_has(walk->series, RULE_PACKET_ENDS) ||
	    (!constant && pointer.range == 0))
		scalar_deduce(walk->series, &pointer.var);
	*state_reg(walk->state, dst) = pointer;
	return true;
}

static bool is_negated(const struct scalar *scalar, bool *wide)
{
	*wide = scalar->smin == -1 && scalar->smax == 0;
	return *wide || (scalar->s32_min == -1 && scalar->s32_max == 0);
}

/* A register that is 0 or all ones, masked: both are walked apart. */
static bool fork_mask(struct walk *walk, const struct instruction *instruction, struct reg *dst,
		      const struct reg *src)
{
	unsigned int operation = BPF_OP(instruction->code);
	struct state *other;
	bool wide;

	if ((operation != BPF_AND && operation != BPF_OR) || !scalar_is_constant(&src->var) ||
	    !series_has(walk->series, RULE_FORK_MASK) || !is_negated(&dst->var, &wide))
		return true;
	other = push_path(walk, walk->place);
	if (!other)
		return false;
	if (wide) {
		state_reg(other, instruction->dst)->var = scalar_constant(0);
		dst->var = scalar_constant(UINT64_MAX);
	} else {
		struct scalar *zero = &state_reg(other, instruction->dst)->var;

		zero->bits = tnum_with_low(zero->bits, tnum_constant(0));
		zero->low = range_constant(32, 0);
		dst->var.bits = tnum_with_low(dst->var.bits, tnum_constant(UINT32_MAX));
		dst->var.low = range_constant(32, UINT32_MAX);
	}
	return true;
}

/* x + C keeps its link to x, where the series follows it. */
static void link_sum(struct walk *walk, const struct instruction *instruction, struct reg *dst,
		     const struct reg *src, uint64_t old_most)
{
	bool wide = instruction_class(instruction) == BPF_ALU64;
	unsigned int operation = BPF_OP(instruction->code);
	bool both = series_has(walk->series, RULE_LINKED_SUMS);
	int64_t by = wide ? (int64_t)src->var.bits.value : (int32_t)src->var.bits.value;

	if (operation == BPF_SUB)
		by = -by;
	if (!dst->id || dst->has_delta || !series_has(walk->series, RULE_LINKED_ADDITION) ||
	    !scalar_is_constant(&src->var) || by < INT32_MIN || by > INT32_MAX ||
	    (BPF_SRC(instruction->code) == BPF_X && instruction->src == instruction->dst) ||
	    (operation != BPF_ADD && (operation != BPF_SUB || !both)) ||
	    (!both && (!wide || by < 0)) || (!wide && old_most > UINT32_MAX)) {
		clear_link(dst);
		return;
	}
	dst->has_delta = true;
	dst->delta_narrow = !wide;
	dst->delta = (int32_t)by;
}

/* What may be done with a pointer as well as with a number. */
static bool takes_pointers_too(const struct instruction *instruction)
{
	unsigned int operation = BPF_OP(instruction->code);

	return instruction_class(instruction) == BPF_ALU64 &&
	       (operation == BPF_ADD || operation == BPF_SUB);
}

static bool compute_numbers(struct walk *walk, const struct instruction *instruction,
			    struct reg *dst, const struct reg *src)
{
	bool wide = instruction_class(instruction) == BPF_ALU64;
	uint64_t old_most = dst->var.umax;
	bool maybe_pointer = reg_is_maybe_pointer(dst);
	bool was_constant = scalar_is_constant(&dst->var);

	if (!fork_mask(walk, instruction, dst, src))
		return false;
	scalar_operation(walk->series, BPF_OP(instruction->code), wide,
			 instruction->offset == OFFSET_SIGNED, &dst->var, &src->var);
	link_sum(walk, instruction, dst, src, old_most);
	dst->kind = REG_SCALAR;
	reg_become_number(dst);
	if (takes_pointers_too(instruction) && (reg_is_maybe_pointer(src) || maybe_pointer)) {
		dst->flags |= REG_MAYBE_POINTER;
		if (!was_constant && !scalar_is_constant(&src->var))
			return undecided(walk, "a variable offset of what may be a pointer");
	}
	return true;
}

static bool check_operands(struct walk *walk, const struct instruction *instruction)
{
	unsigned int operation = BPF_OP(instruction->code);
	int width = instruction_class(instruction) == BPF_ALU64 ? 64 : 32;
	bool shifts = operation == BPF_LSH || operation == BPF_RSH || operation == BPF_ARSH;

	if (BPF_SRC(instruction->code) == BPF_X && !check_readable(walk, instruction->src))
		return false;
	if (!check_readable(walk, instruction->dst))
		return false;
	if (BPF_SRC(instruction->code) == BPF_X)
		return true;
	if ((operation == BPF_DIV || operation == BPF_MOD) && instruction->number == 0)
		return refuse(walk, REASON_INSTRUCTION, "div by zero");
	if (shifts && (instruction->number < 0 || instruction->number >= width))
		return refuse(walk, REASON_INSTRUCTION, "invalid shift %d", instruction->number);
	return true;
}

/* A pointer less what may be one, or the other way round: a number, or a pointer that is moved. */
static bool may_be_two_pointers(const struct reg *a, const struct reg *b)
{
	return (reg_is_pointer(a) && reg_is_maybe_pointer(b)) ||
	       (reg_is_maybe_pointer(a) && reg_is_pointer(b));
}

static bool compute(struct walk *walk, const struct instruction *instruction)
{
	struct reg *dst = state_reg(walk->state, instruction->dst), constant;
	const struct reg *src = &constant;
	unsigned int operation = BPF_OP(instruction->code);

	if (!check_operands(walk, instruction))
		return false;
	if (BPF_SRC(instruction->code) == BPF_X)
		src = state_reg(walk->state, instruction->src);
	else
		reg_set_constant(&constant, (uint64_t)(int64_t)instruction->number);
	if (dst->kind == REG_UNKNOWN || src->kind == REG_UNKNOWN ||
	    (operation == BPF_SUB && may_be_two_pointers(dst, src))) {
		reg_set_anything(dst);
		return undecided(walk, "arithmetic on what is not known");
	}
	if (reg_is_pointer(dst) && reg_is_pointer(src)) {
		if (operation != BPF_SUB)
			return refuse(walk, REASON_POINTER_ARITHMETIC,
				      "R%u pointer %s pointer prohibited", instruction->dst,
				      sign_of(operation));
		reg_set_unknown_scalar(dst);
		return true;
	}
	if (reg_is_pointer(src)) {
		struct reg number = *dst;

		return path_demand(walk, dst) &&
		       move_pointer(walk, instruction, src, &number, false);
	}
	if (reg_is_pointer(dst)) {
		struct reg pointer = *dst;

		return path_demand(walk, src) &&
		       move_pointer(walk, instruction, &pointer, src, true);
	}
	return compute_numbers(walk, instruction, dst, src);
}

/* A copy that extends the sign of the low bits. */
static void copy_signed(struct walk *walk, struct reg *dst, struct reg *src, unsigned int bits,
			bool wide)
{
	bool same = src->var.umax < UINT64_C(1) << (bits - 1);

	if (same)
		link_before_copy(walk, src);
	*dst = *src;
	if (!same)
		clear_link(dst);
	reg_become_number(dst);
	scalar_sign_extend(walk->series, &dst->var, bits / 8, wide);
}

static void copy_low(struct walk *walk, struct reg *dst, struct reg *src)
{
	bool same = src->var.umax <= UINT32_MAX && series_has(walk->series, RULE_LINKED_LOW);

	if (same)
		link_before_copy(walk, src);
	*dst = *src;
	if (!same)
		clear_link(dst);
	reg_become_number(dst);
	scalar_clear_upper(walk->series, &dst->var);
}

static bool copy(struct walk *walk, const struct instruction *instruction)
{
	struct reg *dst = state_reg(walk->state, instruction->dst), *src;
	bool wide = instruction_class(instruction) == BPF_ALU64;

	if (BPF_SRC(instruction->code) == BPF_K) {
		int64_t value = instruction->number;

		reg_set_constant(dst, wide ? (uint64_t)value : (uint32_t)value);
		return true;
	}
	if (!check_readable(walk, instruction->src))
		return false;
	src = state_reg(walk->state, instruction->src);
	if (wide && instruction->number != 0) {
		reg_set_anything(dst);
		return undecided(walk, "a cast between address spaces");
	}
	if (wide && instruction->offset == 0) {
		link_before_copy(walk, src);
		*dst = *src;
	} else if (src->kind == REG_UNKNOWN) {
		reg_set_anything(dst);
	} else if (reg_is_pointer(src)) {
		reg_set_unknown_scalar(dst);
		if (!wide)
			scalar_clear_upper(walk->series, &dst->var);
	} else if (instruction->offset) {
		copy_signed(walk, dst, src, (unsigned int)instruction->offset, wide);
	} else {
		copy_low(walk, dst, src);
	}
	return true;
}

/* Of one register: the negation, and the bytes in another order. */
static bool change(struct walk *walk, const struct instruction *instruction)
{
	struct reg *dst = state_reg(walk->state, instruction->dst);
	bool wide = instruction_class(instruction) == BPF_ALU64;
	/* As on a little-endian machine. */
	bool swaps = wide || BPF_SRC(instruction->code) == BPF_TO_BE;

	if (!check_readable(walk, instruction->dst))
		return false;
	if (dst->kind == REG_UNKNOWN)
		return true;
	if (reg_is_pointer(dst))
		reg_set_unknown_scalar(dst);
	clear_link(dst);
	reg_become_number(dst);
	if (BPF_OP(instruction->code) == BPF_NEG)
		scalar_negate(walk->series, &dst->var, wide);
	else
		scalar_swap_bytes(walk->series, &dst->var, (unsigned int)instruction->number / 8,
				  swaps);
	return true;
}

bool walk_arithmetic(struct walk *walk, const struct instruction *instruction)
{
	bool done;

	if (!isa_is_known(walk->series, isa_of(instruction)) &&
	    !no_such_instruction(walk, "BPF_%s uses reserved fields",
				 BPF_OP(instruction->code) == BPF_MOV ? "MOV" : "ALU"))
		return false;
	if (instruction->dst >= FRAME_REGISTER)
		return refuse(walk, REASON_INSTRUCTION, "frame pointer is read only");
	switch (BPF_OP(instruction->code)) {
	case BPF_MOV:
		done = copy(walk, instruction);
		break;
	case BPF_NEG:
	case BPF_END:
		done = change(walk, instruction);
		break;
	default:
		done = compute(walk, instruction);
	}
	path_wrote_reg(walk, instruction->dst);
	return done;
}
