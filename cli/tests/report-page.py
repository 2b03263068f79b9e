#!/usr/bin/env python3
"""Looks at the HTML report in headless Chromium, as wide as a desk's screen and as a phone's.

usage: report-page.py BPFMEND CHROMIUM

A page of eleven kernels is opened with one rejected cell open. The page tells how it is laid out;
the screenshots tell what is to be seen: the colours of verdicts, on a light and on a dark ground.
They are kept beside this test's working directory where something is wrong.
"""

import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib

KERNELS = ['5.10', '6.1', '6.12', '6.16', '6.17', '6.18', '6.19', '7.0', '7.1', '7.2', '7.3']
SOURCE = 'return table[index]; @ prog.bpf.c:17'
OPEN = """<script>
document.querySelector('td.reject details').open = true;
const box = element => document.querySelector(element).getBoundingClientRect();
const panel = box('details[open] .panel'), root = document.documentElement;
document.title = JSON.stringify({
  width: root.clientWidth, height: root.clientHeight, wide: root.scrollWidth,
  panel: [panel.left, panel.top, panel.right, panel.bottom],
  first: document.querySelector('details[open] pre').textContent,
  text: parseFloat(getComputedStyle(document.querySelector('td')).fontSize),
});
</script></body>"""
# What style.css of the page says.
LIGHT = {'ground': (255, 255, 255), 'accept': (218, 251, 225), 'reject': (255, 235, 233)}
DARK = {'ground': (13, 17, 23), 'accept': (18, 38, 30), 'reject': (48, 26, 31)}


def rows():
    for number, kernel in enumerate(KERNELS):
        for program in range(6):
            bad = program == 2 and number > 4
            yield {'kernel': kernel, 'release': kernel + '.1', 'file': 'a/rather/long/path/prog.bpf.o',
                   'program': f'a_program_with_a_long_name_{program}',
                   'verdict': 'reject' if bad else 'accept',
                   'message': 'invalid access to map value, value_size=8 off=8 size=1' if bad else '',
                   'log': f'0: R1=ctx()\n; {SOURCE}\n4: (71) r0 = *(u8 *)(r1 +8)\ninvalid access\n'}


def chromium(program, width, dark, page, folder, *arguments):
    command = [program, '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
               '--hide-scrollbars', f'--user-data-dir={folder}/profile', f'--window-size={width},800',
               f'--blink-settings=preferredColorScheme={0 if dark else 1}', *arguments, f'file://{page}']
    return subprocess.run(command, check=True, timeout=120, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True).stdout


def pixels(path):
    """The colours of a PNG as Chromium writes it (8 bits, RGB or RGBA), and how often each is."""
    with open(path, 'rb') as file:
        data = file.read()
    at, raw = 8, b''
    while at < len(data):
        size, kind = struct.unpack('>I4s', data[at:at + 8])
        if kind == b'IHDR':
            width, height, depth, colour = struct.unpack('>IIBB', data[at + 8:at + 18])
        elif kind == b'IDAT':
            raw += data[at + 8:at + 8 + size]
        at += 12 + size
    assert depth == 8 and colour in (2, 6)
    step = 3 if colour == 2 else 4
    lines, counts = zlib.decompress(raw), {}
    before = bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        line = unfilter(lines[start], bytearray(lines[start + 1:start + 1 + width * step]), before, step)
        for x in range(0, len(line), step):
            key = tuple(line[x:x + 3])
            counts[key] = counts.get(key, 0) + 1
        before = line
    return counts


def unfilter(kind, line, before, step):
    for i in range(len(line)):
        left = line[i - step] if i >= step else 0
        up, corner = before[i], before[i - step] if i >= step else 0
        if kind == 1:
            line[i] = (line[i] + left) & 255
        elif kind == 2:
            line[i] = (line[i] + up) & 255
        elif kind == 3:
            line[i] = (line[i] + (left + up) // 2) & 255
        elif kind == 4:
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda value: abs(guess - value))
            line[i] = (line[i] + nearest) & 255
    return line


def layout(text):
    title = text[text.index('<title>') + 7:text.index('</title>')]
    return json.loads(title.replace('&amp;', '&').replace('&lt;', '<').replace('&gt;', '>'))


def check(program, page, folder, width, dark):
    wrong = []
    seen = layout(chromium(program, width, dark, page, folder, '--dump-dom'))
    left, top, right, bottom = seen['panel']
    if seen['wide'] > seen['width']:
        wrong.append(f'the page is {seen["wide"]} wide, the window {seen["width"]}')
    if left < 0 or right > seen['width'] + 1 or top < 0 or bottom > seen['height'] + 1:
        wrong.append(f'the open panel is not in the window: {seen["panel"]}')
    if right - left < min(width * 0.9, 900):
        wrong.append(f'the open panel is {right - left} wide')
    if seen['first'] != SOURCE:
        wrong.append(f'on top is not the line of source, but: {seen["first"]}')
    if seen['text'] < 14:
        wrong.append(f'text is {seen["text"]} high')
    picture = os.path.join(folder, f'{width}-{"dark" if dark else "light"}.png')
    chromium(program, width, dark, page, folder, f'--screenshot={picture}')
    counts = pixels(picture)
    for name, colour in (DARK if dark else LIGHT).items():
        if counts.get(colour, 0) < 200:
            wrong.append(f'there is no {name} to be seen in {picture}')
    return [f'{width} wide, {"dark" if dark else "light"}: {words}' for words in wrong]


def main(bpfmend, program):
    folder = tempfile.mkdtemp(prefix='bpfmend-page-')
    given, page = os.path.join(folder, 'rows.json'), os.path.join(folder, 'page.html')
    with open(given, 'w', encoding='utf-8') as file:
        json.dump(list(rows()), file)
    subprocess.run([bpfmend, 'report', '--html', page, given], check=False)
    with open(page, encoding='utf-8') as file:
        text = file.read()
    with open(page, 'w', encoding='utf-8') as file:
        file.write(text.replace('</body>', OPEN))
    wrong = check(program, page, folder, 1200, False) + check(program, page, folder, 500, True)
    print('\n'.join(wrong) if wrong else 'the page is as it should be at both widths')
    if wrong:
        print(f'see {folder}')
    else:
        subprocess.run(['rm', '-rf', folder], check=True)
    return 1 if wrong else 0


if __name__ == '__main__':
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
