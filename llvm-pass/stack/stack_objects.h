/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The stack objects of one function and every access to them: what each instruction reads, writes,
 * or hands to a call. An object whose address goes anywhere that is not understood (memory, an
 * integer, inline assembly, a call that call_effects does not know) is not tracked: nothing may
 * be concluded about it. Relies on stack_addresses and call_effects.
 */
#ifndef BPFMEND_STACK_OBJECTS_H
#define BPFMEND_STACK_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/support/offsets.h"

/* The stack of a BPF program: MAX_BPF_STACK in the kernel's include/linux/filter.h. */
#define BPF_STACK_SIZE 512

#define STACK_SIZE_UNKNOWN UINT64_MAX

struct stack_object {
	LLVMValueRef alloca; /* or the argument, in stack_objects_find_arguments() */
	uint64_t size; /* bytes, or STACK_SIZE_UNKNOWN */
	size_t first_byte; /* where its bytes start among those of all tracked objects */
	bool tracked; /* every use of its address is understood */
	bool zeroed; /* some write may leave a byte of it 0; else none is ever known to be */
	bool ignored; /* annotated with "bpfmend:ignore" */
};

enum stack_access_kind {
	STACK_READ,
	STACK_WRITE,
	STACK_LIFETIME, /* starts or ends: the bytes are undefined from here on */
};

/* What a write leaves behind. */
enum stack_content {
	STACK_ANYTHING,
	STACK_ZERO, /* every byte is 0 */
	STACK_PATTERN, /* bytes of which some are known to be 0 */
	STACK_LOADED, /* a value that a load read from tracked objects, widened or cut perhaps */
	STACK_COPY, /* the bytes that the same instruction reads, one for one */
};

#define STACK_NO_LOAD SIZE_MAX

/*
 * An access of one instruction to one object. An instruction whose address may point into several
 * objects makes an access to each of them, and which one happens is not known.
 */
struct stack_access {
	LLVMValueRef instruction;
	enum stack_access_kind kind;
	enum stack_content content; /* of a write */
	size_t object; /* index into stack_objects.objects */
	bool sure; /* the address points into this object, whatever happens */
	bool elsewhere; /* the address may also point outside of all tracked objects */
	bool by_helper; /* a BPF helper makes it: the verifier treats those apart */
	struct helper_argument writer; /* of a write by a helper, in this call or below it: which */
	struct offsets offsets; /* from the object's start, in bytes */
	uint64_t size; /* bytes, or STACK_SIZE_UNKNOWN */
	size_t pattern; /* STACK_PATTERN: where its bytes start in stack_objects.patterns */
	LLVMValueRef source; /* STACK_LOADED: the load */
	size_t load; /* of a load that is stored, or its store: its number; or STACK_NO_LOAD */
};

struct stack_objects {
	struct stack_object *objects;
	size_t object_count;
	struct stack_access *accesses; /* sorted by instruction, then object, then kind */
	size_t access_count;
	size_t byte_count; /* of all tracked objects together */
	size_t load_count; /* loads whose value is stored to a tracked object */
	bool *patterns; /* true for a byte that is 0 */
	size_t pattern_count;
};

/*
 * Finds the objects and accesses of a function with a body. *objects is freed with
 * stack_objects_free(). Returns 0 or -ENOMEM.
 */
int stack_objects_find(LLVMValueRef function, struct call_effects *effects,
		       struct stack_objects *objects);

/* The same for what the function's pointer arguments point at: objects of unknown size, one for
 * each argument, tracked only if the argument is a pointer. */
int stack_objects_find_arguments(LLVMValueRef function, struct call_effects *effects,
				 struct stack_objects *objects);

/* The accesses that one instruction makes: the first of them, and how many, often 0. */
const struct stack_access *stack_objects_accesses(const struct stack_objects *objects,
						  LLVMValueRef instruction, size_t *count);

/* True if the access has one known offset and size and lies inside its object. */
bool stack_access_inside(const struct stack_access *access, const struct stack_object *object);

/* The bytes of its object that an access may touch; all of them where that is not known. */
struct byte_span stack_access_span(const struct stack_access *access,
				   const struct stack_object *object);

void stack_objects_free(struct stack_objects *objects);

#endif
