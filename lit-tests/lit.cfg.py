# Configuration of the pass's FileCheck tests. Substitutions:
#   %clang      clang for BPF, -O2 -g, cpu v3; later options win
#   %plugin     the flags that load the plugin into %clang, to leave no notes in objects
#   %noting     the same, to leave them
#   %opt        opt with the plugin loaded, running the pass alone: bpfmend's options may follow
#   %verified   the same, rewriting, and LLVM's verifier behind it
#   %filecheck  FileCheck
#   %objdump    llvm-objdump without addresses and raw bytes
#   %llvm-bin, %library, %python  the folder of LLVM's tools, the plugin's file and Python, for a
#               script under Inputs/ that runs them itself
# Features: llvm-16, llvm-19, llvm-22, for REQUIRES and UNSUPPORTED.
import os
import sys

import lit.formats

config.name = f"bpfmend-llvm-{config.llvm_version}"
config.test_format = lit.formats.ShTest(True)
config.suffixes = [".c", ".ll"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.dirname(__file__)
config.available_features.add(f"llvm-{config.llvm_version}")


def tool(name):
    return os.path.join(config.llvm_bin, name)


config.environment["PATH"] = config.llvm_bin + os.pathsep + os.environ["PATH"]
if config.sanitized:
    # clang itself is not sanitised: the runtime must come first, and its own leaks are not ours.
    config.environment["LD_PRELOAD"] = os.popen("cc -print-file-name=libasan.so").read().strip()
    config.environment["ASAN_OPTIONS"] = "detect_leaks=0"

inputs = os.path.join(config.test_source_root, "Inputs")
config.substitutions += [
    ("%clang", f"{tool('clang')} -target bpf -mcpu=v3 -O2 -g -fno-color-diagnostics -I{inputs}"),
    ("%plugin", f"-fplugin={config.plugin} -fpass-plugin={config.plugin} -mllvm -bpfmend-notes=off"),
    ("%noting", f"-fplugin={config.plugin} -fpass-plugin={config.plugin}"),
    ("%opt", f"{tool('opt')} -load {config.plugin} -load-pass-plugin={config.plugin} -passes=bpfmend -S"),
    ("%verified", f"{tool('opt')} -load {config.plugin} -load-pass-plugin={config.plugin} -passes=bpfmend,verify -bpfmend-mode=mend -S"),
    ("%llvm-bin", config.llvm_bin),
    ("%library", config.plugin),
    ("%python", sys.executable),
    ("%filecheck", tool("FileCheck")),
    ("%objdump", f"{tool('llvm-objdump')} -d --no-show-raw-insn --no-leading-addr"),
]
