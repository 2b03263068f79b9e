// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Questions about other addresses: into the context (ctx-choice, ctx-width), into packets
 * (packet-check, packet-width), and tests of pointers that stand for other pointers (pointer-merge,
 * pointer-or). Offsets are those of struct __sk_buff, which no kernel changes.
 */
#include "lib/question.h"

enum { SKB_MARK = 8, SKB_DATA = 76, SKB_DATA_END = 80 };

/* R0: a map's value, or NULL. */
#define LOOK_UP                                                                             \
	SET(1, 0), STORE(DW, 10, -8, 1), MAP(1, MAP_HASH), MOVE(2, 10), ALU_BY(ADD, 2, -8), \
		CALL(map_lookup_elem)

/* R4 and R2: a packet, from R2 on, plus a number of 0 to 31; 4 bytes behind R4 are there. */
#define CHECKED_PACKET                                                               \
	MOVE(6, 1), UNKNOWN, ALU_BY(AND, 0, 31), LOAD(W, 2, 6, SKB_DATA),            \
		LOAD(W, 3, 6, SKB_DATA_END), MOVE(4, 2), ALU(ADD, 4, 0), MOVE(5, 4), \
		ALU_BY(ADD, 5, 4), JUMP(JLE, 5, 3, 2), RETURN(0), ALU(ADD, 2, 0)

const struct question bpfmend_questions_pointers[] = {
	{
		REFUSED("pointer-or", "tests",
			"two pointers may not be or'ed to be tested at once"),
		PROGRAM_SOCKET,
		CODE(LOOK_UP, MOVE(6, 0), LOOK_UP, MOVE(1, 6), RETURN(0)),
		CODE(LOOK_UP, MOVE(6, 0), LOOK_UP, ALU(OR, 6, 0), RETURN(0)),
	},
	{
		REFUSED("ctx-choice", "",
			"a field that the verifier looks up may not be read behind a sum of the "
			"context and an offset"),
		PROGRAM_SOCKET,
		CODE(LOAD(W, 0, 1, SKB_MARK), EXIT),
		CODE(ALU_BY(ADD, 1, SKB_MARK), LOAD(W, 0, 1, 0), EXIT),
	},
	{
		REFUSED("ctx-choice", "fixed",
			"an argument may not be read behind a sum of the context and a constant"),
		PROGRAM_RAW_TRACEPOINT,
		CODE(LOAD(DW, 2, 1, 8), RETURN(0)),
		CODE(ALU_BY(ADD, 1, 8), LOAD(DW, 2, 1, 0), RETURN(0)),
	},
	{
		REFUSED("ctx-width", "", "a part of a field of the context may not be written"),
		PROGRAM_TC,
		CODE(SET(2, 0), STORE(W, 1, SKB_MARK, 2), RETURN(0)),
		CODE(SET(2, 0), STORE(B, 1, SKB_MARK + 1, 2), RETURN(0)),
	},
	{
		REFUSED("ctx-width", "constant",
			"a constant may not be stored into the context by one instruction"),
		PROGRAM_TC,
		CODE(SET(2, 0), STORE(W, 1, SKB_MARK, 2), RETURN(0)),
		CODE(STORE_NUMBER(W, 1, SKB_MARK, 0), RETURN(0)),
	},
	{
		REFUSED("pointer-merge", "",
			"the verifier does not know that a pointer into a packet is not NULL"),
		PROGRAM_TC,
		CODE(LOAD(W, 2, 1, SKB_DATA), MAP_VALUE(2, MAP_ARRAY), JUMP_BY(JNE, 2, 0, 1), TRAP,
		     RETURN(0)),
		CODE(LOAD(W, 2, 1, SKB_DATA), JUMP_BY(JNE, 2, 0, 1), TRAP, RETURN(0)),
	},
	{
		REFUSED("pointer-merge", "not-0",
			"the verifier does not remember of a number that it is not 0"),
		PROGRAM_SOCKET,
		CODE(UNKNOWN, JUMP_BY(JGT, 0, 0, 2), RETURN(0), JUMP_BY(JGT, 0, 0, 1), TRAP,
		     RETURN(0)),
		CODE(UNKNOWN, JUMP_BY(JNE, 0, 0, 2), RETURN(0), JUMP_BY(JGT, 0, 0, 1), TRAP,
		     RETURN(0)),
	},
	{
		REFUSED("packet-width", "",
			"32 bits of an address in a packet, shifted up and down, are no address"),
		PROGRAM_TC,
		CODE(LOAD(W, 2, 1, SKB_DATA), ALU_BY(ADD, 2, 0), RETURN(0)),
		CODE(LOAD(W, 2, 1, SKB_DATA), ALU_BY(LSH, 2, 32), ALU_BY(RSH, 2, 32), RETURN(0)),
	},
	{
		REFUSED("packet-check", "",
			"of two sums of a packet's address and a number, checking one does not "
			"check "
			"the other"),
		PROGRAM_TC,
		CODE(CHECKED_PACKET, LOAD(W, 0, 4, 0), RETURN(0)),
		CODE(CHECKED_PACKET, LOAD(W, 0, 2, 0), RETURN(0)),
	},
};

const size_t bpfmend_questions_pointers_count =
	sizeof(bpfmend_questions_pointers) / sizeof(*bpfmend_questions_pointers);
