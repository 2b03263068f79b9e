// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Arithmetic of the kernel's interpreter (kernel/bpf/core.c): a division by 0 gives 0, its rest the
 * number itself; shifts take their width's lowest bits; 32-bit results have 32 zeroes above.
 */
#include "selftests/interpreter/arithmetic.h"

uint64_t arithmetic_extend(uint64_t value, unsigned int bytes)
{
	switch (bytes) {
	case 1:
		return (uint64_t)(int64_t)(int8_t)value;
	case 2:
		return (uint64_t)(int64_t)(int16_t)value;
	case 4:
		return (uint64_t)(int64_t)(int32_t)value;
	default:
		return value;
	}
}

/* The lowest number divided by -1 is itself, and leaves nothing. */
static uint64_t divide_signed(int64_t a, int64_t b, bool rest)
{
	if (!b)
		return rest ? (uint64_t)a : 0;
	if (b == -1)
		return rest ? 0 : -(uint64_t)a;
	return (uint64_t)(rest ? a % b : a / b);
}

static uint64_t divide(uint64_t a, uint64_t b, bool rest)
{
	if (!b)
		return rest ? a : 0;
	return rest ? a % b : a / b;
}

/* A shift of a negative number to the right has the sign come in. */
static uint64_t shift_signed(uint64_t a, unsigned int by)
{
	uint64_t sign = a >> 63 ? ~UINT64_C(0) : 0;

	return by ? a >> by | sign << (64 - by) : a;
}

static bool swap_bytes(const struct instruction *instruction, uint64_t *value)
{
	bool always = instruction_class(instruction) == BPF_ALU64;
	bool big = BPF_SRC(instruction->code) == BPF_TO_BE;

	if (always && big)
		return false;
	switch (instruction->number) {
	case 16:
		*value = always || big ? __builtin_bswap16((uint16_t)*value) : (uint16_t)*value;
		return true;
	case 32:
		*value = always || big ? __builtin_bswap32((uint32_t)*value) : (uint32_t)*value;
		return true;
	case 64:
		*value = always || big ? __builtin_bswap64(*value) : *value;
		return true;
	default:
		return false;
	}
}

/* A move may extend the sign of 1, 2 or 4 bytes: how many bits, the offset says. */
static bool move(const struct instruction *instruction, uint64_t operand, uint64_t *value)
{
	bool is_register = BPF_SRC(instruction->code) == BPF_X;

	*value = operand;
	if (!instruction->offset)
		return true;
	if (!is_register ||
	    (instruction->offset != 8 && instruction->offset != 16 && instruction->offset != 32))
		return false;
	*value = arithmetic_extend(operand, (unsigned int)instruction->offset / 8);
	return true;
}

static bool divide_as(const struct instruction *instruction, bool narrow, uint64_t operand,
		      uint64_t *value)
{
	bool rest = BPF_OP(instruction->code) == BPF_MOD;

	if (!instruction->offset)
		*value = divide(*value, operand, rest);
	else if (instruction->offset == OFFSET_SIGNED && narrow)
		*value = divide_signed((int32_t)*value, (int32_t)operand, rest);
	else if (instruction->offset == OFFSET_SIGNED)
		*value = divide_signed((int64_t)*value, (int64_t)operand, rest);
	else
		return false;
	return true;
}

/* Of 32-bit arithmetic both operands have been cut to 32 bits, and the result will be. */
static bool operate(const struct instruction *instruction, bool narrow, uint64_t operand,
		    uint64_t *value)
{
	unsigned int by = operand & (narrow ? 31 : 63);

	switch (BPF_OP(instruction->code)) {
	case BPF_ADD:
		*value += operand;
		return true;
	case BPF_SUB:
		*value -= operand;
		return true;
	case BPF_MUL:
		*value *= operand;
		return true;
	case BPF_DIV:
	case BPF_MOD:
		return divide_as(instruction, narrow, operand, value);
	case BPF_OR:
		*value |= operand;
		return true;
	case BPF_AND:
		*value &= operand;
		return true;
	case BPF_XOR:
		*value ^= operand;
		return true;
	case BPF_LSH:
		*value <<= by;
		return true;
	case BPF_RSH:
		*value >>= by;
		return true;
	case BPF_ARSH:
		*value = shift_signed(narrow ? arithmetic_extend(*value, 4) : *value, by);
		return true;
	case BPF_NEG:
		*value = -*value;
		return true;
	case BPF_MOV:
		return move(instruction, operand, value);
	default:
		return false;
	}
}

static uint64_t operand_of(const struct instruction *instruction, const uint64_t *registers)
{
	if (BPF_SRC(instruction->code) == BPF_X)
		return registers[instruction->src];
	return (uint64_t)(int64_t)instruction->number;
}

bool arithmetic_do(const struct instruction *instruction, uint64_t *registers)
{
	bool narrow = instruction_class(instruction) == BPF_ALU;
	uint64_t operand = operand_of(instruction, registers);
	uint64_t value = registers[instruction->dst];

	/* Its name is that of 32 bits, but it changes 64. */
	if (BPF_OP(instruction->code) == BPF_END)
		return swap_bytes(instruction, &registers[instruction->dst]);
	if (narrow) {
		operand = (uint32_t)operand;
		value = (uint32_t)value;
	}
	if (!operate(instruction, narrow, operand, &value))
		return false;
	registers[instruction->dst] = narrow ? (uint32_t)value : value;
	return true;
}

bool arithmetic_jumps(const struct instruction *instruction, const uint64_t *registers, bool *known)
{
	bool narrow = instruction_class(instruction) == BPF_JMP32;
	uint64_t a = registers[instruction->dst], b = operand_of(instruction, registers);
	int64_t signed_a, signed_b;

	if (narrow) {
		a = (uint32_t)a;
		b = (uint32_t)b;
	}
	signed_a = (int64_t)(narrow ? arithmetic_extend(a, 4) : a);
	signed_b = (int64_t)(narrow ? arithmetic_extend(b, 4) : b);
	switch (BPF_OP(instruction->code)) {
	case BPF_JEQ:
		return a == b;
	case BPF_JNE:
		return a != b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	case BPF_JLT:
		return a < b;
	case BPF_JLE:
		return a <= b;
	case BPF_JSET:
		return a & b;
	case BPF_JSGT:
		return signed_a > signed_b;
	case BPF_JSGE:
		return signed_a >= signed_b;
	case BPF_JSLT:
		return signed_a < signed_b;
	case BPF_JSLE:
		return signed_a <= signed_b;
	default:
		*known = false;
		return false;
	}
}
