/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Visits the functions of a module until nothing is left to rewrite. A rewrite may make what an
 * earlier hazard looks for, and what one function does to a stack object or a number is seen by
 * those it calls and those that call it: all of them are visited again. Then the code that the
 * backend makes of it is looked at, for hazards that only it shows, and for what no verifier takes
 * and the plain code had not (look.h). A function that does not come to an end, or whose rewrites
 * end so, becomes what it was, with warnings: a program that loaded must load.
 *
 * So the order of hazards.def decides which of two rewrites of one place is tried first, and never
 * whether a hazard is left behind.
 */
#ifndef BPFMEND_FIXED_POINT_H
#define BPFMEND_FIXED_POINT_H

#include "llvm-pass/driver/visit.h"

/* run has its options and analyses. Returns 0 or -ENOMEM. */
int fixed_point_run(struct run *run, LLVMModuleRef module);

/*
 * Deletes static functions that nothing uses any more. When all is said of them, and before run is
 * freed, which can do nothing else then.
 */
void fixed_point_delete_unused(struct run *run);

/* Frees what fixed_point_run() left in run. */
void fixed_point_free(struct run *run);

#endif
