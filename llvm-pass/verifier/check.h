/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the walk asks at an instruction, and what the answers are made with. For the files of this
 * folder only.
 *
 * Every function that returns bool returns false where the path ends here: refused (refuse() was
 * called), or no memory (walk->error is set). The caller hands that on at once. What is not
 * modelled is passed over with undecided(), and whatever it yields is REG_UNKNOWN.
 */
#ifndef BPFMEND_VERIFIER_CHECK_H
#define BPFMEND_VERIFIER_CHECK_H

#include "llvm-pass/verifier/walk.h"

struct walk {
	const struct program *program;
	const struct series *series;
	const struct walk_options *options;
	struct verdict *verdict;
	struct state *state; /* of the path that is walked now */
	size_t place; /* the instruction that is walked now */
	uint32_t last_id; /* of those given out, in all paths */
	int error; /* 0 or -ENOMEM */
};

#define SUBPROGRAM_ARGUMENTS 5

enum access {
	ACCESS_READ,
	ACCESS_WRITE,
	/* By a helper that fills it: the bytes need not be initialised. */
	ACCESS_FILL,
};

/* Refuses, in the words of the series, without a line end; returns false. */
__attribute__((format(printf, 3, 4))) bool refuse(struct walk *walk, enum reason reason,
						  const char *format, ...);

/* Counts what is let pass; format says what it is: "kfunc bpf_foo". Returns true. */
__attribute__((format(printf, 2, 3))) bool undecided(struct walk *walk, const char *format, ...);

/* An id that no register has. */
uint32_t new_id(struct walk *walk);

/* What a program is given in R1 (and what else its type starts with). check_context.c */
bool enter_program(struct walk *walk);

/*
 * Memory: check_memory.c.
 */
/*
 * A load or store at reg + offset, by its kind; of a load, *result is what comes of it (NULL: of an
 * atomic operation, which yields nothing); of a store, value is what is written (NULL: something).
 * number is the register's, for words.
 */
bool check_access(struct walk *walk, struct reg *reg, unsigned int number, int offset,
		  unsigned int size, enum access access, const struct reg *value,
		  struct reg *result);

/*
 * size bytes at reg, that a helper reads, writes or fills; size 0 is allowed where the caller has
 * checked that it is. The stack must be initialised unless it is filled; with ACCESS_WRITE and
 * ACCESS_FILL what the stack held is forgotten, as the series does.
 */
bool check_region(struct walk *walk, struct reg *reg, unsigned int number, uint64_t size,
		  enum access access);

/* The same with the size in a register: its bounds, and whether it may be 0. */
bool check_region_sized(struct walk *walk, struct reg *reg, unsigned int number,
			const struct reg *size, unsigned int size_number, bool zero_allowed,
			enum access access);

/*
 * Contexts: check_context.c.
 */
/*
 * Access of size bytes at the fixed offset into the program's context. A read's *result: what the
 * field is (a number, a packet's start, a socket, REG_UNKNOWN …). value as in check_access().
 */
bool check_context_access(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
			  unsigned int size, enum access access, const struct reg *value,
			  struct reg *result);

/* The value that the main program returns in R0, at its end. */
bool check_return(struct walk *walk);

/*
 * Calls: check_call.c. R1 to R5 of the top frame are arguments; afterwards they are REG_NONE and
 * R0 is what was returned. A call of a callback pushes its frame (walk_push_callback()).
 */
bool check_helper_call(struct walk *walk, const struct instruction *call);
bool check_kfunc_call(struct walk *walk, const struct instruction *call);

/* What calls are made with: state.c, references.c. */
/* R0 to R5 are REG_NONE. */
void forget_caller_saved(struct state *state);
/* Pointers into the packet, and slices of it, are unknown scalars: the packet may have moved. */
void forget_packets(struct walk *walk);
/* Returns the id of a new reference, held from here; 0 and walk->error where there is no room. */
uint32_t acquire_reference(struct walk *walk);
/* Gives one back: all that refers to it is unknown. Refuses if it is not held. */
bool release_reference(struct walk *walk, uint32_t id);

/*
 * Walks the callback with its arguments set in a new frame's R1 to R5 by the caller of this, and
 * the path that does not call it too. walk.c
 */
bool push_callback(struct walk *walk, const struct subprogram *callback,
		   const struct reg arguments[SUBPROGRAM_ARGUMENTS], int64_t return_min,
		   int64_t return_max);

#endif
