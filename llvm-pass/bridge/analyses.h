// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What hides behind bridge_analyses: shared by the C++ files of the bridge.

#ifndef BPFMEND_BRIDGE_ANALYSES_H
#define BPFMEND_BRIDGE_ANALYSES_H

#include "llvm/IR/PassManager.h"

struct bridge_analyses {
  llvm::FunctionAnalysisManager &Functions;
  void *Attached = nullptr; // The pass's own, see bridge_attach().
  void *Prover = nullptr;   // Likewise, see bridge_attach_prover().
};

#endif
