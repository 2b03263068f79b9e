/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Looks among the plugin's findings for one that accounts for a rejection: of a hazard that ends in
 * such words, on this kernel, in the function. At the very line it is taken for the cause;
 * elsewhere in the function it may be.
 */
#ifndef BPFMEND_EXPLAIN_JUDGE_NOTES_H
#define BPFMEND_EXPLAIN_JUDGE_NOTES_H

#include "explain/judge.h"

/* Fills what a finding says and returns true, or returns false. */
bool judge_notes(const struct known *known, struct judgement *judgement);

#endif
