// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of selftests/interpreter/execute.c, atomic.c and memory.c, on programs written by
 * hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/interpreter/tests/encode.h"

enum { R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 };

static void every_width_is_stored_and_loaded(void **state)
{
	(void)state;
	assert_int_equal(RESULT(STORE_NUMBER(BPF_DW, R10, -8, -1),
				STORE_NUMBER(BPF_B, R10, -8, 0x12), LOAD(BPF_W, R0, R10, -8), EXIT),
			 0xffffff12);
	assert_int_equal(RESULT(MOV(R1, 0x1234567), STORE(BPF_DW, R10, -8, R1),
				STORE(BPF_H, R10, -6, R1), LOAD(BPF_W, R0, R10, -8), EXIT),
			 0x45674567);
	assert_int_equal(
		RESULT(MOV(R1, -2), STORE(BPF_DW, R10, -8, R1), LOAD(BPF_H, R0, R10, -4), EXIT),
		0xffff);
	assert_int_equal(
		RESULT(MOV(R1, -2), STORE(BPF_W, R10, -8, R1), LOAD(BPF_B, R0, R10, -8), EXIT),
		0xfe);
	/* A number is stored with its sign in all eight bytes. */
	assert_int_equal(RESULT(STORE_NUMBER(BPF_DW, R10, -8, -5), LOAD(BPF_DW, R0, R10, -8),
				ALU64(BPF_RSH, R0, 32), EXIT),
			 UINT32_MAX);
	/* A load clears what is above. */
	assert_int_equal(RESULT(MOV(R0, -1), STORE_NUMBER(BPF_W, R10, -8, 3),
				LOAD(BPF_W, R0, R10, -8), ALU64(BPF_RSH, R0, 32), EXIT),
			 0);
}

static void loads_extend_the_sign(void **state)
{
	(void)state;
	assert_int_equal(
		RESULT(STORE_NUMBER(BPF_DW, R10, -8, 0x80), LOAD_SIGNED(BPF_B, R0, R10, -8), EXIT),
		(uint32_t)-0x80);
	assert_int_equal(RESULT(STORE_NUMBER(BPF_DW, R10, -8, 0x8000),
				LOAD_SIGNED(BPF_H, R0, R10, -8), EXIT),
			 (uint32_t)-0x8000);
	assert_int_equal(RESULT(STORE_NUMBER(BPF_W, R10, -8, -2), LOAD_SIGNED(BPF_W, R0, R10, -8),
				ALU64(BPF_ARSH, R0, 40), EXIT),
			 UINT32_MAX);
	assert_int_equal(
		RESULT(STORE_NUMBER(BPF_W, R10, -8, 0x7f), LOAD_SIGNED(BPF_B, R0, R10, -8), EXIT),
		0x7f);
}

/* What is in memory afterwards, times 1000, and what the register then is. */
static uint32_t atomically(unsigned int size, int32_t operation, int32_t memory, int32_t operand)
{
	return RESULT(STORE_NUMBER(BPF_DW, R10, -8, memory), MOV(R2, operand), MOV(R0, 6),
		      ATOMIC(size, operation, R10, -8, R2), LOAD(BPF_W, R1, R10, -8),
		      ALU64(BPF_MUL, R1, 1000), ALU64_REGISTER(BPF_ADD, R2, R1),
		      MOV_REGISTER(R0, R2), EXIT);
}

static void atomic_operations_change_memory(void **state)
{
	static const unsigned int sizes[] = { BPF_W, BPF_DW };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(atomically(sizes[i], BPF_ADD, 6, 3), 9003);
		assert_int_equal(atomically(sizes[i], BPF_OR, 6, 3), 7003);
		assert_int_equal(atomically(sizes[i], BPF_AND, 6, 3), 2003);
		assert_int_equal(atomically(sizes[i], BPF_XOR, 6, 3), 5003);
		assert_int_equal(atomically(sizes[i], BPF_ADD | BPF_FETCH, 6, 3), 9006);
		assert_int_equal(atomically(sizes[i], BPF_OR | BPF_FETCH, 6, 3), 7006);
		assert_int_equal(atomically(sizes[i], BPF_AND | BPF_FETCH, 6, 3), 2006);
		assert_int_equal(atomically(sizes[i], BPF_XOR | BPF_FETCH, 6, 3), 5006);
		assert_int_equal(atomically(sizes[i], BPF_XCHG, 6, 3), 3006);
		/* R0 is 6. */
		assert_int_equal(atomically(sizes[i], BPF_CMPXCHG, 6, 3), 3003);
		assert_int_equal(atomically(sizes[i], BPF_CMPXCHG, 7, 3), 7003);
		assert_int_equal(atomically(sizes[i], ATOMIC_STORE, 6, 3), 3003);
	}
	ENDS(NOT_RUN, "atomic operation 0xe0 of 4 bytes", MOV(R0, 0),
	     ATOMIC(BPF_W, 0xe0, R10, -8, R0), EXIT);
	ENDS(NOT_RUN, "atomic operation 0x0 of 1 bytes", MOV(R0, 0),
	     ATOMIC(BPF_B, BPF_ADD, R10, -8, R0), EXIT);
}

