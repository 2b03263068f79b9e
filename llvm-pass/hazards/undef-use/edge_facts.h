/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What numbers are known to be once control took one edge: those that the conditions on the only
 * way there compare for equality, and the phis behind it. Nothing but constants is known. Facts
 * hold until a block is entered again that computes one of them: edge_facts_end_at() tells.
 */
#ifndef BPFMEND_EDGE_FACTS_H
#define BPFMEND_EDGE_FACTS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#define EDGE_FACTS_MOST 32

struct edge_facts {
	struct edge_fact {
		LLVMValueRef value;
		uint64_t number; /* zero-extended */
	} facts[EDGE_FACTS_MOST];
	unsigned int count;
	LLVMBasicBlockRef to;
};

/* Collects those of the edge by which the phis of a block take what they have at that number. */
void edge_facts_find(LLVMValueRef phi, unsigned int edge, struct edge_facts *facts);

/* True if an integer of up to 64 bits is known, or made of what is known; *number is it. */
bool edge_facts_tell(const struct edge_facts *facts, LLVMValueRef value, uint64_t *number);

/* True if what is known is of an earlier turn when this block, not the edge's, is entered. */
bool edge_facts_end_at(const struct edge_facts *facts, LLVMBasicBlockRef block);

#endif
