# SPDX-License-Identifier: GPL-2.0
"""Compiles generated programs plain and mended, and reads what was rewritten from the remarks.

A Batch is a file of programs with its LLVM, level and CPU. What plain does not compile, because its
frame is too large, is left out; what compiles plain and not mended is a finding, and is left out
after that, so that the others of its file are still compared.
"""
import collections
import os
import re
import subprocess

import programs
from program import HEAD, TAIL

WARNINGS = ["-w", "-Werror=uninitialized", "-Werror=sometimes-uninitialized", "-Werror=return-type",
            "-Werror=shift-count-overflow", "-Werror=array-bounds",
            "-Werror=implicit-function-declaration"]
INCLUDES = ["-I/usr/include/x86_64-linux-gnu", "-I/usr/include/aarch64-linux-gnu"]
# Plain takes less than a second; a pass that takes so long is a finding.
PATIENCE = 120
# Most programs are compiled at -O2 in practice.
LEVELS = ("O2", "O2", "O1", "O2", "Os", "O2")
CPUS = ("v3", "v2", "v4", "v3", "v1")

REMARK = re.compile(r":(\d+):\d+: remark: (.*?): .*\[-Rpass=bpfmend-([a-z-]+)\]")
PLACE = re.compile(r"\.bpf\.c:(\d+):\d+: (?:fatal )?error: (.*)")

Finding = collections.namedtuple("Finding", "program kind words")


class Tools:
    """Where the compilers, the plugin and the interpreter are."""

    def __init__(self, binaries, plugins, environment=None, plugin=None):
        self.binaries, self.plugins = binaries, plugins
        self.plugin_path = plugin
        self.environment = dict(os.environ, **(environment or {}))

    def plugin(self, llvm):
        return self.plugin_path or os.path.join(self.plugins, f"llvm-{llvm}", "bpfmend.so")

    def clang(self, llvm, level, cpu, mended):
        if llvm < 18 and cpu == "v4":
            cpu = "v3"
        command = [f"clang-{llvm}", "-target", "bpf", f"-{level}", f"-mcpu={cpu}", "-g", *WARNINGS,
                   *INCLUDES]
        if mended:
            plugin = self.plugin(llvm)
            command += ["-Rpass=bpfmend", f"-fplugin={plugin}", f"-fpass-plugin={plugin}", "-mllvm",
                        "-bpfmend-mode=mend", "-mllvm", "-bpfmend-walk=false"]
        return command

    def run(self, command):
        """Exit status and all that was said; a status of 124 if it took too long."""
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True, errors="replace", check=False, timeout=PATIENCE,
                                  env=self.environment)
        except subprocess.TimeoutExpired:
            return 124, f"took more than {PATIENCE} s"
        if "unable to load plugin" in done.stdout:
            raise OSError(done.stdout.strip())
        return done.returncode, done.stdout


