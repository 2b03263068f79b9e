// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs the backend on a copy of a module. The copy is read from bitcode that
// keeps the order of uses: CloneModule() changes it, and what strength
// reduction and the register allocator choose with it. It lives in a context of
// its own, so that diagnostics, remarks and names stay apart from clang's.
// Debug locations do not change the code, so the copy's are replaced by the
// numbers of its instructions.

#include "llvm-pass/backend/copy.h"

#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/Transforms/IPO/ConstantMerge.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

#include <cerrno>
#include <cstdlib>

using namespace llvm;

namespace {

// An error that the backend reports.
struct Refused {
  std::string Text;
  std::string Function; // The one that it is about; empty if not known.
  unsigned Line = 0;    // The number of the instruction, likewise; from 1 on.
};

// Keeps the errors; says nothing.
class ErrorKeeper : public DiagnosticHandler {
public:
  explicit ErrorKeeper(SmallVectorImpl<Refused> &Errors) : Errors(Errors) {}

  bool handleDiagnostics(const DiagnosticInfo &Info) override {
    if (Info.getSeverity() != DS_Error)
      return true;
    Refused &Error = Errors.emplace_back();
    if (auto *Unsupported = dyn_cast<DiagnosticInfoUnsupported>(&Info)) {
      Error.Function = Unsupported->getFunction().getName().str();
      if (Unsupported->isLocationAvailable())
        Error.Line = Unsupported->getLocation().getLine();
    }
    raw_string_ostream Text(Error.Text);
    DiagnosticPrinterRawOStream Printer(Text);
    Info.print(Printer);
    return true;
  }
  bool isAnalysisRemarkEnabled(StringRef) const override { return false; }
  bool isMissedOptRemarkEnabled(StringRef) const override { return false; }
  bool isPassedOptRemarkEnabled(StringRef) const override { return false; }
  bool isAnyRemarkEnabled() const override { return false; }

private:
  SmallVectorImpl<Refused> &Errors;
};

} // namespace

static std::unique_ptr<Module> copyInto(LLVMContext &Context, const Module &M,
                                        std::string &Refusal) {
  SmallVector<char, 0> Bitcode;
  raw_svector_ostream Stream(Bitcode);

  WriteBitcodeToFile(M, Stream, /*ShouldPreserveUseListOrder=*/true);
  Expected<std::unique_ptr<Module>> Copy = parseBitcodeFile(
      MemoryBufferRef(StringRef(Bitcode.data(), Bitcode.size()), ""), Context);
  if (Copy)
    return std::move(*Copy);
  Refusal = toString(Copy.takeError());
  return nullptr;
}

static DICompileUnit *newUnit(DIBuilder &Builder) {
  // BTF is made of it too, and looks for the text of each line: nowhere.
  DIFile *File = Builder.createFile("<emitted>", "");
#if LLVM_VERSION_MAJOR >= 22
  DISourceLanguageName Language(dwarf::DW_LANG_C99);
#else
  unsigned Language = dwarf::DW_LANG_C99;
#endif
  return Builder.createCompileUnit(Language, File, "", true, "", 0, "",
                                   DICompileUnit::LineTablesOnly);
}

static void dropDebugInstructions(Function &F) {
  for (BasicBlock &Block : F)
    for (Instruction &I : make_early_inc_range(Block)) {
#if LLVM_VERSION_MAJOR >= 19
      I.dropDbgRecords();
#endif
      if (isa<DbgInfoIntrinsic>(I))
        I.eraseFromParent();
    }
}

// True if the code has numbers of types (bpf_core_type_id_local()): BTF counts
// all types of the program for them.
static bool numbersTypes(const Module &M) {
  return any_of(M.globals(), [](const GlobalVariable &Global) {
    return Global.getName().starts_with("llvm.btf_type_id");
  });
}

