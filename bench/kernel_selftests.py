# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The kernel's own BPF selftests as a corpus: found, given their headers, compiled and loaded.

What the measurements over them share. Relies on `bpfmend kernels source` for the source package.
"""
import glob
import json
import os
import shutil
import subprocess
import sys

# Objects of one machine: they lie in its memory.
CHUNK = 120


class NotTried(Exception):
    """A sentence: what could not be tried."""


def output(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, **options)
    if done.returncode:
        raise NotTried('this failed: ' + ' '.join(command))
    return done.stdout


def kernels_command(bpfmend, *arguments):
    """The last line of `bpfmend kernels build` or `source`: the path of what it made."""
    return output([bpfmend, 'kernels', *arguments], text=True).split('\n')[-2]


def _vmlinux_header(bpfmend, series, folder):
    btf = os.path.join(folder, 'vmlinux.btf')
    with open(btf, 'wb') as out:
        out.write(output([bpfmend, 'exec', '--kernel', series, '--', 'cat',
                          '/sys/kernel/btf/vmlinux']))
    bpftool = shutil.which('bpftool', path=os.environ.get('PATH', '') + ':/usr/sbin')
    if not bpftool:
        raise NotTried('there is no bpftool: install it to make vmlinux.h')
    return output([bpftool, 'btf', 'dump', 'file', btf, 'format', 'c'])


class Corpus:
    """The selftests of one series; their headers and what is compiled of them are in folder."""

    def __init__(self, bpfmend, series, folder):
        os.makedirs(folder, exist_ok=True)
        self.series = series
        self.folder = folder
        self.source = kernels_command(bpfmend, 'source', series)
        self.tests = os.path.join(self.source, 'tools/testing/selftests/bpf')
        self.programs = sorted(glob.glob(os.path.join(self.tests, 'progs/*.c')))
        self.machine = output(['gcc', '-print-multiarch'], text=True).strip()
        self.include = os.path.join(folder, 'include')
        if not os.path.exists(os.path.join(self.include, 'vmlinux.h')):
            self._prepare_headers(bpfmend)

    def _prepare_headers(self, bpfmend):
        """vmlinux.h from the kernel's own BTF, and libbpf's headers as the selftests see them."""
        bpf = os.path.join(self.include, 'bpf')
        os.makedirs(bpf, exist_ok=True)
        for header in glob.glob(os.path.join(self.source, 'tools/lib/bpf/*.h')):
            shutil.copy(header, bpf)
        helpers = output([sys.executable, os.path.join(self.source, 'scripts/bpf_doc.py'),
                          '--header', '--file',
                          os.path.join(self.source, 'include/uapi/linux/bpf.h')],
                         stderr=subprocess.DEVNULL)
        with open(os.path.join(bpf, 'bpf_helper_defs.h'), 'wb') as out:
            out.write(helpers)
        # The last: it tells the next run that all are there.
        text = _vmlinux_header(bpfmend, self.series, self.folder)
        with open(os.path.join(self.include, 'vmlinux.h'), 'wb') as out:
            out.write(text)

    def only(self, names):
        self.programs = [p for p in self.programs if os.path.basename(p)[:-2] in names]

    def compile_command(self, clang, program, target, *flags):
        return [clang, '-target', 'bpf', '-O2', '-g', '-mcpu=v3', '-D__TARGET_ARCH_x86',
                '-DENABLE_ATOMICS_TESTS', '-I' + self.include,
                '-I' + os.path.join(self.include, 'bpf'), '-I' + self.tests,
                '-I' + os.path.join(self.source, 'tools/include/uapi'),
                '-idirafter', '/usr/include/' + self.machine, '-idirafter', '/usr/include',
                *flags, '-c', program, '-o', target]


def is_readable(bpfmend, target):
    """Whether libbpf finds programs in an object: it is read before the kernels are looked for."""
    words = subprocess.run([bpfmend, 'matrix', '--kernel-image', '/dev/null', target],
                           stderr=subprocess.PIPE, text=True, check=False).stderr
    return '/dev/null' in words


def load(bpfmend, options, objects, part):
    """The rows of the objects, by `bpfmend matrix` with such options: on which kernels, and how."""
    rows = []
    for first in range(0, len(objects), CHUNK):
        # 2 is a program without a verdict too: what counts is that the rows are there.
        subprocess.run([bpfmend, 'matrix', '--json', part, *options,
                        *objects[first:first + CHUNK]], stdout=subprocess.DEVNULL, check=False)
        if not os.path.exists(part):
            raise NotTried('bpfmend matrix wrote no rows')
        with open(part, encoding='utf-8') as file:
            rows += json.load(file)
        os.unlink(part)
    return rows
