/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which kernels' verifiers never come to an instruction, because on every way to it stands a call
 * of a helper or kfunc that they do not have. Relies on kernel/contracts/unknown.def and on the
 * bridge for dominators.
 */
#ifndef BPFMEND_UNKNOWN_CALLS_H
#define BPFMEND_UNKNOWN_CALLS_H

#include <llvm-c/Core.h>

#include "kernel/version.h"
#include "llvm-pass/bridge/bridge.h"

/*
 * The newest series that cannot come to the instruction, as those before it cannot; { 0, 0 } if
 * every kernel may.
 */
struct kernel_version unknown_calls_before(bridge_analyses *analyses, LLVMValueRef instruction);

#endif
