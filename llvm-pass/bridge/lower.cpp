// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// llvm.bpf.compare(predicate, a, b) stands for comparisons that no pass is to
// combine (BPFAdjustOpt.cpp: of 32 bits, with -mcpu=v1 and v2). The backend's
// first pass makes comparisons of them again (removeCompareBuiltin() in
// BPFCheckAndAdjustIR.cpp), and between the optimiser's last extension point
// and that one no pass combines anything. In C++ because this is no rewrite:
// what the C API builds is held to mode "mend".

#include "llvm-pass/bridge/bridge.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsBPF.h"
#include "llvm/IR/Module.h"

using namespace llvm;

// Builds a comparison of whole numbers by a predicate that there is; null for
// others.
static Value *buildComparison(CallInst &Call) {
  auto *Predicate = dyn_cast<ConstantInt>(Call.getArgOperand(0));
  Value *A = Call.getArgOperand(1), *B = Call.getArgOperand(2);

  if (!Predicate || !A->getType()->isIntegerTy() ||
      A->getType() != B->getType())
    return nullptr;
  auto Which = static_cast<CmpInst::Predicate>(Predicate->getZExtValue());
  return CmpInst::isIntPredicate(Which)
             ? IRBuilder<>(&Call).CreateICmp(Which, A, B)
             : nullptr;
}

bool bridge_lower_comparisons(LLVMModuleRef Module_) {
  SmallVector<CallInst *, 8> Calls;
  bool Any = false;

  for (Function &F : *unwrap(Module_))
    if (F.getIntrinsicID() == Intrinsic::bpf_compare)
      for (User *U : F.users())
        if (auto *Call = dyn_cast<CallInst>(U))
          Calls.push_back(Call);
  for (CallInst *Call : Calls) {
    Value *Comparison = buildComparison(*Call);

    if (!Comparison)
      continue;
    Call->replaceAllUsesWith(Comparison);
    Call->eraseFromParent();
    Any = true;
  }
  return Any;
}
