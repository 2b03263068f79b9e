// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Executes instructions, of cpu v1 to v4. What the verifier forbids to read, registers that were
 * not written and those that a call leaves undefined, holds a pattern, as unwritten bytes of a
 * frame do: run with two patterns, a program that reads them gives two results.
 */
#include "selftests/interpreter/machine.h"

#include <string.h>

#include "selftests/interpreter/arithmetic.h"
#include "selftests/interpreter/atomic.h"
#include "selftests/interpreter/helpers/helpers.h"
#include "selftests/interpreter/memory.h"

/* Where LLVM, from 19 on, puts an arena's global variables;
 * llvm/lib/Target/BPF/BPFCheckAndAdjustIR.cpp. */
#define ARENA_SECTION ".addr_space.1"

enum { TURNS_OF_MAY_GOTO = 8192, LAST_SAVED = BPF_REG_9, FIRST_SAVED = BPF_REG_6 };

/* One function that runs. */
struct run {
	struct machine *machine;
	uint64_t registers[REGISTERS];
	size_t next; /* instruction */
	size_t depth; /* of the frames below its first */
	bool done;
};

static uint64_t undefined(const struct machine *machine, unsigned int number)
{
	return (machine->pattern * UINT64_C(0x0101010101010101)) ^ number;
}

static void forget_arguments(struct run *run)
{
	for (unsigned int i = BPF_REG_1; i <= BPF_REG_5; i++)
		run->registers[i] = undefined(run->machine, i);
}

static enum ending enter(struct run *run, size_t first)
{
	struct machine *machine = run->machine;
	struct frame *frame;

	if (machine->depth == MOST_FRAMES)
		return machine_end(machine, FAULT, "a call in %d frames", MOST_FRAMES);
	frame = &machine->frames[machine->depth++];
	frame->back = run->next;
	frame->turns = TURNS_OF_MAY_GOTO;
	memcpy(frame->saved, &run->registers[FIRST_SAVED], sizeof(frame->saved));
	memset(frame->bytes, machine->pattern, sizeof(frame->bytes));
	for (unsigned int i = FIRST_SAVED; i <= LAST_SAVED; i++)
		run->registers[i] = undefined(machine, i);
	run->registers[BPF_REG_0] = undefined(machine, BPF_REG_0);
	run->registers[FRAME_REGISTER] = zone_address(ZONE_STACK, 0, machine->depth * FRAME_PITCH);
	run->next = first;
	return GOES_ON;
}

static void leave(struct run *run)
{
	struct machine *machine = run->machine;
	struct frame *frame = &machine->frames[--machine->depth];

	memcpy(&run->registers[FIRST_SAVED], frame->saved, sizeof(frame->saved));
	run->registers[FRAME_REGISTER] = zone_address(ZONE_STACK, 0, machine->depth * FRAME_PITCH);
	run->next = frame->back;
	run->done = machine->depth == run->depth;
	forget_arguments(run);
}

static enum ending call(struct run *run, const struct instruction *instruction)
{
	struct machine *machine = run->machine;
	uint64_t result = 0;
	enum ending ending;

	if (instruction->target == TARGET_FUNCTION)
		return enter(run, instruction->value);
	if (instruction->target == TARGET_KFUNC)
		ending = helpers_call_kfunc(machine, machine->object->externs[instruction->value],
					    &run->registers[BPF_REG_1], &result);
	else if (instruction->src)
		ending = machine_end(machine, NOT_RUN, "call of kind %u", instruction->src);
	else
		ending = helpers_call(machine, (uint32_t)instruction->number,
				      &run->registers[BPF_REG_1], &result);
	run->registers[BPF_REG_0] = result;
	forget_arguments(run);
	return ending;
}

static uint64_t constant(const struct machine *machine, const struct instruction *instruction)
{
	switch ((enum target)instruction->target) {
	case TARGET_MAP:
		return zone_address(ZONE_MAP, instruction->value, 0);
	case TARGET_DATA:
		return zone_address(ZONE_DATA, instruction->value >> 32,
				    instruction->value & UINT32_MAX);
	case TARGET_FUNCTION:
		return zone_address(ZONE_CODE, 0, instruction->value);
	case TARGET_KFUNC:
		return helpers_extern_address(machine->object->externs[instruction->value]);
	default:
		return instruction->value;
	}
}

/* Loads from the packet with the byte order of the network, which end the program where it is
 * short. */
static enum ending load_network(struct run *run, const struct instruction *instruction)
{
	unsigned int width = instruction_width(instruction);
	uint64_t offset = (uint32_t)instruction->number, value = 0;
	struct machine *machine = run->machine;

	if (BPF_MODE(instruction->code) == BPF_IND)
		offset = (uint32_t)(offset + run->registers[instruction->src]);
	if (offset + width > machine->packet_end - machine->packet_start) {
		run->registers[BPF_REG_0] = 0;
		machine->depth = run->depth;
		run->done = true;
		return GOES_ON;
	}
	for (unsigned int i = 0; i < width; i++)
		value = value << 8 | machine->packet[machine->packet_start + offset + i];
	run->registers[BPF_REG_0] = value;
	forget_arguments(run);
	return GOES_ON;
}

static enum ending unknown(struct machine *machine, const struct instruction *instruction)
{
	return machine_end(machine, NOT_RUN, "instruction 0x%02x", instruction->code);
}

