/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Loads from and stores to the stack. What is stored aligned at the start of a slot is spilled: it
 * comes back as it was; anything else is bytes of a kind. Offsets count from the frame's R10.
 * Functions that return bool are as check.h says.
 */
#ifndef BPFMEND_VERIFIER_STACK_H
#define BPFMEND_VERIFIER_STACK_H

#include "llvm-pass/verifier/check.h"

/* Whether [reg + offset, + size) lies in the stack; of a call's argument where by_call. */
bool stack_bounds(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
		  uint64_t size, bool is_write, bool by_call);

/* What the load of an instruction yields; result may be NULL. Bounds were checked. */
bool stack_load(struct walk *walk, const struct reg *reg, unsigned int number, int offset,
		unsigned int size, struct reg *result);

/* value: what is stored; NULL: something. Bounds were checked. */
bool stack_store(struct walk *walk, const struct reg *reg, int offset, unsigned int size,
		 struct reg *value);

/* Whether a call may read the bytes; forgets them where it may write. Bounds were checked. */
bool stack_region(struct walk *walk, const struct reg *reg, unsigned int number, uint64_t size,
		  enum access access);

#endif
