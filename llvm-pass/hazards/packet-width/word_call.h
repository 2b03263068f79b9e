/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Calls of the module's functions through which an address of a packet goes in 32 bits: as
 * what is returned, as an argument, or in a stack object of the caller's that is stored to here or
 * there. Relies on packet_word.h.
 */
#ifndef BPFMEND_WORD_CALL_H
#define BPFMEND_WORD_CALL_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

bool word_call_is(bridge_analyses *analyses, LLVMValueRef call);

#endif
