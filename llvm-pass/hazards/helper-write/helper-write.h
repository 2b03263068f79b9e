/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One place of helper-write, found out completely: the call, the bytes about which the verifier is
 * wrong afterwards, where they were known from, who reads them. The parts of the hazard share it:
 * helper-write.c explains, helper-write-search.c finds, and there are two mends. Relies on
 * byte_walk and stored_content.
 */
#ifndef BPFMEND_HELPER_WRITE_H
#define BPFMEND_HELPER_WRITE_H

#include "llvm-pass/stack/byte_walk.h"
#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/rewrite/opaque_zero.h"
#include "llvm-pass/bpf/program_types.h"
#include "llvm-pass/stack/stack_addresses.h"
#include "llvm-pass/hazards/helper-write/stored_content.h"

/* A write before the call of which the verifier knows what it leaves. */
struct known_write {
	const struct stack_access *access;
	struct byte_set bytes; /* of it that get to the call */
	enum stored_content content;
};

struct stale_bytes {
	const struct stack_access *write; /* what the helper does to the object, in this call */
	const struct stack_object *object;
	struct byte_set bytes; /* known before the call, maybe written by it, and read after it */
	LLVMValueRef reader; /* an instruction that reads some of them */
	bool read_inside; /* the function that was called reads some of them itself */
	enum stored_content content; /* of the worst of the writes */
	enum opaque_zero_form form;
	bool align; /* the mend may align the object to slots */
	/*
	 * If the call's argument may point into one of several objects, this is it, and these are
	 * they, whose slots lie alike; else NULL.
	 */
	LLVMValueRef pointer;
	LLVMValueRef allocas[ADDRESS_TARGETS];
	unsigned int alloca_count;
	size_t write_count;
	struct known_write writes[];
};

/*
 * Looks at one access, a write by a helper. *stale is NULL if nothing comes of it on any kernel;
 * else freed with free(), and *kernels are those where something does, as users write a list.
 * Returns 0 or -ENOMEM.
 */
int helper_write_search(const struct function_facts *facts, program_types types,
			const struct stack_access *write, struct stale_bytes **stale,
			const char **kernels);

/*
 * Whether the verifier can be kept from knowing the bytes in the first place, by writing them from
 * an opaque zero: every write of them is one that can be rewritten, and nothing but the call needs
 * what is known. Returns 0 and *possible, or -ENOMEM.
 */
int helper_write_can_initialise(const struct function_facts *facts, program_types types,
				const struct stale_bytes *stale, bool *possible);

/*
 * The bytes that rewriting a known write changes: all of a store; of memset, what lies in one slot
 * of the stack with bytes that matter.
 */
struct byte_set helper_write_rewritten(const struct known_write *known);

/* Prepares laundering behind the call. Returns why it cannot be done, or NULL if it can. */
const char *helper_write_prepare_launder(const struct function_facts *facts,
					 struct stale_bytes *stale);

/*
 * If both are the same call's, through an argument that may point into the object of either, lets
 * one launder what both need. Returns whether it does.
 */
bool helper_write_join(struct stale_bytes *stale, const struct stale_bytes *other);

/* The two mends, and what they do in words. */
extern const struct hazard helper_write_initialise;
extern const struct hazard helper_write_launder;

/* Explains a place, of either mend. */
void helper_write_explain(const struct finding *finding, const char *kernels, char *text,
			  size_t size);

#endif
