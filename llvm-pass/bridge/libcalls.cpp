// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known of what the backend makes calls of, which BPF cannot.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"

#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Local.h"

#include <algorithm>

using namespace llvm;

unsigned bridge_argument_alignment(LLVMValueRef Call_, unsigned Argument) {
  constexpr uint64_t Most = 8;
  auto *Call = unwrap<CallBase>(Call_);
  Align Said = Call->getParamAlign(Argument).valueOrOne();
  Align Known = getKnownAlignment(Call->getArgOperand(Argument),
                                  Call->getModule()->getDataLayout());

  return std::min(std::max(Said, Known).value(), Most);
}

bool bridge_distance(bridge_analyses *Analyses, LLVMValueRef Call_,
                     int64_t *Bytes) {
  auto *Call = unwrap<CallBase>(Call_);
  auto &Evolution = Analyses->Functions.getResult<ScalarEvolutionAnalysis>(
      *Call->getFunction());
  auto *Constant = dyn_cast<SCEVConstant>(
      Evolution.getMinusSCEV(Evolution.getSCEV(Call->getArgOperand(0)),
                             Evolution.getSCEV(Call->getArgOperand(1))));

  if (!Constant || Constant->getAPInt().getSignificantBits() > 64)
    return false;
  *Bytes = Constant->getAPInt().getSExtValue();
  return true;
}

bool bridge_ends_backend(LLVMValueRef Instruction_) {
#if LLVM_VERSION_MAJOR < 18
  auto *I = unwrap<Instruction>(Instruction_);

  if (I->getOpcode() != Instruction::SDiv &&
      I->getOpcode() != Instruction::SRem)
    return false;
  StringRef CPU =
      I->getFunction()->getFnAttribute("target-cpu").getValueAsString();
  return CPU != "v4" && I->getType()->isIntegerTy() &&
         I->getType()->getIntegerBitWidth() <= 64;
#else
  (void)Instruction_;
  return false;
#endif
}
