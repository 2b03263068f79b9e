// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the prover assumes of values; see facts.h.

#include "llvm-pass/bridge/facts.h"
#include "llvm-pass/bridge/analyses.h"

#include "llvm/Analysis/LazyValueInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Operator.h"
#include "llvm/Support/KnownBits.h"

using namespace llvm;

void bridge_attach_prover(bridge_analyses *Analyses, void *Prover) {
  Analyses->Prover = Prover;
}

void *bridge_attached_prover(bridge_analyses *Analyses) {
  return Analyses->Prover;
}

bool bridge_known_range(bridge_analyses *Analyses, LLVMValueRef Value_,
                        LLVMValueRef Place_, uint64_t *First, uint64_t *Last) {
  Value *V = unwrap(Value_);
  auto *Place = unwrap<Instruction>(Place_);
  Function &F = *Place->getFunction();

  if (!V->getType()->isIntegerTy() || V->getType()->getIntegerBitWidth() > 64)
    return false;
  ConstantRange Range =
      Analyses->Functions.getResult<LazyValueAnalysis>(F).getConstantRange(
          V, Place, /*UndefAllowed=*/false);
  auto &Loops = Analyses->Functions.getResult<LoopAnalysis>(F);
  auto *Computed = dyn_cast<Instruction>(V);
  if (Computed && Loops.getLoopFor(Computed->getParent()) &&
      !isa<LoadInst, CallBase>(Computed)) {
    auto &Evolution = Analyses->Functions.getResult<ScalarEvolutionAnalysis>(F);
    const SCEV *Sum = Evolution.getSCEV(V);
    Range = Range.intersectWith(Evolution.getUnsignedRange(Sum))
                .intersectWith(Evolution.getSignedRange(Sum));
  }
  if (Range.isEmptySet() || Range.isFullSet())
    return false;
  *First = Range.getLower().getZExtValue();
  *Last = (Range.getUpper() - 1).getZExtValue();
  return true;
}

bridge_bits bridge_known_bits(LLVMValueRef Value_) {
  Value *V = unwrap(Value_);
  auto *I = dyn_cast<Instruction>(V);

  if (!I || !V->getType()->isIntegerTy() ||
      V->getType()->getIntegerBitWidth() > 64)
    return {0, 0};
  KnownBits Bits = computeKnownBits(V, I->getModule()->getDataLayout());
  if (Bits.hasConflict())
    return {0, 0};
  return {Bits.Zero.getZExtValue(), Bits.One.getZExtValue()};
}

unsigned bridge_flags(LLVMValueRef Value_) {
  auto *Op = dyn_cast<Operator>(unwrap(Value_));
  unsigned Flags = 0;

  if (!Op)
    return BRIDGE_OTHER;
  if (auto *Overflowing = dyn_cast<OverflowingBinaryOperator>(Op)) {
    Flags |= Overflowing->hasNoUnsignedWrap() ? BRIDGE_NUW : 0;
    return Flags | (Overflowing->hasNoSignedWrap() ? BRIDGE_NSW : 0);
  }
  if (auto *Exact = dyn_cast<PossiblyExactOperator>(Op))
    return Exact->isExact() ? BRIDGE_EXACT : 0;
#if LLVM_VERSION_MAJOR >= 19
  if (auto *Disjoint = dyn_cast<PossiblyDisjointInst>(Op))
    return Disjoint->isDisjoint() ? BRIDGE_DISJOINT : 0;
  if (isa<ZExtInst>(Op))
    return cast<PossiblyNonNegInst>(Op)->hasNonNeg() ? BRIDGE_NNEG : 0;
#endif
#if LLVM_VERSION_MAJOR >= 22
  if (auto *Cut = dyn_cast<TruncInst>(Op)) {
    Flags |= Cut->hasNoUnsignedWrap() ? BRIDGE_NUW : 0;
    return Flags | (Cut->hasNoSignedWrap() ? BRIDGE_NSW : 0);
  }
  if (auto *Compare = dyn_cast<ICmpInst>(Op))
    return Compare->hasSameSign() ? BRIDGE_SAMESIGN : 0;
#endif
  return Op->hasPoisonGeneratingFlags() ? BRIDGE_OTHER : 0;
}

bool bridge_hands_on(LLVMValueRef Call_) {
  auto *Call = dyn_cast<CallInst>(unwrap(Call_));
  auto *Assembly =
      Call ? dyn_cast<InlineAsm>(Call->getCalledOperand()) : nullptr;

  if (!Assembly || !Assembly->getAsmString().empty() || Call->arg_size() != 1 ||
      Call->getArgOperand(0)->getType() != Call->getType())
    return false;
  StringRef Constraints = Assembly->getConstraintString();
  if (!Constraints.consume_front("=r,0") && !Constraints.consume_front("=&r,0"))
    return false;
  return Constraints.empty() || Constraints.starts_with(",~");
}

bool bridge_address_parts(LLVMValueRef Gep_, bridge_index *Indices,
                          size_t *Count, int64_t *Constant) {
  auto *Gep = dyn_cast<GEPOperator>(unwrap(Gep_));
  auto *Inside = dyn_cast<Instruction>(unwrap(Gep_));
  size_t Room = *Count;

  *Count = 0;
  if (!Gep || !Inside || Gep->getType()->isVectorTy())
    return false;
#if LLVM_VERSION_MAJOR >= 22
  SmallMapVector<Value *, APInt, 4> Variable;
#else
  MapVector<Value *, APInt> Variable;
#endif
  APInt Sum(64, 0);
  if (!Gep->collectOffset(Inside->getModule()->getDataLayout(), 64, Variable,
                          Sum))
    return false;
  if (Variable.size() > Room)
    return false;
  for (auto &[Index, Scale] : Variable)
    Indices[(*Count)++] = {wrap(Index), Scale.getSExtValue()};
  *Constant = Sum.getSExtValue();
  return true;
}
