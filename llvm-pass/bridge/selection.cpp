// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What SelectionDAG will know of values, told before it runs. It works on one
// block at a time, in reverse post-order, and knows less than LLVM's analyses
// of the IR: no assumptions, no dominating conditions; of a value from another
// block only how many of its high bits are 0; of a phi nothing while one of
// its blocks is still to come. This file mirrors that, on LLVM's KnownBits, in
// the terms of SelectionDAG::computeKnownBits(), FunctionLoweringInfo's
// LiveOutInfo and the lowering of memset and memcpy.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Support/KnownBits.h"

#include <algorithm>

using namespace llvm;

namespace {

// SelectionDAG::MaxRecursionDepth.
constexpr unsigned MaxDepth = 6;
// How many values from other blocks are followed behind one another.
constexpr unsigned MaxCrossings = 64;

// The order in which SelectionDAGISel takes the blocks of a function.
class BlockOrder {
public:
  explicit BlockOrder(const Function &F) {
    unsigned Number = 0;
    for (const BasicBlock *Block :
         ReversePostOrderTraversal<const Function *>(&F))
      Numbers[Block] = Number++;
  }

  bool before(const BasicBlock *A, const BasicBlock *B) const {
    auto First = Numbers.find(A), Second = Numbers.find(B);
    return First != Numbers.end() && Second != Numbers.end() &&
           First->second < Second->second;
  }

private:
  DenseMap<const BasicBlock *, unsigned> Numbers;
};

// Keeps the order of a function until its blocks change: to find it for each
// address would cost the square of the function.
class BlockOrderAnalysis : public AnalysisInfoMixin<BlockOrderAnalysis> {
  friend AnalysisInfoMixin<BlockOrderAnalysis>;
  static AnalysisKey Key;

public:
  using Result = BlockOrder;
  BlockOrder run(Function &F, FunctionAnalysisManager &) {
    return BlockOrder(F);
  }
};

class SelectionBits {
public:
  SelectionBits(const BlockOrder &Order, const DataLayout &Layout)
      : Order(Order), Layout(Layout) {}

  // What is known of V where Block is selected.
  KnownBits at(const Value *V, const BasicBlock *Block, unsigned Depth);

private:
  KnownBits unknown(const Value *V) const {
    return KnownBits(Layout.getTypeSizeInBits(V->getType()));
  }
  KnownBits operation(const Instruction *I, unsigned Depth);
  KnownBits binary(const BinaryOperator *I, unsigned Depth);
  KnownBits cast(const CastInst *I, unsigned Depth);
  KnownBits phi(const PHINode *Phi);
  KnownBits liveOut(const Instruction *I);

  const BlockOrder &Order;
  const DataLayout &Layout;
  DenseMap<const Instruction *, KnownBits> LiveOuts;
  unsigned Crossings = 0;
};

AnalysisKey BlockOrderAnalysis::Key;

} // namespace

static const BlockOrder &blockOrder(bridge_analyses *Analyses, Function &F) {
  // Does nothing from the second time on.
  Analyses->Functions.registerPass([] { return BlockOrderAnalysis(); });
  return Analyses->Functions.getResult<BlockOrderAnalysis>(F);
}

KnownBits SelectionBits::at(const Value *V, const BasicBlock *Block,
                            unsigned Depth) {
  if (auto *Constant = dyn_cast<ConstantInt>(V))
    return KnownBits::makeConstant(Constant->getValue());
  auto *I = dyn_cast<Instruction>(V);
  if (!I || Depth >= MaxDepth)
    return unknown(V);
  if (I->getParent() == Block && !isa<PHINode>(I))
    return operation(I, Depth);

  // It comes in a register, behind an AssertZext.
  KnownBits Known = unknown(V);
  Known.Zero.setHighBits(liveOut(I).countMinLeadingZeros());
  return Known;
}

