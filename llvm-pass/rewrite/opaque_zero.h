/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A number that is 0 whenever the program runs, and of which neither code generation nor the
 * verifier knows anything: no bit, no bound. Two forms, since the cheap one is not for everybody:
 *
 *	r1 = r10; r1 -= r10			needs CAP_PERFMON, as reading a pointer's value does
 *	call bpf_jiffies64; r1 = r0; r0 -= r1	needs CAP_BPF; the verifier puts a load in its place
 *
 * The second must not be the same register twice or a value of 32 bits: 0 or 1, negated, has the
 * bounds -1 and 0, and 32 bits widened, subtracted from themselves, have 33. Relies on no verifier
 * knowing that copies of an unknown number are equal when it subtracts them; selftests hold each
 * kernel to that.
 */
#ifndef BPFMEND_OPAQUE_ZERO_H
#define BPFMEND_OPAQUE_ZERO_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bpf/program_types.h"

enum opaque_zero_form {
	OPAQUE_ZERO_FRAME, /* for programs that CAP_PERFMON loads */
	OPAQUE_ZERO_CLOCK, /* for all others */
};

/* The form for code that may run as any of these types. */
enum opaque_zero_form opaque_zero_form_of(program_types types);

/* Builds one before an instruction: an i64. */
LLVMValueRef opaque_zero_build(enum opaque_zero_form form, LLVMValueRef before);

/* The same, added to a value that is an integer of 64 bits at most: the value, unknown. */
LLVMValueRef opaque_zero_add(LLVMValueRef zero, LLVMValueRef value, LLVMValueRef before);

/* True if an integer is the sum that opaque_zero_add() made, or a zero, widened or cut perhaps. */
bool opaque_zero_is_in(LLVMValueRef value);

/* The other way to add one, of which only the result is looked at: value ^ zero. */
LLVMValueRef opaque_zero_hide(LLVMBuilderRef builder, LLVMValueRef zero, LLVMValueRef value);

/* True if a value is what opaque_zero_hide() made. */
bool opaque_zero_hides(LLVMValueRef value);

#endif
