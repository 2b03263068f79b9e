// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stack objects made registers, as LLVM's mem2reg does it.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

using namespace llvm;

bool bridge_promote(LLVMValueRef *Allocas, size_t Count) {
  SmallVector<AllocaInst *, 4> Slots;

  for (size_t I = 0; I < Count; I++) {
    Slots.push_back(unwrap<AllocaInst>(Allocas[I]));
    if (!isAllocaPromotable(Slots.back()))
      return false;
  }
  // The analyses' own tree may be older than the blocks.
  if (!Slots.empty()) {
    DominatorTree Tree(*Slots.front()->getFunction());
    PromoteMemToReg(Slots, Tree);
  }
  return true;
}
