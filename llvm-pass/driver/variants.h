/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * -bpfmend-mode=variants: what is mended stands beside what it was, and the loader chooses
 * (libbpfmend, docs/variants.md). Of each program whose code was rewritten, or that of a function
 * it leads to, there is a twin, PROGRAM__mended, in a section that libbpf does not load unasked
 * ("?tc"); the program itself is as without bpfmend. Of subprograms, too, what differs is there
 * twice, and nothing else: maps, global variables and equal functions are shared.
 */
#ifndef BPFMEND_VARIANTS_H
#define BPFMEND_VARIANTS_H

#include "llvm-pass/driver/visit.h"

/* Behind the name of what is mended. */
#define VARIANT_SUFFIX "__mended"

/*
 * Once all is mended and reported: takes the module apart into both variants. What was rewritten
 * is the caller's no more. Returns 0 or -ENOMEM.
 */
int variants_make(struct run *run, LLVMModuleRef module);

#endif
