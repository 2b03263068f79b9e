# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What compilations cost, side by side: the processor's time of each, the least of several, and the
ratio to the first, which is the plain one.
"""
import os
import statistics
import subprocess


def seconds(command, directory=None):
    """The processor's time of a compilation, or None if it fails."""
    process = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return None if process.returncode else used.ru_utime + used.ru_stime


def measure(commands, times, directory=None):
    """The least time of each command; None if one fails."""
    found = [[] for _ in commands]
    for _ in range(times):
        for of, command in zip(found, commands):
            of.append(seconds(command, directory))
            if of[-1] is None:
                return None
    return [min(of) for of in found]


def print_table(modes, rows):
    """A row for each mode, then its worst files; rows are (name, [plain, each mode])."""
    print('| mode | files | median | 95 of 100 | worst | seconds plain | with it |\n'
          '|---|---|---|---|---|---|---|')
    for i, mode in enumerate(modes, 1):
        ratios = sorted(row[1][i] / row[1][0] for row in rows)
        print(f'| {mode} | {len(ratios)} | {statistics.median(ratios):.3f} | '
              f'{ratios[int(len(ratios) * 0.95)]:.3f} | {ratios[-1]:.3f} | '
              f'{sum(row[1][0] for row in rows):.1f} | {sum(row[1][i] for row in rows):.1f} |')
    for i, mode in enumerate(modes, 1):
        worst = sorted(rows, key=lambda row, i=i: row[1][i] / row[1][0])[-5:]
        print(f'{mode}: ' + ', '.join(f'{name} {took[i] / took[0]:.2f} of {took[0]:.2f} s'
                                      for name, took in reversed(worst)))
