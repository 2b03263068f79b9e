// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CO-RE: the globals that stand for the offset of a field.
// BPFAbstractMemberAccess names them "llvm.TYPE:KIND:OFFSET$ACCESS", where
// ACCESS is a path of member and element numbers that starts with 0, and hangs
// the type on them. The backend writes a relocation for each load of one.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <optional>
#include <string>

using namespace llvm;

static DIType *plain(DIType *Type) {
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type))
    Type = Derived->getBaseType();
  return Type;
}

static DIType *memberType(DICompositeType *Type, unsigned Number) {
  DINodeArray Members = Type->getElements();

  if ((Type->getTag() != dwarf::DW_TAG_structure_type &&
       Type->getTag() != dwarf::DW_TAG_union_type) ||
      Number >= Members.size())
    return nullptr;
  auto *Member = dyn_cast_or_null<DIDerivedType>(Members[Number]);
  return Member ? plain(Member->getBaseType()) : nullptr;
}

namespace {
// The name of a global, taken apart, and the array of numbers it stands for.
struct Relocation {
  StringRef Head; // up to the offset
  uint64_t Offset;
  StringRef Access;
  DICompositeType *Array;
};
} // namespace

static std::optional<Relocation> parse(GlobalVariable *Global) {
  Relocation Found;
  auto [Rest, Access] = Global->getName().split('$');
  size_t End = Rest.rfind(':');
  MDNode *Node = Global->getMetadata(LLVMContext::MD_preserve_access_index);
  DIType *Type = plain(dyn_cast_or_null<DIType>(Node));
  SmallVector<StringRef, 8> Steps;

  // Kind 0 is the offset in bytes.
  if (!Type || End == StringRef::npos ||
      !Rest.take_front(End).ends_with(":0") ||
      Rest.drop_front(End + 1).getAsInteger(10, Found.Offset))
    return std::nullopt;
  Access.split(Steps, ':');
  if (Steps.size() < 2 || Steps[0] != "0")
    return std::nullopt;
  for (StringRef Step : ArrayRef(Steps).drop_front()) {
    auto *Composite = dyn_cast_or_null<DICompositeType>(Type);
    unsigned Number;

    if (!Composite || Step.getAsInteger(10, Number))
      return std::nullopt;
    Type = memberType(Composite, Number);
  }
  Found.Head = Rest.take_front(End + 1);
  Found.Access = Access;
  Found.Array = dyn_cast_or_null<DICompositeType>(Type);
  if (!Found.Array || Found.Array->getTag() != dwarf::DW_TAG_array_type)
    return std::nullopt;
  return Found;
}

// The number of the element that starts at an offset in bytes.
static std::optional<uint64_t> elementAt(DICompositeType *Array,
                                         uint64_t Offset) {
  auto *Element = dyn_cast_or_null<DIBasicType>(plain(Array->getBaseType()));
  uint64_t Size = Element ? Element->getSizeInBits() / 8 : 0;

  // One dimension, and nothing else in it.
  if (!Size || Array->getElements().size() != 1 || Offset % Size ||
      Offset >= Array->getSizeInBits() / 8)
    return std::nullopt;
  return Offset / Size;
}

// The name of the global that stands for an element of an array; "" if there
// can be none.
static std::string elementName(GlobalVariable *Array, uint64_t Offset) {
  std::optional<Relocation> Found = parse(Array);
  if (!Found)
    return "";
  std::optional<uint64_t> Number = elementAt(Found->Array, Offset);
  if (!Number)
    return "";
  return (Found->Head + utostr(Found->Offset + Offset) + "$" + Found->Access +
          ":" + utostr(*Number))
      .str();
}

bool bridge_relocates_element(LLVMValueRef Array, uint64_t Offset) {
  auto *Global = dyn_cast<GlobalVariable>(unwrap(Array));

  return Global && !elementName(Global, Offset).empty();
}

LLVMValueRef bridge_build_element(LLVMValueRef Array, uint64_t Offset) {
  auto *Global = unwrap<GlobalVariable>(Array);
  std::string Name = elementName(Global, Offset);
  Module *M = Global->getParent();

  if (GlobalVariable *Known = M->getGlobalVariable(Name))
    return wrap(Known);
  auto *Element =
      new GlobalVariable(*M, Global->getValueType(), false,
                         GlobalValue::ExternalLinkage, nullptr, Name);
  Element->copyAttributesFrom(Global);
  Element->setMetadata(
      LLVMContext::MD_preserve_access_index,
      Global->getMetadata(LLVMContext::MD_preserve_access_index));
  return wrap(Element);
}