// It costs a compilation as much again as all else of emitting does.
static void dropDebugInfo(Module &M) {
  if (NamedMDNode *Units = M.getNamedMetadata("llvm.dbg.cu"))
    Units->eraseFromParent();
  for (GlobalVariable &Global : M.globals())
    Global.eraseMetadata(LLVMContext::MD_dbg);
  for (Function &F : M)
    F.setSubprogram(nullptr);
}

// Gives each instruction its number as its line, in place of what the program's
// debug information says. Globals keep what CO-RE needs of it.
static void numberLines(Module &M, bool Types) {
  if (!Types && !numbersTypes(M))
    dropDebugInfo(M);
  DIBuilder Builder(M);
  DICompileUnit *Unit = newUnit(Builder);
  DISubroutineType *Type =
      Builder.createSubroutineType(Builder.getOrCreateTypeArray({}));

  for (Function &F : M) {
    if (F.isDeclaration())
      continue;
    dropDebugInstructions(F);
    if (F.getSubprogram())
      continue;
    F.setSubprogram(Builder.createFunction(
        Unit->getFile(), F.getName(), "", Unit->getFile(), 0, Type, 0,
        DINode::FlagZero,
        DISubprogram::SPFlagDefinition | DISubprogram::SPFlagOptimized));
  }
  Builder.finalize();
  unsigned Line = 0;
  bpfmend::forEachEmitted(M, [&](Instruction &I) {
    I.setDebugLoc(DILocation::get(M.getContext(), ++Line, 0,
                                  I.getFunction()->getSubprogram()));
  });
  if (!M.getModuleFlag("Debug Info Version"))
    M.addModuleFlag(Module::Warning, "Debug Info Version",
                    DEBUG_METADATA_VERSION);
}

// What clang was told, as the first function that says so says.
static std::string attributeOf(const Module &M, StringRef Name) {
  for (const Function &F : M)
    if (!F.isDeclaration() && F.hasFnAttribute(Name))
      return F.getFnAttribute(Name).getValueAsString().str();
  return "";
}

static std::unique_ptr<TargetMachine>
machineFor(const Module &M, unsigned Level, std::string &Refusal) {
#if LLVM_VERSION_MAJOR >= 22
  const Triple &Name = M.getTargetTriple();
#else
  const std::string &Name = M.getTargetTriple();
#endif
  const Target *Found = TargetRegistry::lookupTarget(Name, Refusal);

  if (!Found)
    return nullptr;
#if LLVM_VERSION_MAJOR >= 18
  auto CodeLevel = static_cast<CodeGenOptLevel>(Level);
#else
  auto CodeLevel = static_cast<CodeGenOpt::Level>(Level);
#endif
  bool Static = M.getPICLevel() == PICLevel::NotPIC;
  return std::unique_ptr<TargetMachine>(Found->createTargetMachine(
      Name, attributeOf(M, "target-cpu"), attributeOf(M, "target-features"),
      TargetOptions(), Static ? Reloc::Static : Reloc::PIC_, M.getCodeModel(),
      CodeLevel));
}

// The optimiser's passes that come after its last extension point and may
// change code or what it refers to.
static void finish(Module &M, TargetMachine &Machine) {
  PassBuilder Builder(&Machine);
  LoopAnalysisManager Loops;
  FunctionAnalysisManager Functions;
  CGSCCAnalysisManager Calls;
  ModuleAnalysisManager Modules;
  ModulePassManager Passes;

  Builder.registerModuleAnalyses(Modules);
  Builder.registerCGSCCAnalyses(Calls);
  Builder.registerFunctionAnalyses(Functions);
  Builder.registerLoopAnalyses(Loops);
  Builder.crossRegisterProxies(Loops, Functions, Calls, Modules);
  Passes.addPass(GlobalDCEPass());
  Passes.addPass(ConstantMergePass());
  Passes.run(M, Modules);
}

