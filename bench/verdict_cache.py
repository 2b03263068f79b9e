# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What kernels said of objects, kept in a file for each release, so that it is asked only once.

Relies on `bpfmend matrix --log`. A row is known by the bytes of its object, not by its name.
"""
import hashlib
import json
import os
import re
import subprocess

# Objects of one machine: they lie in its memory, with their logs if those are asked for.
CHUNK, CHUNK_WITHOUT_LOG = 20, 100


# What is said of a machine, and not of a program: it is asked again.
MACHINE_FAILED = re.compile('did not boot|the machine|panicked|deadline|no memory')


def key_of(path):
    with open(path, 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()[:24]


def refusing_instruction(log, message):
    """The number of the last instruction that the log shows before its last words; or None."""
    end = log.rfind(message) if message else len(log)
    numbers = re.findall(r'^(\d+): \([0-9a-f]{2}\)', log[:end if end >= 0 else len(log)],
                         re.MULTILINE)
    return int(numbers[-1]) if numbers else None


def refused_line(log, message):
    """The line of source that the log shows last before its last words, as it is written; or None.
    Kernels from 6.9 on add the file and the number, which are cut off."""
    end = log.rfind(message) if message else len(log)
    lines = re.findall(r'^; (.*)$', log[:end if end >= 0 else len(log)], re.MULTILINE)
    return re.sub(r' @ [^ ]+:\d+$', '', lines[-1]).strip() if lines else None


def normal_words(words):
    """A message without the numbers that tell one program from the next."""
    return re.sub(r'-?\b(0x[0-9a-f]+|\d+)\b', 'N', re.sub(r'\bR\d+\b', 'R', words))[:90]


class VerdictCache:
    """Rows by kernel, object and program: {'verdict', 'errno', 'message', 'instruction', 'line'}.
    Without a log, which is much faster, 'instruction' and 'line' are not known."""

    def __init__(self, bpfmend, folder, boot=True, log=True):
        self.bpfmend = bpfmend
        self.folder = folder
        self.boot = boot
        self.log = log
        self.kernels = {}
        os.makedirs(folder, exist_ok=True)

    def _path(self, kernel):
        return os.path.join(self.folder, kernel + '.json')

    def _known(self, kernel):
        if kernel not in self.kernels:
            self.kernels[kernel] = {}
            if os.path.exists(self._path(kernel)):
                with open(self._path(kernel), encoding='utf-8') as file:
                    self.kernels[kernel] = json.load(file)
        return self.kernels[kernel]

    def _save(self, kernel):
        draft = self._path(kernel) + '.draft'
        with open(draft, 'w', encoding='utf-8') as file:
            json.dump(self.kernels[kernel], file, separators=(',', ':'))
        os.replace(draft, self._path(kernel))

    def _ask(self, kernel, paths):
        part = os.path.join(self.folder, f'{kernel}.{os.getpid()}.part')
        options = ['--log'] if self.log else []
        subprocess.run([self.bpfmend, 'matrix', *options, '--kernels', kernel, '--json', part,
                        *paths], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       check=False)
        if not os.path.exists(part):
            return []
        with open(part, encoding='utf-8') as file:
            rows = json.load(file)
        os.unlink(part)
        return rows

    def _take(self, kernel, paths):
        """Asks for some objects; what no machine gave an answer for is not kept."""
        known, keys = self._known(kernel), {path: key_of(path) for path in paths}
        rows = self._ask(kernel, paths)
        failed = {keys[row['file']] for row in rows if row['verdict'] == 'error' and
                  MACHINE_FAILED.search(row['message'])}
        for row in rows:
            if keys[row['file']] in failed:
                continue
            of = known.setdefault(keys[row['file']], {})
            rejected = row['verdict'] == 'reject'
            of[row['program']] = {
                'verdict': row['verdict'], 'errno': row['errno'], 'message': row['message'],
                'release': row['release'], 'processed': row['processed'],
                'states': row['states'], 'wrong': row.get('wrong'),
                'instruction': refusing_instruction(row.get('log', ''), row['message'])
                if rejected else None,
                'line': refused_line(row.get('log', ''), row['message']) if rejected else None}

    def rows(self, kernel, paths):
        """{path: {program: row}} of all objects; boots for those that are not known."""
        known = self._known(kernel)
        keys = {path: key_of(path) for path in paths}
        missing = [path for path in paths if keys[path] not in known]
        chunk = CHUNK if self.log else CHUNK_WITHOUT_LOG
        for first in range(0, len(missing) if self.boot else 0, chunk):
            self._take(kernel, missing[first:first + chunk])
            self._save(kernel)
        return {path: known.get(keys[path], {}) for path in paths}
