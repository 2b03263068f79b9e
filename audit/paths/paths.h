/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How far the memory is filled on a path, and what is known there of the values that decide where
 * the path goes on: a function that returned less than 0 filled nothing, and its caller fills then.
 * For filled.c. Relies on no value meaning two things on one path: what is known of values that a
 * loop computes anew is forgotten where they are computed.
 */
#ifndef BPFMEND_AUDIT_PATHS_PATHS_H
#define BPFMEND_AUDIT_PATHS_PATHS_H

#include "audit/effects/trace.h"

#define MOST_KNOWN 16
/* States that one instruction makes of one: two of its calls may split it. */
#define MOST_FORKS (SIGNS * SIGNS)

enum {
	IS_NEGATIVE = 1 << SIGN_NEGATIVE,
	IS_ZERO = 1 << SIGN_ZERO,
	IS_POSITIVE = 1 << SIGN_POSITIVE,
	IS_ANY = 7,
};

/* What is known of a value. */
struct known {
	LLVMValueRef value;
	LLVMValueRef same; /* a value that it is, or NULL */
	unsigned int signs; /* IS_… that are possible; a pointer is zero or positive */
	bool excludes; /* it is not this number, below */
	bool is; /* it is this number */
	uint64_t number;
};

struct state {
	bool all; /* every byte is written */
	bool untouched; /* nothing is written */
	bool partial; /* the last that was written there is less than all for sure */
	struct span filled; /* these bytes are written; empty if first is end */
	LLVMValueRef prefix; /* as many from the start are; or NULL */
	int64_t more; /* and as many behind those */
	int64_t size; /* how many bytes there are, where the path knows; or -1 */
	LLVMValueRef blame; /* the instruction that left it partial, or NULL */
	struct known known[MOST_KNOWN];
	unsigned int known_count;
};

/* Keeps what holds on both paths. */
void state_meet(struct state *state, const struct state *other);

/* Whether what holds on one path holds on the other: the other need not be followed then. */
bool state_covers(const struct state *state, const struct state *other);

/* Notes that bytes are written. */
void state_fill(struct state *state, struct span span);

/* Sets all where the bytes that are written are all that there are. */
void state_settle(const struct trace *trace, struct state *state);

/* What is known of a value there; of none in particular, signs IS_ANY. */
struct known state_known(struct trace *trace, const struct state *state, LLVMValueRef value);

/* Notes it. */
void state_learn(struct state *state, struct known known);

/* Forgets what is known of a value. */
void state_forget(struct state *state, LLVMValueRef value);

/*
 * n of min(size, n), without casts: if the first min(size, n) bytes are written, so are the first n
 * that there are. Any other length without casts.
 */
LLVMValueRef longer_of(const struct trace *trace, LLVMValueRef length);

/*
 * Takes a condition for true or false on a path. Returns false if that cannot be, and the path does
 * not exist. conditions.c
 */
bool state_assume(struct trace *trace, struct state *state, LLVMValueRef condition, bool truth);

/* Applies a write that writes all of its bytes for sure. fill.c */
void state_write(struct trace *trace, struct state *state, const struct event *event);

/*
 * Applies what an instruction does. states has the state before it, and room for MOST_FORKS.
 * Returns how many there are behind it, which differ in what was returned; 0 if it does not return.
 * apply.c
 */
size_t states_apply(struct trace *trace, struct state *states, LLVMValueRef instruction);

/*
 * Notes the blocks of loops that write: whether such a loop runs at all is not known here, so what
 * comes behind it is not said to be untouched. loops.c
 */
void loops_find(const struct trace *trace, struct value_map *loops);

#endif