/* The upper half of what comes back is 0, and that of memory stays. */
static void atomic_words_leave_the_rest(void **state)
{
	(void)state;
	assert_int_equal(RESULT(STORE_NUMBER(BPF_DW, R10, -8, -1), MOV(R2, -1),
				ATOMIC(BPF_W, BPF_ADD | BPF_FETCH, R10, -8, R2),
				ALU64(BPF_RSH, R2, 32), MOV_REGISTER(R0, R2), EXIT),
			 0);
	assert_int_equal(RESULT(STORE_NUMBER(BPF_DW, R10, -8, -1), MOV(R2, 1),
				ATOMIC(BPF_W, BPF_ADD, R10, -8, R2), LOAD(BPF_W, R0, R10, -4),
				EXIT),
			 UINT32_MAX);
	assert_int_equal(RESULT(STORE_NUMBER(BPF_DW, R10, -8, -1), MOV(R0, -1), MOV(R2, 5),
				ATOMIC(BPF_W, BPF_CMPXCHG, R10, -8, R2), ALU64(BPF_RSH, R0, 32),
				EXIT),
			 0);
	assert_int_equal(RESULT(STORE_NUMBER(BPF_DW, R10, -8, 7), MOV(R0, -1),
				ATOMIC(BPF_W, ATOMIC_LOAD, R0, -8, R10), EXIT),
			 7);
}

static void jumps_go_where_they_say(void **state)
{
	(void)state;
	assert_int_equal(RESULT(MOV(R0, 1), GOTO(1), MOV(R0, 2), EXIT), 1);
	assert_int_equal(RESULT(MOV(R0, 1), GOTO_FAR(1), MOV(R0, 2), EXIT), 1);
	assert_int_equal(RESULT(MOV(R0, 0), ALU64(BPF_ADD, R0, 3), JUMP(BPF_JLT, R0, 10, -2), EXIT),
			 12);
	assert_int_equal(RESULT(MOV(R0, 5), JUMP(BPF_JSET, R0, 2, 1), EXIT, MOV(R0, 9), EXIT), 5);
	/* A constant is two instructions. */
	assert_int_equal(RESULT(GOTO(2), CONSTANT(R0, TARGET_NUMBER, 5), MOV(R0, 4), EXIT), 4);
	assert_int_equal(RESULT(CONSTANT(R0, TARGET_NUMBER, UINT64_C(0x700000000)),
				ALU64(BPF_RSH, R0, 32), EXIT),
			 7);
}

static void a_loop_that_may_goto_ends(void **state)
{
	(void)state;
	assert_int_equal(RESULT(MOV(R0, 0), ALU64(BPF_ADD, R0, 1),
				INSTRUCTION(BPF_JMP | OPERATION_MAY_GOTO, 0, 0, 1, 0), GOTO(-3),
				EXIT),
			 8192);
	ENDS(TOO_LONG, "200000 instructions", MOV(R0, 0), GOTO(-1), EXIT);
}

