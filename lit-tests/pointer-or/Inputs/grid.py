# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The grid of pointer-or: many small functions, each an index into a stack object, compiled plain,
mended, and with the mask replaced by a comparison. For each of them must hold:

  - it is warned about if and only if its plain object has a "|=" on a pointer into the stack;
  - its mended object has none;
  - mended it is no longer than plain, nor than with the comparison.

A plugin that only warns changes nothing, so that the object it was loaded for is the plain one.

usage: grid.py LLVM-BIN PLUGIN OPTIMISATION DIRECTORY
"""
import itertools
import random
import re
import subprocess
import sys

PROLOGUE = """
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
struct context { u32 index, flag, other; u8 bytes[4]; };
struct pair { u32 first, second; };
struct wide { u32 first, second; u64 third; };
struct odd { u8 byte[12]; };
static int (*const helper)(const volatile void *to, u32 size, const void *from) = (void *)4;
#define seen(object) asm volatile("" : : "r"(&(object)) : "memory")
#ifdef COMPARE
#define BOUND(i, most) if (i > (most)) return 0
#define AT_MOST(i, most) (i)
#else
#define BOUND(i, most)
#define AT_MOST(i, most) ((i) & (most))
#endif
"""

# How the object comes to its bytes, which decides who sees its address and its alignment.
OBJECTS = {
    "volatile": ("volatile {type} x[{count}]{align};", "x", ""),
    "zeroed": ("{type} x[{count}]{align} = {{}}; seen(x);", "x", ""),
    "filled": ("{type} x[{count}]{align}; helper(x, sizeof(x), c);", "x", ""),
    "copied": ("{type} x[{count}]{align}; __builtin_memcpy(x, c->bytes, 3); seen(x);", "x", ""),
    "member": ("struct {{ u8 head[{head}]; {type} x[{count}]; }} s{align}; seen(s);", "s.x", "seen(s);"),
    "shared": ("struct {{ u8 head[{head}]; {type} x[{count}]; }} s{align}; helper(s.x, 1, c);", "s.x",
               "helper(s.x, 1, c);"),
}

USES = {
    "read": "return {x}[{index}];",
    "write": "{x}[{index}] = c->other; seen({x}); {after} return 0;",
    "call": "helper(&{x}[{index}], 1, c); {after} return 0;",
    "twice": "{x}[{index}] = c->other; u32 k = c->flag; BOUND(k, {mask}); seen({x}); {after}"
             " return {x}[AT_MOST(k, {mask})];",
}

TYPES = {"u8": 1, "u16": 2, "u32": 4, "u64": 8, "struct odd": 12}

# Other shapes of an offset, on an object of eight-byte alignment.
SHAPES = [
    "u64 w[2]; seen(w); return ((u8 *)w)[c->index >> {high}];",
    "u64 w[2]; seen(w); return ((u8 *)w)[c->index > {n}];",
    "u64 w[2]; seen(w); return ((u8 *)w)[c->bytes[1] >> {n}];",
    "u64 w[2]; seen(w); return ((u8 *)w)[(c->index & {n}) + 1];",
    "u64 w[2]; seen(w); return ((u8 *)w)[(c->index & 1) * {n}];",
    "u64 w[2]; seen(w); return ((u8 *)w)[c->index % ({n} + 1)];",
    "u64 w[2]; seen(w); return ((u8 *)w)[7 - (c->index & {n} & 7)];",
    "u64 w[2]; seen(w); int i = c->index; return ((u8 *)w)[i & {n}];",
    "u64 w[2]; seen(w); u32 i = c->index; return ((u8 *)w)[i < {n} ? i : {n}];",
    "u64 w[2]; seen(w); u32 i = c->index; __builtin_assume(i <= {n}); return ((u8 *)w)[i];",
    "u64 w[2]; seen(w); u32 i = c->index; if (i > {n}) return 0; return ((u8 *)w)[i];",
    "u64 w[2]; seen(w); u32 i = c->flag ? c->index & {n} : c->other & 3; return ((u8 *)w)[i];",
    "u64 w[2]; seen(w); u32 i; if (c->flag) {{ i = c->index & {n}; seen(i); }} else i = c->other & 3;"
    " return ((u8 *)w)[i];",
    "u64 w[2]; seen(w); u32 i = c->index & {n}; if (c->flag) {{ seen(w); return ((u8 *)w)[i]; }}"
    " return c->other;",
    "u64 w[2]; seen(w); u32 i = c->index & {n}; ((u8 *)w)[i] = 1; seen(w); return i;",
    "u64 w[2]; seen(w); u32 i = c->index & {n}; u8 v = ((u8 *)w)[i]; if (v > 9) {{ seen(w);"
    " ((u8 *)w)[i] = 1; seen(w); }} return v;",
    "u64 w[2]; seen(w); u8 *p = (u8 *)w + (c->index & {n}); helper(p, 1, c); return p[1];",
    "u64 w[2]; seen(w); u8 *p = (u8 *)w + (c->index & {n} & 6); helper(p + 1, 1, c); return p[1];",
    "u64 a, b; seen(a); seen(b); u8 *p = c->flag ? (u8 *)&a : (u8 *)&b; return p[c->index & {n}];",
    "u64 a; u8 b[16]; seen(a); seen(b); u8 *p = c->flag ? (u8 *)&a : b; return p[c->index & {n}];",
    "u64 a, b; u8 *p; if (c->flag) {{ p = (u8 *)&a; seen(a); }} else {{ p = (u8 *)&b; seen(b); }}"
    " return p[c->index & {n}];",
    "u8 b[24]; seen(b); u8 v = b[c->index & {n}]; __builtin_memset(b, 0, {n} + 1); seen(b);"
    " return b[0] + v;",
    "u8 b[24]; seen(b); if (c->flag) {{ __builtin_memset(b, 0, {n} + 1); seen(b); }}"
    " return b[c->index & {n}];",
    "u8 b[24]; seen(b); u8 v = 0; if (c->other) {{ v = b[c->index & {n}]; seen(b); }} else {{"
    " __builtin_memset(b, 0, {n} + 1); seen(b); }} return v + b[1];",
    "u8 b[24]; seen(b); u8 v = 0; if (c->other) {{ __builtin_memset(b, 0, {n} + 1); seen(b); }} else {{"
    " v = b[c->index & {n}]; seen(b); }} return v + b[1];",
    "u8 b[24]; __builtin_memcpy(b, c, {n} + 1); seen(b); return b[c->index & {n}];",
    "u8 b[24]; __builtin_memset(b + 1, 7, {n} + 1); seen(b); return b[c->index & {n}];",
    "u8 b[4][8] __attribute__((aligned({n} + 1 & 24 ?: 8))); seen(b);"
    " return b[c->index & 3][c->flag & {n} & 7];",
    "u8 b[4][8] __attribute__((aligned(32))); seen(b); b[c->index & 3][c->flag & {n} & 7] = 1; seen(b);"
    " return 0;",
    "struct pair p[4]; seen(p); u32 i = c->index; if (i > {n}) return 0; helper(&p[i].second, 4, c);"
    " return 0;",
    "struct pair p[4]; seen(p); helper(&p[c->index & {n} & 3].second, 4, c); return 0;",
    "struct wide p[4]; seen(p); u32 i = c->index; if (i > {n}) return 0; helper(&p[i].second, 4, c);"
    " return 0;",
    "struct wide p[4]; seen(p); u32 i = c->index; if (i > {n}) return 0; return p[i].second;",
    "struct wide p[4]; seen(p); u32 i = c->index & {n} & 3; p[i].second = 1; helper(&p[i].second, 4, c);"
    " return p[i].first;",
    "u64 w; seen(w); u32 i = 0; for (u32 k = 0; k < c->flag; k++) {{ ((volatile u8 *)&w)[i] = 1;"
    " i = (i + 3) & {n}; }} return 0;",
    "u64 w[2]; seen(w); for (u32 k = 0; k < c->flag; k++) {{ ((volatile u8 *)w)[k & {n}] = 1; }}"
    " return 0;",
    "struct wide p[8]; seen(p);\n#pragma clang loop unroll(disable)\nfor (u32 k = 0; k < 8; k++)"
    " helper(&p[k].second, {n}, c); return 0;",
    "struct wide p[8]; seen(p);\n#pragma clang loop unroll(disable)\nfor (u32 k = 0; k < 8; k++)"
    " helper(&p[k].second, k, &p[(k + {n}) & 7]); return 0;",
    "struct wide p[8]; seen(p);\n#pragma clang loop unroll(disable)\nfor (u32 k = {n} & 7; k < 8 && k < c->flag; k++)"
    " {{ if (k == c->other) helper(&p[k].second, 4, c); }} return 0;",
    "struct wide p[8]; seen(p);\n#pragma clang loop unroll(disable)\nfor (u32 k = 0; k < 8; k++)"
    " helper(&p[(k + c->index) & {n} & 7].second, 4, c); return 0;",
    "struct wide p[8]; seen(p);\n#pragma clang loop unroll(disable)\nfor (u32 k = 0; k < 8; k++)"
    " helper(&p[c->index & {n} & 7].second, 4, c); return 0;",
    "struct wide p[8]; seen(p);\n#pragma clang loop unroll(disable)\nfor (int k = 7; k >= 0; k -= {n})"
    " if (c->bytes[k & 3]) {{ helper(&p[k].second, 4, c); p[k].first = k; helper(&p[k], 4, c); }}"
    " return 0;",
    "u64 w[2]; seen(w);\n#pragma clang loop unroll(disable)\nfor (u32 k = 0; k < 8; k++)"
    " helper((u8 *)w + k, 1, (u8 *)w + (c->index & {n})); return 0;",
    "static u8 b[16] __attribute__((aligned(64))); return b[c->index & {n}];",
    "return c->bytes[c->index & {n} & 3];",
    "u64 w[2]; seen(w); return ((u8 *)w)[{n}];",
    "u64 w[2]; seen(w); u32 i = c->index & {n}; asm(\"\" : \"+r\"(i)); return ((u8 *)w)[i];",
]


def indexed_arrays():
    """Sizes of 1 to 64 bytes, element types and masks; of the rest a choice that never changes."""
    chance = random.Random(1)
    for (name, width), size in itertools.product(TYPES.items(), range(1, 65)):
        count = size // width
        if size % width:
            continue
        for mask in (1, 2, 3, 4, 7, 12, 15, 31, 63):
            if mask >= count:
                continue
            # The alignment of the type, and a larger one.
            aligns = [align for align in (2, 4, 8, 16, 32, 64) if align > min(width, 8)]
            for align in (0, chance.choice(aligns)):
                declare, x, after = chance.choice(list(OBJECTS.values()))
                use = chance.choice(list(USES.values()))
                attribute = f" __attribute__((aligned({align})))" if align else ""
                head = chance.choice((1, 2, 4, 8, 12))
                if "odd" in name:
                    use = use.replace("c->other", "*(struct odd *)c").replace(";", ".byte[1];", 1) \
                        if use == USES["read"] else USES["call"]
                yield (f"u32 i = c->index; BOUND(i, {mask}); " +
                       declare.format(type=name, count=count, align=attribute, head=head) + " " +
                       use.format(x=x, index=f"AT_MOST(i, {mask})", mask=mask, after=after))


def functions():
    yield from indexed_arrays()
    for shape, n in itertools.product(SHAPES, (1, 3, 5, 7, 8, 15)):
        yield shape.format(n=n, high=32 - n.bit_length())


class Object:
    """Of each function its length and how often it has an "or" on a pointer into the stack."""

    LABEL = re.compile(r"<(\w+)>:")
    WRITE = re.compile(r"[rw](\d+) (\S*=) (?:[rw](\d+)$)?")

    def __init__(self, objdump, path):
        self.ors, self.lengths = {}, {}
        lines = run(objdump, "-d", "--no-show-raw-insn", "--no-leading-addr", path).stdout
        for line in lines.splitlines():
            label = self.LABEL.match(line)
            if label and label[1].startswith("f"):
                function, pointers = int(label[1][1:]), {"10"}
                self.ors[function] = self.lengths[function] = 0
            elif line.startswith(("\t", " ")):
                self.lengths[function] += 1
                self.ors[function] += self.step(line.strip(), pointers)

    def step(self, instruction, pointers):
        """Follows which registers point into the stack, in the order of the instructions."""
        if instruction.startswith("call"):
            pointers.difference_update("012345")
        write = self.WRITE.match(instruction)
        if not write:
            return 0
        to, operation, source = write.groups()
        if operation == "|=":
            return to in pointers or source in pointers
        if operation == "=" and source not in pointers:
            pointers.discard(to)
        elif operation in ("=", "+=") and source in pointers:
            pointers.add(to)
        return 0


def run(*command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{' '.join(command)}\n{result.stderr}")
    return result


def main(llvm_bin, plugin, optimisation, directory):
    source = f"{directory}/grid.c"
    line_of = {}
    with open(source, "w") as file:
        file.write(PROLOGUE)
        line = PROLOGUE.count("\n") + 1
        for number, body in enumerate(functions()):
            text = f"int f{number}(struct context *c) {{ {body} }}\n"
            file.write(text)
            for _ in range(text.count("\n")):
                line_of[line] = number
                line += 1

    def build(name, *options):
        path = f"{directory}/{name}.o"
        log = run(f"{llvm_bin}/clang", "-target", "bpf", "-mcpu=v3", optimisation, "-Wno-everything",
                  "-Wpass-failed", "-fno-color-diagnostics", "-c", source, "-o", path, *options).stderr
        warned = {line_of[int(at)] for at in re.findall(r":(\d+):\d+: warning: .*pointer-or", log)}
        return Object(f"{llvm_bin}/llvm-objdump", path), warned

    load = (f"-fplugin={plugin}", f"-fpass-plugin={plugin}", "-mllvm", "-bpfmend-hazards=pointer-or")
    plain, warned = build("plain", *load)
    mended, left = build("mended", *load, "-mllvm", "-bpfmend-mode=mend")
    compared, _ = build("compared", "-DCOMPARE")
    bad = []
    for f in plain.ors:
        if plain.ors[f] and f not in warned:
            bad.append((f, "has an or, and no warning"))
        if not plain.ors[f] and f in warned:
            bad.append((f, "is warned about, and has no or"))
        if mended.ors[f] or f in left:
            bad.append((f, "is not mended"))
        if mended.lengths[f] > plain.lengths[f]:
            bad.append((f, f"grew from {plain.lengths[f]} to {mended.lengths[f]}"))
        if mended.lengths[f] > compared.lengths[f]:
            bad.append((f, f"is longer than with a comparison: {mended.lengths[f]} and "
                           f"{compared.lengths[f]}"))
    bodies = list(functions())
    for f, what in bad:
        print(f"f{f} {what}: {bodies[f]}")
    ors = sum(map(bool, plain.ors.values()))
    print(f"{optimisation}: {len(plain.ors)} functions, {ors} with an or, {len(bad)} wrong")
    return bool(bad) or not 0 < ors < len(plain.ors)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
