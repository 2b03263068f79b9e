/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How often the path that is walked now goes round a loop. A loop of the code is a jump back and
 * what lies between it and its target, as LLVM places loops: one whose parts lie elsewhere is not
 * counted. Relies on the steps that each state keeps of its path.
 */
#ifndef BPFMEND_VERIFIER_ROUNDS_H
#define BPFMEND_VERIFIER_ROUNDS_H

#include "llvm-pass/verifier/check.h"

/* Notes into the verdict the loop that the path has gone round most often without leaving it. */
void note_rounds(struct walk *walk);

#endif
