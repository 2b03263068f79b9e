/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Prints what the backend makes of a module, each instruction with the IR instruction that it came
 * from: opt -passes='print<bpfmend-code>'. For tests, and for whoever looks into the machine.
 *
 *	f: in socket
 *	    0 r1 = *(u32 *)(r1 + 0x8)	%1 = load i32, ptr %0, align 4
 *	    1 call 0x6, helper 6	-
 *
 * The number is the instruction's place in its function; "-" stands where none is known, and "~"
 * before one that is only near.
 */
#ifndef BPFMEND_EMIT_CODE_PRINTER_H
#define BPFMEND_EMIT_CODE_PRINTER_H

#include <stdio.h>
#include <llvm-c/Core.h>

struct emission; /* emission.h */

/* Writes the emitted code of a module. */
void code_print(const struct emission *emission, FILE *to);

/* Emits a module and prints it, or why it cannot be emitted. */
void code_printer_run(LLVMModuleRef module, unsigned int level, FILE *to);

#endif
