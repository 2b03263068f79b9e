/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The stack objects of one function and every access to them, found by following each alloca's
 * address through its uses. An object whose address goes anywhere that is not understood here (a
 * call, memory, an integer, inline assembly other than a barrier of ours) is not tracked: nothing
 * may be concluded about it. Relies on barriers and on LLVM's C API.
 */
#ifndef BPFMEND_STACK_OBJECTS_H
#define BPFMEND_STACK_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

/* The stack of a BPF program: MAX_BPF_STACK in the kernel's include/linux/filter.h. */
#define BPF_STACK_SIZE 512

#define STACK_SIZE_UNKNOWN UINT64_MAX

struct stack_object {
	LLVMValueRef alloca;
	uint64_t size; /* bytes */
	size_t first_byte; /* where its bytes start among those of all tracked objects */
	bool tracked; /* every use of its address is understood */
	bool ignored; /* annotated with "bpfmend:ignore" */
};

enum stack_access_kind {
	STACK_READ,
	STACK_WRITE_ZERO, /* all bytes written are 0 */
	STACK_WRITE, /* anything else */
	STACK_LIFETIME, /* starts or ends: the bytes are undefined from here on */
};

struct stack_access {
	LLVMValueRef instruction;
	enum stack_access_kind kind;
	size_t object; /* index into stack_objects.objects */
	/*
	 * True if the address always points into this object; false if it may also point
	 * elsewhere, because a phi or select chose it.
	 */
	bool exact;
	bool fixed; /* the offset is the same in every execution */
	int64_t offset; /* from the object's start, in bytes; valid if fixed */
	uint64_t size; /* bytes, or STACK_SIZE_UNKNOWN */
};

struct stack_objects {
	struct stack_object *objects;
	size_t object_count;
	struct stack_access *accesses; /* sorted by instruction, then object */
	size_t access_count;
	size_t byte_count; /* of all tracked objects together */
};

/*
 * Finds the objects and accesses of a function with a body. *objects is freed with
 * stack_objects_free(). Returns 0 or -ENOMEM.
 */
int stack_objects_find(LLVMValueRef function, struct stack_objects *objects);

/* The accesses that one instruction makes: the first of them, and how many, often 0. */
const struct stack_access *stack_objects_accesses(const struct stack_objects *objects,
						  LLVMValueRef instruction, size_t *count);

/* True if the access surely stays inside its object: its offset and size are known and fit. */
bool stack_access_inside(const struct stack_access *access, const struct stack_object *object);

void stack_objects_free(struct stack_objects *objects);

#endif
