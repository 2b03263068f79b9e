/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * For tests: prints what the solver proves of numbers at their uses, for
 * -passes='print<bpfmend-proofs>', in the form of range_printer.h, in functions of many blocks of
 * one number in sixteen. The ends are looked for by halving.
 */
#ifndef BPFMEND_PROOF_PRINTER_H
#define BPFMEND_PROOF_PRINTER_H

#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/* Writes the lines of all functions that a module defines to the standard error. */
void proof_printer_run(LLVMModuleRef module, bridge_analyses *analyses);

#endif