/* R6 to R9 are kept, R1 to R5 are not, and the frames are two. */
static void functions_have_frames(void **state)
{
	(void)state;
	assert_int_equal(RESULT(MOV(R6, 5), STORE_NUMBER(BPF_DW, R10, -8, 30),
				MOV_REGISTER(R1, R10), CALL_FUNCTION(8), LOAD(BPF_DW, R1, R10, -8),
				ALU64_REGISTER(BPF_ADD, R0, R1), ALU64_REGISTER(BPF_ADD, R0, R6),
				EXIT,
				/* 8: the callee adds 1 to the caller's, and has its own. */
				MOV(R6, 100), LOAD(BPF_DW, R2, R1, -8), ALU64(BPF_ADD, R2, 1),
				STORE(BPF_DW, R1, -8, R2), STORE_NUMBER(BPF_DW, R10, -8, 1000),
				MOV(R0, 200), EXIT),
			 236);
	ENDS(FAULT, "a call in 8 frames", CALL_FUNCTION(0), EXIT);
	/* A frame that was left is gone. */
	ENDS(FAULT, "load of 8 bytes at stack+1016 of frame 0", CALL_FUNCTION(3),
	     LOAD(BPF_DW, R0, R0, -8), EXIT, STORE_NUMBER(BPF_DW, R10, -8, 1),
	     MOV_REGISTER(R0, R10), EXIT);
}

static void what_was_not_written_shows(void **state)
{
	static struct instruction frame[] = { LOAD(BPF_W, R0, R10, -8), EXIT };
	static struct instruction argument[] = { MOV_REGISTER(R0, R2), EXIT };
	static struct instruction clobbered[] = { MOV(R3, 1), CALL(jiffies64), MOV_REGISTER(R0, R3),
						  EXIT };
	static struct instruction callees[] = { MOV(R6, 1), CALL_FUNCTION(3), EXIT,
						MOV_REGISTER(R0, R6), EXIT };
	static struct instruction left[] = { MOV(R3, 1), CALL_FUNCTION(4), MOV_REGISTER(R0, R3),
					     EXIT,	 MOV(R0, 0),	   EXIT };
	static const struct {
		struct instruction *code;
		size_t count;
	} programs[] = {
		{ frame, 2 }, { argument, 2 }, { clobbered, 4 }, { callees, 5 }, { left, 6 }
	};

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		struct outcome one, other;
		struct by_hand by_hand;

		by_hand_open(&by_hand, programs[i].code, programs[i].count, NULL, 0);
		one = by_hand_run(&by_hand, 1, PATTERN_PLAIN);
		other = by_hand_run(&by_hand, 1, PATTERN_MENDED);
		assert_int_equal(one.ending, RETURNED);
		assert_int_equal(other.ending, RETURNED);
		assert_int_not_equal(one.returned, other.returned);
		by_hand_close(&by_hand);
	}
}

static void what_lies_outside_is_a_fault(void **state)
{
	(void)state;
	ENDS(FAULT, "store of 4 bytes at stack-2 of frame 0", STORE_NUMBER(BPF_W, R10, -2, 0),
	     EXIT);
	ENDS(FAULT, "load of 8 bytes at stack-520 of frame 0", LOAD(BPF_DW, R0, R10, -520), EXIT);
	ENDS(FAULT, "load of 4 bytes at context 0 +190", LOAD(BPF_W, R0, R1, 190), EXIT);
	ENDS(FAULT, "load of 1 bytes at context 0 -1", LOAD(BPF_B, R0, R1, -1), EXIT);
	ENDS(FAULT, "load of 8 bytes at 0x0", MOV(R1, 0), LOAD(BPF_DW, R0, R1, 0), EXIT);
	ENDS(FAULT, "load of 1 bytes at packet-1", LOAD(BPF_W, R1, R1, 76), LOAD(BPF_B, R0, R1, -1),
	     EXIT);
	ENDS(FAULT, "it runs out of its code", MOV(R0, 0));
	ENDS(FAULT, "it runs out of its code", GOTO(-5), EXIT);
	ENDS(NOT_RUN, "instruction 0xf7", INSTRUCTION(BPF_ALU64 | 0xf0, 0, 0, 0, 0), EXIT);
	ENDS(NOT_RUN, "an arena without global variables",
	     INSTRUCTION(BPF_ALU64 | BPF_MOV | BPF_X, 0, 1, 1, 1), EXIT);
}

