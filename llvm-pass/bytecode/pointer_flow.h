/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which registers hold pointers, before each instruction of an object, as far as instructions tell:
 * the frame, the context, what a map's lookup or a reservation returned, globals, the packet's
 * addresses out of the context. Where paths meet, a register that holds a pointer on one of them
 * holds it. Pointers go through frames' slots, calls and callbacks; through other memory they are
 * lost, so it may know of fewer than there are.
 */
#ifndef BPFMEND_BYTECODE_POINTER_FLOW_H
#define BPFMEND_BYTECODE_POINTER_FLOW_H

#include "llvm-pass/bytecode/bytecode.h"

enum pointer_kind {
	POINTER_FRAME = 1,
	POINTER_CALLERS_FRAME = 2,
	POINTER_CONTEXT = 4,
	POINTER_VALUE = 8, /* of a map, a global variable, a record */
	POINTER_PACKET = 16,
};

enum { FLOW_SLOTS = FRAME_SIZE / 8, ARGUMENTS = 5 };

struct pointer {
	uint8_t kinds; /* 0: a number, as far as is known */
	bool fixed; /* of the frame alone, and always with this offset */
	int32_t offset;
};

struct flow_state {
	bool reached;
	struct pointer registers[REGISTERS];
	uint8_t slots[FLOW_SLOTS]; /* kinds, the lowest slot first */
};

struct function_flow {
	uint8_t arguments[ARGUMENTS], result; /* kinds */
	bool changed; /* arguments, since it was walked last */
};

struct pointer_flow {
	const struct bytecode *object;
	struct flow_state *states; /* before each instruction */
	struct function_flow *functions;
};

/* Returns 0 or -ENOMEM. */
int pointer_flow_compute(struct pointer_flow *flow, const struct bytecode *object);
void pointer_flow_free(struct pointer_flow *flow);

/* "frame", "map value", ...: the first of the kinds. */
const char *pointer_kind_name(unsigned int kinds);

/* The place of the function that begins there in the object's list, or that of none, its count. */
size_t pointer_flow_callee(const struct bytecode *object, uint64_t first);

#endif
