// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The section of an object that holds what the pass found. It is excluded from
// what is loaded (SHF_EXCLUDE, not SHF_ALLOC): libbpf passes over it, and a
// static linker appends one object's to another's, so that its lines need no
// head. It has no symbol and no type, so that BTF does not know of it either.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;

void bridge_add_notes(LLVMModuleRef Module_, const char *Text, size_t Size) {
  Module &M = *unwrap(Module_);
  LLVMContext &Context = M.getContext();
  Constant *Bytes = ConstantDataArray::getString(Context, StringRef(Text, Size),
                                                 /*AddNull=*/false);
  auto *Notes =
      new GlobalVariable(M, Bytes->getType(), /*isConstant=*/true,
                         GlobalValue::PrivateLinkage, Bytes, "bpfmend.notes");

  Notes->setSection(".bpfmend.notes");
  Notes->setAlignment(Align(1));
  Notes->setMetadata(LLVMContext::MD_exclude, MDNode::get(Context, {}));
  appendToCompilerUsed(M, {Notes});
}
