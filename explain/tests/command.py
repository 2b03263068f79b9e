#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`bpfmend explain` without kernels: on logs as people paste them, on bad ones, and in how much time.

command.py BPFMEND CLANG INCLUDE FOLDER SOURCES
"""
import pathlib
import resource
import subprocess
import sys

BPFMEND, CLANG, INCLUDE, FOLDER, SOURCES = sys.argv[1:6]
FOLDER = pathlib.Path(FOLDER)
failures = []


def compile_one(source, target, *options):
    target = FOLDER / target
    subprocess.run([CLANG, "-target", "bpf", "-O2", "-w", "-idirafter", INCLUDE, *options, "-c",
                    pathlib.Path(SOURCES, source), "-o", target], check=True)
    return target


def explain(*arguments, log=None):
    return subprocess.run([BPFMEND, "explain", *arguments], input=log, text=True, capture_output=True)


def processor_time():
    """Of what was run so far: the machine may be doing something else, too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def check(what, holds, found=None):
    if not holds:
        failures.append(what)
        print(f"FAILED: {what}")
        if found is not None:
            print(found.stdout, found.stderr, f"(status {found.returncode})")


def says(what, found, status, *words, error=()):
    check(what, found.returncode == status and all(word in found.stdout for word in words)
          and all(word in found.stderr for word in error) and (not error or found.stderr.count("\n") == 1), found)


def trace(target, program, words):
    """A log as a kernel writes it, of the first instructions up to the first that loads through r0."""
    listing = subprocess.run(["llvm-objdump-22", "-d", f"--disassemble-symbols={program}", target], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
    lines, first = [], None
    for line in listing.splitlines():
        number, _, rest = line.strip().partition(":\t")
        if not number.isdigit():
            continue
        first = int(number) if first is None else first
        lines.append(f"{int(number) - first}: ({rest[:2]}) {rest.split(chr(9))[-1]}")
        if "(r0 +" in rest:
            break
    return "\n".join([*lines, words, f"processed {len(lines)} insns (limit 1000000)", ""])


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    bugs = compile_one("bug-memory.bpf.c", "bugs.o", "-g")
    rules = compile_one("bug-rules.bpf.c", "rules.o", "-g")
    bare = compile_one("bug-memory.bpf.c", "bare.o")
    log = trace(bugs, "no_null_test", "R0 invalid mem access 'map_value_or_null'")
    place = ("bug-memory.bpf.c:", "record->bytes += skb->len;", "^", "may be NULL")

    says("a log as it is", explain("--log", "-", bugs, log=log), 1, "no_null_test, rejected", *place)
    libbpf = ("libbpf: prog 'no_null_test': BPF program load failed: Permission denied\n"
              f"libbpf: prog 'no_null_test': -- BEGIN PROG LOAD LOG --\n{log}-- END PROG LOAD LOG --\n"
              "libbpf: prog 'no_null_test': failed to load: -13\nlibbpf: failed to load object 'bugs.o'\n")
    says("a log of libbpf's", explain("--log", "-", bugs, log=libbpf), 1, *place)
    says("quoted in a mail", explain("--log", "-", bugs, log="".join(f"> {line}\n" for line in libbpf.splitlines())), 1, *place)
    says("of the lowest level", explain("--log", "-", "--program", "no_null_test", bugs,
                                        log="R0 invalid mem access 'map_value_or_null'\nprocessed 5 insns\n"), 1, *place)
    says("cut at its beginning", explain("--log", "-", "--program", "no_null_test", bugs,
                                         log=log[log.index("\n") - 4:]), 1, *place)
    says("an object without BTF", explain("--log", "-", bare, log=log), 1, "instruction ", "may be NULL")
    says("words of no table", explain("--log", "-", "--program", "no_null_test", bugs, log="frobnication is prohibited\n"), 1,
         "not told", "frobnication")

    kernel = compile_one("kernel.bpf.c", "kernel.o", "-g")
    says("a helper of later kernels, in a log of an unknown kernel",
         explain("--log", "-", "--program", "helper_of_later_kernels", kernel, log="invalid func unknown#181\n"), 1,
         "kernel, perhaps", "Linux 6.1 is the first")
    says("a helper that no kernel has for the type",
         explain("--log", "-", "--program", "helper_of_other_programs", rules,
                 log="program of this type cannot use helper bpf_skb_load_bytes#26\n"), 1, "bug: no kernel from Linux 5.10 on")
    says("a helper that all kernels have, for who may",
         explain("--log", "-", "--program", "no_null_test", bugs, log="unknown func bpf_get_socket_cookie#46\n"), 1,
         "environment, perhaps")
    says("a field that may not be written",
         explain("--log", "-", "--program", "field_that_is_read_only", rules, log="invalid bpf_context access off=0 size=4\n"),
         1, "bug, perhaps")

    says("another object's log", explain("--log", "-", rules, log=log), 2, error=["not of this object"])
    says("another object's log, by name", explain("--log", "-", rules, log=libbpf), 2, error=["no program 'no_null_test'"])
    says("a program of no log", explain("--log", "-", bugs, log="R0 invalid mem access 'map_value_or_null'\n"), 2,
         error=["--program NAME"])
    says("an empty log", explain("--log", "-", bugs, log=""), 2, error=["the log is empty"])
    says("a log that refuses nothing", explain("--log", "-", bugs, log="0: (b7) r0 = 0\nprocessed 1 insns\n"), 2,
         error=["refuses nothing"])
    says("a log that is no text", explain("--log", "-", bugs, log="R0 \0"), 2, error=["no text"])
    says("no log", explain("--log", "/nowhere", bugs), 2, error=["/nowhere"])
    says("no object", explain("--log", "-", "/nowhere", log=log), 2, error=["/nowhere"])
    says("no BPF object", explain(pathlib.Path(SOURCES, "labelled.h")), 2, error=["labelled.h"])

    start = processor_time()
    says("a prediction", explain(bugs), 1, "would be rejected", "These are guesses", *place)
    check("a prediction takes too long", processor_time() - start < 0.2)
    print(f"{len(failures)} failures")
    sys.exit(bool(failures))


main()
