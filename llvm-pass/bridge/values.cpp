// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What LLVM's own analyses know of a value: its range, its bits, the bytes of
// a constant.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/Analysis/InstructionSimplify.h"
#include "llvm/Analysis/LazyValueInfo.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsBPF.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/KnownBits.h"

using namespace llvm;

// How many operations a range is followed through by hand.
static const unsigned MostOperations = 6;
// And how many values in all, of which what a loop changes is looked for.
static const unsigned MostSeen = 100;

static ConstantRange rangeOf(bridge_analyses *Analyses, Value *V,
                             Instruction *Place, unsigned Depth);

// True if the value may be computed from what a loop changes: only then does
// ScalarEvolution, which takes longest, know more than LazyValueInfo. Each
// value is looked at once, however many ways lead to it.
static bool mayComeFromLoop(const LoopInfo &Loops, Value *V, unsigned Depth) {
  SmallVector<Value *, 16> Level = {V}, Next;
  SmallPtrSet<Value *, 32> Seen = {V};

  for (; !Level.empty(); Depth++, Level.swap(Next), Next.clear())
    for (Value *Of : Level) {
      auto *Computed = dyn_cast<Instruction>(Of);
      if (!Computed || isa<LoadInst, CallBase>(Computed))
        continue;
      if (Depth >= MostOperations || Loops.getLoopFor(Computed->getParent()) ||
          Seen.size() > MostSeen)
        return true;
      for (Value *Operand : Computed->operands())
        if (Seen.insert(Operand).second)
          Next.push_back(Operand);
    }
  return false;
}

// LazyValueInfo does not look through llvm.bpf.passthrough, which hides a value
// from the optimizer and is nothing but the value; so neither does it through
// what is computed from one. Both are done here.
static ConstantRange rangeOfOperation(bridge_analyses *Analyses, Value *V,
                                      Instruction *Place, unsigned Depth) {
  unsigned Width = V->getType()->getIntegerBitWidth();

  if (auto *Call = dyn_cast<IntrinsicInst>(V))
    if (Call->getIntrinsicID() == Intrinsic::bpf_passthrough &&
        Call->getArgOperand(1)->getType() == V->getType())
      return rangeOf(Analyses, Call->getArgOperand(1), Place, Depth);
  if (auto *Cast = dyn_cast<CastInst>(V))
    if (isa<ZExtInst, SExtInst, TruncInst>(Cast) &&
        Cast->getSrcTy()->isIntegerTy())
      return rangeOf(Analyses, Cast->getOperand(0), Place, Depth)
          .castOp(Cast->getOpcode(), Width);
  if (auto *Binary = dyn_cast<BinaryOperator>(V))
    return rangeOf(Analyses, Binary->getOperand(0), Place, Depth)
        .binaryOp(Binary->getOpcode(),
                  rangeOf(Analyses, Binary->getOperand(1), Place, Depth));
  return ConstantRange::getFull(Width);
}

static ConstantRange rangeOf(bridge_analyses *Analyses, Value *V,
                             Instruction *Place, unsigned Depth) {
  if (auto *C = dyn_cast<ConstantInt>(V))
    return ConstantRange(C->getValue());
  Function &F = *Place->getFunction();
  // An access at an undefined index is undefined behaviour, so nothing that is
  // concluded from one is wrong; but nothing need be.
  ConstantRange Range =
      Analyses->Functions.getResult<LazyValueAnalysis>(F).getConstantRange(
          V, Place, /*UndefAllowed=*/false);
  if (Range.isSingleElement())
    return Range;
  auto &Loops = Analyses->Functions.getResult<LoopAnalysis>(F);
  if (!Loops.empty() && mayComeFromLoop(Loops, V, Depth)) {
    auto &Evolution = Analyses->Functions.getResult<ScalarEvolutionAnalysis>(F);
    Range = Range.intersectWith(Evolution.getSignedRange(Evolution.getSCEV(V)),
                                ConstantRange::Signed);
  }
  if (Depth < MostOperations)
    Range = Range.intersectWith(rangeOfOperation(Analyses, V, Place, Depth + 1),
                                ConstantRange::Signed);
  return Range;
}

