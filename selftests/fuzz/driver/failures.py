# SPDX-License-Identifier: GPL-2.0
"""Keeps what was found, alone if it shows alone, and makes it small with cvise.

A kept failure is a folder: program.bpf.c, report, and settings.json with which shrink-test decides
whether a smaller program still shows it. A smaller one must not be one that is only undefined:
it has to compile without a warning that tells of that, and plain at two levels, by each LLVM there
is, it has to agree with itself, without a fault.
"""
import json
import os
import shutil
import stat
import subprocess
import sys

import compiling
import programs

HERE = os.path.dirname(os.path.abspath(__file__))


def keep(options, tools, batch, finding):
    """A folder of its own for the finding."""
    number = batch.number if finding.program is None else finding.program
    name = f"{batch.llvm}-{batch.seed}-{number}"
    folder = os.path.join(options.folder, "failures", name)
    os.makedirs(folder, exist_ok=True)
    alone = finding.program is not None
    if alone:
        source = programs.source([(batch.seed, finding.program)])
    else:
        with open(batch.path("bpf.c"), encoding="ascii") as file:
            source = file.read()
    path = os.path.join(folder, "program.bpf.c")
    with open(path, "w", encoding="ascii") as file:
        file.write(source)
    settings = {"llvm": batch.llvm, "level": batch.level, "cpu": batch.cpu, "kind": finding.kind,
                "words": finding.words[:4000], "binaries": os.path.abspath(tools.binaries),
                "plugin": os.path.abspath(tools.plugin(batch.llvm)),
                "seed": options.seed * 1000003 + batch.number, "runs": options.runs,
                "planted": tools.environment.get("BPFMEND_PLANTED", "")}
    with open(os.path.join(folder, "settings.json"), "w", encoding="utf-8") as file:
        json.dump(settings, file, indent=1)
    # The input that showed it in the file may not be one of this program alone: more, then.
    shows = shows_it(settings, path, folder)
    if not shows and alone:
        settings["runs"] *= 16
        shows = shows_it(settings, path, folder)
    with open(os.path.join(folder, "report"), "w", encoding="utf-8") as file:
        file.write(f"LLVM {batch.llvm}, -{batch.level} -mcpu={batch.cpu}, seed {batch.seed}, "
                   f"p{finding.program}: {finding.kind}\n"
                   f"{finding.words}\n" + ("" if shows
                                           else "It does not show in this file alone.\n"))
    with open(os.path.join(folder, "settings.json"), "w", encoding="utf-8") as file:
        json.dump(settings, file, indent=1)
    if options.shrink and shows:
        shrink(folder)


def compiled(settings, source, output, mended, level=None, llvm=None):
    tools = compiling.Tools(settings["binaries"], None, {"BPFMEND_PLANTED": settings["planted"]},
                            settings["plugin"])
    command = tools.clang(llvm or settings["llvm"], level or settings["level"], settings["cpu"],
                          mended)
    return tools.run(command + ["-c", source, "-o", output])


def shows_it(settings, source, folder):
    """Whether the program compiles plain, and differs or is refused mended."""
    tools = compiling.Tools(settings["binaries"], None, {}, settings["plugin"])
    plain, mended = os.path.join(folder, "plain.o"), os.path.join(folder, "mended.o")
    if compiled(settings, source, plain, False)[0]:
        return False
    status, said = compiled(settings, source, mended, True)
    if settings["kind"] == "does not compile mended":
        return bool(status) and settings["words"][:40] in said
    if status:
        return False
    if settings["kind"] == "object":
        return tools.run([os.path.join(settings["binaries"], "check-object"), plain,
                          mended])[0] == 1
    return tools.run(compare(settings, plain, mended))[0] == 1


def compare(settings, one, other):
    return [os.path.join(settings["binaries"], "compare-objects"), "--seed", str(settings["seed"]),
            "--runs", str(settings["runs"]), one, other]


STRICT = ["-Werror=conditional-uninitialized", "-Werror=incompatible-pointer-types",
          "-Werror=int-conversion", "-Werror=integer-overflow", "-Werror=shift-count-negative",
          "-Werror=implicit-int", "-Werror=division-by-zero", "-Werror=strict-prototypes",
          "-Werror=unsequenced", "-Werror=return-stack-address"]


def is_sound(settings, source, folder):
    """Whether the plain program agrees with itself, however it is compiled."""
    strict = subprocess.run([f"clang-{settings['llvm']}", "-target", "bpf", "-fsyntax-only",
                             *compiling.WARNINGS, *STRICT, *compiling.INCLUDES, source],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if strict.returncode:
        return False
    tools = compiling.Tools(settings["binaries"], None, {}, settings["plugin"])
    plain, other = os.path.join(folder, "plain.o"), os.path.join(folder, "other.o")
    if compiled(settings, source, plain, False)[0]:
        return False
    for llvm in sorted({16, 19, 22, settings["llvm"]}):
        if not shutil.which(f"clang-{llvm}"):
            continue
        for level in ("O1", "O2"):
            if compiled(settings, source, other, False, level, llvm)[0]:
                return False
            if tools.run(compare(settings, plain, other))[0]:
                return False
    return True


def interesting(folder, source):
    """For cvise: 0 if the source still shows it and is sound."""
    with open(os.path.join(folder, "settings.json"), encoding="utf-8") as file:
        settings = json.load(file)
    return int(not (shows_it(settings, source, os.getcwd()) and is_sound(settings, source,
                                                                         os.getcwd())))


def shrink(folder):
    """Leaves the small program as small.bpf.c."""
    folder = os.path.abspath(folder)
    work = os.path.join(folder, "cvise")
    os.makedirs(work, exist_ok=True)
    shutil.copy(os.path.join(folder, "program.bpf.c"), os.path.join(work, "small.bpf.c"))
    test = os.path.join(work, "test.sh")
    with open(test, "w", encoding="ascii") as file:
        test_of = os.path.join(HERE, os.pardir, "shrink-test")
        file.write(f"#!/bin/sh\nexec {sys.executable} {test_of} {folder} small.bpf.c\n")
    os.chmod(test, os.stat(test).st_mode | stat.S_IXUSR)
    subprocess.run(["cvise", "--n", "2", "--tidy", "--timeout", "120", "test.sh", "small.bpf.c"],
                   cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    shutil.copy(os.path.join(work, "small.bpf.c"), os.path.join(folder, "small.bpf.c"))
