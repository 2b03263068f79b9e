/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Prints what the prover knows of every number where it is used, for its own tests:
 *
 *	opt -passes='print<bpfmend-ranges>' -disable-output
 *
 *	prog:
 *	entry 3 %x: unsigned 0 to 9, signed 0 to 9
 *
 * is of %x where the fourth instruction of the block entry is executed; a phi uses a number at the
 * end of the block that it comes from. What is unknown, and blocks and numbers without a name, are
 * left out.
 */
#ifndef BPFMEND_RANGE_PRINTER_H
#define BPFMEND_RANGE_PRINTER_H

#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/* Writes the lines of all functions that a module defines to the standard error. */
void range_printer_run(LLVMModuleRef module, bridge_analyses *analyses);

#endif