bool bridge_assembly(LLVMValueRef Call_, char *Text, size_t Size) {
  auto *Call = dyn_cast<CallInst>(unwrap(Call_));
  auto *Assembly =
      Call ? dyn_cast<InlineAsm>(Call->getCalledOperand()) : nullptr;
  if (!Assembly || !Call->getType()->isIntegerTy())
    return false;
  StringRef Words = Assembly->getAsmString();
  StringRef Constraints = Assembly->getConstraintString();
  auto First = Constraints.split(',').first;
  if ((First != "=r" && First != "=&r") || Words.size() >= Size)
    return false;
  llvm::copy(Words, Text);
  Text[Words.size()] = '\0';
  return true;
}

bool bridge_range(bridge_analyses *Analyses, LLVMValueRef Value_,
                  LLVMValueRef Place_, int64_t *First, int64_t *Last) {
  auto *V = unwrap(Value_);
  auto *Type = dyn_cast<IntegerType>(V->getType());

  if (!Type || Type->getBitWidth() > 64)
    return false;
  ConstantRange Range =
      rangeOf(Analyses, V, unwrap<Instruction>(Place_), /*Depth=*/0);
  if (Range.isEmptySet() || Range.isFullSet())
    return false;
  *First = Range.getSignedMin().getSExtValue();
  *Last = Range.getSignedMax().getSExtValue();
  return true;
}

LLVMValueRef bridge_strip_offset(LLVMValueRef Pointer_,
                                 LLVMTargetDataRef Layout, int64_t *Bytes) {
  Value *Pointer = unwrap(Pointer_);
  APInt Offset(64, 0);

  Pointer = Pointer->stripAndAccumulateConstantOffsets(
      *unwrap(Layout), Offset, /*AllowNonInbounds=*/true);
  *Bytes = Offset.getSExtValue();
  return wrap(Pointer);
}

bool bridge_is_assembly(LLVMValueRef Call_, const char *Text,
                        const char *Constraints) {
  auto *Call = dyn_cast<CallInst>(unwrap(Call_));
  auto *Assembly =
      Call ? dyn_cast<InlineAsm>(Call->getCalledOperand()) : nullptr;
  return Assembly && !Assembly->hasSideEffects() &&
         StringRef(Assembly->getAsmString()) == Text &&
         StringRef(Assembly->getConstraintString()) == Constraints;
}

void bridge_set_order(LLVMValueRef Atomic_, LLVMAtomicOrdering Order) {
  auto *Atomic = unwrap<AtomicRMWInst>(Atomic_);

  // LLVM 16's LLVMSetOrdering() takes it for a store. The numbers are the same.
  Atomic->setOrdering(static_cast<AtomicOrdering>(Order));
}

bool bridge_or_adds(LLVMValueRef Or_) {
  auto *Or = unwrap<BinaryOperator>(Or_);
  const DataLayout &Layout = Or->getModule()->getDataLayout();

  return KnownBits::haveNoCommonBitsSet(
      computeKnownBits(Or->getOperand(0), Layout),
      computeKnownBits(Or->getOperand(1), Layout));
}

// One byte after the other, as a load of it would see it.
static void zeroBytesOfConstant(Constant *C, int64_t Offset, size_t Size,
                                const DataLayout &Layout, bool *Zero) {
  Type *Byte = Type::getInt8Ty(C->getContext());

  for (size_t I = 0; I < Size; I++) {
    Constant *Loaded = ConstantFoldLoadFromConst(
        C, Byte, APInt(64, (uint64_t)Offset + I), Layout);
    Zero[I] = Loaded && Loaded->isNullValue();
  }
}

// The bytes of one integer of so many bytes whose bits are known.
static void zeroBytesOfInteger(const KnownBits &Bits, unsigned Size,
                               bool BigEndian, bool *Zero) {
  for (unsigned I = 0; I < Size; I++) {
    unsigned Position = 8 * (BigEndian ? Size - 1 - I : I);
    Zero[I] = Bits.Zero.extractBits(8, Position).isAllOnes();
  }
}

