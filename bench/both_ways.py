# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A file compiled plain and with the plugin: what was said of it, and what kernels say of both.

Objects are named NAME.LLVM.MODE.bpf.o. Relies on clang's lines for a pass's warnings and remarks.
"""
import os
import re
import subprocess
from collections import namedtuple

MODES = ('plain', 'mended')
# No file of them takes a hundredth of it; a pass that does not end is a failure, not a wait.
MOST_SECONDS = 300
SAID = re.compile(r'^(.+?):(\d+):\d+: (remark|warning): (.*) '
                  r'\[-(?:Rpass|Rpass-analysis|Wpass-failed)=bpfmend-([\w-]+)\]$', re.MULTILINE)


class Said(namedtuple('Said', 'path line kind text hazard')):
    """A warning or a remark of the plugin."""

    @property
    def place(self):
        return f'{os.path.basename(self.path)}:{self.line}'


def said_in(text):
    return [Said(path, int(line), *rest) for path, line, *rest in SAID.findall(text)]


def compile_one(command, directory=None):
    """The exit status, what was said, and the processor's seconds."""
    process = subprocess.Popen(['timeout', str(MOST_SECONDS), *command], stderr=subprocess.PIPE,
                               text=True, errors='replace', cwd=directory)
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, said, used.ru_utime


def kernel_order(kernel):
    return [int(part) for part in kernel.split('.')]


class Rows:
    """What each kernel said of each program, by file, mode, program and kernel."""

    def __init__(self, rows):
        self.rows = {}
        for row in rows:
            name, _, mode = os.path.basename(row['file']).split('.')[:3]
            self.rows[name, row['program'], row['kernel'], mode] = row
        self.kernels = sorted({row['kernel'] for row in rows}, key=kernel_order)
        self.programs = sorted({key[:2] for key in self.rows})

    def accepts(self, program, kernel, mode):
        row = self.rows.get((*program, kernel, mode))
        return bool(row) and row['verdict'] == 'accept'

    def both(self, kernel):
        return [p for p in self.programs if all(self.accepts(p, kernel, mode) for mode in MODES)]

    def changed_verdicts(self, kernel, before, after):
        """Those that load in one mode and not in the other."""
        return [p for p in self.programs
                if self.accepts(p, kernel, before) and not self.accepts(p, kernel, after)]

    def load_everywhere(self, program):
        return all(self.accepts(program, kernel, 'plain') for kernel in self.kernels)

    def numbers(self, kernel, programs, mode, key):
        return [self.rows[(*p, kernel, mode)][key] for p in programs]
