/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Instructions written by hand, and programs made of them, for the tests of the interpreter. */
#ifndef BPFMEND_INTERPRETER_TESTS_ENCODE_H
#define BPFMEND_INTERPRETER_TESTS_ENCODE_H

#include "selftests/interpreter/machine.h"
#include "selftests/interpreter/outcome.h"

/* A number is sign extended, as where a register is compared with it. */
#define INSTRUCTION(CODE, DST, SRC, OFFSET, NUMBER) \
	{ .code = (CODE),                           \
	  .dst = (DST),                             \
	  .src = (SRC),                             \
	  .offset = (OFFSET),                       \
	  .number = (NUMBER),                       \
	  .value = (uint64_t)(int64_t)(NUMBER) }
#define ALU64(OPERATION, DST, NUMBER) \
	INSTRUCTION(BPF_ALU64 | (OPERATION) | BPF_K, DST, 0, 0, NUMBER)
#define ALU64_REGISTER(OPERATION, DST, SRC) \
	INSTRUCTION(BPF_ALU64 | (OPERATION) | BPF_X, DST, SRC, 0, 0)
#define MOV(DST, NUMBER) ALU64(BPF_MOV, DST, NUMBER)
#define MOV_REGISTER(DST, SRC) ALU64_REGISTER(BPF_MOV, DST, SRC)
#define LOAD(SIZE, DST, SRC, OFFSET) INSTRUCTION(BPF_LDX | BPF_MEM | (SIZE), DST, SRC, OFFSET, 0)
#define LOAD_SIGNED(SIZE, DST, SRC, OFFSET) \
	INSTRUCTION(BPF_LDX | MODE_LOAD_SIGNED | (SIZE), DST, SRC, OFFSET, 0)
#define STORE(SIZE, DST, OFFSET, SRC) INSTRUCTION(BPF_STX | BPF_MEM | (SIZE), DST, SRC, OFFSET, 0)
#define STORE_NUMBER(SIZE, DST, OFFSET, NUMBER) \
	INSTRUCTION(BPF_ST | BPF_MEM | (SIZE), DST, 0, OFFSET, NUMBER)
#define ATOMIC(SIZE, OPERATION, DST, OFFSET, SRC) \
	INSTRUCTION(BPF_STX | BPF_ATOMIC | (SIZE), DST, SRC, OFFSET, OPERATION)
#define JUMP(OPERATION, DST, NUMBER, DISTANCE) \
	INSTRUCTION(BPF_JMP | (OPERATION) | BPF_K, DST, 0, DISTANCE, NUMBER)
#define GOTO(DISTANCE) INSTRUCTION(BPF_JMP | BPF_JA, 0, 0, DISTANCE, 0)
#define GOTO_FAR(DISTANCE) INSTRUCTION(BPF_JMP32 | BPF_JA, 0, 0, 0, DISTANCE)
#define CALL(HELPER) INSTRUCTION(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_##HELPER)
#define CALL_FUNCTION(PLACE)          \
	{ .code = BPF_JMP | BPF_CALL, \
	  .src = BPF_PSEUDO_CALL,     \
	  .target = TARGET_FUNCTION,  \
	  .value = (PLACE) }
/* Two instructions. */
#define CONSTANT(DST, TARGET, VALUE)                                                               \
	{ .code = BPF_LD | BPF_IMM | BPF_DW, .dst = (DST), .target = (TARGET), .value = (VALUE) }, \
		INSTRUCTION(0, 0, 0, 0, 0)
#define EXIT INSTRUCTION(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

/* A machine with a program of its own, of type tc unless the section says otherwise. */
struct by_hand {
	struct bytecode object;
	struct function function;
	struct machine *machine;
};

void by_hand_open(struct by_hand *by_hand, struct instruction *code, size_t count,
		  struct map_definition *maps, size_t map_count);
void by_hand_close(struct by_hand *by_hand);
struct outcome by_hand_run(struct by_hand *by_hand, uint64_t seed, unsigned char pattern);

/* Runs it once; it must return. */
uint32_t result_of(struct instruction *code, size_t count);
/* Runs it once; it must end so. */
void assert_ends(struct instruction *code, size_t count, enum ending ending, const char *reason);

#define RESULT(...)                                      \
	result_of((struct instruction[]){ __VA_ARGS__ }, \
		  sizeof((struct instruction[]){ __VA_ARGS__ }) / sizeof(struct instruction))
#define ENDS(ENDING, REASON, ...)                                                               \
	assert_ends((struct instruction[]){ __VA_ARGS__ },                                      \
		    sizeof((struct instruction[]){ __VA_ARGS__ }) / sizeof(struct instruction), \
		    ENDING, REASON)

#endif
