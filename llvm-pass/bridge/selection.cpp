// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What instruction selection will do of which the IR does not tell: some
// foldings, and how stack objects are aligned where it lowers memset and
// memcpy.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/bit.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/KnownBits.h"

#include <algorithm>

using namespace llvm;

bridge_bits bridge_offset_bits(LLVMValueRef Index_, uint64_t Scale,
                               LLVMValueRef Place) {
  auto *Index = unwrap(Index_);

  if (!Index->getType()->isIntegerTy())
    return {0, 0};
  KnownBits Known = computeKnownBits(
      Index, unwrap<Instruction>(Place)->getModule()->getDataLayout());
  Known = KnownBits::mul(Known.sextOrTrunc(64),
                         KnownBits::makeConstant(APInt(64, Scale)));
  return {Known.Zero.getZExtValue(), Known.One.getZExtValue()};
}

// The widest access that BPF lowers a copy of Size bytes to.
static uint64_t widestAccess(uint64_t Size) {
  return std::min<uint64_t>(8, Size ? llvm::bit_floor(Size) : 1);
}

uint64_t bridge_frame_alignment(LLVMValueRef Alloca_) {
  auto *Alloca = unwrap<AllocaInst>(Alloca_);
  uint64_t Alignment = Alloca->getAlign().value();

#if LLVM_VERSION_MAJOR < 17
  // FunctionLoweringInfo::set() raised it up to the stack's own.
  const DataLayout &Layout = Alloca->getModule()->getDataLayout();
  Align Preferred = Layout.getPrefTypeAlign(Alloca->getAllocatedType());
  Alignment = std::max(Alignment, std::min<uint64_t>(Preferred.value(), 8));
#endif
  // getMemsetStores() and its like raise it to what they write.
  for (const User *U : Alloca->users()) {
    auto *Copy = dyn_cast<MemIntrinsic>(U);
    if (!Copy || Copy->getRawDest() != Alloca)
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
