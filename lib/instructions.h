/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * BPF instructions as one writes them down in a table. SIZE is B, H, W or DW, OP the name behind
 * BPF_ in linux/bpf.h; the register that is written stands first. MAP() and KFUNC() name what the
 * kernel has to be asked for first (kernel.h), which is filled in when the program is loaded.
 * Numbers that the header of an old kernel lacks are written out.
 */
#ifndef BPFMEND_LIB_INSTRUCTIONS_H
#define BPFMEND_LIB_INSTRUCTIONS_H

#include <linux/bpf.h>

#define INSTRUCTION(opcode, to, from, offset, number) \
	{                                             \
		.code = (opcode),                     \
		.dst_reg = (to),                      \
		.src_reg = (from),                    \
		.off = (offset),                      \
		.imm = (number),                      \
	}

#define MOVE(to, from) INSTRUCTION(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0)
#define SET(to, number) INSTRUCTION(BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, number)
#define ALU(op, to, from) INSTRUCTION(BPF_ALU64 | BPF_##op | BPF_X, to, from, 0, 0)
#define ALU_BY(op, to, number) INSTRUCTION(BPF_ALU64 | BPF_##op | BPF_K, to, 0, 0, number)
#define MOVE32(to, from) INSTRUCTION(BPF_ALU | BPF_MOV | BPF_X, to, from, 0, 0)
#define ALU32(op, to, from) INSTRUCTION(BPF_ALU | BPF_##op | BPF_X, to, from, 0, 0)
#define ALU32_BY(op, to, number) INSTRUCTION(BPF_ALU | BPF_##op | BPF_K, to, 0, 0, number)

#define LOAD(size, to, base, offset) \
	INSTRUCTION(BPF_LDX | BPF_MEM | BPF_##size, to, base, offset, 0)
#define STORE(size, base, offset, from) \
	INSTRUCTION(BPF_STX | BPF_MEM | BPF_##size, base, from, offset, 0)
#define STORE_NUMBER(size, base, offset, number) \
	INSTRUCTION(BPF_ST | BPF_MEM | BPF_##size, base, 0, offset, number)
/* BPF_ATOMIC, which was BPF_XADD. */
#define ATOMIC(size, base, offset, from, how) \
	INSTRUCTION(BPF_STX | 0xc0 | BPF_##size, base, from, offset, how)

/* Over that many instructions, if it is so; of 64 and of 32 bits. */
#define JUMP(op, left, right, over) INSTRUCTION(BPF_JMP | BPF_##op | BPF_X, left, right, over, 0)
#define JUMP_BY(op, left, number, over) \
	INSTRUCTION(BPF_JMP | BPF_##op | BPF_K, left, 0, over, number)
#define JUMP32_BY(op, left, number, over) \
	INSTRUCTION(BPF_JMP32 | BPF_##op | BPF_K, left, 0, over, number)

#define CALL(helper) INSTRUCTION(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_##helper)
#define CALL_KFUNC(kfunc) INSTRUCTION(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_KFUNC_CALL, 0, kfunc)
#define EXIT INSTRUCTION(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* Two instructions each: the map itself; the address of its first value. */
#define MAP(to, map)                                                           \
	INSTRUCTION(BPF_LD | BPF_IMM | BPF_DW, to, BPF_PSEUDO_MAP_FD, 0, map), \
		INSTRUCTION(0, 0, 0, 0, 0)
#define MAP_VALUE(to, map)                                                        \
	INSTRUCTION(BPF_LD | BPF_IMM | BPF_DW, to, BPF_PSEUDO_MAP_VALUE, 0, map), \
		INSTRUCTION(0, 0, 0, 0, 0)

/* A read above the stack: no verifier takes a program in which it comes to that. */
#define TRAP LOAD(DW, 0, 10, 8)

#define RETURN(number) SET(0, number), EXIT

/* Takes the program only if the verifier knows that the register is 0, and returns 0. */
#define MUST_BE_0(register) JUMP_BY(JEQ, register, 0, 1), TRAP, RETURN(0)

/* A number that no verifier knows, in R0; the other registers that calls may write are lost. */
#define UNKNOWN CALL(get_prandom_u32)

#endif
