// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin's entry point. Registers the pass to run after the optimizer's
// last pass, when the IR is what instruction selection will see, and under the
// name "bpfmend" for opt; and what prints the prover's ranges.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"
extern "C" {
#include "llvm-pass/range_printer.h"
}

#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

using namespace llvm;

namespace {

struct BpfmendPass : PassInfoMixin<BpfmendPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    bridge_analyses Analyses{
        MAM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager()};
    return bpfmend_run(wrap(&M), &Analyses) ? PreservedAnalyses::none()
                                            : PreservedAnalyses::all();
  }

  // Not to be skipped for optnone functions: a warning is due there too.
  static bool isRequired() { return true; }
};

struct RangePrinterPass : PassInfoMixin<RangePrinterPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &MAM) {
    bridge_analyses Analyses{
        MAM.getResult<FunctionAnalysisManagerModuleProxy>(M).getManager()};
    range_printer_run(wrap(&M), &Analyses);
    return PreservedAnalyses::all();
  }

  static bool isRequired() { return true; }
};

} // namespace

void bridge_attach(bridge_analyses *Analyses, void *Attached) {
  Analyses->Attached = Attached;
}

void *bridge_attached(bridge_analyses *Analyses) { return Analyses->Attached; }

static void registerPass(PassBuilder &PB) {
  PB.registerOptimizerLastEPCallback([](ModulePassManager &MPM,
#if LLVM_VERSION_MAJOR >= 20
                                        OptimizationLevel, ThinOrFullLTOPhase
#else
                                        OptimizationLevel
#endif
                                     ) { MPM.addPass(BpfmendPass()); });
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM,
         ArrayRef<PassBuilder::PipelineElement>) {
        if (Name == "bpfmend")
          MPM.addPass(BpfmendPass());
        else if (Name == "print<bpfmend-ranges>")
          MPM.addPass(RangePrinterPass());
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
