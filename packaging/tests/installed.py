#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Installs a build below a DESTDIR and uses what is there as one does who installed it.

usage: installed.py CMAKE BUILD SOURCE INCLUDE LLVM...

INCLUDE is where <asm/types.h> is. Every file is looked for by name; pkg-config, clang's configuration files and
the completions of bash and zsh are used. Ends with 0 if all is well, else with 1 and what is not.
"""
import os
import pty
import select
import subprocess
import sys
import tempfile
import time

PREFIX = 'opt/bpfmend'
WARNING = 'Wpass-failed=bpfmend-pointer-or'

wrong = []


def check(what, good, said=''):
    if not good:
        wrong.append(f'{what}\n{said}'.rstrip())


def run(argv, **more):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    return done.returncode, done.stdout


def check_files(prefix, source, llvms):
    """All that is to be there, and nothing that nobody knows of."""
    with os.scandir(os.path.join(source, 'docs/man')) as pages:
        man = {entry.name for entry in pages if entry.name[-2:] in ('.1', '.3', '.7')}
    check('the manual has no pages', 'bpfmend-matrix.1' in man)
    expected = {f'share/man/man{name[-1]}/{name}' for name in man}
    expected |= {'share/doc/bpfmend/README.md', 'share/bash-completion/completions/bpfmend',
                 'share/zsh/site-functions/_bpfmend', 'bin/bpfmend', 'lib/bpfmend/guest-init'}
    expected |= {'include/bpfmend.h', 'lib/pkgconfig/libbpfmend.pc', 'lib/libbpfmend.a', 'lib/libbpfmend.so',
                 'lib/libbpfmend.so.0', 'lib/libbpfmend.so.0.1.0'}
    if '22' in llvms:
        expected.add('lib/bpfmend/bpfmend-audit')
    for llvm in llvms:
        expected.add(f'share/pkgconfig/bpfmend-llvm-{llvm}.pc')
        expected |= {f'lib/bpfmend/llvm-{llvm}/{name}'
                     for name in ('bpfmend.so', 'bpfmend-warn.cfg', 'bpfmend-mend.cfg')}
    for below, of in (('share/doc/bpfmend/hazards', 'docs/hazards'),
                      ('lib/bpfmend/kernel/config', 'kernel/config'),
                      ('lib/bpfmend/kernel/patches', 'kernel/patches')):
        for folder, _, names in os.walk(os.path.join(source, of)):
            relative = os.path.relpath(folder, os.path.join(source, of))
            expected |= {os.path.normpath(os.path.join(below, relative, name)) for name in names}
    there = {os.path.relpath(os.path.join(folder, name), prefix)
             for folder, _, names in os.walk(prefix) for name in names}
    check('not installed', not expected - there, '\n'.join(sorted(expected - there)))
    check('installed, and nobody knows why', not there - expected, '\n'.join(sorted(there - expected)))


def check_compiling(prefix, source, include, llvm, scratch):
    """A program with a hazard, by each of the ways in which a clang is told of the plugin."""
    program = os.path.join(source, 'examples/masked-index/sample.bpf.c')
    configs = os.path.join(prefix, f'lib/bpfmend/llvm-{llvm}')
    environment = dict(os.environ, PKG_CONFIG_PATH=os.path.join(prefix, 'share/pkgconfig'))
    environment.pop('PKG_CONFIG_LIBDIR', None)
    package = f'bpfmend-llvm-{llvm}'

    def flags(*words):
        status, said = run(words, env=environment)
        check(' '.join(words), status == 0, said)
        return said.split()

    bpfmend = os.path.join(prefix, 'bin/bpfmend')
    loads = flags('pkg-config', '--cflags', package)
    mends = flags('pkg-config', '--variable=mend', package)
    check('pkg-config and cflags say the same',
          os.path.samefile(flags('pkg-config', '--variable=plugin', package)[0],
                           os.path.join(configs, 'bpfmend.so')))
    named = ['--config-system-dir=' + configs]
    ways = {
        'pkg-config --cflags': (loads, True),
        'pkg-config, mending': (loads + mends, False),
        'cflags --clang': (flags(bpfmend, 'cflags', '--clang', f'clang-{llvm}'), True),
        'cflags --mode mend': (flags(bpfmend, 'cflags', '--llvm', llvm, '--mode', 'mend'), False),
        '--config=PATH': ([f'--config={configs}/bpfmend-warn.cfg'], True),
        '--config=bpfmend-warn.cfg': (named + ['--config=bpfmend-warn.cfg'], True),
        '--config=bpfmend-mend.cfg': (named + ['--config=bpfmend-mend.cfg'], False),
    }
    made = {}
    for way, (words, warns) in ways.items():
        path = os.path.join(scratch, f'{len(made)}.o')
        status, said = run([f'clang-{llvm}', *words, '-target', 'bpf', '-O2', '-g', '-I' + include,
                            '-c', program, '-o', path])
        check(f'LLVM {llvm}, {way}: warned: {not warns}', status == 0 and (WARNING in said) == warns, said)
        with open(path, 'rb') as file:
            made.setdefault(warns, set()).add(file.read())
    check(f'LLVM {llvm}: each mode has one object, whatever the way',
          len(made[True]) == 1 and len(made[False]) == 1 and made[True] != made[False])


def check_library(prefix, source, scratch):
    """A loader in C++, with what pkg-config says, by the shared library and by the static one."""
    path = os.path.join(prefix, 'lib/pkgconfig')
    loader = os.path.join(scratch, 'loader')
    for kind, static in (('shared', []), ('static', ['--static'])):
        status, flags = run(['pkg-config', *static, '--cflags', '--libs', 'libbpfmend'],
                            env=dict(os.environ, PKG_CONFIG_PATH=path))
        check('pkg-config libbpfmend', status == 0, flags)
        words = flags.split()
        if static:
            words = [':libbpfmend.a'.join(word.rsplit('bpfmend', 1)) if word == '-lbpfmend' else word
                     for word in words]
        # As the tests of the library itself have it, where its header lies in a folder.
        program = os.path.join(scratch, 'loader.cpp')
        with open(os.path.join(source, 'lib/tests/from-cpp.cpp'), encoding='utf-8') as file:
            text = file.read().replace('"lib/bpfmend.h"', '<bpfmend.h>')
        with open(program, 'w', encoding='utf-8') as file:
            file.write(text)
        status, said = run(['c++', '-Wall', '-Wextra', '-Werror', program, '-o', loader, *words])
        check(f'a loader is linked, {kind}', status == 0, said)
        status, said = run(['ldd', loader], env=dict(os.environ, LD_LIBRARY_PATH=os.path.join(prefix, 'lib')))
        check(f'a loader needs the shared library: {kind}', ('libbpfmend.so.0 ' in said) == (not static), said)
        status, said = run([loader], env=dict(os.environ, LD_LIBRARY_PATH=os.path.join(prefix, 'lib')))
        check(f'a loader runs, {kind}', status == 0, said)


# The words before the cursor, the one at it, and what completion must and must not offer.
COMPLETIONS = (
    (['m'], {'matrix'}, {'compare'}),
    (['kernels', ''], {'list', 'fetch', 'add'}, {'matrix'}),
    (['cflags', '--m'], {'--mode='}, {'--kernels='}),
    (['cflags', '--mode', ''], {'warn', 'mend', 'off'}, {'auto'}),
    (['matrix', '--accel', 'c'], {'counted'}, {'kvm'}),
    (['kernels', 'fetch', '--'], {'--all-releases', '--update'}, {'--mode='}),
    (['matrix', '--kernels', '5'], {'5.10'}, {'6.1'}),
    (['matrix', '--kernels', '6.1,5'], {'6.1,5.10'}, {'6.1,6.1'}),
    (['cflags', '--hazards', 'zero'], {'zero-read'}, {'pointer-or'}),
    (['matrix', 'pro'], {'prog.bpf.o'}, {'matrix'}),
)

BASH = r"""
. /usr/share/bash-completion/bash_completion
. "$1"
shift
COMP_WORDS=(bpfmend "$@")
COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
COMP_LINE=${COMP_WORDS[*]}
COMP_POINT=${#COMP_LINE}
_bpfmend bpfmend "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}" 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
"""


def environment_of(prefix, scratch):
    return dict(os.environ, PATH=os.path.join(prefix, 'bin') + ':' + os.environ['PATH'], TERM='dumb', HOME=scratch,
                XDG_CACHE_HOME=os.path.join(scratch, 'cache'), ZDOTDIR=scratch)


def check_bash(prefix, scratch):
    script = os.path.join(prefix, 'share/bash-completion/completions/bpfmend')
    for words, offered, others in COMPLETIONS:
        _, said = run(['bash', '-c', BASH, 'bash', script, *words], cwd=scratch,
                      env=environment_of(prefix, scratch))
        got = set(said.split('\n'))
        check(f'bash: bpfmend {" ".join(words)}', offered <= got and not others & got, said)


def type_into_zsh(prefix, scratch, line):
    """What an interactive zsh shows for a line with Ctrl-D, which lists what there is, behind it."""
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(scratch)
        os.execvpe('zsh', ['zsh', '-d', '-i'], environment_of(prefix, scratch))

    def until(mark, seconds=30):
        said = b''
        end = time.monotonic() + seconds
        while mark not in said and time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    said += os.read(terminal, 65536)
                except OSError:
                    break
        return said.decode(errors='replace')

    until(b'READY> ')
    os.write(terminal, line.encode() + b'\x04')
    # The prompt comes back below the list; on the same line, it is the first one, drawn again.
    said = until(b'\nREADY> ')
    os.close(terminal)
    os.waitpid(pid, 0)
    return said


def check_zsh(prefix, scratch):
    with open(os.path.join(scratch, '.zshrc'), 'w', encoding='utf-8') as file:
        file.write(f'fpath=({prefix}/share/zsh/site-functions $fpath)\n'
                   'autoload -U compinit && compinit -u -C -d $ZDOTDIR/dump\n'
                   "PS1='READY> '; LISTMAX=0\n")
    for words, offered, others in COMPLETIONS:
        said = type_into_zsh(prefix, scratch, 'bpfmend ' + ' '.join(words))
        got = set(said.split())
        # In a list with commas zsh shows the item alone.
        offered, others = ({name.rpartition(',')[2] for name in names} for names in (offered, others))
        check(f'zsh: bpfmend {" ".join(words)}', offered <= got and not (others - set(words)) & got, said)


def main(cmake, build, source, include, llvms):
    with tempfile.TemporaryDirectory() as scratch:
        status, said = run([cmake, '--install', build, '--prefix', '/' + PREFIX],
                           env=dict(os.environ, DESTDIR=os.path.join(scratch, 'root')))
        check('cmake --install', status == 0, said)
        # As a package is: made in one place, used in another.
        os.rename(os.path.join(scratch, 'root', PREFIX), os.path.join(scratch, 'moved here'))
        prefix = os.path.join(scratch, 'moved here')
        check_files(prefix, source, llvms)
        os.rename(prefix, os.path.join(scratch, 'moved'))
        prefix = os.path.join(scratch, 'moved')
        work = os.path.join(scratch, 'work')
        os.mkdir(work)
        for llvm in llvms:
            check_compiling(prefix, source, include, llvm, work)
        check_library(prefix, source, work)
        with open(os.path.join(work, 'prog.bpf.o'), 'w', encoding='utf-8'):
            pass
        check_bash(prefix, work)
        check_zsh(prefix, work)
    print('\n'.join(wrong) if wrong else f'the installation is whole, with plugins for LLVM {", ".join(llvms)}')
    return 1 if wrong else 0


if __name__ == '__main__':
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:5], sys.argv[5:]))
