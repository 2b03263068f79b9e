/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Looks at what the backend makes of the mended module, and holds it to what it makes of the plain
 * one: what no verifier takes must not be new. So whatever rewrites do to spills, to the layout of
 * frames and to what instruction selection knows, a program that loaded still does. What it cannot
 * see is what only a walk of the verifier sees.
 */
#ifndef BPFMEND_LOOK_H
#define BPFMEND_LOOK_H

#include "llvm-pass/driver/visit.h"

/*
 * Tells of each function in `worse` whether its rewrites are to be undone, and why; *any whether
 * one is. Of a module in which nothing is rewritten, or that did not compile either before, none
 * is. Returns 0 or -ENOMEM.
 */
int look_at_mended(struct run *run, bool *any);

/*
 * Whether the code of the mended module, which was searched, has in a function what no verifier
 * takes and the plain one had not.
 */
bool look_finds_new(const struct run *run, LLVMValueRef function);

#endif
