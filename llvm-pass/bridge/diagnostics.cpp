// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Diagnostics that clang shows as its own, and what debug information tells
// about variables and inlined functions.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

using namespace llvm;

// The key of a remark in an optimization record.
static const char RemarkName[] = "bpfmend";

void bridge_report(bridge_report_kind Kind, const char *Name,
                   LLVMValueRef Instruction_, const char *Text) {
  auto *I = unwrap<Instruction>(Instruction_);
  OptimizationRemarkEmitter Emitter(I->getFunction());

  switch (Kind) {
  case BRIDGE_WARNING: {
    DiagnosticInfoOptimizationFailure Warning(Name, RemarkName,
                                              I->getDebugLoc(), I->getParent());
    Warning << Text;
    I->getContext().diagnose(Warning);
    break;
  }
  case BRIDGE_REMARK:
    Emitter.emit(OptimizationRemark(Name, RemarkName, I) << Text);
    break;
  case BRIDGE_ANALYSIS:
    Emitter.emit(OptimizationRemarkAnalysis(Name, RemarkName, I) << Text);
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
