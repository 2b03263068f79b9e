/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What no verifier takes, whatever the numbers are: seen in an object's instructions without
 * running them.
 */
#ifndef BPFMEND_BYTECODE_VIOLATIONS_H
#define BPFMEND_BYTECODE_VIOLATIONS_H

#include "llvm-pass/bytecode/pointer_flow.h"

enum violation_kind {
	VIOLATION_OR,
	VIOLATION_AND,
	VIOLATION_XOR,
	VIOLATION_SHIFT,
	VIOLATION_NARROW_MOVE, /* the lower half of a pointer */
	VIOLATION_ARITHMETIC, /* all else but sums and differences that are allowed */
	VIOLATION_MISALIGNED, /* access of a frame at a fixed offset */
	VIOLATION_DEPTH, /* frames of a chain of calls above 512 bytes */
	VIOLATION_TAIL_CALL, /* in a subprogram, behind frames of 256 bytes or more */
};

struct violation {
	enum violation_kind kind;
	uint8_t pointers; /* enum pointer_kind */
	size_t function; /* place in the object's list */
	size_t instruction; /* counted from the function's first */
	int32_t number; /* the offset that is misaligned, the bytes of the frames */
};

struct violations {
	struct violation *list;
	size_t count;
	int32_t *depths; /* bytes of each function's own frame, as far as fixed offsets tell */
};

/* Returns 0 or -ENOMEM. In the order of functions and instructions. */
int violations_search(struct violations *violations, const struct pointer_flow *flow);
void violations_free(struct violations *violations);

/*
 * Whether a violation of this kind, on a pointer of the same kind, is in the function of this name;
 * object is the one the violations are of.
 */
bool violations_have(const struct violations *violations, const struct bytecode *object,
		     const char *function, const struct violation *like);

/* "|= on a frame pointer" */
void violation_describe(const struct violation *violation, char *text, size_t size);

#endif
