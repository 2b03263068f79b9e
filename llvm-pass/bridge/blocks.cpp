// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The control-flow graph: the C API can add blocks but not split one, and does
// not order them.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

LLVMBasicBlockRef bridge_split_if(LLVMValueRef Condition, LLVMValueRef Before) {
  auto *Place = unwrap<Instruction>(Before);
#if LLVM_VERSION_MAJOR >= 19
  Instruction *End = SplitBlockAndInsertIfThen(
      unwrap(Condition), Place->getIterator(), /*Unreachable=*/false);
#else
  Instruction *End = SplitBlockAndInsertIfThen(unwrap(Condition), Place,
                                               /*Unreachable=*/false);
#endif
  return wrap(End->getParent());
}

bool bridge_edge_dominates(bridge_analyses *Analyses, LLVMBasicBlockRef From,
                           LLVMBasicBlockRef To, LLVMBasicBlockRef Block) {
  auto &Tree = Analyses->Functions.getResult<DominatorTreeAnalysis>(
      *unwrap(From)->getParent());

  return Tree.dominates(BasicBlockEdge(unwrap(From), unwrap(To)),
                        unwrap(Block));
}

size_t bridge_block_order(LLVMValueRef Function_, LLVMBasicBlockRef *Blocks) {
  size_t Count = 0;

  for (BasicBlock *Block :
       ReversePostOrderTraversal<Function *>(unwrap<Function>(Function_)))
    Blocks[Count++] = wrap(Block);
  return Count;
}
