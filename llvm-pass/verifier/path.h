/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The way that a path came: which registers and slots it read that were written before a stored
 * state, and which numbers must stay exact because something hangs on them. Both are marked on the
 * stored states, and tell which differences between two states matter.
 */
#ifndef BPFMEND_VERIFIER_PATH_H
#define BPFMEND_VERIFIER_PATH_H

#include "llvm-pass/verifier/check.h"

/* A state stored at an instruction, with which later ones are compared. */
struct checkpoint {
	struct checkpoint *next; /* of the same instruction */
	struct checkpoint *all; /* of all, for the end */
	size_t place;
	struct state *state;
	struct marks read; /* on paths from here, before it was written */
	unsigned int branches; /* paths from here that are not walked to their end */
	unsigned int hits, misses;
};

/* A step of the path: what follows below is of the last one. Returns false without memory. */
bool path_step(struct walk *walk);
void path_note_stack(struct walk *walk, unsigned int frame, unsigned int slot);
void path_forget_stack(struct walk *walk);
void path_note_linked(struct walk *walk, uint16_t linked);

void path_read_reg(struct walk *walk, unsigned int number);
void path_wrote_reg(struct walk *walk, unsigned int number);
void path_read_slot(struct walk *walk, unsigned int frame, unsigned int slot);
void path_wrote_slot(struct walk *walk, unsigned int frame, unsigned int slot);

/*
 * The number in a register of the top frame, which reg points at, or in a slot decides something.
 * What reg points at otherwise, and what is no number, is nothing to remember. Return true.
 */
bool path_demand(struct walk *walk, const struct reg *reg);
bool path_demand_slot(struct walk *walk, unsigned int frame, unsigned int slot);

/* The path ends in a stored state: what was read and demanded from there on is so of this path. */
void path_joins(struct walk *walk, const struct checkpoint *old);

#endif
