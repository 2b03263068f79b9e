#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a matrix makes of objects and events that nobody plans for: each ends in a verdict or an error that says which, and
leaves nothing behind.

usage: robust.py BPFMEND CLANG INCLUDE

With the newest kernel of the store, in a cache of its own. Ends with 0 if all is well, 1 if not, and 77, which ctest counts as
skipped, if there is no kernel.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

wrong = []

HEAD = """
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
char _license[] SEC("license") = "GPL";
"""

MANY = HEAD + ''.join(f'SEC("socket") int p{i}(void *ctx) {{ return {i} & 1; }}\n' for i in range(500))

DATA = HEAD + """
char big[SIZE << 20] = { 1 };
SEC("socket") int reads(struct __sk_buff *skb) { return big[skb->len & 1023]; }
"""

MAP = HEAD + """
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 16384); __type(key, __u32); __type(value, char[1 << 20]); }
  sixteen_gib SEC(".maps");
SEC("socket") int looks(void *ctx) { __u32 key = 0; return bpf_map_lookup_elem(&sixteen_gib, &key) != 0; }
"""

PLAIN = HEAD + 'SEC("socket") int p(void *ctx) { return 0; }\n'


def check(what, good, said=''):
    if not good:
        wrong.append(f'{what}\n{said}'.rstrip())


class Lab:
    def __init__(self, bpfmend, clang, include, scratch):
        self.bpfmend, self.clang, self.include, self.scratch = bpfmend, clang, include, scratch
        self.cache = os.path.join(scratch, 'cache')
        self.environment = dict(os.environ, XDG_CACHE_HOME=self.cache, TMPDIR=os.path.join(scratch, 'tmp'))
        os.mkdir(self.environment['TMPDIR'])

    def compile(self, name, source):
        path = os.path.join(self.scratch, name)
        subprocess.run([self.clang, '-target', 'bpf', '-O2', '-g', '-I' + self.include, '-x', 'c', '-', '-c', '-o', path],
                       input=source, text=True, check=True)
        return path

    def start(self, *objects):
        return subprocess.Popen([self.bpfmend, 'matrix', '--json', '-', *objects], env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def rows(self, *objects):
        """The exit status, the rows, and what was said."""
        run = self.start(*objects)
        return self.end(run)

    @staticmethod
    def end(run):
        said, errors = run.communicate()
        try:
            return run.returncode, json.loads(said), errors
        except ValueError:
            return run.returncode, [], said + errors

    def machines(self):
        """The emulators that run with this cache, by their ids."""
        found = []
        for process in filter(str.isdigit, os.listdir('/proc')):
            try:
                with open(f'/proc/{process}/environ', 'rb') as file:
                    ours = self.cache.encode() in file.read()
                with open(f'/proc/{process}/comm', encoding='ascii') as file:
                    if ours and file.read().startswith('qemu'):
                        found.append(process)
            except (OSError, UnicodeDecodeError):
                pass
        return found

    def left_over(self):
        """Files that no run would use again: what is being made is named so, or starts with a dot."""
        found = [os.path.join(self.environment['TMPDIR'], name) for name in os.listdir(self.environment['TMPDIR'])]
        for folder, folders, names in os.walk(os.path.join(self.cache, 'bpfmend/states')):
            found += [os.path.join(folder, name) for name in folders + names
                      if re.search(r'(^\.new|\.tmp|\.new)', name)]
        return found


def check_objects(lab):
    status, rows, said = lab.rows(lab.compile('many.bpf.o', MANY))
    check('500 programs', status == 0 and len(rows) == 500 and {row['verdict'] for row in rows} == {'accept'}, said)
    status, rows, said = lab.rows(lab.compile('data.bpf.o', DATA.replace('SIZE', '60')))
    check('60 MiB of data', status == 0 and [row['verdict'] for row in rows] == ['accept'], f'{rows} {said}')
    status, rows, said = lab.rows(lab.compile('data.bpf.o', DATA.replace('SIZE', '64')))
    check('64 MiB of data', status == 2 and 'is larger than any BPF object (64 MiB)' in said, f'{rows} {said}')
    status, rows, said = lab.rows(lab.compile('map.bpf.o', MAP))
    check('a map of 16 GiB', status == 0 and [row['verdict'] for row in rows] == ['accept'] and
          'sixteen_gib' in rows[0].get('note', ''), f'{rows} {said}')


def check_names(lab):
    names = ['a b.bpf.o', 'c\nd.bpf.o', '-e.bpf.o', 'f"g\'.bpf.o']
    paths = [lab.compile(name, PLAIN) for name in names]
    status, rows, said = lab.rows(*paths)
    check('names', status == 0 and [(row['file'], row['verdict']) for row in rows] ==
          [(path, 'accept') for path in paths], f'{rows} {said}')
    table = subprocess.run([lab.bpfmend, 'matrix', *paths], env=lab.environment, capture_output=True, text=True,
                           check=False)
    check('names in a table', table.returncode == 0 and not re.search(r'^d\.bpf\.o', table.stdout, re.M), table.stdout)


def check_two_at_once(lab, plain):
    shutil.rmtree(os.path.join(lab.cache, 'bpfmend/states'), ignore_errors=True)
    runs = [lab.start(plain) for _ in range(2)]
    for run in runs:
        status, rows, said = lab.end(run)
        check('two at once', status == 0 and [row['verdict'] for row in rows] == ['accept'], f'{rows} {said}')
    check('two at once leave', not lab.left_over(), str(lab.left_over()))


def check_killed(lab, plain):
    """Killed while it boots, while it saves, while it runs; what is left of it goes, and the next one works."""
    shutil.rmtree(os.path.join(lab.cache, 'bpfmend/states'), ignore_errors=True)
    for seconds in (0.3, 1, 3):
        run = lab.start(plain)
        time.sleep(seconds)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        end = time.monotonic() + 20
        while lab.machines() and time.monotonic() < end:
            time.sleep(0.1)
        check(f'killed after {seconds} s, machines stay', not lab.machines())
    status, rows, said = lab.rows(plain)
    check('after a kill', status == 0 and [row['verdict'] for row in rows] == ['accept'], f'{rows} {said}')
    check('killed runs leave', not lab.left_over(), str(lab.left_over()))


def main(bpfmend, clang, include):
    store = os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.join(os.environ['HOME'], '.cache'), 'bpfmend/kernels')
    kernels = sorted((name for name in (os.listdir(store) if os.path.isdir(store) else [])
                      if re.fullmatch(r'\d+\.\d+\.\d+', name)), key=lambda name: [int(part) for part in name.split('.')])
    if not kernels:
        print('there is no kernel in the store')
        return 77
    with tempfile.TemporaryDirectory() as scratch:
        lab = Lab(bpfmend, clang, include, scratch)
        shutil.copytree(os.path.join(store, kernels[-1]), os.path.join(lab.cache, 'bpfmend/kernels', kernels[-1]))
        plain = lab.compile('plain.bpf.o', PLAIN)
        check_objects(lab)
        check_names(lab)
        check_two_at_once(lab, plain)
        check_killed(lab, plain)
    print('\n'.join(wrong) if wrong else f'all is as it should be on {kernels[-1]}')
    return 1 if wrong else 0


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
