#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds `bpfmend explain` to the class that is written on each program of labelled/.

labelled.py BPFMEND CLANG INCLUDE FOLDER SOURCES [KERNELS]: compiles the sources into FOLDER, as users do with
the plugin, loads them on the kernels (default: those of 5.10, 6.1, 6.12 and 7.3 that are in the store), and compares. Each
program must be rejected somewhere, at least 95 of 100 rejections must have the class that is written, and no bug may be
called the compiler's doing, not even "perhaps". Once more of objects without notes, from which less can be told: there only a bug
that is called the compiler's doing is a failure.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

LABEL = re.compile(r"^CLASS\((\w+)\)\s+SEC\([^)]*\)\s+int (\w+)\(", re.M)
SERIES = ("5.10", "6.1", "6.12", "7.3")
SKIPPED = 77


def compile_all(bpfmend, clang, include, folder, sources, options):
    flags = subprocess.run([bpfmend, "cflags", "--clang", clang], check=True, text=True, stdout=subprocess.PIPE).stdout.split()
    objects = []
    for source in sources:
        target = folder / (source.stem + ".o")
        subprocess.run([clang, "-target", "bpf", "-O2", "-g", "-w", "-idirafter", include, *flags, *options, "-c", source,
                        "-o", target], check=True, stderr=subprocess.DEVNULL)
        objects.append(target)
    return objects


def explain(bpfmend, kernels, objects):
    found = subprocess.run([bpfmend, "explain", "--kernels", ",".join(kernels), "--json", "-", *objects], text=True,
                           stdout=subprocess.PIPE)
    if found.returncode not in (1, 2):
        sys.exit(f"explain ended with {found.returncode}")
    return json.loads(found.stdout)


def compare(labels, rows, told):
    """Returns how many rows have which class of which label, and prints what is wrong."""
    table = collections.Counter()
    failed = False
    for row in rows:
        label = labels[row["program"]]
        table[label, row["class"]] += 1
        bad = label == "bug" and row["class"] == "compiler"
        failed |= bad
        if bad or (told and row["class"] != label):
            print(f"{row['program']} on {row['kernel']}: {row['class']}{', perhaps' if row['maybe'] else ''}, and is {label}:"
                  f" {row['message']}")
    for program in sorted(labels.keys() - {row["program"] for row in rows}):
        print(f"{program} is rejected nowhere")
        failed = True
    return table, failed


def report(title, labels, rows, told):
    """told: whether each row that is wrong is."""
    table, failed = compare(labels, rows, told)
    total = sum(table.values())
    right = sum(count for (label, told), count in table.items() if label == told)
    print(f"{title}: {right} of {total} rejections of {len(labels)} programs have the right class,"
          f" {100 * right / total:.1f} %")
    for (label, told), count in sorted(table.items()):
        print(f"    {label}: {told} {count}")
    return failed, right / total


def installed(bpfmend, wanted):
    listed = subprocess.run([bpfmend, "kernels", "list"], check=True, text=True, stdout=subprocess.PIPE).stdout
    return [series for series in wanted if re.search(rf"^{re.escape(series)}\s.*\sfetched\s", listed, re.M)]


def main():
    bpfmend, clang, include, folder = sys.argv[1:5]
    sources = sorted(pathlib.Path(sys.argv[5]).glob("*.bpf.c"))
    kernels = sys.argv[6].split(",") if len(sys.argv) > 6 else installed(bpfmend, SERIES)
    if not kernels:
        print("none of the kernels is in the store")
        sys.exit(SKIPPED)
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    labels = {program: label for source in sources for label, program in LABEL.findall(source.read_text())}
    noted = explain(bpfmend, kernels, compile_all(bpfmend, clang, include, folder, sources, []))
    failed, share = report("with notes", labels, noted, True)
    plain = explain(bpfmend, kernels,
                    compile_all(bpfmend, clang, include, folder, sources, ["-mllvm", "-bpfmend-notes=off"]))
    failed_plain, _ = report("without", labels, plain, False)
    sys.exit(failed or failed_plain or share < 0.95)


main()
