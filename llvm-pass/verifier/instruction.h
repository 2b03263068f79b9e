/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The encoding of BPF's instructions, as far as linux/bpf.h of Debian 12 does not have it: that of
 * kernel 6.1 knows nothing of cpu v4. And an instruction as the verifier and the interpreter see
 * it: its fields, and what its relocation has made of its number.
 */
#ifndef BPFMEND_VERIFIER_INSTRUCTION_H
#define BPFMEND_VERIFIER_INSTRUCTION_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	/* A load that extends the sign: mode, cpu v4. */
	MODE_LOAD_SIGNED = 0x80,
	/* Jumps while a budget lasts: operation of BPF_JMP; src 0 is may_goto. */
	OPERATION_MAY_GOTO = 0xe0,
	/* In the number of an atomic operation: acquiring load, releasing store. */
	ATOMIC_LOAD = 0x100,
	ATOMIC_STORE = 0x110,
	/* In the offset of a division: signed; of a 64-bit move: between address spaces. */
	OFFSET_SIGNED = 1,
	OFFSET_ADDRESS_SPACE = 1,
	FRAME_SIZE = 512,
	FRAME_REGISTER = BPF_REG_10,
	REGISTERS = 11,
};

/* What the number of a 64-bit constant or of a call means. */
enum target {
	TARGET_NUMBER, /* itself; of a call, the helper */
	TARGET_MAP, /* value: the map's place in the object */
	TARGET_DATA, /* value: section of data in the upper half, offset in the lower */
	TARGET_FUNCTION, /* value: place of its first instruction */
	TARGET_KFUNC, /* value: place of its name in the object's externs */
};

/* What CO-RE makes of an instruction's number or offset, when it is loaded. */
enum relocated {
	RELOCATED_NOT, /* nothing: or as it is here, because the kernel has the very type */
	RELOCATED_HELPER, /* 1 if the kernel has the helper, else 0 */
	RELOCATED_UNKNOWN, /* what only the kernel's types tell */
};

/*
 * A 64-bit constant is two of these, the second all 0, as it is encoded. The
 * value of a jump to where a register says is the place of the first instruction of its section.
 */
struct instruction {
	uint8_t code, dst, src;
	uint8_t target; /* enum target */
	int16_t offset;
	uint8_t relocated; /* enum relocated */
	int32_t number;
	uint16_t helper; /* of RELOCATED_HELPER */
	uint64_t value;
};

static inline unsigned int instruction_class(const struct instruction *instruction)
{
	return BPF_CLASS(instruction->code);
}

static inline bool instruction_is_constant(const struct instruction *instruction)
{
	return instruction->code == (BPF_LD | BPF_IMM | BPF_DW);
}

static inline bool instruction_is_call(const struct instruction *instruction)
{
	return instruction->code == (BPF_JMP | BPF_CALL);
}

static inline bool instruction_is_exit(const struct instruction *instruction)
{
	return instruction->code == (BPF_JMP | BPF_EXIT);
}

/* To where a register says, by a table of jumps: LLVM 22 makes them for cpu v4. */
static inline bool instruction_is_goto_register(const struct instruction *instruction)
{
	return instruction->code == (BPF_JMP | BPF_JA | BPF_X);
}

/* Any other jump, with condition or without; neither a call nor the end. */
static inline bool instruction_is_jump(const struct instruction *instruction)
{
	unsigned int class = instruction_class(instruction);

	return (class == BPF_JMP || class == BPF_JMP32) && !instruction_is_call(instruction) &&
	       !instruction_is_exit(instruction) && !instruction_is_goto_register(instruction);
}

static inline bool instruction_is_goto(const struct instruction *instruction)
{
	return instruction_is_jump(instruction) && BPF_OP(instruction->code) == BPF_JA;
}

/* How far a jump goes, counted from the instruction behind it. */
static inline int32_t instruction_distance(const struct instruction *instruction)
{
	bool is_long = instruction->code == (BPF_JMP32 | BPF_JA);

	return is_long ? instruction->number : instruction->offset;
}

/* Bytes that a load, a store or an atomic operation touches. */
static inline unsigned int instruction_width(const struct instruction *instruction)
{
	switch (BPF_SIZE(instruction->code)) {
	case BPF_B:
		return 1;
	case BPF_H:
		return 2;
	case BPF_W:
		return 4;
	default:
		return 8;
	}
}

#endif
