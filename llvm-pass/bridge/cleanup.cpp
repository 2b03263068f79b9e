// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's own passes, run again over a function that the pass changed. Nothing
// that moves or merges code is among them: the optimizer is done, and what it
// could still do may be a hazard of its own.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"

#include "llvm/IR/Function.h"
#include "llvm/Transforms/Scalar/DCE.h"
#include "llvm/Transforms/Scalar/DeadStoreElimination.h"
#include "llvm/Transforms/Scalar/InstSimplifyPass.h"

using namespace llvm;

void bridge_clean_up(LLVMValueRef Function_, bridge_analyses *Analyses) {
  auto *F = unwrap<Function>(Function_);
  FunctionPassManager Passes;

  Passes.addPass(InstSimplifyPass());
  Passes.addPass(DSEPass());
  Passes.addPass(DCEPass());
  Analyses->Functions.invalidate(*F, PreservedAnalyses::none());
  Passes.run(*F, Analyses->Functions);
  Analyses->Functions.invalidate(*F, PreservedAnalyses::none());
}

void bridge_forget(LLVMValueRef Function_, bridge_analyses *Analyses) {
  auto *F = unwrap<Function>(Function_);

  Analyses->Functions.clear(*F, F->getName());
}
