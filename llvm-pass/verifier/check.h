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

struct checkpoint;
struct waiting; /* a path that remains to be walked; walk.c */

struct walk {
	const struct program *program;
	const struct series *series;
	const struct walk_options *options;
	struct verdict *verdict;
	struct state *state; /* of the path that is walked now */
	size_t place; /* the instruction that is walked now */
	uint32_t last_id; /* of those given out, in all paths */
	bool uncertain; /* what is refused may not be reached: it is not decided */
	int error; /* 0 or -ENOMEM */
	/* The walk's own: */
	struct waiting *waiting; /* the latest first */
	unsigned int waiting_count;
	struct checkpoint **checkpoints; /* of each instruction */
	struct checkpoint *all_checkpoints;
	uint8_t *points; /* of each instruction: enum point, see shape.h */
	uint16_t *live; /* registers that may still be read before it, as bits */
	uint8_t *accessed; /* by each instruction first: enum reg_kind; REG_NONE: nothing yet */
	unsigned long jumps; /* walked, as processed counts instructions */
	unsigned long jumps_at_checkpoint, processed_at_checkpoint;
	const struct subprogram *root; /* the function that is verified now */
};

#define SUBPROGRAM_ARGUMENTS 5
/* What a variable offset may not reach, in bytes: BPF_MAX_VAR_OFF. */
#define MAX_VARIABLE_OFFSET (INT64_C(1) << 29)

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

/*
 * The same of what only the kernel's own types, or the function that the program is attached to,
 * decide: an access to memory that is neither the program's nor a context, packet or socket.
 */
__attribute__((format(printf, 2, 3))) bool left_to_kernel(struct walk *walk, const char *format,
							  ...);

/* Refuses an instruction that came later than the kernel; true if that is not asked for. */
__attribute__((format(printf, 2, 3))) bool no_such_instruction(struct walk *walk,
							       const char *format, ...);

/* An id that no register has. */
uint32_t new_id(struct walk *walk);

/* Whether the series knows such programs at all, with these maps. check_program.c */
bool check_program(struct walk *walk);

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

/* Whether an atomic operation on size bytes there is aligned, whatever reg points into. */
bool check_alignment(struct walk *walk, const struct reg *reg, int offset, unsigned int size);

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

/* The register's last write; refuses where nothing was written. */
bool check_readable(struct walk *walk, unsigned int number);

/*
 * The instruction at walk->place. *next is where to go on, unless *ended: then the path has ended
 * as it should. execute.c
 */
bool walk_instruction(struct walk *walk, size_t *next, bool *ended);

/*
 * The instructions that change registers (BPF_ALU, BPF_ALU64): arithmetic.c. Pointers come out as
 * pointers, or are refused.
 */
bool walk_arithmetic(struct walk *walk, const struct instruction *instruction);

/* A register that is about to be copied gets an id, so that both are known to be the same. */
void link_before_copy(struct walk *walk, struct reg *reg);

/*
 * A jump with a condition. Leaves the state as it is where the walk goes on, sets *taken, and
 * pushes the other way where both are possible. jump.c
 */
bool walk_jump(struct walk *walk, const struct instruction *instruction, bool *taken);

/*
 * What remains to be walked. Pushes a copy of the state as it is at the instruction, and returns it
 * for changes; NULL where the path ends here: no memory, or more ways than kernels follow. walk.c
 */
struct state *push_path(struct walk *walk, size_t place);

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

/*
 * A call of a subprogram, and the end of a function; *next is the instruction to go on at. Of the
 * outermost function's end, *ended is set. call.c
 */
bool walk_call(struct walk *walk, const struct instruction *call, size_t *next);
bool walk_exit(struct walk *walk, size_t *next, bool *ended);

/* What calls are made with: call.c. */
/* R0 to R5 are REG_NONE. */
void forget_caller_saved(struct state *state);
/* Pointers into the packet, and slices of it, are unknown scalars: the packet may have moved. */
void forget_packets(struct walk *walk);
/* Returns the id of a new reference, held from here; 0 and walk->error where there is no room. */
uint32_t acquire_reference(struct walk *walk);
/* Gives one back: all that refers to it is unknown. Refuses if it is not held. */
bool release_reference(struct walk *walk, uint32_t id);

/*
 * Walks the callback later, in a new frame with these R1 to R5; the path goes on as if it was not
 * called, or no more. To be called while the caller's R1 to R5 still are the arguments of the
 * helper. return_min and return_max: what R0 may be at its end. call.c
 */
bool push_callback(struct walk *walk, const struct subprogram *callback,
		   const struct reg arguments[SUBPROGRAM_ARGUMENTS], int64_t return_min,
		   int64_t return_max);

#endif
