/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which registers may still be read, from the instructions alone: what kernels from 6.15 on compute
 * before they walk. Backwards over the program until nothing changes.
 */
#include "llvm-pass/verifier/shape.h"

#define ARGUMENTS 0x3e
#define CALLER_SAVED 0x3f

static uint16_t bit(unsigned int number)
{
	return (uint16_t)(1U << number);
}

/* What an instruction reads and writes. */
static void uses(const struct instruction *instruction, uint16_t *reads, uint16_t *writes)
{
	unsigned int operation = BPF_OP(instruction->code);
	bool by_register = BPF_SRC(instruction->code) == BPF_X;

	*reads = *writes = 0;
	switch (instruction_class(instruction)) {
	case BPF_ALU:
	case BPF_ALU64:
		*writes = bit(instruction->dst);
		if (operation != BPF_MOV)
			*reads = bit(instruction->dst);
		if (by_register && operation != BPF_END)
			*reads |= bit(instruction->src);
		break;
	case BPF_LDX:
		*reads = bit(instruction->src);
		*writes = bit(instruction->dst);
		break;
	case BPF_LD:
		if (instruction_is_constant(instruction)) {
			*writes = bit(instruction->dst);
		} else {
			*reads = bit(BPF_REG_6) | bit(instruction->src);
			*writes = bit(BPF_REG_0);
		}
		break;
	case BPF_ST:
		*reads = bit(instruction->dst);
		break;
	case BPF_STX:
		*reads = bit(instruction->dst) | bit(instruction->src);
		if (BPF_MODE(instruction->code) == BPF_ATOMIC && instruction->number & BPF_FETCH)
			*writes = bit(instruction->src);
		if (BPF_MODE(instruction->code) == BPF_ATOMIC &&
		    instruction->number == BPF_CMPXCHG) {
			*reads |= bit(BPF_REG_0);
			*writes = bit(BPF_REG_0);
		}
		break;
	default:
		if (instruction_is_call(instruction)) {
			*reads = ARGUMENTS;
			*writes = CALLER_SAVED;
		} else if (instruction_is_exit(instruction)) {
			*reads = bit(BPF_REG_0);
		} else if (!instruction_is_goto(instruction)) {
			*reads = bit(instruction->dst) | (by_register ? bit(instruction->src) : 0);
		}
	}
}

/* What is live behind it: where it may lead. */
static uint16_t live_behind(const struct walk *walk, size_t place)
{
	const struct instruction *instruction = &walk->program->code[place];
	uint16_t live = 0;

	if (instruction_is_exit(instruction))
		return 0;
	if (instruction_is_jump(instruction))
		live = walk->live[place + 1 + (size_t)(int64_t)instruction_distance(instruction)];
	if (!instruction_is_goto(instruction))
		live |= walk->live[place + (instruction_is_constant(instruction) ? 2 : 1)];
	return live;
}

void find_live_registers(struct walk *walk)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t place = walk->program->code_count; place--;) {
			uint16_t reads, writes, live;

			if (!(walk->points[place] & POINT_REACHED))
				continue;
			uses(&walk->program->code[place], &reads, &writes);
			live = (uint16_t)((live_behind(walk, place) & ~writes) | reads);
			changed |= live != walk->live[place];
			walk->live[place] = live;
		}
	}
}
