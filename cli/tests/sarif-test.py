#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`bpfmend sarif` on what clang and make print.

usage: sarif-test.py BPFMEND CLANG PROGRAM INCLUDE

PROGRAM has a place with pointer-or. Ends with 0 if all is well, else with 1 and what is not.
"""
import json
import os
import subprocess
import sys
import tempfile

wrong = []


def check(what, got, expected):
    if got != expected:
        wrong.append(f'{what}: {got!r}, not {expected!r}')


def sarif(bpfmend, text, root, *files):
    done = subprocess.run([bpfmend, 'sarif', '--root', root, *files], input=text.encode(), capture_output=True,
                          check=False, cwd=root)
    check('status', (done.returncode, done.stderr), (0, b''))
    return json.loads(done.stdout)['runs'][0]


def places(run):
    """Of each result: rule, level, path, line, column."""
    found = []
    for result in run['results']:
        for place in result['locations'] or [None]:
            physical = place['physicalLocation'] if place else {'artifactLocation': {}, 'region': {}}
            artifact, region = physical['artifactLocation'], physical['region']
            found.append((run['tool']['driver']['rules'][result['ruleIndex']]['id'], result['level'],
                          artifact.get('uri'), artifact.get('uriBaseId'), region.get('startLine'),
                          region.get('startColumn')))
            check('rule', result['ruleId'], found[-1][0])
    return found


def check_words(bpfmend, root):
    os.makedirs(os.path.join(root, 'sub'))
    for name in ('a.bpf.c', 'sub/b c.bpf.c'):
        with open(os.path.join(root, name), 'w', encoding='utf-8'):
            pass
    zero = 'a zero: warning: not one [-Wpass-failed=bpfmend-zero-read]'
    text = f"""clang -c a.bpf.c
a.bpf.c:3:7: warning: {zero}
    3 |  x;
a.bpf.c:3:7: warning: {zero}
a.bpf.c:4:1: warning: unused variable 'x' [-Wunused-variable]
a.bpf.c:5:1: warning: loop not unrolled [-Wpass-failed=transform-warning]
make[1]: Entering directory '{root}/sub'
b c.bpf.c:9:2: error: words [-Werror,-Wpass-failed=bpfmend-pointer-or]
make[1]: Leaving directory '{root}/sub'
{root}/a.bpf.c:8: remark: kept [-Rpass=bpfmend-pointer-or]
/elsewhere/c.h:1:2: warning: far [-Wpass-failed=bpfmend-zero-read]
\033[1ma.bpf.c:6:7: \033[0m\033[0;1;35mwarning: \033[0m\033[1mcoloured [-Wpass-failed=bpfmend-zero-read]\033[0m
<unknown>:0:0: warning: nowhere [-Wpass-failed=bpfmend-zero-read]
3 warnings generated.
"""
    run = sarif(bpfmend, text, root)
    check('places', places(run), [
        ('bpfmend-zero-read', 'warning', 'a.bpf.c', 'SRCROOT', 3, 7),
        ('bpfmend-pointer-or', 'error', 'sub/b%20c.bpf.c', 'SRCROOT', 9, 2),
        ('bpfmend-pointer-or', 'note', 'a.bpf.c', 'SRCROOT', 8, None),
        ('bpfmend-zero-read', 'warning', 'file:///elsewhere/c.h', None, 1, 2),
        ('bpfmend-zero-read', 'warning', 'a.bpf.c', 'SRCROOT', 6, 7),
        ('bpfmend-zero-read', 'warning', None, None, None, None),
    ])
    check('words', [result['message']['text'] for result in run['results']],
          ['a zero: warning: not one', 'words', 'kept', 'far', 'coloured', 'nowhere'])
    check('root', run['originalUriBaseIds']['SRCROOT']['uri'], f'file://{root}/')
    check('nothing', sarif(bpfmend, 'all is well\n', root)['results'], [])
    # From a file, written to a file.
    log = os.path.join(root, 'log')
    with open(log, 'w', encoding='utf-8') as file:
        file.write(text)
    done = subprocess.run([bpfmend, 'sarif', '--root', root, '--output', log + '.sarif', log], capture_output=True,
                          check=False)
    with open(log + '.sarif', encoding='utf-8') as file:
        check('a file', (done.returncode, done.stdout, places(json.load(file)['runs'][0])), (0, b'', places(run)))
    done = subprocess.run([bpfmend, 'sarif', log + '.none'], capture_output=True, check=False)
    check('no file', done.returncode, 2)


def check_clang(bpfmend, clang, program, include):
    """A real warning, as clang prints it into a pipe."""
    flags = subprocess.run([bpfmend, 'cflags', '--clang', clang], capture_output=True, check=True, text=True).stdout
    done = subprocess.run([clang, '-target', 'bpf', '-O2', '-g', '-I' + include, *flags.split(), '-c', program, '-o',
                           '/dev/null'], stderr=subprocess.PIPE, check=True, text=True)
    run = sarif(bpfmend, done.stderr, os.path.dirname(program))
    with open(program, encoding='utf-8') as file:
        expected = next(number for number, line in enumerate(file, 1) if '& 7] >> 4' in line)
    check('clang', [(rule, level, uri, base, line) for rule, level, uri, base, line, _ in places(run)],
          [('bpfmend-pointer-or', 'warning', os.path.basename(program), 'SRCROOT', expected)])


def main(bpfmend, clang, program, include):
    with tempfile.TemporaryDirectory() as root:
        check_words(bpfmend, os.path.realpath(root))
    check_clang(bpfmend, clang, program, include)
    print('\n'.join(wrong) if wrong else 'SARIF has what clang said')
    return 1 if wrong else 0


if __name__ == '__main__':
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
