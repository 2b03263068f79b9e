// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies of function bodies, to undo what the pass did. A copy stands in a
// module of its own and names globals of that module in place of the real ones,
// so that no analysis that walks the users of a function or of a global meets
// it. Metadata is shared: the copy only ever returns to where it came from.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ValueMapper.h"

using namespace llvm;

struct bridge_copy {
  Function *Original;
  std::unique_ptr<Module> Home;
  Function *Copy;
  AttributeList Attributes;
  SmallVector<std::pair<GlobalValue *, GlobalVariable *>, 16> Globals;
  // The copy names a block, whose address would become another one.
  bool NamesBlocks = false;
};

// A global of the copy's module for each that a constant names. It is weak, so
// that LLVM folds nothing that is true of it alone: that it is not NULL, of a
// kfunc that a kernel may not have.
static void standIn(bridge_copy &Saved, ValueToValueMapTy &Map, Constant *Named,
                    SmallPtrSetImpl<Constant *> &Seen) {
  if (!Seen.insert(Named).second)
    return;
  if (auto *Global = dyn_cast<GlobalValue>(Named)) {
    auto *In = new GlobalVariable(
        *Saved.Home, Type::getInt8Ty(Global->getContext()), false,
        GlobalValue::ExternalWeakLinkage, nullptr, "", nullptr,
        GlobalValue::NotThreadLocal, Global->getAddressSpace());
    Map[Global] = In;
    Saved.Globals.push_back({Global, In});
    return;
  }
  Saved.NamesBlocks |= isa<BlockAddress>(Named);
  for (Value *Operand : Named->operands())
    if (auto *Inner = dyn_cast<Constant>(Operand))
      standIn(Saved, Map, Inner, Seen);
}

// Fills the map with the globals that the original names. Returns whether it
// names nothing that a copy cannot.
static bool findGlobals(bridge_copy &Saved, ValueToValueMapTy &Map) {
  SmallPtrSet<Constant *, 32> Seen;

  for (BasicBlock &Block : *Saved.Original) {
    Saved.NamesBlocks |= Block.hasAddressTaken();
    for (Instruction &I : Block)
      for (Value *Operand : I.operands())
        if (auto *Named = dyn_cast<Constant>(Operand))
          standIn(Saved, Map, Named, Seen);
  }
  return !Saved.NamesBlocks;
}

#if LLVM_VERSION_MAJOR >= 19
using at::remapAssignID;
#elif LLVM_VERSION_MAJOR >= 17
// As LLVM 19 has it; before 17 clang does not track assignments unless asked.
static void remapAssignID(DenseMap<DIAssignID *, DIAssignID *> &IDs,
                          Instruction &I) {
  auto NewID = [&](DIAssignID *Old) {
    DIAssignID *&New = IDs[Old];
    if (!New)
      New = DIAssignID::getDistinct(I.getContext());
    return New;
  };

  if (auto *ID = I.getMetadata(LLVMContext::MD_DIAssignID))
    I.setMetadata(LLVMContext::MD_DIAssignID, NewID(cast<DIAssignID>(ID)));
  else if (auto *Assign = dyn_cast<DbgAssignIntrinsic>(&I))
    Assign->setAssignId(NewID(Assign->getAssignID()));
}
#endif

static void copyBlocks(bridge_copy &Saved, ValueToValueMapTy &Map) {
  const RemapFlags Flags = RF_NoModuleLevelChanges | RF_IgnoreMissingLocals;

  for (unsigned I = 0; I < Saved.Original->arg_size(); I++)
    Map[Saved.Original->getArg(I)] = Saved.Copy->getArg(I);
  for (BasicBlock &Block : *Saved.Original)
    Map[&Block] = CloneBasicBlock(&Block, Map, "", Saved.Copy);
#if LLVM_VERSION_MAJOR >= 17
  // Shared, the ID of a store that is deleted would take the copy's with it.
  DenseMap<DIAssignID *, DIAssignID *> AssignIDs;
#endif
  for (BasicBlock &Block : *Saved.Copy)
    for (Instruction &I : Block) {
      RemapInstruction(&I, Map, Flags);
#if LLVM_VERSION_MAJOR >= 17
      remapAssignID(AssignIDs, I);
#endif
#if LLVM_VERSION_MAJOR >= 19
      RemapDbgRecordRange(Saved.Original->getParent(), I.getDbgRecordRange(),
                          Map, Flags);
#endif
    }
}

bridge_copy *bridge_copy_body(LLVMValueRef Function_) {
  auto *F = unwrap<Function>(Function_);
  ValueToValueMapTy Map;

  auto Saved = std::make_unique<bridge_copy>();
  Saved->Original = F;
  Saved->Attributes = F->getAttributes();
  Saved->Home = std::make_unique<Module>("", F->getContext());
  Saved->Home->setDataLayout(F->getParent()->getDataLayout());
  if (!findGlobals(*Saved, Map))
    return nullptr;
#if LLVM_VERSION_MAJOR >= 19 && LLVM_VERSION_MAJOR < 21
  Saved->Home->setNewDbgInfoFormatFlag(F->IsNewDbgInfoFormat);
#endif
  Saved->Copy =
      Function::Create(F->getFunctionType(), GlobalValue::ExternalLinkage,
                       F->getAddressSpace(), "", Saved->Home.get());
#if LLVM_VERSION_MAJOR >= 19 && LLVM_VERSION_MAJOR < 21
  Saved->Copy->setNewDbgInfoFormatFlag(F->IsNewDbgInfoFormat);
#endif
  copyBlocks(*Saved, Map);
  return Saved.release();
}

void bridge_copy_restore(bridge_copy *Saved, bridge_analyses *Analyses) {
  Function *F = Saved->Original;

  Analyses->Functions.clear(*F, F->getName());
  for (BasicBlock &Block : *F)
    Block.dropAllReferences();
  while (!F->empty())
    F->begin()->eraseFromParent();
  F->splice(F->end(), Saved->Copy);
  F->setAttributes(Saved->Attributes);
  for (unsigned I = 0; I < F->arg_size(); I++)
    Saved->Copy->getArg(I)->replaceAllUsesWith(F->getArg(I));
  for (auto &[Global, In] : Saved->Globals)
    In->replaceAllUsesWith(Global);
  bridge_copy_free(Saved);
}

void bridge_copy_free(bridge_copy *Saved) { delete Saved; }
