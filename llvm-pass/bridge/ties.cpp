// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Empty inline assembly with operands tied to its results, as barrier_var() and
// OPTIMIZER_HIDE_VAR() write it: what goes in comes out. In C++ because the C
// API of LLVM 16 does not tell a call's constraints, and that of none takes
// them apart.

#include "llvm-pass/bridge/bridge.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"

#include <optional>

using namespace llvm;

namespace {
// A result and the argument that it is tied to.
struct Tie {
  unsigned Output, Argument, Constraint;
};
} // namespace

static InlineAsm *emptyAssembly(CallInst &Call) {
  auto *Assembly = dyn_cast<InlineAsm>(Call.getCalledOperand());
  return Assembly && Assembly->getAsmString().empty() ? Assembly : nullptr;
}

// A call whose results are looked at one by one, or that has one.
static bool isTakenApart(CallInst &Call) {
  return !Call.getType()->isStructTy() || all_of(Call.users(), [](User *U) {
    auto *Part = dyn_cast<ExtractValueInst>(U);
    return Part && Part->getNumIndices() == 1;
  });
}

static Type *typeOfOutput(CallInst &Call, unsigned Output) {
  auto *Results = dyn_cast<StructType>(Call.getType());
  return Results ? Results->getElementType(Output) : Call.getType();
}

// The constraint of the argument that comes in the register of a result: it is
// tied to it, or both name that register.
static std::optional<unsigned>
inputOf(const InlineAsm::ConstraintInfoVector &Constraints, unsigned Output) {
  const auto &Result = Constraints[Output];

  if (Result.Type != InlineAsm::isOutput || Result.isIndirect)
    return std::nullopt;
  if (Result.hasMatchingInput())
    return Result.MatchingInput;
  if (Result.Codes.size() != 1 || Result.Codes[0][0] != '{')
    return std::nullopt;
  for (unsigned I = 0; I < Constraints.size(); I++)
    if (Constraints[I].Type == InlineAsm::isInput &&
        Constraints[I].Codes == Result.Codes)
      return I;
  return std::nullopt;
}

static SmallVector<Tie, 4> tiesOf(CallInst &Call, InlineAsm &Assembly) {
  InlineAsm::ConstraintInfoVector Constraints = Assembly.ParseConstraints();
  SmallVector<unsigned, 8> Arguments(Constraints.size());
  SmallVector<Tie, 4> Ties;
  unsigned Argument = 0, Output = 0;

  for (unsigned I = 0; I < Constraints.size(); I++)
    if (Constraints[I].Type == InlineAsm::isInput || Constraints[I].isIndirect)
      Arguments[I] = Argument++;
  for (unsigned I = 0; I < Constraints.size(); I++) {
    if (Constraints[I].Type != InlineAsm::isOutput || Constraints[I].isIndirect)
      continue;
    if (auto Input = inputOf(Constraints, I)) {
      unsigned From = Arguments[*Input];

      if (typeOfOutput(Call, Output) == Call.getArgOperand(From)->getType())
        Ties.push_back({Output, From, I});
    }
    Output++;
  }
  return Ties;
}

// The call that a value is a result of, and which; null for other values.
static CallInst *resultOf(Value *V, unsigned &Output) {
  Output = 0;
  if (auto *Part = dyn_cast<ExtractValueInst>(V)) {
    if (Part->getNumIndices() != 1)
      return nullptr;
    Output = Part->getIndices()[0];
    V = Part->getAggregateOperand();
  } else if (V->getType()->isStructTy()) {
    return nullptr;
  }
  auto *Call = dyn_cast<CallInst>(V);
  return Call && emptyAssembly(*Call) && isTakenApart(*Call) ? Call : nullptr;
}

LLVMValueRef bridge_tied_call(LLVMValueRef Value_, unsigned *Argument) {
  unsigned Output;
  auto *Call = resultOf(unwrap(Value_), Output);

  if (!Call)
    return nullptr;
  for (Tie T : tiesOf(*Call, *emptyAssembly(*Call)))
    if (T.Output == Output) {
      *Argument = T.Argument;
      return wrap(Call);
    }
  return nullptr;
}

LLVMValueRef bridge_widen_ties(LLVMValueRef Call_) {
  auto *Call = unwrap<CallInst>(Call_);
  InlineAsm *Assembly = emptyAssembly(*Call);
  Type *Word = Type::getInt32Ty(Call->getContext());
  Type *Wide = Type::getInt64Ty(Call->getContext());
  SmallVector<Value *, 4> Arguments(Call->args());
  SmallVector<Type *, 4> Parameters, Results;
  SmallVector<StringRef, 8> Parts;
  SmallVector<std::string, 8> Constraints;

  if (auto *Struct = dyn_cast<StructType>(Call->getType()))
    Results.append(Struct->element_begin(), Struct->element_end());
  else
    Results.push_back(Call->getType());
  // With a default argument that differs between versions.
  std::string Text(Assembly->getConstraintString());
  StringRef(Text).split(Parts, ',');
  for (StringRef Part : Parts)
    Constraints.push_back(Part.str());
  for (Tie T : tiesOf(*Call, *Assembly))
    if (Results[T.Output] == Word) {
      Results[T.Output] = Wide;
      Arguments[T.Argument] = UndefValue::get(Wide);
      // "w" is half a register.
      std::replace(Constraints[T.Constraint].begin(),
                   Constraints[T.Constraint].end(), 'w', 'r');
    }
  for (Value *Argument : Arguments)
    Parameters.push_back(Argument->getType());
  Type *Result = Call->getType()->isStructTy()
                     ? StructType::get(Call->getContext(), Results)
                     : Results[0];
  auto *Type = FunctionType::get(Result, Parameters, false);
  auto *Same = InlineAsm::get(
      Type, "", join(Constraints, ","), Assembly->hasSideEffects(),
      Assembly->isAlignStack(), Assembly->getDialect(), Assembly->canThrow());
  IRBuilder<> Builder(Call);
  CallInst *Built = Builder.CreateCall(Type, Same, Arguments);

  Built->setAttributes(AttributeList::get(Call->getContext(),
                                          AttributeList::FunctionIndex,
                                          Call->getAttributes().getFnAttrs()));
  Built->setTailCallKind(Call->getTailCallKind());
  Built->copyMetadata(*Call);
  return wrap(Built);
}

void bridge_replace_widened(LLVMValueRef Call_, LLVMValueRef Widened_) {
  auto *Call = unwrap<CallInst>(Call_);
  Value *Widened = unwrap(Widened_);
  IRBuilder<> Builder(Call);

  if (!Call->getType()->isStructTy())
    Call->replaceAllUsesWith(Builder.CreateTrunc(Widened, Call->getType()));
  for (User *U : make_early_inc_range(Call->users())) {
    auto *Part = cast<ExtractValueInst>(U);
    Value *Same = Builder.CreateExtractValue(Widened, Part->getIndices());

    if (Same->getType() != Part->getType())
      Same = Builder.CreateTrunc(Same, Part->getType());
    Part->replaceAllUsesWith(Same);
    Part->eraseFromParent();
  }
  Call->eraseFromParent();
}
