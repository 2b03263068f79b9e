# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which of the plugin's warnings are right: what kernels said of the plain programs at their places.

A warning names kernels. It is right when one of them refuses a plain program at that line of source:
the verifier's log quotes it, or, where a program is refused before it is walked, the warning quotes
the verifier's words. It is false when the plain program loads on all that decide. Undecided are a
place that no program reaches the verifier with, a refusal at another line, and a warning of code that
loads and runs wrongly, of which loading tells nothing. A line of source stands for all that is on it:
two calls of one inline function are one place.
"""
import os
import re
from collections import Counter, defaultdict

from both_ways import kernel_order
from object_lines import lines_of_programs
from verdict_cache import normal_words

# What a warning says that is not of a refusal.
RUNS_WRONGLY = re.compile('believes that it does not|the program loads')
NAMED = re.compile(r'Linux ((?:\d+\.\d+(?:, | and | to )?)+)')
RANGE = re.compile(r'(\d+\.\d+)(?: to (\d+\.\d+))?')

# The verifier's words where the C source is most likely right, and what the compiler made of it not.
CODEGEN_WORDS = re.compile('|'.join((
    'bitwise operator .* on pointer', 'pointer .= pointer', '32-bit pointer arithmetic',
    'dereference of modified ctx', 'variable ctx access', 'invalid bpf_context access',
    'same insn cannot be used with different pointers', 'unbounded memory access',
    'unbounded min value', 'min value is negative', 'invalid access to (packet|map value|memory)',
    'outside of the (allowed memory range|packet)', 'misaligned (stack|packet|value) access',
    'invalid (indirect )?(read|access) (from|to) stack', 'variable stack', '!read_ok',
    'partial copy of pointer', 'pointer arithmetic .* prohibited', 'pointer comparison prohibited',
    'BPF_STX uses reserved', 'BPF_ATOMIC uses', 'unknown opcode', 'last insn is not an exit',
    'jump out of range', "invalid mem access '(inv|scalar)'", 'too (complex|large)',
    'back-edge', 'infinite loop', 'combined stack size', 'at .*the (return value|register R0)',
    'expected=', 'cannot pass map_type|map_value pointer and')))


def kernels_named(text, asked):
    """Those of the asked kernels that a warning names; all, where it names none."""
    named = NAMED.search(text)
    if not named:
        return list(asked)
    ranges = [(kernel_order(first), kernel_order(last or first))
              for first, last in RANGE.findall(named.group(1))]
    return [k for k in asked if any(a <= kernel_order(k) <= b for a, b in ranges)]


class Verdicts:
    """{kernel: {path of an object: {program: row}}}, without logs and, for some, with."""

    def __init__(self, quick, logged, asked):
        self.quick, self.logged, self.asked = quick, logged, asked

    def row(self, kernel, path, program):
        return self.quick[kernel].get(path, {}).get(program)

    def line(self, kernel, path, program):
        row = self.logged[kernel].get(path, {}).get(program)
        return row and row['line']


class Place:
    """A distinct place of one hazard, with what each kernel said of the programs that hold it."""

    def __init__(self, said):
        self.said = said
        self.loads, self.refuses, self.elsewhere = set(), set(), set()

    def take(self, kernel, program, row, line, text):
        """line is what the log quotes, text what stands at the warning's place."""
        if row['verdict'] == 'accept':
            (self.refuses if row.get('wrong') else self.loads).add((kernel, program))
        elif row['verdict'] == 'reject':
            words = normal_words(row['message'] or '')
            quoted = normal_words(self.said.text[self.said.text.find('"') + 1:])
            here = line == text if line else bool(words) and words[:30] == quoted[:len(words)][:30]
            (self.refuses if here else self.elsewhere).add((kernel, program))

    def verdict(self):
        if self.refuses:
            return 'right'
        if self.loads and not self.elsewhere and not RUNS_WRONGLY.search(self.said.text):
            return 'false'
        # Some load and some are refused at another line: the kernels that load it do decide.
        if {k for k, _ in self.loads} - {k for k, _ in self.elsewhere} and \
                not RUNS_WRONGLY.search(self.said.text):
            return 'false'
        return 'undecided'

    def names_too_many(self):
        """Kernels that it names, and that take every program with it."""
        no = {k for k, _ in self.refuses | self.elsewhere}
        return sorted({k for k, _ in self.loads} - no, key=kernel_order)


def judge(compiled, verdicts):
    """The places of all warnings: {(hazard, path, line, llvm): Place}."""
    places = {}
    for of in compiled:
        if not of.warnings:
            continue
        path = of.targets['plain']
        programs = lines_of_programs(path)
        for said in of.warnings:
            file = os.path.normpath(os.path.join(of.source.directory, said.path))
            key = (said.hazard, file, said.line, of.llvm)
            place = places.setdefault(key, Place(said))
            for kernel in kernels_named(said.text, verdicts.asked):
                for program, lines in programs.items():
                    row = verdicts.row(kernel, path, program)
                    text = next((text for (name, line), text in lines.items()
                                 if line == said.line and os.path.normpath(
                                     os.path.join(of.source.directory, name)) == file), None)
                    if row and text is not None:
                        place.take(kernel, f'{of.name}: {program}', row,
                                   verdicts.line(kernel, path, program), text)
    return places


def tally(places):
    """{hazard: Counter of right, false, undecided, and of right ones that name too many}."""
    found = defaultdict(Counter)
    for (hazard, *_), place in places.items():
        found[hazard][place.verdict()] += 1
        if place.verdict() == 'right' and place.names_too_many():
            found[hazard]['names too many'] += 1
    return found


def refusals_not_warned_of(compiled, verdicts, places):
    """Counters of words, those that codegen causes and the others, with a program of each."""
    warned = {at[1] for place in places.values() for at in place.refuses}
    codegen, others, example = Counter(), Counter(), {}
    for of in compiled:
        programs = {}
        for kernel in verdicts.asked:
            rows = verdicts.quick[kernel].get(of.targets['plain'], {})
            for program, row in rows.items():
                if row['verdict'] == 'reject' and f'{of.name}: {program}' not in warned:
                    programs.setdefault((program, normal_words(row['message'] or '')),
                                        []).append(kernel)
        for (program, words), kernels in programs.items():
            (codegen if CODEGEN_WORDS.search(words) else others)[words] += 1
            example.setdefault(words, f'{of.name} ({of.llvm}), {program}, on '
                                      + ', '.join(kernels))
    return codegen, others, example
