/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Calls of helpers without a program: a machine in its first frame, and a few maps. */
#ifndef BPFMEND_INTERPRETER_TESTS_CALLS_H
#define BPFMEND_INTERPRETER_TESTS_CALLS_H

#include "selftests/interpreter/helpers/helpers.h"
#include "selftests/interpreter/tests/encode.h"

enum { SEEDS = 64, STACK_SIZE = 64 };

/* The last bytes of the frame. */
#define STACK zone_address(ZONE_STACK, 0, FRAME_PITCH - STACK_SIZE)

/* The maps: of values of 8 bytes; ARRAY has 4, TABLE and LIFO have room for 2. */
enum { ARRAY, TABLE, RING, STORAGE, LIFO, MAPS };

extern struct by_hand by_hand;

/* For cmocka: before and after all tests. */
int calls_open(void **state);
int calls_close(void **state);

/* Begins a run; the frame's bytes are all the pattern. */
struct machine *start(uint64_t seed, unsigned char pattern);
/* What lies at STACK. */
unsigned char *stack(void);
/* The address of a map. */
uint64_t map(uint64_t which);

enum ending ending_of(uint32_t id, uint64_t a, uint64_t b, uint64_t c, uint64_t d, int64_t *result);
/* It must not end the run. */
int64_t call(uint32_t id, uint64_t a, uint64_t b, uint64_t c, uint64_t d);

#endif
