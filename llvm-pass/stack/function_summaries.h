/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the module's own static functions do to the memory they are given, found by following their
 * arguments as stack_objects follows objects. Relies on a static function having no callers and no
 * body but those the module shows.
 */
#ifndef BPFMEND_FUNCTION_SUMMARIES_H
#define BPFMEND_FUNCTION_SUMMARIES_H

#include "llvm-pass/stack/call_effects.h"

/*
 * What the function that call calls does through its argument number argument, counted from 0.
 * Leaves *effect alone, which is then not known, if it is not a static function with a body that
 * is called as it was declared, or if it calls itself. Returns 0 or -ENOMEM.
 */
int function_summary(struct call_effects *effects, LLVMValueRef call, unsigned int argument,
		     struct argument_effect *effect);

#endif