size_t bridge_stored_zeroes(LLVMValueRef Store_, bool *Zero, size_t Size) {
  auto *Store = unwrap<StoreInst>(Store_);
  Value *V = Store->getValueOperand();
  Type *Whole = V->getType(), *Lane = Whole->getScalarType();
  const DataLayout &Layout = Store->getModule()->getDataLayout();

  // The padding of what does not fill its bytes is unspecified, and that of a
  // struct too.
  if (!Whole->isSingleValueType() || isa<ScalableVectorType>(Whole) ||
      !Layout.typeSizeEqualsStoreSize(Whole) ||
      !Layout.typeSizeEqualsStoreSize(Lane))
    return 0;
  uint64_t Bytes = Layout.getTypeStoreSize(Whole);
  if (Bytes > Size)
    return 0;
  if (auto *C = dyn_cast<Constant>(V)) {
    zeroBytesOfConstant(C, 0, Bytes, Layout, Zero);
    return Bytes;
  }
  if (!Lane->isIntegerTy())
    return 0;
  uint64_t Step = Layout.getTypeStoreSize(Lane);
  KnownBits Bits = computeKnownBits(V, Layout);
  for (uint64_t I = 0; I < Bytes; I += Step)
    zeroBytesOfInteger(Bits, Step, Layout.isBigEndian(), Zero + I);
  return Bytes;
}

bool bridge_constant_zeroes(LLVMValueRef Pointer_, LLVMValueRef Place_,
                            bool *Zero, size_t Size) {
  auto *Pointer = unwrap(Pointer_);
  const DataLayout &Layout =
      unwrap<Instruction>(Place_)->getModule()->getDataLayout();
  APInt Offset(Layout.getIndexTypeSizeInBits(Pointer->getType()), 0);
  auto *Global = dyn_cast<GlobalVariable>(
      Pointer->stripAndAccumulateConstantOffsets(Layout, Offset,
                                                 /*AllowNonInbounds=*/true));

  if (!Global || !Global->isConstant() || !Global->hasDefinitiveInitializer() ||
      Offset.isNegative())
    return false;
  zeroBytesOfConstant(Global->getInitializer(), Offset.getSExtValue(), Size,
                      Layout, Zero);
  return true;
}

bool bridge_not_null(bridge_analyses *Analyses, LLVMValueRef Pointer_,
                     LLVMValueRef Place_) {
  auto *Pointer = unwrap(Pointer_);
  auto *Place = unwrap<Instruction>(Place_);
  const DataLayout &Layout = Place->getModule()->getDataLayout();
  auto &Lazy =
      Analyses->Functions.getResult<LazyValueAnalysis>(*Place->getFunction());
  auto *Null = ConstantPointerNull::get(cast<PointerType>(Pointer->getType()));

#if LLVM_VERSION_MAJOR >= 19
  if (isKnownNonZero(Pointer, SimplifyQuery(Layout, Place)))
    return true;
  Constant *Answer = Lazy.getPredicateAt(CmpInst::ICMP_NE, Pointer, Null, Place,
                                         /*UseBlockValue=*/true);
  return Answer && Answer->isOneValue();
#else
  if (isKnownNonZero(Pointer, Layout, /*Depth=*/0, /*AC=*/nullptr, Place))
    return true;
  return Lazy.getPredicateAt(CmpInst::ICMP_NE, Pointer, Null, Place,
                             /*UseBlockValue=*/true) == LazyValueInfo::True;
#endif
}

bool bridge_leaves_loop(bridge_analyses *Analyses, LLVMValueRef Branch_) {
  BasicBlock *Block = unwrap<Instruction>(Branch_)->getParent();
  auto &Loops =
      Analyses->Functions.getResult<LoopAnalysis>(*Block->getParent());
  Loop *Innermost = Loops.getLoopFor(Block);

  for (; Innermost; Innermost = Innermost->getParentLoop())
    if (Innermost->isLoopExiting(Block))
      return true;
  return false;
}

bool bridge_in_loop(bridge_analyses *Analyses, LLVMValueRef Instruction_) {
  BasicBlock *Block = unwrap<Instruction>(Instruction_)->getParent();

  return Analyses->Functions.getResult<LoopAnalysis>(*Block->getParent())
             .getLoopFor(Block) != nullptr;
}
