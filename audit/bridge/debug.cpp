// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads LLVM's debug information for the auditor; see debug.h.

#include "audit/bridge/debug.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/Module.h"

using namespace llvm;

static text textOf(StringRef String) { return {String.data(), String.size()}; }

// A type without typedefs and qualifiers.
static const DIType *plain(const DIType *Type, bool *Constant = nullptr) {
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
    switch (Derived->getTag()) {
    case dwarf::DW_TAG_const_type:
      if (Constant)
        *Constant = true;
      [[fallthrough]];
    case dwarf::DW_TAG_typedef:
    case dwarf::DW_TAG_volatile_type:
    case dwarf::DW_TAG_restrict_type:
    case dwarf::DW_TAG_atomic_type:
      Type = Derived->getBaseType();
      continue;
    default:
      return Type;
    }
  }
  return Type;
}

static const DICompositeType *structOf(LLVMValueRef Global) {
  auto *Variable = dyn_cast<GlobalVariable>(unwrap(Global));
  if (!Variable)
    return nullptr;
  SmallVector<DIGlobalVariableExpression *, 1> Found;
  Variable->getDebugInfo(Found);
  if (Found.empty())
    return nullptr;
  auto *Type = dyn_cast_or_null<DICompositeType>(
      plain(Found.front()->getVariable()->getType()));
  while (Type && Type->getTag() == dwarf::DW_TAG_array_type)
    Type = dyn_cast_or_null<DICompositeType>(plain(Type->getBaseType()));
  return Type && Type->getTag() == dwarf::DW_TAG_structure_type ? Type
                                                                : nullptr;
}

text bridge_struct_of(LLVMValueRef Global) {
  auto *Type = structOf(Global);
  return Type ? textOf(Type->getName()) : text{nullptr, 0};
}

static int64_t memberOf(const DICompositeType *Type, StringRef Name) {
  for (auto *Element : Type->getElements()) {
    auto *Member = dyn_cast<DIDerivedType>(Element);
    if (!Member)
      continue;
    int64_t Start = static_cast<int64_t>(Member->getOffsetInBits() / 8);
    if (Member->getName() == Name)
      return Start;
    auto *Inner =
        dyn_cast_or_null<DICompositeType>(plain(Member->getBaseType()));
    if (!Member->getName().empty() || !Inner)
      continue;
    int64_t Offset = memberOf(Inner, Name);
    if (Offset >= 0)
      return Start + Offset;
  }
  return -1;
}

int64_t bridge_member_of(LLVMValueRef Global, const char *Member) {
  auto *Type = structOf(Global);
  return Type ? memberOf(Type, Member) : -1;
}

bool bridge_enumerator(LLVMModuleRef Module, const char *Name, int64_t *Value) {
  for (auto *Unit : unwrap(Module)->debug_compile_units())
    for (auto *Enum : Unit->getEnumTypes())
      for (auto *Element : Enum->getElements())
        if (auto *Enumerator = dyn_cast<DIEnumerator>(Element))
          if (Enumerator->getName() == Name) {
            *Value = Enumerator->getValue().getSExtValue();
            return true;
          }
  return false;
}

// What BPF takes for plain memory: numbers, and structs and arrays of them.
static bool isScalar(const DIType *Type, unsigned Depth) {
  Type = plain(Type);
  if (!Type)
    return true;
  if (isa<DIBasicType>(Type))
    return true;
  auto *Composite = dyn_cast<DICompositeType>(Type);
  if (!Composite || Depth > 8)
    return false;
  if (Composite->getTag() == dwarf::DW_TAG_enumeration_type)
    return true;
  if (Composite->getTag() == dwarf::DW_TAG_array_type)
    return isScalar(Composite->getBaseType(), Depth + 1);
  if (Composite->isForwardDecl())
    return false;
  for (auto *Element : Composite->getElements())
    if (auto *Member = dyn_cast<DIDerivedType>(Element))
      if (!isScalar(Member->getBaseType(), Depth + 1))
        return false;
  return true;
}

bool bridge_parameter_of(LLVMValueRef F, unsigned int Index,
                         bridge_parameter *Parameter) {
  auto *Program = cast<Function>(unwrap(F))->getSubprogram();
  if (!Program || !Program->getType())
    return false;
  auto Types = Program->getType()->getTypeArray();
  if (Index + 1 >= Types.size())
    return false;
  *Parameter = {};
  auto *Type = Types[Index + 1];
  auto *Plain = plain(Type);
  auto *Pointer = dyn_cast_or_null<DIDerivedType>(Plain);
  if (Pointer && Pointer->getTag() == dwarf::DW_TAG_pointer_type) {
    Parameter->pointer = true;
    auto *Pointee = plain(Pointer->getBaseType(), &Parameter->constant);
    if (Pointee) {
      Parameter->type = textOf(Pointee->getName());
      Parameter->size = Pointee->getSizeInBits() / 8;
      Parameter->object = Pointee->getTag() == dwarf::DW_TAG_structure_type ||
                          Pointee->getTag() == dwarf::DW_TAG_union_type;
    }
    Parameter->scalar = isScalar(Pointee, 0);
  } else if (Plain) {
    Parameter->type = textOf(Plain->getName());
    Parameter->size = Plain->getSizeInBits() / 8;
  }
  return true;
}

static bool placeOf(const DILocation *Location, bridge_place *Place) {
  if (!Location)
    return false;
  auto *Scope = Location->getScope()->getSubprogram();
  *Place = {textOf(Scope ? Scope->getName() : StringRef()),
            textOf(Location->getFilename()), textOf(Location->getDirectory()),
            Location->getLine(), Location->getInlinedAt()};
  return true;
}

bool bridge_place_of(LLVMValueRef Value, bridge_place *Place) {
  auto *I = dyn_cast<Instruction>(unwrap(Value));
  return I && placeOf(I->getDebugLoc().get(), Place);
}

bool bridge_place_around(const bridge_place *Inner, bridge_place *Place) {
  return placeOf(static_cast<const DILocation *>(Inner->outer), Place);
}

bool bridge_place_of_function(LLVMValueRef F, bridge_place *Place) {
  auto *Program = cast<Function>(unwrap(F))->getSubprogram();
  if (!Program)
    return false;
  *Place = {textOf(Program->getName()), textOf(Program->getFilename()),
            textOf(Program->getDirectory()), Program->getLine(), nullptr};
  return true;
}
