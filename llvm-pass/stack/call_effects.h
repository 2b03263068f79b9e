/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a call does to the memory that one of its arguments points at. The answer comes from the
 * contracts of helpers and kfuncs in kernel/contracts/, or from a summary of the module's own
 * static function. Every other call may do anything: global functions, callbacks, inline assembly.
 */
#ifndef BPFMEND_CALL_EFFECTS_H
#define BPFMEND_CALL_EFFECTS_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/ir/value_map.h"

/*
 * Bytes from first up to and without end, counted from where the argument points; none if they are
 * equal. INT64_MIN and INT64_MAX stand for wherever the object starts and ends.
 */
struct byte_span {
	int64_t first;
	int64_t end;
};

/* An argument of a BPF helper. */
struct helper_argument {
	unsigned int helper; /* its number in enum bpf_func_id */
	unsigned int argument; /* counted from 0 */
	bool sometimes; /* a function of the program calls it, not on all of its paths */
	bool among_others; /* that function writes there in other ways, too */
	bool initialised; /* it writes all that the helper is given itself, before */
};

struct argument_effect {
	bool known; /* false: the call may do anything, now and later */
	struct byte_span reads;
	struct byte_span writes; /* may be written, with anything */
	struct byte_span seen; /* a BPF helper is given these bytes, to read or to write */
	struct helper_argument writer; /* what writes there, if a helper does; else helper is 0 */
};

/* The functions of a module that were summarised so far. */
struct call_effects {
	bridge_analyses *analyses;
	struct argument_effect *arguments; /* of all summarised functions, one after the other */
	size_t argument_count;
	struct value_map functions; /* from a function to its first argument */
};

/*
 * What call does through its argument number argument, counted from 0. May summarise functions of
 * the module. Returns 0 or -ENOMEM.
 */
int call_effects_of(struct call_effects *effects, LLVMValueRef call, unsigned int argument,
		    struct argument_effect *effect);

/* The number of the BPF helper that an instruction calls, or 0 if it calls none. */
unsigned int called_helper(LLVMValueRef call);

/* The name of the kfunc that an instruction calls, or NULL if it calls none. */
const char *called_kfunc(LLVMValueRef call);

/* Grows span until it holds more too. */
void byte_span_join(struct byte_span *span, struct byte_span more);

void call_effects_free(struct call_effects *effects);

#endif