// What FunctionLoweringInfo keeps of a value that other blocks use.
KnownBits SelectionBits::liveOut(const Instruction *I) {
  auto Found = LiveOuts.find(I);
  if (Found != LiveOuts.end())
    return Found->second;
  if (Crossings == MaxCrossings)
    return unknown(I);
  Crossings++;
  auto *Phi = dyn_cast<PHINode>(I);
  KnownBits Known = Phi ? phi(Phi) : operation(I, 0);
  Crossings--;
  LiveOuts.insert({I, Known});
  return Known;
}

KnownBits SelectionBits::phi(const PHINode *Phi) {
  KnownBits Known = unknown(Phi);

  Known.Zero.setAllBits();
  Known.One.setAllBits();
  for (unsigned I = 0; I < Phi->getNumIncomingValues(); I++) {
    const Value *V = Phi->getIncomingValue(I);
    KnownBits Incoming = unknown(Phi);

    if (!Order.before(Phi->getIncomingBlock(I), Phi->getParent()))
      return Incoming;
    if (auto *Constant = dyn_cast<ConstantInt>(V))
      Incoming = KnownBits::makeConstant(Constant->getValue());
    else if (auto *Value = dyn_cast<Instruction>(V))
      Incoming = liveOut(Value);
    Known.Zero &= Incoming.Zero;
    Known.One &= Incoming.One;
  }
  return Known;
}

KnownBits SelectionBits::operation(const Instruction *I, unsigned Depth) {
  if (auto *Binary = dyn_cast<BinaryOperator>(I))
    return binary(Binary, Depth);
  if (auto *Cast = dyn_cast<CastInst>(I))
    return cast(Cast, Depth);
  if (isa<FreezeInst>(I))
    return at(I->getOperand(0), I->getParent(), Depth + 1);
  if (auto *Select = dyn_cast<SelectInst>(I)) {
    KnownBits Known = at(Select->getTrueValue(), I->getParent(), Depth + 1);
    KnownBits Other = at(Select->getFalseValue(), I->getParent(), Depth + 1);
    Known.Zero &= Other.Zero;
    Known.One &= Other.One;
    return Known;
  }
  // Loads and calls with a range, minima, population counts: as in the IR.
  if (I->getType()->isIntegerTy())
    return computeKnownBits(I, Layout);
  return unknown(I);
}

KnownBits SelectionBits::binary(const BinaryOperator *I, unsigned Depth) {
  KnownBits Left = at(I->getOperand(0), I->getParent(), Depth + 1);
  KnownBits Right = at(I->getOperand(1), I->getParent(), Depth + 1);
  KnownBits Carry(1);

  switch (I->getOpcode()) {
  case Instruction::And:
    return Left & Right;
  case Instruction::Or:
    return Left | Right;
  case Instruction::Xor:
    return Left ^ Right;
  case Instruction::Add:
    Carry.setAllZero();
    return KnownBits::computeForAddCarry(Left, Right, Carry);
  case Instruction::Sub:
    std::swap(Right.Zero, Right.One);
    Carry.setAllOnes();
    return KnownBits::computeForAddCarry(Left, Right, Carry);
  case Instruction::Mul:
    return KnownBits::mul(Left, Right);
  case Instruction::Shl:
    return KnownBits::shl(Left, Right);
  case Instruction::LShr:
    return KnownBits::lshr(Left, Right);
  case Instruction::AShr:
    return KnownBits::ashr(Left, Right);
  case Instruction::UDiv:
    return KnownBits::udiv(Left, Right);
  case Instruction::URem:
    return KnownBits::urem(Left, Right);
  default:
    return unknown(I);
  }
}

KnownBits SelectionBits::cast(const CastInst *I, unsigned Depth) {
  if (!I->getSrcTy()->isIntegerTy() || !I->getDestTy()->isIntegerTy())
    return unknown(I);
  KnownBits Known = at(I->getOperand(0), I->getParent(), Depth + 1);
  unsigned Width = I->getDestTy()->getIntegerBitWidth();

  switch (I->getOpcode()) {
  case Instruction::ZExt:
    return Known.zext(Width);
  case Instruction::SExt:
    return Known.sext(Width);
  case Instruction::Trunc:
    return Known.trunc(Width);
  default:
    return unknown(I);
  }
}

