// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The control-flow graph: the C API can add blocks but not split one, and does
// not order them.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

LLVMValueRef bridge_freeze(LLVMValueRef Value_, LLVMValueRef Before_) {
  auto *Before = unwrap<Instruction>(Before_);
  DominatorTree Tree(*Before->getFunction());

  if (isGuaranteedNotToBeUndefOrPoison(unwrap(Value_), /*AC=*/nullptr, Before,
                                       &Tree))
    return Value_;
  return wrap(IRBuilder<>(Before).CreateFreeze(unwrap(Value_)));
}

// Moves the allocas behind a place of the entry block before it: in another
// block they would be dynamic, which BPF has not.
static void hoistAllocas(Instruction *Place) {
  BasicBlock *Block = Place->getParent();

  if (!Block->isEntryBlock())
    return;
  for (Instruction &I :
       make_early_inc_range(make_range(Place->getIterator(), Block->end())))
    if (auto *Alloca = dyn_cast<AllocaInst>(&I))
      if (isa<ConstantInt>(Alloca->getArraySize()) && Alloca != Place)
        Alloca->moveBefore(*Block, Place->getIterator());
}

LLVMBasicBlockRef bridge_split_if(LLVMValueRef Condition, LLVMValueRef Before) {
  auto *Place = unwrap<Instruction>(Before);

  hoistAllocas(Place);
#if LLVM_VERSION_MAJOR >= 19
  Instruction *End = SplitBlockAndInsertIfThen(
      unwrap(Condition), Place->getIterator(), /*Unreachable=*/false);
#else
  Instruction *End = SplitBlockAndInsertIfThen(unwrap(Condition), Place,
                                               /*Unreachable=*/false);
#endif
  return wrap(End->getParent());
}

LLVMBasicBlockRef bridge_split(LLVMValueRef Before_) {
  auto *Before = unwrap<Instruction>(Before_);

  hoistAllocas(Before);
  return wrap(SplitBlock(Before->getParent(), Before));
}

void bridge_replace_dominated(LLVMValueRef Value_, LLVMValueRef By,
                              LLVMBasicBlockRef Block_) {
  BasicBlock *Block = unwrap(Block_);
  DominatorTree Tree(*Block->getParent());

  for (Use &U : make_early_inc_range(unwrap(Value_)->uses())) {
    auto *User = cast<Instruction>(U.getUser());
    auto *Phi = dyn_cast<PHINode>(User);
    BasicBlock *Place = Phi ? Phi->getIncomingBlock(U) : User->getParent();

    if (User != unwrap(By) && Tree.dominates(Block, Place))
      U.set(unwrap(By));
  }
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

static DominatorTree &dominatorsOf(bridge_analyses *Analyses,
                                   BasicBlock *Block) {
  return Analyses->Functions.getResult<DominatorTreeAnalysis>(
      *Block->getParent());
}

LLVMBasicBlockRef bridge_dominator(bridge_analyses *Analyses,
                                   LLVMBasicBlockRef Block_) {
  BasicBlock *Block = unwrap(Block_);
  DomTreeNode *Node = dominatorsOf(Analyses, Block).getNode(Block);

  return Node && Node->getIDom() ? wrap(Node->getIDom()->getBlock()) : nullptr;
}

bool bridge_dominates(bridge_analyses *Analyses, LLVMBasicBlockRef First,
                      LLVMBasicBlockRef Block_) {
  BasicBlock *Block = unwrap(Block_);

  return dominatorsOf(Analyses, Block).dominates(unwrap(First), Block);
}

LLVMBasicBlockRef bridge_preheader(bridge_analyses *Analyses,
                                   LLVMBasicBlockRef Header_) {
  BasicBlock *Header = unwrap(Header_);
  Loop *L = Analyses->Functions.getResult<LoopAnalysis>(*Header->getParent())
                .getLoopFor(Header);

  if (!L || L->getHeader() != Header)
    return nullptr;
  return wrap(L->getLoopPredecessor());
}

bool bridge_switch_case(LLVMValueRef Instruction_, unsigned int Number,
                        uint64_t *Value, LLVMBasicBlockRef *Target) {
  auto *Switch = unwrap<SwitchInst>(Instruction_);

  if (Number >= Switch->getNumCases())
    return false;
  auto Case = *(Switch->case_begin() + Number);
  *Value = Case.getCaseValue()->getZExtValue();
  *Target = wrap(Case.getCaseSuccessor());
  return true;
}
