# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""BPF files of any project: found, and compiled plain, with warnings, and mended.

A file is a command of a compile_commands.json that is for the BPF target, or a source of a folder that
puts something into a section, with flags of the caller's. The command's compiler is exchanged; what
says where its output goes and what it warns of is left out, and debug information is asked for.
Objects are named after the file and its command, so that the same one lies at the same place again.
"""
import glob
import hashlib
import json
import os
import re
import shlex
from concurrent.futures import ThreadPoolExecutor

from both_ways import compile_one, said_in
from kernel_selftests import NotTried, output
from object_code import code_of

MODES = ('plain', 'warn', 'mended')
# Flags of a command that say where to and what to warn of: with a word of their own, and without.
WITH_A_WORD = {'-o', '-MF', '-MT', '-MQ', '-MJ', '--serialize-diagnostics'}
ALONE = re.compile(r'-c|-w|-W.*|-M|-MM|-MD|-MMD|-MP|-S|-E|-emit-llvm|-fsyntax-only|-f(no-)?color-.*|'
                   r'-fdiagnostics-.*|-pipe')
# -w would silence the plugin's warnings, too.
ADDED = ['-g', '-Wno-everything', '-Wpass-failed', '-fno-color-diagnostics']
IS_BPF = re.compile(r'(--?target=|^)bpf(el|eb)?(-|$)')
HAS_SECTIONS = re.compile(r'\bSEC\s*\("|__section\(|section\s*\("')


class Source:
    """A file, the folder it is compiled in, and the flags; without compiler, input and output."""

    def __init__(self, path, directory, flags):
        self.path = os.path.normpath(os.path.join(directory, path))
        self.directory, self.flags = directory, flags
        what = '\0'.join([self.path, directory, *flags])
        stem = re.sub(r'(\.bpf)?\.c$', '', os.path.basename(path)).replace('.', '_')
        self.name = stem + '-' + hashlib.sha256(what.encode()).hexdigest()[:8]

    def command(self, llvm, target, *more):
        return [f'clang-{llvm}', *self.flags, *ADDED, *more, '-c', self.path, '-o', target]


def _of_entry(entry):
    words = entry.get('arguments') or shlex.split(entry['command'])
    if not any(IS_BPF.search(word) for word in words):
        return None
    flags, words = [], iter(words[1:])
    for word in words:
        if word in WITH_A_WORD:
            next(words, None)
        elif word != entry['file'] and not ALONE.fullmatch(word) and word != '--':
            flags.append(word)
    return Source(entry['file'], entry['directory'], flags)


def of_database(path):
    with open(path, encoding='utf-8') as file:
        sources = [_of_entry(entry) for entry in json.load(file)]
    return [source for source in sources if source]


def of_folder(folder, flags):
    folder = os.path.abspath(folder)
    found = []
    for path in sorted(glob.glob(os.path.join(folder, '**/*.c'), recursive=True)):
        with open(path, encoding='utf-8', errors='replace') as file:
            if HAS_SECTIONS.search(file.read()):
                found.append(Source(path, folder, ['-target', 'bpf', *shlex.split(flags)]))
    return found


class Compiled:
    """A source compiled by one LLVM: objects, what was said, seconds."""

    def __init__(self, source, llvm, plugin, folder):
        self.source, self.llvm, self.name = source, llvm, source.name
        self.plugin = plugin # {mode: flags}
        self.targets = {mode: os.path.join(folder, f'{self.name}.{llvm}.{mode}.bpf.o')
                        for mode in MODES}
        self.status, self.text = {}, {}
        for mode in MODES:
            command = source.command(llvm, self.targets[mode], *plugin[mode])
            self.status[mode], self.text[mode], _ = compile_one(command, source.directory)
            if mode == 'plain' and self.status[mode]:
                break
        self.compiles = self.status['plain'] == 0
        self.broken = [mode for mode in MODES if self.compiles and self.status[mode]]
        self.warnings = [said for said in said_in(self.text.get('warn', ''))
                         if said.kind == 'warning']
        self.left = [said for said in said_in(self.text.get('mended', ''))
                     if said.kind == 'warning']
        self.changed = self._differs('mended')
        if self._differs('warn'):
            self.broken.append('warn: another code')

    def _differs(self, mode):
        return self.compiles and not self.broken and \
            code_of(self.targets['plain']) != code_of(self.targets[mode])

    def is_program(self):
        """Whether there is code: some files are parts of others, or maps alone."""
        return self.compiles and any(size for name, (size, _) in
                                     code_of(self.targets['plain']).items()
                                     if name not in ('license', 'version', '.maps', 'maps'))


def compile_all(sources, llvms, bpfmend, kernels, folder, more):
    """What became of each source with each LLVM; more are further flags of the plugin."""
    compiled = []
    for llvm in llvms:
        plugin = {'plain': []}
        for mode, option in (('warn', 'warn'), ('mended', 'mend')):
            flags = output([bpfmend, 'cflags', '--llvm', llvm, '--mode', option,
                            '--kernels', kernels], text=True).split()
            # The CPU is the project's own.
            plugin[mode] = [flag for flag in flags if not flag.startswith(
                ('-mcpu=', '-fno-jump-tables'))] + more
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            compiled += pool.map(lambda s, llvm=llvm, plugin=plugin:
                                 Compiled(s, llvm, plugin, folder), sources)
    if not any(c.compiles for c in compiled):
        raise NotTried('nothing compiles; the first says: '
                       + (compiled[0].text['plain'][-600:] if compiled else 'no BPF file'))
    return compiled