// As clang's BackendUtil.cpp does.
static void runBackend(Module &M, TargetMachine &Machine, raw_pwrite_stream &To,
                       std::string &Refusal) {
  legacy::PassManager Passes;
#if LLVM_VERSION_MAJOR >= 18
  const auto ObjectFile = CodeGenFileType::ObjectFile;
#else
  const auto ObjectFile = CGFT_ObjectFile;
#endif

  Passes.add(
      createTargetTransformInfoWrapperPass(Machine.getTargetIRAnalysis()));
  Passes.add(new TargetLibraryInfoWrapperPass(Triple(M.getTargetTriple())));
  if (Machine.addPassesToEmitFile(Passes, To, nullptr, ObjectFile))
    Refusal = "the target has no objects";
  else
    Passes.run(M);
}

// Writes the object of a copy. There is a refusal, or an error, if that failed.
static void emitCopy(const Module &M, unsigned Level, bool Types,
                     SmallVectorImpl<char> &Object, std::string &Refusal,
                     SmallVectorImpl<Refused> &Errors) {
  LLVMContext Context;
  raw_svector_ostream Stream(Object);

  Context.setDiagnosticHandler(std::make_unique<ErrorKeeper>(Errors));
  std::unique_ptr<Module> Copy = copyInto(Context, M, Refusal);
  if (!Copy)
    return;
  std::unique_ptr<TargetMachine> Machine = machineFor(*Copy, Level, Refusal);
  if (!Machine)
    return;
  if (Copy->getDataLayout().isDefault())
    Copy->setDataLayout(Machine->createDataLayout());
  numberLines(*Copy, Types);
  // No optimiser leaves any; what is in them can be its own operand, and the
  // backend's first passes follow it for ever.
  for (Function &F : *Copy)
    if (!F.isDeclaration())
      EliminateUnreachableBlocks(F);
  if (Level)
    finish(*Copy, *Machine);
  runBackend(*Copy, *Machine, Stream, Refusal);
}

static void tellErrors(Module &M, ArrayRef<Instruction *> Numbered,
                       ArrayRef<Refused> Errors, backend_output &Output) {
  Output.errors = bpfmend::newArray<backend_error>(Errors.size());
  for (const Refused &Error : Errors) {
    bool Known = Error.Line && Error.Line <= Numbered.size();

    Output.errors[Output.error_count++] = {
        bpfmend::newText(Error.Text), wrap(M.getFunction(Error.Function)),
        wrap(Known ? Numbered[Error.Line - 1] : nullptr)};
  }
}

int backend_run(LLVMModuleRef Module_, unsigned Level, bool Types,
                backend_output *Output) {
  Module &M = *unwrap(Module_);
  SmallVector<char, 0> Object;
  SmallVector<Instruction *, 0> Numbered;
  SmallVector<Refused, 0> Errors;
  std::string Refusal;

  *Output = {};
  bpfmend::forEachEmitted(M, [&](Instruction &I) { Numbered.push_back(&I); });
  emitCopy(M, Level, Types, Object, Refusal, Errors);
  if (Refusal.empty() && !Errors.empty())
    Refusal = Errors.front().Text;
  if (Refusal.empty()) {
    Output->object = bpfmend::newArray<unsigned char>(Object.size());
    Output->object_size = Object.size();
    llvm::copy(Object, Output->object);
    bpfmend::readLines(M, Numbered, *Output, Refusal);
  }
  if (Refusal.empty())
    return 0;
  backend_output_free(Output);
  Output->refusal = bpfmend::newText(Refusal);
  tellErrors(M, Numbered, Errors, *Output);
  return -ENOTSUP;
}

void backend_output_free(backend_output *Output) {
  for (size_t I = 0; I < Output->function_count; I++) {
    std::free(Output->functions[I].name);
    std::free(Output->functions[I].from);
  }
  for (size_t I = 0; I < Output->error_count; I++)
    std::free(Output->errors[I].words);
  std::free(Output->errors);
  std::free(Output->functions);
  std::free(Output->object);
  std::free(Output->refusal);
  *Output = {};
}
