# SPDX-License-Identifier: GPL-2.0
"""Shapes that look odd to a pass: conditions that nobody looks at, helpers declared otherwise.

What is never executed does not have to be right, but it has to compile; and what is computed on a
path that does not use it may be poison to LLVM, while C never computes it there.
"""
import memory
import values


def unused_condition(p):
    """The condition of a chosen pointer is only asked where it is defined; LLVM computes it anyway."""
    start, end, x, one, two = (p.new(n) for n in ("start", "end", "x", "one", "two"))
    top = p.pick(100, 1000, 30000)
    scale, more = p.pick(1, 3, 5), p.between(1, 30)
    p.put(f"u8 *{start} = (void *)(long)skb->data, *{end} = (void *)(long)skb->data_end, *{one} = {start} + 4, *{two} = 0;",
          f"s32 {x} = (s32)({p.pick(p.source(), f'({p.source()} & 3) * 0x7ffffffeu')});",
          f"if ({start} + 32 > {end})", f"\t{p.leave}")
    condition = p.pick(f"{x} * {scale} + {more} == {more + scale * p.between(0, 3)}", f"{x} + {more} < {p.between(more, 2 * more + 2)}",
                       f"({x} + {more}) & 1")
    inside = f"{x} >= 0 && {x} < {top}" if p.chance(0.4) else f"{x} < {top} && {x} > -{top}"
    with p.block(f"if ({inside}) {{"):
        p.put(f"{one} = {condition} ? {start} : 0;", f"{two} = {one} ? 0 : {start} + {p.between(1, 9)};")
    p.put(f"if ({one})", f"\tacc += {one}[{p.between(0, 9)}];", "else", f"\tacc += {two}[{p.between(0, 9)}] * 3;")


def asked_later(p):
    """The same, chosen first and asked behind another condition, which makes it defined."""
    start, end, x, one = (p.new(n) for n in ("start", "end", "x", "one"))
    top, more = p.pick(100, 30000), p.between(1, 9)
    flag = p.new("inside")
    p.put(f"u8 *{start} = (void *)(long)skb->data, *{end} = (void *)(long)skb->data_end, *{one} = 0;",
          f"s32 {x} = (s32)({p.pick(p.source(), f'({p.source()} & 3) * 0x7ffffffeu')});", f"u32 {flag} = 0;",
          f"if ({start} + 32 > {end})", f"\t{p.leave}")
    with p.block(f"if ({x} > -{top} && {x} < {top}) {{"):
        p.put(f"{flag} = 1;", f"if (({x} + {more}) & 1)", f"\t{one} = {start} + {p.between(0, 8)};")
    p.put(f"if ({flag}) {{", f"\tif ({one})", f"\t\tacc += {one}[{p.between(0, 9)}];", "\telse",
          f"\t\tacc += {start}[3] * 5;", "}")


def guarded_index(p):
    """A sum that C computes behind a check only, and LLVM before it."""
    x, i = p.new("x"), p.new("i")
    top, more = p.between(10, 90), p.between(1, 9)
    m = memory.memory(p, top + more + 1)
    p.put(f"s32 {x} = (s32){p.source()};", f"s32 {i} = {more};", f"if ({x} >= 0 && {x} < {top})", f"\t{i} = {x} + {more};")
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
    p.put("if (never) {", f"\tu64 {n} = {helper}({arguments[1]});", "", f"\tif ({n} < {count})", f"\t\tacc += {name}[{n}];", "}")


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
          f"\t{helper}({room}, (u32)({n.index()}), (void *){m.text});" if high <= size else f"\tacc += {n.index()};")
    p.mix_in(f"{room}[{p.between(0, size - 1)}]")


def no_result(p):
    """A static function that never returns to C's knowledge, on one of two ways."""
    name, value = p.new_top("stop"), p.between(3, 250)
    p.put_top(f'static __attribute__((naked, noinline)) u64 {name}(u64 x)\n{{\n\tasm volatile("r0 = r1; r0 &= {value}; exit;" ::: "r0");\n}}\n')
    n, i = p.new("n"), p.new("i")
    count = p.between(8, 100)
    m = memory.memory(p, value + count, p.pick("u8", "u16"))
    p.put(f"u64 {n} = {p.between(0, 3)};", f"if ({p.cheap_flag()})", f"\t{n} = {name}({p.source()});",
          f"u64 {i} = {n} + {p.source()} % {count - 3};")
    memory.read(p, m, i)
    p.mix_in(p.pick(f"{n} + {p.source()}", n))


ANY = [(guarded_index, 2), (few_operands, 1), (old_style, 1), (no_result, 3)]
PACKET = [(unused_condition, 3), (asked_later, 2)]
