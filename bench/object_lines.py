# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which lines of source the programs of a BPF object are made of.

Read from .BTF.ext, which is what the verifier quotes in its log, and from the calls between
functions. A program is made of its own function and of all that it calls or hands on as a callback;
of two static functions with one name, one is known.
"""
import struct
from collections import defaultdict

from object_code import EXECUTABLE, FUNCTION, RELOCATIONS, SYMBOL_TABLE, sections_of, text_at

CALL = 0x85 # opcode
TO_FUNCTION = 1 # the source register of a call that means one


def _lines(sections):
    """{section's name: [(offset, path, line, text)]}"""
    by_name = {section.name: section.data for section in sections}
    btf, extended = by_name.get('.BTF'), by_name.get('.BTF.ext')
    found = defaultdict(list)
    if not btf or not extended:
        return found
    btf_header, = struct.unpack_from('<I', btf, 4)
    strings_at, strings_size = struct.unpack_from('<II', btf, 16)
    strings = btf[btf_header + strings_at:][:strings_size]
    header, _, _, at, size = struct.unpack_from('<IIIII', extended, 4)
    at += header
    end = at + size
    record_size, = struct.unpack_from('<I', extended, at)
    at += 4
    while at < end:
        name, count = struct.unpack_from('<II', extended, at)
        at += 8
        for _ in range(count):
            offset, path, text, line = struct.unpack_from('<IIII', extended, at)
            found[text_at(strings, name)].append(
                (offset, text_at(strings, path), line >> 10, text_at(strings, text).strip()))
            at += record_size
    return found


class _Functions:
    """The functions of an object, by name: where they lie and what they call."""

    def __init__(self, sections):
        self.sections = sections
        self.places = {} # name: (number of the section, first byte, size)
        self.targets = {} # (number of the section, offset): (number of a section, offset)
        symbols = []
        for table in sections:
            if table.type == SYMBOL_TABLE:
                symbols = [struct.unpack_from('<IBBHQQ', table.data, at)
                           for at in range(0, table.size, table.entry_size)]
                for name, info, _, section, value, size in symbols:
                    if info & 15 == FUNCTION:
                        self.places[text_at(sections[table.link].data, name)] = \
                            (section, value, size)
        for table in sections:
            if table.type == RELOCATIONS and sections[table.info].flags & EXECUTABLE:
                self._relocate(table, symbols)

    def _relocate(self, table, symbols):
        code = self.sections[table.info].data
        for at in range(0, table.size, table.entry_size):
            offset, info = struct.unpack_from('<QQ', table.data, at)
            _, _, _, section, value, _ = symbols[info >> 32]
            if section >= len(self.sections) or not self.sections[section].flags & EXECUTABLE:
                continue
            addend, = struct.unpack_from('<i', code, offset + 4)
            if code[offset] == CALL:
                addend = 8 * (addend + 1)
            self.targets[table.info, offset] = (section, value + addend)

    def _at(self, section, offset):
        return next((name for name, (of, first, size) in self.places.items()
                     if of == section and first <= offset < first + size), None)

    def callees(self, name):
        section, first, size = self.places[name]
        code = self.sections[section].data
        for offset in range(first, first + size, 8):
            target = self.targets.get((section, offset))
            if not target and code[offset] == CALL and code[offset + 1] >> 4 == TO_FUNCTION:
                away, = struct.unpack_from('<i', code, offset + 4)
                target = (section, offset + 8 * (away + 1))
            if target:
                yield self._at(*target)

    def reached_from(self, name):
        reached, pending = {name}, [name]
        while pending:
            for callee in self.callees(pending.pop()):
                if callee and callee not in reached:
                    reached.add(callee)
                    pending.append(callee)
        return reached


def lines_of_programs(path):
    """{name: {(path, line): text}} of each function that could be a program."""
    sections = sections_of(path)
    lines, functions = _lines(sections), _Functions(sections)
    own = {}
    for name, (section, first, size) in functions.places.items():
        own[name] = {(file, line): text for at, file, line, text in lines[sections[section].name]
                     if first <= at < first + size}
    return {name: {place: text for part in functions.reached_from(name)
                   for place, text in own[part].items()} for name in functions.places}
