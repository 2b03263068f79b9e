# SPDX-License-Identifier: GPL-2.0
"""What a run has found so far: kept in a file, a line a batch, and printed as a table.

A line counts only for the plugin and the generator that it was made with, by the sum of their
bytes; so an interrupted run goes on where it was, and a new plugin begins anew.
"""
import collections
import glob
import hashlib
import json
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))


def all_fixes(hazards):
    """Each hazard's name in the table of hazards, and each fix that the pass's files name."""
    with open(os.path.join(hazards, "hazards.def"), encoding="utf-8") as file:
        names = re.findall(r'^HAZARD\(\w+, "([a-z-]+)"', file.read(), re.MULTILINE)
    fixes = set()
    for path in glob.glob(os.path.join(hazards, "**", "*.c"), recursive=True):
        with open(path, encoding="utf-8") as file:
            fixes |= {text for text in re.findall(r"\.mended = \"([^\"]*)\"", file.read()) if text}
    return set(names), fixes


def fingerprint(plugin):
    """Of the plugin and the generator."""
    total = hashlib.sha256()
    for path in [plugin] + sorted(glob.glob(os.path.join(HERE, os.pardir, "*", "*.py"))):
        with open(path, "rb") as file:
            total.update(file.read())
    return total.hexdigest()[:16]


class State:
    """The batches that are done, by LLVM, seed and number."""

    def __init__(self, path, prints):
        self.path, self.prints, self.done = path, prints, {}
        if path and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    try:
                        row = json.loads(line)
                    except ValueError:
                        # The run was interrupted while it wrote this.
                        continue
                    if row["print"] == prints.get(row["llvm"]):
                        self.done[self.key(row)] = row

    @staticmethod
    def key(row):
        return row["llvm"], row["seed"], row["batch"], row["runs"]

    def add(self, row):
        row["print"] = self.prints[row["llvm"]]
        self.done[self.key(row)] = row
        if self.path:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")


def row_of(batch, runs, seconds):
    return {"llvm": batch.llvm, "seed": batch.seed, "batch": batch.number, "runs": runs,
            "programs": len(batch.asked) - len(batch.left_out), "left_out": len(batch.left_out),
            "rewritten": len(batch.rewritten), "hits": dict(batch.hits), "seconds": round(seconds,
                                                                                          2),
            "findings": [list(finding) for finding in batch.findings]}


def table(rows, seconds):
    """The figures of these batches, a column an LLVM."""
    llvms = sorted({row["llvm"] for row in rows})
    by = {llvm: [row for row in rows if row["llvm"] == llvm] for llvm in llvms}

    def total(llvm, what):
        return sum(row[what] for row in by[llvm])

    def share(llvm):
        count = total(llvm, "rewritten")
        return f"{count} ({100 * count // max(total(llvm, 'programs'), 1)} %)"

    def found(llvm, kind):
        return sum(finding[1] == kind for row in by[llvm] for finding in row["findings"])

    hits = collections.defaultdict(collections.Counter)
    for row in rows:
        for name, count in row["hits"].items():
            hits[name][row["llvm"]] += count
    lines = [("", [f"LLVM {llvm}" for llvm in llvms]), ("programs", [total(llvm, "programs")
                                                                     for llvm in llvms]),
             ("left out: plain does not compile", [total(llvm, "left_out") for llvm in llvms]),
             ("rewritten", [share(llvm) for llvm in llvms])]
    lines += [(f"  {name}", [hits[name][llvm] for llvm in llvms]) for name in sorted(hits)]
    lines += [(kind, [found(llvm, kind) for llvm in llvms]) for kind in ("differs", "object",
                                                                         "poison", "plain faults",
                                                                         "does not compile mended",
                                                                         "cannot be run")]
    width = max(len(name) for name, _ in lines)
    text = "\n".join(name.ljust(width) + "".join(str(cell).rjust(14) for cell in cells) for name,
                     cells in lines)
    if seconds:
        text += f"\n{60 * sum(row['programs'] for row in rows) / seconds:.0f} programs a minute"
    return text


# The plain program computes the wrong number: there is nothing to compare the mended one with.
PLAIN_IS_WRONG = {"had it returned"}

# Only a walk finds them, and programs are compiled without: each would be one of a register allocator.
NEEDS_WALK = {"undef-use", "put a 0 where it is undefined", "loop-end",
              "counted the turns of the loop", "stated how far the indices lead together"}

# clang does not compile the plain program: there is nothing to compare the mended one with.
NOT_COMPILED = {"libcall", "made what BPF has of it"}


def never_hit(rows, hazards):
    """The hazards and the fixes that no program of these reached."""
    names, fixes = all_fixes(hazards)
    names -= NEEDS_WALK | NOT_COMPILED
    fixes -= PLAIN_IS_WRONG | NEEDS_WALK | NOT_COMPILED
    seen = {name for row in rows for name in row["hits"]}
    missing = sorted(name for name in names if not any(hit.startswith(f"{name}: ") for hit in seen))
    return missing + sorted(fix for fix in fixes if not any(hit.endswith(f": {fix}")
                                                            for hit in seen))