bridge_bits bridge_offset_bits(bridge_analyses *Analyses, LLVMValueRef Index_,
                               uint64_t Scale, LLVMBasicBlockRef Block_) {
  auto *Index = unwrap(Index_);
  auto *Block = unwrap(Block_);

  if (!Index->getType()->isIntegerTy())
    return {0, 0};
  SelectionBits Bits(blockOrder(Analyses, *Block->getParent()),
                     Block->getModule()->getDataLayout());
  KnownBits Known = Bits.at(Index, Block, 0);
  Known = KnownBits::mul(Known.sextOrTrunc(64),
                         KnownBits::makeConstant(APInt(64, Scale)));
  return {Known.Zero.getZExtValue(), Known.One.getZExtValue()};
}

static KnownBits fromBits(bridge_bits Bits) {
  KnownBits Known(64);

  Known.Zero = APInt(64, Bits.zero);
  Known.One = APInt(64, Bits.one);
  return Known;
}

bridge_bits bridge_add_bits(bridge_bits A, bridge_bits B) {
  KnownBits Carry(1);

  Carry.setAllZero();
  KnownBits Sum =
      KnownBits::computeForAddCarry(fromBits(A), fromBits(B), Carry);
  return {Sum.Zero.getZExtValue(), Sum.One.getZExtValue()};
}

// The widest access that BPF lowers a copy of Size bytes to.
static uint64_t widestAccess(uint64_t Size) {
  return std::min<uint64_t>(8, Size ? llvm::bit_floor(Size) : 1);
}

uint64_t bridge_frame_alignment(bridge_analyses *Analyses, LLVMValueRef Alloca_,
                                LLVMBasicBlockRef Block_) {
  auto *Alloca = unwrap<AllocaInst>(Alloca_);
  auto *Block = unwrap(Block_);
  const BlockOrder &Order = blockOrder(Analyses, *Block->getParent());
  uint64_t Alignment = Alloca->getAlign().value();

#if LLVM_VERSION_MAJOR < 17
  // FunctionLoweringInfo::set() raised it up to the stack's own.
  const DataLayout &Layout = Alloca->getModule()->getDataLayout();
  Align Preferred = Layout.getPrefTypeAlign(Alloca->getAllocatedType());
  Alignment = std::max(Alignment, std::min<uint64_t>(Preferred.value(), 8));
#endif
  // getMemsetStores() and its like raise it to what they write, once their
  // block is reached.
  for (const User *U : Alloca->users()) {
    auto *Copy = dyn_cast<MemIntrinsic>(U);
    if (!Copy || Copy->getRawDest() != Alloca ||
        Order.before(Block, Copy->getParent()))
      continue;
    if (auto *Size = dyn_cast<ConstantInt>(Copy->getLength()))
      Alignment = std::max(Alignment, widestAccess(Size->getZExtValue()));
  }
  return Alignment;
}

bool bridge_expands_division(LLVMValueRef Instruction_) {
  // From LLVM 20 or so on, at 32 bits: the high half of a product of 64 bits
  // has no instruction.
#if LLVM_VERSION_MAJOR >= 22
  auto *I = unwrap<Instruction>(Instruction_);
  return I->getType()->getIntegerBitWidth() <= 32 &&
         !I->getFunction()->hasMinSize();
#else
  (void)Instruction_;
  return false;
#endif
}

bool bridge_extends_sum(LLVMValueRef Value_) {
  // DAGCombiner::visitSHL(), from LLVM 19 on.
#if LLVM_VERSION_MAJOR >= 19
  auto *Extension = dyn_cast<SExtInst>(unwrap(Value_));
  auto *Sum =
      Extension ? dyn_cast<BinaryOperator>(Extension->getOperand(0)) : nullptr;

  return Sum && Sum->getOpcode() == Instruction::Add && Sum->hasNoSignedWrap();
#else
  (void)Value_;
  return false;
#endif
}
