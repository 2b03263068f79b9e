// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Diagnostics that clang shows as its own, and what debug information tells
// about variables and inlined functions.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

// The key of a remark in an optimization record.
static const char RemarkName[] = "bpfmend";

void bridge_report(bridge_report_kind Kind, const char *Name,
                   LLVMValueRef Function_, LLVMMetadataRef Location,
                   const char *Text) {
  auto *F = unwrap<Function>(Function_);
  DebugLoc Place(cast_or_null<DILocation>(unwrap(Location)));
  OptimizationRemarkEmitter Emitter(F);

  switch (Kind) {
  case BRIDGE_WARNING: {
    DiagnosticInfoOptimizationFailure Warning(Name, RemarkName, Place,
                                              &F->getEntryBlock());
    Warning << Text;
    F->getContext().diagnose(Warning);
    break;
  }
  case BRIDGE_REMARK:
    Emitter.emit(
        OptimizationRemark(Name, RemarkName, Place, &F->getEntryBlock())
        << Text);
    break;
  case BRIDGE_ANALYSIS:
    Emitter.emit(
        OptimizationRemarkAnalysis(Name, RemarkName, Place, &F->getEntryBlock())
        << Text);
    break;
  }
}

void bridge_error(LLVMModuleRef Module_, const char *Text) {
  unwrap(Module_)->getContext().emitError(Text);
}

// The variables that debug information places in an alloca, whichever way the
// LLVM version at hand writes that down.
static SmallVector<DILocalVariable *, 4> variablesIn(AllocaInst *Alloca) {
  SmallVector<DILocalVariable *, 4> Variables;

#if LLVM_VERSION_MAJOR < 22
  SmallVector<DbgVariableIntrinsic *, 4> Intrinsics;
  for (DbgAssignIntrinsic *Marker : at::getAssignmentMarkers(Alloca))
    Variables.push_back(Marker->getVariable());
#endif
#if LLVM_VERSION_MAJOR >= 19
  SmallVector<DbgVariableRecord *, 4> Records;
  for (DbgVariableRecord *Marker : at::getDVRAssignmentMarkers(Alloca))
    Variables.push_back(Marker->getVariable());
#endif
#if LLVM_VERSION_MAJOR >= 22
  findDbgUsers(Alloca, Records);
#elif LLVM_VERSION_MAJOR >= 19
  findDbgUsers(Intrinsics, Alloca, &Records);
#else
  findDbgUsers(Intrinsics, Alloca);
#endif
#if LLVM_VERSION_MAJOR < 22
  for (DbgVariableIntrinsic *Intrinsic : Intrinsics)
    Variables.push_back(Intrinsic->getVariable());
#endif
#if LLVM_VERSION_MAJOR >= 19
  for (DbgVariableRecord *Record : Records)
    Variables.push_back(Record->getVariable());
#endif
  return Variables;
}

bool bridge_variable_name(LLVMValueRef Alloca, char *Name, size_t Size) {
  StringRef Found;

  for (DILocalVariable *Variable : variablesIn(unwrap<AllocaInst>(Alloca)))
    if (Found.empty())
      Found = Variable->getName();
  Found = Found.take_front(Size - 1);
  llvm::copy(Found, Name);
  Name[Found.size()] = '\0';
  return !Found.empty();
}

bool bridge_comes_from(LLVMValueRef Instruction_, LLVMValueRef Function_) {
  auto *I = unwrap<Instruction>(Instruction_);
  auto *F = unwrap<Function>(Function_);

  if (I->getFunction() == F)
    return true;
  DISubprogram *Wanted = F->getSubprogram();
  for (const DILocation *Place = I->getDebugLoc(); Place && Wanted;
       Place = Place->getInlinedAt())
    if (Place->getScope()->getSubprogram() == Wanted)
      return true;
  return false;
}

// Without typedefs and qualifiers.
static DIType *bare(DIType *Type) {
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
    if (Derived->getTag() == dwarf::DW_TAG_pointer_type)
      break;
    Type = Derived->getBaseType();
  }
  return Type;
}

const char *bridge_pointee(LLVMValueRef Value) {
  auto *Argument = unwrap<llvm::Argument>(Value);
  DISubprogram *Of = Argument->getParent()->getSubprogram();
  unsigned Number = Argument->getArgNo() + 1; // the first is what is returned
  if (!Of || !Of->getType() || Of->getType()->getTypeArray().size() <= Number)
    return nullptr;
  auto *Pointer = dyn_cast_or_null<DIDerivedType>(
      bare(Of->getType()->getTypeArray()[Number]));
  auto *Pointee =
      Pointer ? dyn_cast_or_null<DICompositeType>(bare(Pointer->getBaseType()))
              : nullptr;
  if (!Pointee)
    return nullptr;
  // The name is a string of metadata, which ends with a NUL.
  return Pointee->getName().empty() ? "" : Pointee->getName().data();
}

// What a member of a map's definition points at: __type() and __uint() are
// declarations of pointers, the latter to an array of so many int.
static DIType *pointee(DICompositeType *Definition, StringRef Name) {
  for (DINode *Element : Definition->getElements()) {
    auto *Member = dyn_cast_or_null<DIDerivedType>(Element);
    if (!Member || Member->getName() != Name)
      continue;
    if (auto *Pointer = dyn_cast_or_null<DIDerivedType>(Member->getBaseType()))
      return Pointer->getBaseType();
  }
  return nullptr;
}

static uint64_t sizeOf(DIType *Type) {
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
    if (Derived->getSizeInBits())
      break;
    Type = Derived->getBaseType();
  }
  return Type ? Type->getSizeInBits() / 8 : 0;
}

// The size of a map's keys or values: of the member with that name, or of the
// one that only gives a size.
static uint64_t mapSizeOf(LLVMValueRef Map, const char *Name,
                          const char *SizeName) {
  auto *Global = dyn_cast_or_null<GlobalVariable>(unwrap(Map));
  SmallVector<DIGlobalVariableExpression *, 1> Expressions;

  if (!Global)
    return 0;
  Global->getDebugInfo(Expressions);
  for (DIGlobalVariableExpression *Expression : Expressions) {
    auto *Definition =
        dyn_cast_or_null<DICompositeType>(Expression->getVariable()->getType());
    if (!Definition)
      continue;
    if (DIType *Type = pointee(Definition, Name))
      return sizeOf(Type);
    if (DIType *Size = pointee(Definition, SizeName))
      return sizeOf(Size) / 4;
  }
  return 0;
}

uint64_t bridge_map_key_size(LLVMValueRef Map) {
  return mapSizeOf(Map, "key", "key_size");
}

uint64_t bridge_map_value_size(LLVMValueRef Map) {
  return mapSizeOf(Map, "value", "value_size");
}
