// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin's command-line options. LLVM reads them, options.c understands
// them.

#include "llvm-pass/bridge/analyses.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/bridge/facts.h"

#include "llvm/Support/CommandLine.h"

using namespace llvm;

static cl::opt<bridge_mode> Mode(
    "bpfmend-mode", cl::init(BRIDGE_MODE_WARN),
    cl::desc("What bpfmend does about code that a verifier misunderstands"),
    cl::values(clEnumValN(BRIDGE_MODE_WARN, "warn", "say what is wrong"),
               clEnumValN(BRIDGE_MODE_MEND, "mend",
                          "rewrite it, and warn where that is not possible"),
               clEnumValN(BRIDGE_MODE_VARIANTS, "variants",
                          "the same, beside the code as it was: the loader "
                          "chooses (libbpfmend)"),
               clEnumValN(BRIDGE_MODE_OFF, "off", "nothing")));

static cl::opt<std::string>
    Kernels("bpfmend-kernels", cl::value_desc("list"),
            cl::desc("The kernels the program is for, as in 6.12,6.16-7.2 "
                     "(default: every kernel bpfmend knows)"));

static cl::opt<std::string>
    Hazards("bpfmend-hazards", cl::value_desc("list"),
            cl::desc("Only these hazards, as in zero-read (default: all)"));

namespace {
enum class Saying { Nothing, Warning };
} // namespace

static cl::opt<Saying> Unknown(
    "bpfmend-unknown", cl::init(Saying::Nothing),
    cl::desc("What bpfmend does about refusals that it foresees and cannot "
             "explain"),
    cl::values(clEnumValN(Saying::Nothing, "off", "nothing"),
               clEnumValN(Saying::Warning, "warn",
                          "say what the verifier will say")));

namespace {
enum class Leaving { Off, On };
} // namespace

static cl::opt<Leaving> Notes(
    "bpfmend-notes", cl::init(Leaving::On),
    cl::desc(
        "Whether what is found is left in the object, for bpfmend explain"),
    cl::values(clEnumValN(Leaving::On, "on", "in a section of its own"),
               clEnumValN(Leaving::Off, "off", "nothing is")));

static cl::opt<unsigned>
    Rewrites("bpfmend-rewrites", cl::init(8), cl::Hidden,
             cl::desc("How many times the hazards may rewrite a function "
                      "before it is left as it was"));

static cl::opt<bool>
    Walk("bpfmend-walk", cl::init(true), cl::Hidden,
         cl::desc("Whether programs that kernels take are left alone"));

static cl::opt<bool>
    Looks("bpfmend-look", cl::init(true), cl::Hidden,
          cl::desc("Whether to look at what the backend makes of the module, "
                   "which ends opt where it cannot compile it"));

static cl::opt<std::string>
    Emitted("bpfmend-emitted", cl::value_desc("file"), cl::Hidden,
            cl::desc("Where to write the object that the backend makes of the "
                     "module, and its code with what it came from (.txt)"));

static cl::opt<std::string>
    Proofs("bpfmend-proofs", cl::value_desc("folder"),
           cl::desc("Write what was proved of each rewrite to this folder, as "
                    "SMT-LIB 2"));

bool bridge_leaves_notes(bridge_analyses *Analyses) {
  return Analyses->Compiling && Notes == Leaving::On;
}

bridge_mode bridge_option_mode(void) { return Mode; }

const char *bridge_option_kernels(void) { return Kernels.c_str(); }

const char *bridge_option_hazards(void) { return Hazards.c_str(); }

bool bridge_option_unknown(void) { return Unknown == Saying::Warning; }

unsigned bridge_option_rewrites(void) { return Rewrites; }

bool bridge_option_walk(void) { return Walk; }

bool bridge_option_looks(void) { return Looks; }

const char *bridge_option_emitted(void) { return Emitted.c_str(); }

const char *bridge_option_proofs(void) { return Proofs.c_str(); }
