/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the verifier can know of the bytes that a write leaves on the stack. It keeps the register
 * of a store at the start of a slot with all that it knows of it, and zeroes anywhere. Where a
 * variable will lie in its slot is not decided yet when the pass runs, so more is taken for known
 * than is. Relies on stack_objects, and on the bridge for ranges.
 */
#ifndef BPFMEND_STORED_CONTENT_H
#define BPFMEND_STORED_CONTENT_H

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/stack/stack_objects.h"

/* From what the verifier does not know to what does the most harm if it is wrong. */
enum stored_content {
	STORED_UNKNOWN, /* any number: nothing is known of it and nothing will be */
	STORED_ZERO,
	STORED_CONSTANT,
	STORED_BOUNDED, /* a number whose bounds the verifier knows, or may come to know */
	STORED_POINTER,
};

/* What a write leaves behind; a write of many bytes is as known as the most known of them. */
enum stored_content stored_content_of(const struct stack_access *write, bridge_analyses *analyses);

#endif