static enum ending load(struct run *run, const struct instruction *instruction)
{
	uint64_t address =
		run->registers[instruction->src] + (uint64_t)(int64_t)instruction->offset;
	uint64_t *to = &run->registers[instruction->dst];
	unsigned int width = instruction_width(instruction);
	enum ending ending;

	switch (BPF_MODE(instruction->code)) {
	case BPF_MEM:
		return memory_load(run->machine, address, width, to);
	case MODE_LOAD_SIGNED:
		ending = memory_load(run->machine, address, width, to);
		if (!ending)
			*to = arithmetic_extend(*to, width);
		return ending;
	default:
		return unknown(run->machine, instruction);
	}
}

static enum ending store(struct run *run, const struct instruction *instruction)
{
	uint64_t address =
		run->registers[instruction->dst] + (uint64_t)(int64_t)instruction->offset;
	uint64_t value = (uint64_t)(int64_t)instruction->number;

	if (instruction_class(instruction) == BPF_STX) {
		if (BPF_MODE(instruction->code) == BPF_ATOMIC)
			return atomic_do(run->machine, instruction, run->registers);
		value = run->registers[instruction->src];
	}
	if (BPF_MODE(instruction->code) != BPF_MEM)
		return unknown(run->machine, instruction);
	return memory_store(run->machine, address, instruction_width(instruction), value);
}

static bool may_goto_ends(struct machine *machine)
{
	struct frame *frame = &machine->frames[machine->depth - 1];

	if (frame->turns)
		frame->turns--;
	return !frame->turns;
}

static enum ending jump_to_register(struct run *run, const struct instruction *instruction)
{
	uint64_t offset = run->registers[instruction->dst];

	if (offset % sizeof(struct bpf_insn))
		return machine_end(run->machine, FAULT, "a jump into an instruction");
	run->next = instruction->value + offset / sizeof(struct bpf_insn);
	return GOES_ON;
}

static enum ending jump(struct run *run, const struct instruction *instruction)
{
	bool known = true, taken;

	if (instruction_is_goto(instruction))
		taken = true;
	else if (instruction->code == (BPF_JMP | OPERATION_MAY_GOTO) && !instruction->src)
		taken = may_goto_ends(run->machine);
	else
		taken = arithmetic_jumps(instruction, run->registers, &known);
	if (!known)
		return unknown(run->machine, instruction);
	if (taken)
		run->next += (size_t)(int64_t)instruction_distance(instruction);
	return GOES_ON;
}

/*
 * Into the arena's address space or out of it: an arena pointer is its lower 32 bits, and NULL is
 * NULL. The arena is what its global variables take up.
 */
static enum ending cast(struct run *run, const struct instruction *instruction)
{
	const struct bytecode *object = run->machine->object;
	uint64_t from = run->registers[instruction->src];

	run->registers[instruction->dst] = 0;
	if (!from)
		return GOES_ON;
	for (size_t i = 0; i < object->data_count; i++)
		if (!strcmp(object->data[i].name, ARENA_SECTION)) {
			run->registers[instruction->dst] =
				zone_address(ZONE_DATA, i, from & UINT32_MAX);
			return GOES_ON;
		}
	return machine_end(run->machine, NOT_RUN, "an arena without global variables");
}

static enum ending compute(struct run *run, const struct instruction *instruction)
{
	bool moves = BPF_OP(instruction->code) == BPF_MOV;

	if (moves && instruction->offset == OFFSET_ADDRESS_SPACE)
		return cast(run, instruction);
	return arithmetic_do(instruction, run->registers) ? GOES_ON
							  : unknown(run->machine, instruction);
}

static enum ending step(struct run *run, const struct instruction *instruction)
{
	switch (instruction_class(instruction)) {
	case BPF_ALU:
	case BPF_ALU64:
		return compute(run, instruction);
	case BPF_LDX:
		return load(run, instruction);
	case BPF_ST:
	case BPF_STX:
		return store(run, instruction);
	case BPF_LD:
		if (instruction_is_constant(instruction)) {
			run->registers[instruction->dst] = constant(run->machine, instruction);
			run->next++;
			return GOES_ON;
		}
		if (BPF_MODE(instruction->code) == BPF_ABS ||
		    BPF_MODE(instruction->code) == BPF_IND)
			return load_network(run, instruction);
		return unknown(run->machine, instruction);
	default:
		if (instruction_is_call(instruction))
			return call(run, instruction);
		if (instruction_is_goto_register(instruction))
			return jump_to_register(run, instruction);
		if (!instruction_is_exit(instruction))
			return jump(run, instruction);
		leave(run);
		return GOES_ON;
	}
}

enum ending execute(struct machine *machine, size_t first, const uint64_t *arguments,
		    uint64_t *result)
{
	const struct bytecode *object = machine->object;
	struct run run = { .machine = machine, .depth = machine->depth };
	enum ending ending = enter(&run, first);

	memcpy(&run.registers[BPF_REG_1], arguments, 5 * sizeof(*arguments));
	while (!ending && !run.done) {
		if (run.next >= object->code_count)
			return machine_end(machine, FAULT, "it runs out of its code");
		if (machine->executed++ >= machine->budget)
			return machine_end(machine, TOO_LONG, "%llu instructions",
					   (unsigned long long)machine->budget);
		machine->place = run.next;
		ending = step(&run, &object->code[run.next++]);
	}
	*result = run.registers[BPF_REG_0];
	return ending;
}
