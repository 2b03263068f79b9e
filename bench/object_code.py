# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a kernel is given of a BPF object, read from its ELF sections.

Two builds of one source may differ in their debug information alone: clang orders some forward
declarations in .BTF by where they lie in its memory.
"""
import struct

ALLOCATED, EXECUTABLE = 2, 4 # sh_flags
SYMBOL_TABLE, NO_BYTES, RELOCATIONS = 2, 8, 9 # sh_type
FUNCTION = 2 # in st_info


class _Section:
    def __init__(self, data, position):
        (self.name_offset, self.type, self.flags, _, self.offset, self.size, self.link, self.info,
         _, self.entry_size) = struct.unpack_from('<IIQQQQIIQQ', data, position)
        self.data = b'' if self.type == NO_BYTES else data[self.offset:self.offset + self.size]


def text_at(data, offset):
    return data[offset:data.index(b'\0', offset)].decode()


def sections_of(path):
    with open(path, 'rb') as file:
        data = file.read()
    first, = struct.unpack_from('<Q', data, 40)
    size, count, names = struct.unpack_from('<HHH', data, 58)
    sections = [_Section(data, first + number * size) for number in range(count)]
    for section in sections:
        section.name = text_at(sections[names].data, section.name_offset)
    return sections


def code_of(path):
    """Code, data and relocations of the code: for each section by its name, its size and bytes."""
    sections = sections_of(path)
    return {s.name: (s.size, s.data) for s in sections if s.flags & ALLOCATED or
            s.type == RELOCATIONS and sections[s.info].flags & EXECUTABLE}


def functions_of(path):
    """The instructions of each function."""
    sections = sections_of(path)
    functions = {}
    for table in sections:
        if table.type != SYMBOL_TABLE:
            continue
        for position in range(0, table.size, table.entry_size):
            name, info, _, section, value, size = struct.unpack_from('<IBBHQQ', table.data, position)
            if info & 15 == FUNCTION:
                functions[text_at(sections[table.link].data, name)] = \
                    sections[section].data[value:value + size]
    return functions
