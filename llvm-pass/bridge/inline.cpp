// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function's body in the place of its call, as LLVM's inliner puts it.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/Analysis/InlineCost.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace llvm;

// The body that a call comes to: not that of a weak function, which linking may
// replace.
static Function *calledBody(CallInst &Call) {
  Function *Called = Call.getCalledFunction();
  return Called && !Called->isDeclaration() && Called->isDefinitionExact()
             ? Called
             : nullptr;
}

bool bridge_may_inline(LLVMValueRef Call_, size_t Most) {
  auto *Call = unwrap<CallInst>(Call_);
  Function *Called = calledBody(*Call);

  return Called && Called != Call->getFunction() && !Call->isMustTailCall() &&
         !Called->hasFnAttribute(Attribute::Naked) &&
         (Called->hasOneUse() || Called->getInstructionCount() <= Most) &&
         isInlineViable(*Called).isSuccess();
}

bool bridge_inline(LLVMValueRef Call_) {
  InlineFunctionInfo Info;

  return InlineFunction(*unwrap<CallInst>(Call_), Info).isSuccess();
}
