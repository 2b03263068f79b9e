// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Questions about numbers: what the verifier keeps of a number's range (bound-lost), and whether it
 * knows that a return value is one that it allows (retval-range). The forms of bound-lost are the
 * rules of llvm-pass/bpf/verifier_rules.def; that a number is at most 255 is asked by an index into
 * a map's value.
 */
#include "lib/question.h"

/* The offsets of struct __sk_buff, which no kernel changes. */
enum { SKB_DATA = 76, SKB_DATA_END = 80 };

/* Goes on only if it is so; else returns 0. */
#define REQUIRE(op, register, number) JUMP_BY(op, register, number, 2), RETURN(0)
#define REQUIRE32(op, register, number) JUMP32_BY(op, register, number, 2), RETURN(0)

/* Takes the program only if the verifier knows that the register is 0 to 255, and returns 0. */
#define MUST_BE_BYTE(register) \
	MAP_VALUE(1, MAP_ARRAY), ALU(ADD, 1, register), LOAD(B, 0, 1, 0), RETURN(0)

#define NUMBER(register) UNKNOWN, MOVE(register, 0)
#define NUMBER_TO(register, mask) NUMBER(register), ALU_BY(AND, register, mask)

/* R4: so many bytes into a packet, of which 4 are there. R6 is the context, R7 the number. */
#define AT_CHECKED(...)                                                                \
	LOAD(W, 4, 6, SKB_DATA), LOAD(W, 3, 6, SKB_DATA_END), __VA_ARGS__, MOVE(5, 4), \
		ALU_BY(ADD, 5, 4), JUMP(JLE, 5, 3, 2), RETURN(0), LOAD(W, 0, 4, 0), RETURN(0)

/* R0: what bpf_get_task_stack(task, fp - 64, 64, 0) returns, at least 0. */
#define TASK_STACK                                                                  \
	LOAD(DW, 1, 1, 0), MOVE(2, 10), ALU_BY(ADD, 2, -64), SET(3, 64), SET(4, 0), \
		CALL(get_task_stack), REQUIRE(JSGE, 0, 0)

/* W0: 0 or all ones, by the sign of what is not known. */
#define SIGN UNKNOWN, ALU32_BY(ARSH, 0, 31)

#define BIT_NEGATED UNKNOWN, ALU32_BY(AND, 0, 1), ALU32_BY(NEG, 0, 0)