class Batch:
    """Some programs of one seed, compiled in one way."""

    def __init__(self, tools, folder, llvm, seed, number, count=programs.PER_FILE):
        self.tools, self.folder, self.llvm = tools, folder, llvm
        self.seed, self.number = seed, number
        self.level, self.cpu = LEVELS[number % len(LEVELS)], CPUS[number % len(CPUS)]
        first = number * programs.PER_FILE
        self.texts = {n: programs.program(seed, n) for n in range(first, first + count)}
        self.asked = list(self.texts)
        self.left_out, self.findings = [], []
        self.hits, self.rewritten = collections.Counter(), set()
        os.makedirs(folder, exist_ok=True)

    def path(self, what):
        return os.path.join(self.folder, f"fuzz-{self.llvm}-{self.seed}-{self.number:03}.{what}")

    def write(self):
        """The file, and which lines are whose."""
        self.lines, text = [], HEAD
        for number, body in self.texts.items():
            self.lines.append((text.count("\n") + 1, number))
            text += "\n" + body
        with open(self.path("bpf.c"), "w", encoding="ascii") as file:
            file.write(text + TAIL)

    def program_at(self, line):
        found = None
        for first, number in self.lines:
            if first <= line:
                found = number
        return found

    def compile(self, mended):
        self.write()
        output = self.path("mend.o" if mended else "plain.o")
        return self.tools.run(self.tools.clang(self.llvm, self.level, self.cpu, mended) +
                              ["-c", self.path("bpf.c"), "-o", output])

    def culprits(self, said, mended):
        """The programs that do not compile, and why: by the lines of the errors, or one by one."""
        found = {}
        for match in PLACE.finditer(said):
            number = self.program_at(int(match[1]))
            if number is not None:
                found.setdefault(number, match[2])
        if found and "PLEASE submit" not in said:
            return found
        everything = self.texts
        for number, body in everything.items():
            self.texts = {number: body}
            status, said = self.compile(mended)
            if status:
                found[number] = reason(status, said)
        self.texts = everything
        return found

    def compile_both(self):
        """True if there is a pair of objects."""
        while self.texts:
            status, said = self.compile(False)
            if not status:
                break
            gone = self.culprits(said, False) or dict.fromkeys(self.texts, reason(status, said))
            for number, why in gone.items():
                self.left_out.append((number, why))
                del self.texts[number]
        return bool(self.texts) and self.compile_mended()

    def compile_mended(self):
        plain_again = False
        while self.texts:
            status, said = self.compile(True)
            if not status:
                break
            gone = self.culprits(said, True) or dict.fromkeys(self.texts, reason(status, said))
            for number, why in gone.items():
                self.findings.append(Finding(number, "does not compile mended", why))
                del self.texts[number]
            plain_again = True
        if not self.texts:
            return False
        for line, fix, hazard in REMARK.findall(said):
            number = self.program_at(int(line))
            self.hits[f"{hazard}: {fix}"] += 1
            if number is not None:
                self.rewritten.add(number)
        return not plain_again or not self.compile(False)[0]

    def compare(self, seed, runs):
        """Runs both and looks at the mended one; what was said goes into the findings."""
        for tool, arguments, kind in (("compare-objects", ["--seed", str(seed), "--runs",
                                                           str(runs)], "differs"), ("check-object",
                                                                                    [], "object")):
            status, said = self.tools.run([os.path.join(self.tools.binaries, tool), *arguments,
                                           self.path("plain.o"), self.path("mend.o")])
            self.note(status, said, kind)

    def note(self, status, said, kind):
        """The programs that a tool names, or else all that it said."""
        found = False
        for line in said.splitlines():
            named = re.match(r"(DIFFERS: |plain [a-z ]+: |)\S+: p(\d+)\w*: ", line)
            if named:
                what = "plain faults" if named[1].startswith("plain") else kind
                # What differs anyway differs with checks of poison, too.
                if what != "poison" or not any(f.program == int(named[2]) for f in self.findings):
                    self.findings.append(Finding(int(named[2]), what, line.strip()))
                found = True
        if not found and status:
            self.findings.append(Finding(None, kind if status == 1 else "cannot be run",
                                         said.strip()))

    def check_poison(self, seed, runs):
        """
        Runs both once more, with LLVM's own checks that nothing undefined is done with poison. LLVM
        has them up to 19. Plain code passes them; code generation may not show a branch on poison.
        """
        if self.llvm > 19:
            return
        pair = []
        for mended, what in ((False, "plain"), (True, "mend")):
            ir, checked, output = (self.path(f"{what}.{kind}") for kind in ("ll", "poison.ll",
                                                                            "poison.o"))
            pair.append(output)
            # The checks enlarge frames: what does not fit is not looked at.
            if self.tools.run(self.tools.clang(self.llvm, self.level, self.cpu, mended) +
                              ["-DPOISON_CHECKING", "-S", "-emit-llvm", self.path("bpf.c"), "-o",
                               ir])[0] or self.tools.run([f"opt-{self.llvm}", "-disable-verify",
                                                          "-passes=poison-checking", "-S", ir, "-o",
                                                          checked])[0]:
                return
            give_places(checked)
            if self.tools.run([f"llc-{self.llvm}", "-march=bpf", "-mcpu=v3", "-filetype=obj",
                               checked, "-o", output])[0]:
                return
        status, said = self.tools.run([os.path.join(self.tools.binaries, "compare-objects"),
                                       "--seed", str(seed), "--runs", str(runs), *pair])
        self.note(status, said, "poison")

    def clean(self):
        for what in ("bpf.c", "plain.o", "mend.o", "plain.ll", "mend.ll", "plain.poison.ll",
                     "mend.poison.ll", "plain.poison.o", "mend.poison.o"):
            if os.path.exists(self.path(what)):
                os.remove(self.path(what))


def give_places(path):
    """LLVM wants a place in the source of each check; some have none: the last one's."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    place = ""
    for number, line in enumerate(lines):
        if line.startswith("define"):
            place = ""
        found = re.search(r", !dbg !\d+$", line)
        if line.startswith("  ") and found:
            place = found[0]
        elif "call void @__poison_checker_assert(" in line and "!dbg" not in line:
            lines[number] = line + place
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def reason(status, said):
    """One line of what the compiler said."""
    if status == 124:
        return said
    for line in said.splitlines():
        if "error:" in line or "Assertion" in line or "LLVM ERROR" in line:
            return re.sub(r"^\S*: ", "", line)
    return f"exit status {status}"
