// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Atomic operations; see atomic.h. What was there before comes back with 0 above its width. */
#include "selftests/interpreter/atomic.h"

#include "selftests/interpreter/memory.h"

static enum ending unknown(struct machine *machine, const struct instruction *instruction)
{
	return machine_end(machine, NOT_RUN, "atomic operation 0x%x of %u bytes",
			   (unsigned int)instruction->number, instruction_width(instruction));
}

/* Compares R0, and sets it to what was there. */
static enum ending exchange_if_equal(struct machine *machine, const struct instruction *instruction,
				     uint64_t address, uint64_t *registers)
{
	unsigned int width = instruction_width(instruction);
	uint64_t before = 0;
	enum ending ending = memory_load(machine, address, width, &before);
	uint64_t expected = width == sizeof(uint32_t) ? (uint32_t)registers[0] : registers[0];

	if (!ending && before == expected)
		ending = memory_store(machine, address, width, registers[instruction->src]);
	if (!ending)
		registers[0] = before;
	return ending;
}

static bool combine(int32_t operation, uint64_t before, uint64_t operand, uint64_t *after)
{
	switch (operation & ~BPF_FETCH) {
	case BPF_ADD:
		*after = before + operand;
		return true;
	case BPF_OR:
		*after = before | operand;
		return true;
	case BPF_AND:
		*after = before & operand;
		return true;
	case BPF_XOR:
		*after = before ^ operand;
		return true;
	case BPF_XCHG & ~BPF_FETCH:
		*after = operand;
		return operation == BPF_XCHG;
	default:
		return false;
	}
}

static enum ending change(struct machine *machine, const struct instruction *instruction,
			  uint64_t address, uint64_t *registers)
{
	unsigned int width = instruction_width(instruction);
	uint64_t before = 0, after;
	enum ending ending = memory_load(machine, address, width, &before);

	if (ending)
		return ending;
	if (!combine(instruction->number, before, registers[instruction->src], &after))
		return unknown(machine, instruction);
	ending = memory_store(machine, address, width, after);
	if (!ending && instruction->number & BPF_FETCH)
		registers[instruction->src] = before;
	return ending;
}

enum ending atomic_do(struct machine *machine, const struct instruction *instruction,
		      uint64_t *registers)
{
	unsigned int width = instruction_width(instruction);
	uint64_t offset = (uint64_t)(int64_t)instruction->offset;

	if (instruction->number == ATOMIC_LOAD)
		return memory_load(machine, registers[instruction->src] + offset, width,
				   &registers[instruction->dst]);
	if (instruction->number == ATOMIC_STORE)
		return memory_store(machine, registers[instruction->dst] + offset, width,
				    registers[instruction->src]);
	if (width < sizeof(uint32_t))
		return unknown(machine, instruction);
	if (instruction->number == BPF_CMPXCHG)
		return exchange_if_equal(machine, instruction, registers[instruction->dst] + offset,
					 registers);
	return change(machine, instruction, registers[instruction->dst] + offset, registers);
}