/* From its start to its end, and nothing behind; its addresses have 32 bits. */
static void the_packet_is_where_the_context_says(void **state)
{
	static struct instruction last[] = { LOAD(BPF_W, R2, R1, 80), LOAD(BPF_B, R0, R2, -1),
					     EXIT };
	static struct instruction behind[] = { LOAD(BPF_W, R2, R1, 80), LOAD(BPF_B, R0, R2, 0),
					       EXIT };
	static struct instruction length[] = {
		LOAD(BPF_W, R0, R1, 80),	 LOAD(BPF_W, R2, R1, 76),
		ALU64_REGISTER(BPF_SUB, R0, R2), LOAD(BPF_W, R2, R1, 0),
		ALU64_REGISTER(BPF_SUB, R0, R2), EXIT
	};
	struct by_hand by_hand;
	struct outcome outcome;

	(void)state;
	by_hand_open(&by_hand, last, 3, NULL, 0);
	for (uint64_t seed = 0; seed < 20; seed++) {
		outcome = by_hand_run(&by_hand, seed, PATTERN_PLAIN);
		assert_int_equal(outcome.ending, RETURNED);
		assert_int_equal(outcome.returned,
				 by_hand.machine->packet[by_hand.machine->packet_end - 1]);
	}
	by_hand_close(&by_hand);
	by_hand_open(&by_hand, behind, 3, NULL, 0);
	assert_int_equal(by_hand_run(&by_hand, 1, PATTERN_PLAIN).ending, FAULT);
	by_hand_close(&by_hand);
	by_hand_open(&by_hand, length, 6, NULL, 0);
	assert_int_equal(by_hand_run(&by_hand, 1, PATTERN_PLAIN).returned, 0);
	by_hand_close(&by_hand);
}

/* The network's byte order; where the packet is short, the program ends with 0. */
static void old_loads_read_the_packet(void **state)
{
	static struct instruction code[] = { MOV_REGISTER(R6, R1),
					     INSTRUCTION(BPF_LD | BPF_ABS | BPF_H, 0, 0, 0, 2),
					     EXIT };
	static struct instruction beyond[] = { MOV_REGISTER(R6, R1), MOV(R2, 4000),
					       INSTRUCTION(BPF_LD | BPF_IND | BPF_B, 0, R2, 0, 5),
					       MOV(R0, 7), EXIT };
	const unsigned char *packet;
	struct by_hand by_hand;
	struct outcome outcome;

	(void)state;
	by_hand_open(&by_hand, code, 3, NULL, 0);
	outcome = by_hand_run(&by_hand, 3, PATTERN_PLAIN);
	packet = by_hand.machine->packet + by_hand.machine->packet_start;
	assert_int_equal(outcome.returned, packet[2] << 8 | packet[3]);
	by_hand_close(&by_hand);
	by_hand_open(&by_hand, beyond, 5, NULL, 0);
	outcome = by_hand_run(&by_hand, 3, PATTERN_PLAIN);
	assert_int_equal(outcome.ending, RETURNED);
	assert_int_equal(outcome.returned, 0);
	by_hand_close(&by_hand);
}

static void the_same_input_is_the_same_run(void **state)
{
	static struct instruction code[] = { LOAD(BPF_W, R0, R1, 8), EXIT };
	struct by_hand by_hand;
	uint32_t first, others = 0;

	(void)state;
	by_hand_open(&by_hand, code, 2, NULL, 0);
	first = by_hand_run(&by_hand, 5, PATTERN_PLAIN).returned;
	for (uint64_t seed = 0; seed < 10; seed++)
		others += by_hand_run(&by_hand, seed, PATTERN_PLAIN).returned != first;
	assert_true(others > 5);
	assert_int_equal(by_hand_run(&by_hand, 5, PATTERN_MENDED).returned, first);
	by_hand_close(&by_hand);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_width_is_stored_and_loaded),
		cmocka_unit_test(loads_extend_the_sign),
		cmocka_unit_test(atomic_operations_change_memory),
		cmocka_unit_test(atomic_words_leave_the_rest),
		cmocka_unit_test(jumps_go_where_they_say),
		cmocka_unit_test(a_loop_that_may_goto_ends),
		cmocka_unit_test(functions_have_frames),
		cmocka_unit_test(what_was_not_written_shows),
		cmocka_unit_test(what_lies_outside_is_a_fault),
		cmocka_unit_test(the_packet_is_where_the_context_says),
		cmocka_unit_test(old_loads_read_the_packet),
		cmocka_unit_test(the_same_input_is_the_same_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
