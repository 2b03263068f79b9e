# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What our selftests say on themselves that kernels do with them (selftests/selftest.h).

`ctest -R selftests` holds kernels to it, so that it stands for them where none is to be booted. What
is loaded with fewer capabilities or with flags is left out, and so is what any verdict will do for.
"""
import os
import re
import subprocess

LEFT_OUT = ('any', 'capabilities', 'flag')


def version(text, end=False):
    """A release as numbers; a series is its first release, or as the end of a range its last."""
    numbers = [int(number) for number in text.split('.')]
    return tuple(numbers if len(numbers) == 3 else numbers + [99999 if end else 0])


def contains(ranges, kernel):
    """Whether "6.1,6.16-6.18.12" has a kernel; a series is its newest release."""
    for item in ranges.split(','):
        first, _, last = item.partition('-')
        if version(first) <= version(kernel, True) <= version(last or first, True):
            return True
    return False


def annotations(path):
    """{program: [(name, rest)]} of those that are in sections of their own."""
    dump = subprocess.run(['bpftool', 'btf', 'dump', 'file', path, 'format', 'raw'],
                          stdout=subprocess.PIPE, text=True, check=True,
                          env={**os.environ, 'PATH': os.environ['PATH'] + ':/usr/sbin'}).stdout
    names = dict(re.findall(r"^\[(\d+)\] FUNC '([^']+)' .*linkage=global", dump, re.MULTILINE))
    programs = {name: [] for name in names.values()}
    for tag, number in re.findall(r"DECL_TAG 'bpfmend:(.*)' type_id=(\d+)", dump):
        if number in names:
            programs[names[number]].append((tag + '=').split('=', 1))
    return programs


class AnnotatedVerdicts:
    """Rows as VerdictCache has them, without instructions; words may be a part of a message."""

    def __init__(self):
        self.programs = {}

    def rows(self, kernel, paths):
        found = {}
        for path in paths:
            if path not in self.programs:
                self.programs[path] = annotations(path)
            found[path] = {name: self._row(tags, kernel)
                           for name, tags in self.programs[path].items()
                           if not any(tag in LEFT_OUT for tag, _ in tags)}
        return found

    @staticmethod
    def _row(tags, kernel):
        for tag, rest in tags:
            kernels, _, words = rest.rstrip('=').partition(':')
            if tag == 'reject' and contains(kernels, kernel):
                return {'verdict': 'reject', 'message': words, 'instruction': None}
        return {'verdict': 'accept', 'message': '', 'instruction': None}
