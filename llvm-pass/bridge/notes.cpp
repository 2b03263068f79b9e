// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The section of an object that holds what the pass found. Its name is that of
// debug information: of any other section libbpf tells whoever loads the
// object that it passes over it. So the section is gone where debug information
// is: after llvm-strip -g, and in what bpftool gen object links. It is nothing
// that is loaded (SHF_EXCLUDE, not SHF_ALLOC), and has no symbol and no type,
// so that BTF does not know of it either.

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

  Notes->setSection(".debug_bpfmend");
  Notes->setAlignment(Align(1));
  Notes->setMetadata(LLVMContext::MD_exclude, MDNode::get(Context, {}));
  appendToCompilerUsed(M, {Notes});
}
