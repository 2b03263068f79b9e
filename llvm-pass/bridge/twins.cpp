// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A function a second time in its module. LLVM clones the body; what it would
// share, or clone unchanged, is the subprogram of the debug information, which
// BTF has the function's name and its declaration tags from.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

// As clang writes __attribute__((btf_decl_tag(text))).
static Metadata *declarationTag(LLVMContext &Context, const char *Text) {
  return MDNode::get(Context, {MDString::get(Context, "btf_decl_tag"),
                               MDString::get(Context, Text)});
}

// The arguments' names, which BTF has from here and no kernel goes without: as
// cloning makes those that the body names.
static void retainArguments(DISubprogram *Twin, DISubprogram *Old) {
  SmallVector<Metadata *, 8> Arguments;

  for (DINode *Node : Old->getRetainedNodes())
    if (auto *Variable = dyn_cast<DILocalVariable>(Node);
        Variable && Variable->getArg())
      Arguments.push_back(DILocalVariable::get(
          Twin->getContext(), Twin, Variable->getName(), Variable->getFile(),
          Variable->getLine(), Variable->getType(), Variable->getArg(),
          Variable->getFlags(), Variable->getAlignInBits(),
          Variable->getAnnotations()));
  // replaceRetainedNodes(), which LLVM 16 does not have.
  Twin->replaceOperandWith(7, MDTuple::get(Twin->getContext(), Arguments));
}

static DISubprogram *renamed(DISubprogram *Old, StringRef Name,
                             ArrayRef<const char *> Tags) {
  LLVMContext &Context = Old->getContext();
  SmallVector<Metadata *, 8> Annotations;

  if (DINodeArray Known = Old->getAnnotations())
    Annotations.append(Known->op_begin(), Known->op_end());
  for (const char *Tag : Tags)
    Annotations.push_back(declarationTag(Context, Tag));
  auto *Twin = DISubprogram::getDistinct(
      Context, Old->getScope(), Name, "", Old->getFile(), Old->getLine(),
      Old->getType(), Old->getScopeLine(), Old->getContainingType(),
      Old->getVirtualIndex(), Old->getThisAdjustment(), Old->getFlags(),
      Old->getSPFlags(), Old->getUnit(), Old->getTemplateParams(), nullptr,
      nullptr, nullptr, MDTuple::get(Context, Annotations));
  retainArguments(Twin, Old);
  return Twin;
}

LLVMValueRef bridge_twin(LLVMValueRef Function_, const char *Name,
                         const char *Section, const char *const *Tags,
                         size_t TagCount) {
  auto *F = unwrap<Function>(Function_);
  ValueToValueMapTy Map;

  if (DISubprogram *Old = F->getSubprogram())
    Map.MD()[Old].reset(renamed(Old, Name, ArrayRef(Tags, TagCount)));
  Function *Twin = CloneFunction(F, Map);
  Twin->setName(Name);
  Twin->setSection(Section ? Section : "");
  return wrap(Twin);
}
