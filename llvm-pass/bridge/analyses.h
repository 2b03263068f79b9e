// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What hides behind bridge_analyses: shared by the C++ files of the bridge.

#ifndef BPFMEND_BRIDGE_ANALYSES_H
#define BPFMEND_BRIDGE_ANALYSES_H

#include "llvm/IR/PassManager.h"

struct bridge_analyses {
  llvm::FunctionAnalysisManager &Functions;
  unsigned Level = 2;       // The optimiser's, 0 to 3.
  bool Compiling = false;   // It is clang that asks, not opt for this pass.
  void *Attached = nullptr; // The pass's own, see bridge_attach().
  void *Prover = nullptr;   // Likewise, see bridge_attach_prover().
};

#endif
