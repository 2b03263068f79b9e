/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the BPF helpers and kfuncs do to the memory they are given, and which of a helper's
 * arguments may be any number, out of kernel/contracts/. Relies on helpers keeping their numbers,
 * which the kernel's UAPI guarantees, and on no kfunc getting another meaning under its name.
 */
#ifndef BPFMEND_HELPER_CONTRACTS_H
#define BPFMEND_HELPER_CONTRACTS_H

#include <stdbool.h>

#include "llvm-pass/stack/call_effects.h"

/*
 * What a call of the helper with this number does through its argument number argument, counted
 * from 0. Leaves *effect alone, which is then not known, if the contracts do not say.
 */
void helper_contract(unsigned int helper, LLVMValueRef call, unsigned int argument,
		     struct argument_effect *effect);

/*
 * The same if the call is one of a kfunc, by its name. Returns whether it is; a kfunc that is not
 * in the contracts leaves *effect alone.
 */
bool kfunc_contract(LLVMValueRef call, unsigned int argument, struct argument_effect *effect);

/*
 * How many bytes a helper or kfunc accesses through its argument, counted from 0, where that is the
 * same in each call or the map's definition tells; 0 where not.
 */
uint64_t contract_fixed_size(LLVMValueRef call, unsigned int argument);

/*
 * True if the verifier takes any number for that argument, counted from 0, and concludes nothing
 * from it: kernel/contracts/numbers.def.
 */
bool helper_takes_any_number(unsigned int helper, unsigned int argument);

#endif
