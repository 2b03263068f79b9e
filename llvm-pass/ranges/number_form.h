/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How a number was made of another one by casts, masks and the addition of constants:
 *
 *	number = extend(the low bits of (base + addend))
 *
 * A number tells of every other with the same base and no more bits, whatever instructions they
 * went through. Relies on LLVM's C API only.
 */
#ifndef BPFMEND_NUMBER_FORM_H
#define BPFMEND_NUMBER_FORM_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/ranges/scalar_range.h"

struct number_form {
	LLVMValueRef base;
	uint64_t addend;
	unsigned int bits; /* of base + addend that are kept */
	unsigned int width; /* of the number */
	bool sign_extends; /* else the bits above are 0 */
};

/* The form of an integer of up to 64 bits. */
struct number_form number_form_of(LLVMValueRef number);

/* True if a keeps all the bits of the same base that b does; they may have added other constants.
 */
bool number_tells_of(const struct number_form *a, const struct number_form *b);

/*
 * What the range of the number with form a says of the number with form b; unknown if nothing. With
 * round, also where the constant between them goes round the end of numbers (scalar_turn()).
 */
struct scalar_range number_range_as(struct scalar_range range, const struct number_form *a,
				    const struct number_form *b, bool round);

/* The value itself behind what only hands it on: freeze, llvm.bpf.passthrough, empty assembly. */
LLVMValueRef number_behind(LLVMValueRef value);

/* The number whose bytes in opposite order are the value; NULL if that is no byte swap. */
LLVMValueRef number_swapped(LLVMValueRef value);

#endif
