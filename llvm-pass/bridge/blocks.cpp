// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes to the control-flow graph: the C API can add blocks but not split
// one.

#include "llvm-pass/bridge/bridge.h"

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
