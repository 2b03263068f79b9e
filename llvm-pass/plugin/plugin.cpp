// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin's entry point. Registers the pass to run after the optimizer's
// last pass, when the IR is what instruction selection will see, and under the
// name "bpfmend" for opt; and what prints the prover's ranges.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"
extern "C" {
#include "llvm-pass/emit/code_printer.h"
#include "llvm-pass/predict/walk_printer.h"
#include "llvm-pass/prove/proof_printer.h"
#include "llvm-pass/ranges/range_printer.h"
}

#include "llvm/ADT/STLExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

using namespace llvm;

// True for what no number tells the size of, and BPF cannot compile.
static bool isScalable(Type *T) {
  if (auto *Array = dyn_cast<ArrayType>(T))
    return isScalable(Array->getElementType());
  if (auto *Struct = dyn_cast<StructType>(T))
    return any_of(Struct->elements(), [](Type *E) { return isScalable(E); });
  return isa<ScalableVectorType>(T);
}

static bool usesScalable(const Instruction &I) {
  if (auto *Alloca = dyn_cast<AllocaInst>(&I))
    return isScalable(Alloca->getAllocatedType());
  if (auto *Element = dyn_cast<GetElementPtrInst>(&I))
    return isScalable(Element->getSourceElementType());
  return isScalable(I.getType()) ||
         any_of(I.operands(), [](const Use &Operand) {
           return isScalable(Operand->getType());
         });
}

static bool hasScalable(const Module &M) {
  return any_of(M, [](const Function &F) {
    return any_of(instructions(F), usesScalable);
  });
}

namespace {

struct BpfmendPass : PassInfoMixin<BpfmendPass> {
  BpfmendPass() = default;
  // Of clang, at the end of its own passes.
  explicit BpfmendPass(OptimizationLevel Level)
      : Level(Level.getSpeedupLevel()), Compiling(true) {}

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    if (hasScalable(M))
      return PreservedAnalyses::all();
    bridge_analyses Analyses{
        MAM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager(),
        Level, Compiling};
    return bpfmend_run(wrap(&M), &Analyses) ? PreservedAnalyses::none()
                                            : PreservedAnalyses::all();
  }

  // Not to be skipped for optnone functions: a warning is due there too.
  static bool isRequired() { return true; }

  unsigned Level = OptimizationLevel::O2.getSpeedupLevel();
  bool Compiling = false;
};

// What prints a part of the pass's knowledge.
template <void (*Print)(LLVMModuleRef, bridge_analyses *)>
struct PrinterPass : PassInfoMixin<PrinterPass<Print>> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    bridge_analyses Analyses{
        MAM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager()};
    Print(wrap(&M), &Analyses);
    return PreservedAnalyses::all();
  }

  static bool isRequired() { return true; }
};

struct CodePrinterPass : PassInfoMixin<CodePrinterPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    code_printer_run(wrap(&M), OptimizationLevel::O2.getSpeedupLevel(), stderr);
    return PreservedAnalyses::all();
  }

  static bool isRequired() { return true; }
};

// What kernels of a list, as users write it, will say of the module.
struct WalkPrinterPass : PassInfoMixin<WalkPrinterPass> {
  explicit WalkPrinterPass(StringRef Kernels) : Kernels(Kernels.str()) {}

  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    walk_printer_run(wrap(&M), OptimizationLevel::O2.getSpeedupLevel(),
                     Kernels.c_str(), stderr);
    return PreservedAnalyses::all();
  }

  static bool isRequired() { return true; }

  std::string Kernels;
};

} // namespace

unsigned bridge_level(bridge_analyses *Analyses) { return Analyses->Level; }

void bridge_attach(bridge_analyses *Analyses, void *Attached) {
  Analyses->Attached = Attached;
}

void *bridge_attached(bridge_analyses *Analyses) { return Analyses->Attached; }

static bool isColon(char C) { return C == ':'; }

static void registerPass(PassBuilder &PB) {
  PB.registerOptimizerLastEPCallback([](ModulePassManager &MPM,
#if LLVM_VERSION_MAJOR >= 20
                                        OptimizationLevel Level,
                                        ThinOrFullLTOPhase
#else
                                        OptimizationLevel Level
#endif
                                     ) { MPM.addPass(BpfmendPass(Level)); });
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM,
         ArrayRef<PassBuilder::PipelineElement>) {
        if (Name == "bpfmend")
          MPM.addPass(BpfmendPass());
        else if (Name == "print<bpfmend-ranges>")
          MPM.addPass(PrinterPass<range_printer_run>());
        else if (Name == "print<bpfmend-proofs>")
          MPM.addPass(PrinterPass<proof_printer_run>());
        else if (Name == "print<bpfmend-code>")
          MPM.addPass(CodePrinterPass());
        else if (Name.consume_front("print<bpfmend-walk") &&
                 Name.consume_back(">"))
          MPM.addPass(WalkPrinterPass(Name.drop_while(isColon)));
        else
          return false;
        return true;
      });
}

extern "C" LLVM_ATTRIBUTE_WEAK
    __attribute__((visibility("default"))) PassPluginLibraryInfo
    llvmGetPassPluginInfo() {
  PassPluginLibraryInfo Info = {};
  Info.APIVersion = LLVM_PLUGIN_API_VERSION;
  Info.PluginName = "bpfmend";
  Info.PluginVersion = BPFMEND_VERSION;
  Info.RegisterPassBuilderCallbacks = registerPass;
  return Info;
}
