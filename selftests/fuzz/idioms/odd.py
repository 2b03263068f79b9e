# SPDX-License-Identifier: GPL-2.0
"""Shapes that look odd to a pass: conditions that nobody looks at, helpers declared otherwise.

What is never executed does not have to be right, but it has to compile; and what is computed on a
path that does not use it may be poison to LLVM, while C never computes it there.
"""
import memory
import values


def defined_where(p, x, y):
    """A range where the sum of both is defined, and a comparison of the sum."""
    top = p.pick(100, 1000, 30000)
    inside = p.pick(f"{x} < {top} && {x} > -{top}", f"{x} >= 0 && {x} < {top}",
                    f"{x} <= {top} && {x} > -{p.between(2, 9)}")
    return inside, f"{x} {p.pick('+', '-')} {y} == {p.between(0, 9)}"


def unused_condition(p):
    """
    The condition of a chosen pointer is only computed where it is defined; LLVM takes it out of the
    loop, and where it is poison nobody looks at it.
    """
    start, end, x, y, one, two, i = (p.new(n) for n in ("start", "end", "x", "y", "one", "two",
                                                        "i"))
    p.put(f"u8 *{start} = (void *)(long)skb->data, *{end} = (void *)(long)skb->data_end;",
          f"s32 {x} = (s32)({p.source()}{p.pick('', ' * 0x7fffffffu')}), {y} = {p.source()} & 15;",
          f"if ({start} + 40 > {end})", f"\t{p.leave}")
    inside, condition = defined_where(p, x, y)
    p.put("#pragma clang loop unroll(disable)")
    with p.block(f"for (u32 {i} = 0; {i} < {p.between(2, 5)}; {i}++) {{"):
        p.put("acc += draw() & 7;")
        with p.block(f"if ({inside}) {{"):
            p.put(f"u8 *{one} = {condition} ? {start} : 0, "
                  f"*{two} = {one} ? 0 : {start} + {p.between(10, 20)};",
                  f"if ({start}[{p.between(0, 30)}] == {p.pick(1, 99)})", "\tcontinue;",
                  f"if ({one})", f"\tacc += {one}[{p.between(0, 9)}];", "else",
                  f"\tacc += {two}[{p.between(0, 15)}] * 3;")


def guarded_index(p):
    """A sum that C computes behind a check only, and LLVM before it."""
    x, i = p.new("x"), p.new("i")
    top, more = p.between(10, 90), p.between(1, 9)
    m = memory.memory(p, top + more + 1)
    p.put(f"s32 {x} = (s32){p.source()};", f"s32 {i} = {more};", f"if ({x} >= 0 && {x} < {top})",
          f"\t{i} = {x} + {more};")
    memory.read(p, m, i)
    if p.chance(0.5):
        memory.access(p, values.Number(i, "s32", more, top - 1 + more))


def few_operands(p):
    """Helpers that are declared with fewer arguments than they have, where nothing ever comes."""
    helper, n = p.new_top("short"), p.new("n")
    number = p.pick(67, 4, 26, 113, 45, 25, 110, 131)
    count = p.between(10, 200)
    name = p.new_top("room")
    p.put_top(f"u8 {name}[{count}];\n")
    arguments = p.pick(("void", ""), ("u64", "1"), ("void *, u64", f"{name}, 4"))
    p.put_top(f"static u64 (*const {helper})({arguments[0]}) = (void *){number};\n")
    p.put("if (never) {", f"\tu64 {n} = {helper}({arguments[1]});", "", f"\tif ({n} < {count})",
          f"\t\tacc += {name}[{n}];", "}")


def old_style(p):
    """A helper that is declared without a prototype, as C once did, and called rightly."""
    helper, room, size = p.new_top("old"), p.new("room"), p.between(4, 30)
    if not memory.reserve(p, size + 8):
        return
    p.put_top(f"static long (*const {helper})() = (void *)113;\n")
    m = memory.in_global(p, size, "u8")
    n = values.bounded(p, size)
    high = max(n.high - n.low, 1)
    p.put(f"u8 {room}[{max(high, size)}] = {{}};", f"if ({n.index()})",
          f"\t{helper}({room}, (u32)({n.index()}), (void *){m.text});" if high <= size
          else f"\tacc += {n.index()};")
    p.mix_in(f"{room}[{p.between(0, size - 1)}]")


def no_result(p):
    """A static function that never returns to C's knowledge, on one of two ways."""
    name, value = p.new_top("stop"), p.between(3, 250)
    kind = p.pick("u32", "u32", "u64")
    p.put_top(f'static __attribute__((naked, noinline)) {kind} {name}({kind} x)\n'
              f'{{\n\tasm volatile("r0 = r1; r0 &= {value}; exit;" ::: "r0");\n}}\n')
    n, i = p.new("n"), p.new("i")
    count = p.between(8, 100)
    m = memory.memory(p, value + count, p.pick("u8", "u16"))
    p.put(f"{kind} {n} = {p.between(0, 3)};", f"if ({p.cheap_flag()})",
          f"\t{n} = {name}({p.source()});", f"{kind} {i} = {n} + {p.source()} % {count - 3};")
    memory.read(p, m, i)
    p.mix_in(p.pick(f"{n} + {p.source()}", n))


def counters(p):
    """Atomic sums, whose results nobody uses, or somebody; a relaxed one's is used by nobody: there
    LLVM 20 to 22 are wrong, and the mended program differs from the plain one as it should."""
    name, kind = p.new_top("count"), p.pick("u64", "u64", "u32")
    p.put_top(f"static {kind} {name};\n")
    for _ in range(p.between(1, 3)):
        call = f"__sync_fetch_and_add(&{name}, {p.source()})"
        # Of 32 bits clang 22 compiles no subtraction for v1 and v2.
        if kind == "u64" and p.chance(0.3):
            call = f"__sync_fetch_and_sub(&{name}, 3)"
        if p.chance(0.2):
            p.put(f"__atomic_fetch_add(&{name}, {p.between(1, 9)}, __ATOMIC_RELAXED);")
        elif kind == "u64" and p.chance(0.2):
            p.put("#if __BPF_CPU_VERSION__ >= 3")
            p.mix_in(call)
            p.put("#endif")
        else:
            p.put(f"{call};")
    p.mix_in(name)


def dead_end(p):
    """A way that nobody goes and that ends nowhere, with something before that LLVM cannot drop."""
    with p.block(f"if (never && {p.source()} == {p.between(0, 9)}) {{"):
        p.put("acc = mix(acc + now());")
        end = p.pick("__builtin_unreachable();", "bpf_throw(acc);", "__builtin_trap();")
        if end.startswith("__builtin_trap"):
            # Before, clang does not compile it.
            p.put("#if __clang_major__ >= 21", end, "#endif")
        else:
            p.put(end)


def many_ways(p):
    """A switch of so many cases that LLVM makes a table of it, where the CPU has jumps by one."""
    ways = ("acc += {};", "acc ^= acc >> {};", "acc *= {};", "acc = mix(acc - {});")
    with p.block(f"switch ({p.source()} & 15) {{"):
        for case in range(15):
            p.put(f"case {case}:", ways[case % len(ways)].format(2 * case + 3), "break;")


ANY = [(guarded_index, 2), (few_operands, 1), (old_style, 1), (no_result, 3), (counters, 2), (dead_end, 2), (many_ways, 3)]
PACKET = [(unused_condition, 3)]
