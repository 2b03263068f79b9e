/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Prints what kernels will say of the programs of a module, as walked, for tests and for whoever
 * asks why something is said of a program, or is not:
 *
 *	opt -passes='print<bpfmend-walk:6.12-7.2>' -disable-output
 *
 *	put: in kprobe/do_nanosleep
 *	  6.12 to 6.19: refused at 19, ARGUMENT_SIZE: R3 invalid zero-sized read: u64=[0,4294967295]
 *	    %err = tail call i64 inttoptr (i64 36 to ptr)(ptr %to, ptr %room, i32 %size)
 *	  7.0 to 7.2: accepted, 23 walked
 *
 * 19 is the instruction in the kernel's count; below stands the IR instruction that it came from,
 * with "~" before one that is only near. Without a list every series is asked.
 */
#ifndef BPFMEND_WALK_PRINTER_H
#define BPFMEND_WALK_PRINTER_H

#include <stdio.h>
#include <llvm-c/Core.h>

/*
 * Emits a module at the optimiser's level and prints its walks, or why there are none. kernels is a
 * list as users write it.
 */
void walk_printer_run(LLVMModuleRef module, unsigned int level, const char *kernels, FILE *to);

#endif
