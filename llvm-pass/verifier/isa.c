// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Tells instructions by their encoding; see isa.h. */
#include "llvm-pass/verifier/isa.h"

#include <stddef.h>

const struct isa_row isa_rows[ISA_COUNT] = {
	[ISA_BASIC] = { { 0, 0, KERNEL_ANY_PATCH }, "" },
#define ISA(name, major, minor, words) [ISA_##name] = { { major, minor, KERNEL_ANY_PATCH }, words },
#include "llvm-pass/verifier/isa.def"
};

static const struct cpu {
	const char *name;
	struct kernel_version first;
	unsigned int llvm;
} cpus[] = {
#define ISA_CPU(name, major, minor, llvm) { name, { major, minor, KERNEL_ANY_PATCH }, llvm },
#include "llvm-pass/verifier/isa.def"
};

static enum isa arithmetic(const struct instruction *instruction)
{
	switch (BPF_OP(instruction->code)) {
	case BPF_MOV:
		if (instruction->offset == OFFSET_ADDRESS_SPACE)
			return ISA_ADDRESS_SPACE;
		return instruction->offset ? ISA_MOVE_SIGNED : ISA_BASIC;
	case BPF_DIV:
	case BPF_MOD:
		return instruction->offset == OFFSET_SIGNED ? ISA_DIVISION_SIGNED : ISA_BASIC;
	case BPF_END:
		return instruction_class(instruction) == BPF_ALU64 ? ISA_SWAP : ISA_BASIC;
	default:
		return ISA_BASIC;
	}
}

static enum isa atomic(const struct instruction *instruction)
{
	if (BPF_MODE(instruction->code) != BPF_ATOMIC || instruction->number == BPF_ADD)
		return ISA_BASIC;
	return instruction->number == ATOMIC_LOAD || instruction->number == ATOMIC_STORE
		       ? ISA_ACQUIRE
		       : ISA_ATOMIC;
}

enum isa isa_of(const struct instruction *instruction)
{
	switch (instruction_class(instruction)) {
	case BPF_LDX:
		return BPF_MODE(instruction->code) == MODE_LOAD_SIGNED ? ISA_LOAD_SIGNED
								       : ISA_BASIC;
	case BPF_STX:
		return atomic(instruction);
	case BPF_ALU:
	case BPF_ALU64:
		return arithmetic(instruction);
	case BPF_JMP:
		return instruction_is_goto_register(instruction) ? ISA_GOTO_REGISTER : ISA_BASIC;
	case BPF_JMP32:
		return BPF_OP(instruction->code) == BPF_JA ? ISA_GOTO_LONG : ISA_BASIC;
	default:
		return ISA_BASIC;
	}
}

bool isa_is_known(const struct series *series, enum isa isa)
{
	return isa == ISA_BASIC ||
	       series_from(series, isa_rows[isa].first.major, isa_rows[isa].first.minor);
}

const char *isa_cpu(struct kernel_version oldest, unsigned int llvm)
{
	for (size_t i = 0; i < sizeof(cpus) / sizeof(*cpus); i++)
		if (llvm >= cpus[i].llvm && kernel_version_compare(oldest, cpus[i].first) >= 0)
			return cpus[i].name;
	return NULL;
}
