/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The facts that stack_state keeps at a point of a function, what each access does to them, and
 * the questions that they answer. Every fact is something that surely holds: losing one is always
 * right. Relies on stack_objects.
 */
#ifndef BPFMEND_STACK_FACTS_H
#define BPFMEND_STACK_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "llvm-pass/stack/stack_objects.h"
#include "llvm-pass/bytes/stack_state.h"

/* How many uint64_t hold the facts of these objects. */
size_t stack_facts_words(const struct stack_objects *objects);

/* Does to the facts of a moment what all the accesses of one instruction do. */
void stack_facts_change(const struct stack_moment *moment, const struct stack_access *accesses,
			size_t count);

/*
 * The questions below are about the reads among the accesses of one instruction; an instruction
 * that reads nothing, or that may read outside of tracked objects, gets false.
 */

/* True if every byte that the instruction may read is 0. */
bool stack_reads_zero(const struct stack_moment *moment, const struct stack_access *accesses,
		      size_t count);

/* True if that holds for all bytes between the first and the last that it may read, too. */
bool stack_reads_between_zero(const struct stack_moment *moment,
			      const struct stack_access *accesses, size_t count);

/* True if no helper can have seen any byte that the instruction may read since it was written. */
bool stack_reads_unseen(const struct stack_moment *moment, const struct stack_access *accesses,
			size_t count);

/* True if the verifier may keep some of the bytes read as a spilled register, and others not. */
bool stack_reads_mixed(const struct stack_moment *moment, const struct stack_access *accesses,
		       size_t count);

#endif
