/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The licence of rewrites: whether something is true of numbers at an instruction, whatever the
 * program is given. A solver answers, Z3, from the IR and from what LLVM knows of it; encoder.h
 * says what is assumed and why. Relies on the bridge, on bpf's contracts for what helpers return,
 * and on libz3.
 *
 * A question is: at the instruction place, is the value poison or else ...? The value has been
 * computed at the place. The answer is the same in each run and on each machine: the solver is
 * limited by the steps that it takes, never by time. What is not proved is not known to be wrong.
 * A place that cannot be reached, as far as what is assumed tells, proves nothing.
 *
 * Of a value and all that it is made of, the prover knows what it is in one turn of each loop: that
 * of the place.
 *
 * Answers hold until the module is changed; then prove_forget() it.
 */
#ifndef BPFMEND_PROVE_H
#define BPFMEND_PROVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

enum proof {
	PROOF_FOUND,
	PROOF_NONE, /* as far as what is assumed tells, it need not be true */
	PROOF_TOO_LONG, /* the solver came to its limit */
	PROOF_UNREACHED, /* the place is not reached */
	PROOF_NOT_ASKED, /* of values of a kind that is not followed, or without memory */
};

/* Why there is no licence, as the end of a sentence; NULL for PROOF_FOUND. */
const char *proof_why_not(enum proof proof);

/* Who asks, and where. */
struct proof_place {
	const char *hazard; /* names the evidence */
	LLVMValueRef at;
};

/*
 * Is an integer or pointer of up to 64 bits one of the numbers from first up to last? They are of
 * its width, and go round the end of the numbers where last is below first: -2 to 5 is as well a
 * range of signed numbers as 0 to UINT64_MAX is one of unsigned ones.
 */
enum proof prove_range(bridge_analyses *analyses, struct proof_place place, LLVMValueRef value,
		       uint64_t first, uint64_t last);

/*
 * The same of a number that a loop counts, by induction: where the question alone is not answered,
 * and the value is a phi of a loop and constants, what the phi is to be for it is proved of each
 * number that comes into the phi, of those that come round the loop from what it is to be.
 */
enum proof prove_range_by_turns(bridge_analyses *analyses, struct proof_place place,
				LLVMValueRef value, uint64_t first, uint64_t last);

/*
 * What is added to a phi, a number or an address, for what comes round the loop into it; 0 if that
 * is no constant.
 */
int64_t prove_step(LLVMValueRef phi, LLVMValueRef next);

/*
 * The same, and that the value is not poison: what a number that is not used tells of the loop that
 * goes on although the number has overflowed.
 */
enum proof prove_count_by_turns(bridge_analyses *analyses, struct proof_place place,
				LLVMValueRef value, uint64_t first, uint64_t last);

/*
 * After one of these two was answered PROOF_NONE: a number outside of the range that the value can
 * be, as far as what is assumed tells. A loop, a call or memory that is not followed may rule it
 * out. False if there is none.
 */
bool prove_example(bridge_analyses *analyses, uint64_t *value);

/* Is it one of count numbers? */
enum proof prove_choice(bridge_analyses *analyses, struct proof_place place, LLVMValueRef value,
			const int64_t *numbers, size_t count);

/* Is a pointer not NULL? */
enum proof prove_not_null(bridge_analyses *analyses, struct proof_place place,
			  LLVMValueRef pointer);

/*
 * Is the address to, of 64 bits, so many bytes behind from, and from not poison where to is not?
 */
enum proof prove_distance(bridge_analyses *analyses, struct proof_place place, LLVMValueRef from,
			  LLVMValueRef to, int64_t bytes);

/*
 * Is an address from first up to last bytes behind the start of an object of so many bytes, or
 * outside of that object?
 */
enum proof prove_offset(bridge_analyses *analyses, struct proof_place place, LLVMValueRef object,
			uint64_t size, LLVMValueRef address, uint64_t first, uint64_t last);

/* Is an address, of 64 bits, from 0 up to last bytes behind another one? */
enum proof prove_behind(bridge_analyses *analyses, struct proof_place place, LLVMValueRef from,
			LLVMValueRef address, uint64_t last);

/* Forgets what depends on the module as it was. */
void prove_forget(bridge_analyses *analyses);

/* Frees all that the prover keeps; the last thing that is done with analyses. */
void prove_end(bridge_analyses *analyses);

#endif
