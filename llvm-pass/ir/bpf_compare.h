/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * llvm.bpf.compare(predicate, a, b), which the BPF target puts in the place of some comparisons (of
 * 32 bits, for -mcpu=v1 and v2: BPFAdjustOpt.cpp) so that no pass combines them. The backend's
 * first pass makes comparisons of them again (removeCompareBuiltin() in BPFCheckAndAdjustIR.cpp);
 * no pass that would combine them runs between the last extension point and that one.
 */
#ifndef BPFMEND_BPF_COMPARE_H
#define BPFMEND_BPF_COMPARE_H

#include <stdbool.h>
#include <llvm-c/Core.h>

/*
 * Does what the backend does with them, so that all that follows sees comparisons: the object stays
 * what it is. Returns whether there were any.
 */
bool bpf_compare_lower(LLVMModuleRef module);

#endif