const struct question bpfmend_questions_numbers[] = {
	{
		REFUSED("retval-range", "", "the negation of a bit may not be returned"),
		PROGRAM_LSM,
		CODE(UNKNOWN, RETURN(-1)),
		CODE(BIT_NEGATED, EXIT),
	},
	{
		REFUSED("retval-range", "masked",
			"the negation of a bit, masked with a constant, may not be returned"),
		PROGRAM_LSM,
		CODE(UNKNOWN, RETURN(-13)),
		CODE(BIT_NEGATED, ALU32_BY(AND, 0, -13), EXIT),
	},
	{
		REFUSED("retval-range", "complement",
			"the complement of a sign may not be returned"),
		PROGRAM_LSM,
		CODE(UNKNOWN, RETURN(-1)),
		CODE(SIGN, ALU32_BY(XOR, 0, -1), EXIT),
	},
	{
		REFUSED("retval-range", "sign-masked",
			"a sign, masked with a constant, may not be returned"),
		PROGRAM_LSM,
		CODE(UNKNOWN, RETURN(-13)),
		CODE(SIGN, ALU32_BY(AND, 0, -13), EXIT),
	},
	{
		REFUSED("bound-lost", "operands",
			"a difference does not learn from a later comparison of its operands"),
		PROGRAM_SOCKET,
		CODE(NUMBER_TO(7, 15), NUMBER_TO(8, 15), MOVE(9, 7), ALU(SUB, 9, 8),
		     REQUIRE(JSGE, 9, 0), MUST_BE_BYTE(9)),
		CODE(NUMBER_TO(7, 15), NUMBER_TO(8, 15), MOVE(9, 7), ALU(SUB, 9, 8),
		     JUMP(JGE, 7, 8, 2), RETURN(0), MUST_BE_BYTE(9)),
	},
	{
		REFUSED("bound-lost", "same-number",
			"a number does not learn from a comparison of a copy that was masked"),
		PROGRAM_SOCKET,
		CODE(NUMBER_TO(7, 0xffff), REQUIRE(JLE, 7, 200), MUST_BE_BYTE(7)),
		CODE(NUMBER_TO(7, 0xffff), MOVE(8, 7), ALU_BY(AND, 8, 0xffff), REQUIRE(JLE, 8, 200),
		     MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "not-equal", "\"x != 0\" does not take the 0 off a range"),
		PROGRAM_SOCKET,
		CODE(NUMBER(7), REQUIRE(JLE, 7, 256), REQUIRE(JGE, 7, 1), ALU_BY(ADD, 7, -1),
		     MUST_BE_BYTE(7)),
		CODE(NUMBER(7), REQUIRE(JLE, 7, 256), REQUIRE(JNE, 7, 0), ALU_BY(ADD, 7, -1),
		     MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "registers",
			"a comparison of two numbers that are not known tells of neither"),
		PROGRAM_SOCKET,
		CODE(NUMBER(7), NUMBER_TO(8, 63), REQUIRE(JLT, 7, 63), MUST_BE_BYTE(7)),
		CODE(NUMBER(7), NUMBER_TO(8, 63), JUMP(JLT, 7, 8, 2), RETURN(0), MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "copy",
			"a copy of 32 bits does not learn from a comparison of the other"),
		PROGRAM_SOCKET,
		CODE(UNKNOWN, MOVE32(7, 0), MOVE32(8, 7), REQUIRE32(JLE, 8, 200), MUST_BE_BYTE(8)),
		CODE(UNKNOWN, MOVE32(7, 0), MOVE32(8, 7), REQUIRE32(JLE, 7, 200), MUST_BE_BYTE(8)),
	},
	{
		REFUSED("bound-lost", "negation", "a negation has no range"),
		PROGRAM_SOCKET,
		CODE(NUMBER_TO(7, 255), SET(8, 0), ALU(SUB, 8, 7), ALU_BY(ADD, 8, 255),
		     MUST_BE_BYTE(8)),
		CODE(NUMBER_TO(7, 255), ALU_BY(NEG, 7, 0), ALU_BY(ADD, 7, 255), MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "byte-swap",
			"the upper half of a register is not known to be 0 behind a swap of bytes"),
		PROGRAM_SOCKET,
		CODE(NUMBER(7), INSTRUCTION(BPF_ALU | BPF_END | BPF_TO_BE, 7, 0, 0, 16),
		     ALU_BY(AND, 7, 0xffff), REQUIRE32(JLE, 7, 200), MUST_BE_BYTE(7)),
		CODE(NUMBER(7), INSTRUCTION(BPF_ALU | BPF_END | BPF_TO_BE, 7, 0, 0, 16),
		     REQUIRE32(JLE, 7, 200), MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "division", "a remainder has no range"),
		PROGRAM_SOCKET,
		CODE(NUMBER(7), ALU_BY(MOD, 7, 100), ALU_BY(AND, 7, 127), MUST_BE_BYTE(7)),
		CODE(NUMBER(7), ALU_BY(MOD, 7, 100), MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "addition",
			"a number does not learn from a comparison of itself less 1"),
		PROGRAM_SOCKET,
		CODE(NUMBER(7), MOVE(8, 7), ALU_BY(ADD, 8, -1), REQUIRE(JLE, 7, 200),
		     MUST_BE_BYTE(7)),
		CODE(NUMBER(7), MOVE(8, 7), ALU_BY(ADD, 8, -1), REQUIRE(JLE, 8, 200),
		     MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "sign-extension",
			"\"x <<= 32, x s>>= 32\" loses a range that starts below 0"),
		PROGRAM_SOCKET,
		CODE(NUMBER_TO(7, 15), ALU_BY(ADD, 7, -5), ALU_BY(ADD, 7, 5), MUST_BE_BYTE(7)),
		CODE(NUMBER_TO(7, 15), ALU_BY(ADD, 7, -5), ALU_BY(LSH, 7, 32), ALU_BY(ARSH, 7, 32),
		     ALU_BY(ADD, 7, 5), MUST_BE_BYTE(7)),
	},
	{
		REFUSED("bound-lost", "packet-offset",
			"a constant below 0 may not stand behind a number in a packet's address"),
		PROGRAM_TC,
		CODE(MOVE(6, 1), NUMBER_TO(7, 15), ALU_BY(ADD, 7, 8), ALU_BY(ADD, 7, -7),
		     AT_CHECKED(ALU(ADD, 4, 7))),
		CODE(MOVE(6, 1), NUMBER_TO(7, 15), ALU_BY(ADD, 7, 8),
		     AT_CHECKED(ALU(ADD, 4, 7), ALU_BY(ADD, 4, -7))),
	},
	{
		REFUSED("bound-lost", "task-stack",
			"what bpf_get_task_stack() returns may be more than the size it was given"),
		PROGRAM_TASK,
		CODE(TASK_STACK, ALU_BY(AND, 0, 127), MOVE(7, 0), MUST_BE_BYTE(7)),
		CODE(TASK_STACK, MOVE(7, 0), MUST_BE_BYTE(7)),
	},
};

const size_t bpfmend_questions_numbers_count =
	sizeof(bpfmend_questions_numbers) / sizeof(*bpfmend_questions_numbers);
