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

static DISubprogram *renamed(DISubprogram *Old, StringRef Name,
                             ArrayRef<const char *> Tags) {
  LLVMContext &Context = Old->getContext();
  SmallVector<Metadata *, 8> Annotations;

  if (DINodeArray Known = Old->getAnnotations())
    Annotations.append(Known->op_begin(), Known->op_end());
  for (const char *Tag : Tags)
    Annotations.push_back(declarationTag(Context, Tag));
  return DISubprogram::getDistinct(
      Context, Old->getScope(), Name, "", Old->getFile(), Old->getLine(),
      Old->getType(), Old->getScopeLine(), Old->getContainingType(),
      Old->getVirtualIndex(), Old->getThisAdjustment(), Old->getFlags(),
      Old->getSPFlags(), Old->getUnit(), Old->getTemplateParams(), nullptr,
      nullptr, nullptr, MDTuple::get(Context, Annotations));
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
