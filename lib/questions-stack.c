// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Questions about the stack: what the verifier knows of bytes that are 0 (zero-read) and how
 * addresses of it may be made (pointer-or, stack-align). What was read must be 0, or the program
 * comes to a read above the stack.
 *
 * Every zero is stored out of a register, as compilers do up to -mcpu=v3.
 */
#include "lib/question.h"

/* R7: 0 to 7, and 0 or 16. */
#define INDEX UNKNOWN, MOVE(7, 0), ALU_BY(AND, 7, 7)
#define INDEX_OF_STEPS UNKNOWN, MOVE(7, 0), ALU_BY(AND, 7, 1), ALU_BY(LSH, 7, 4)

/* The highest slot of the frame is 0; by halves, the lower first. */
#define ZERO_SLOT SET(1, 0), STORE(DW, 10, -8, 1)
#define ZERO_HALVES SET(1, 0), STORE(W, 10, -8, 1), STORE(W, 10, -4, 1)

/* R1: the byte of it that R7 says. */
#define READ_AT_INDEX MOVE(2, 10), ALU(ADD, 2, 7), LOAD(B, 1, 2, -8)

/* A helper that reads it: bpf_csum_diff(fp - 8, size, NULL, 0, 0). */
#define SEEN(size)                                                                      \
	MOVE(1, 10), ALU_BY(ADD, 1, -8), SET(2, size), SET(3, 0), SET(4, 0), SET(5, 0), \
		CALL(csum_diff)

/* 0, eight bytes of 1, and 0 again. */
#define ZERO_STEPS                                                                  \
	SET(1, 0), STORE(DW, 10, -24, 1), STORE(DW, 10, -8, 1), SET(1, 0x01010101), \
		STORE(W, 10, -16, 1), STORE(W, 10, -12, 1)

const struct question bpfmend_questions_stack[] = {
	{
		REFUSED("zero-read", "",
			"a read at a variable offset does not know that the stack there is 0"),
		PROGRAM_SOCKET,
		CODE(INDEX, ZERO_SLOT, LOAD(B, 1, 10, -8), MUST_BE_0(1)),
		CODE(INDEX, ZERO_SLOT, READ_AT_INDEX, MUST_BE_0(1)),
	},
	{
		REFUSED("zero-read", "seen",
			"a read at a variable offset does not know that the stack there is 0 once "
			"a "
			"helper has read it"),
		PROGRAM_TC,
		CODE(INDEX, ZERO_SLOT, LOAD(B, 8, 10, -8), SEEN(8), MUST_BE_0(8)),
		CODE(INDEX, ZERO_SLOT, SEEN(8), READ_AT_INDEX, MUST_BE_0(1)),
	},
	{
		REFUSED("zero-read", "seen-fixed",
			"a read at a fixed offset does not know that the stack there is 0 once a "
			"helper has read it"),
		PROGRAM_TC,
		CODE(ZERO_SLOT, LOAD(DW, 8, 10, -8), SEEN(8), MUST_BE_0(8)),
		CODE(ZERO_SLOT, SEEN(8), LOAD(DW, 1, 10, -8), MUST_BE_0(1)),
	},
	{
		REFUSED("zero-read", "steps",
			"a read at an offset of steps takes what lies between them for read"),
		PROGRAM_SOCKET,
		CODE(INDEX_OF_STEPS, ZERO_STEPS, LOAD(B, 1, 10, -24), LOAD(B, 2, 10, -8),
		     ALU(OR, 1, 2), MUST_BE_0(1)),
		CODE(INDEX_OF_STEPS, ZERO_STEPS, MOVE(2, 10), ALU(ADD, 2, 7), LOAD(B, 1, 2, -24),
		     MUST_BE_0(1)),
	},
	{
		REFUSED("zero-read", "halves",
			"a read of a slot that was zeroed by halves does not know that it is 0"),
		PROGRAM_SOCKET,
		CODE(ZERO_SLOT, LOAD(DW, 1, 10, -8), MUST_BE_0(1)),
		CODE(ZERO_HALVES, LOAD(DW, 1, 10, -8), MUST_BE_0(1)),
	},
	{
		REFUSED("zero-read", "halves-seen",
			"a read of a slot that was zeroed by halves does not know that it is 0 "
			"once "
			"a helper has read one of them"),
		PROGRAM_TC,
		CODE(ZERO_SLOT, LOAD(DW, 8, 10, -8), SEEN(4), MUST_BE_0(8)),
		CODE(ZERO_HALVES, SEEN(4), LOAD(DW, 1, 10, -8), MUST_BE_0(1)),
	},
	{
		.told = NOT_ASKED(
			"zero-read", "some-paths-seen",
			"its kernels are those that have \"seen\" and not \"seen-fixed\""),
	},
	{
		.told = NOT_ASKED("zero-read", "some-paths-lost",
				  "its kernels are those that have \"seen-fixed\""),
	},
	{
		REFUSED("pointer-or", "", "an offset may not be or'ed to an address of the stack"),
		PROGRAM_SOCKET,
		CODE(INDEX, MOVE(1, 10), ALU_BY(ADD, 1, -8), ALU(ADD, 1, 7), RETURN(0)),
		CODE(INDEX, MOVE(1, 10), ALU_BY(ADD, 1, -8), ALU(OR, 1, 7), RETURN(0)),
	},
	{
		REFUSED("stack-align", "",
			"a word of the stack may not be accessed where it is not aligned"),
		PROGRAM_SOCKET,
		CODE(SET(1, 0), STORE(W, 10, -12, 1), RETURN(0)),
		CODE(SET(1, 0), STORE(W, 10, -9, 1), RETURN(0)),
	},
};

const size_t bpfmend_questions_stack_count =
	sizeof(bpfmend_questions_stack) / sizeof(*bpfmend_questions_stack);
