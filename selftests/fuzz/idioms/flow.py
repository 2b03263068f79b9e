# SPDX-License-Identifier: GPL-2.0
"""How numbers and their uses are strung together: in sums, branches, loops, functions, and by goto.

What was once wrong stands here as shapes, each with its numbers drawn anew: a value that is used at
several places and in sums with another; a condition of one turn of a loop that is applied to a
value of the turn before; a loop with two entries; a function that never returns as C sees it.
"""
import memory
import values


def sum_up(p, number):
    """A sum with another number, in either order, kept or used as an index."""
    other = p.rng.choice([n for n in p.pool if n.text != number.text] or [number])
    kind = p.pick("u64", "u64", "u32", "s64")
    if kind == "u32" and (number.low < 0 or other.low < 0):
        kind = "s64"
    one, two = f"({kind}){number.text}", f"({kind}){other.text}"
    if p.chance(0.5):
        one, two = two, one
    if p.chance(0.6):
        p.mix_in(f"{one} {p.pick('+', '+', '-')} {two}" if kind != "s64" else f"{one} + {two}")
        return
    low, high = number.low + other.low, number.high + other.high
    if high - low < 600 and low >= 0:
        made = values.declare(p, kind, f"{one} + {two}", low, high)
        memory.access(p, made)
    else:
        p.mix_in(f"{one} + {two}")


def add_unknown(p, number):
    """A sum with a number that nothing is known of."""
    z = p.source()
    p.mix_in(p.pick(f"(u64){number.text} + {z}", f"{z} + (u64){number.text}",
                    f"(u64){number.text} - {z}"))


def uses(p, number, count=None):
    """The number is used two to four times."""
    for turn in range(count or p.between(2, 4)):
        form = p.between(0, 9)
        if form < 6 or not turn:
            memory.access(p, number)
        elif form < 8:
            sum_up(p, number)
        elif form < 9:
            add_unknown(p, number)
        else:
            uses(p, values.derived(p, number, 300), 1)


def span(p):
    return p.pick(p.between(4, 20), p.between(20, 110), p.between(20, 110), p.between(100, 300))


def at_once(p):
    """A number right before its use: the check and the access are one block, or neighbours."""
    places = [memory.memory(p, p.pick(p.between(8, 40), p.between(30, 200)))
              for _ in range(p.between(1, 2))]
    number = values.bounded(p, min(m.count for m in places))
    if number.span > min(m.count for m in places):
        return
    for m in places:
        use = memory.write if p.chance(0.25) else memory.read
        use(p, m, p.pick(number.text, number.index()) if 0 <= number.low and number.high < m.count
            else number.index())
    if p.chance(0.4):
        add_unknown(p, number)


def straight(p):
    """A number, what is made of it, and their uses in any order."""
    if p.chance(0.4):
        at_once(p)
        return
    number = values.bounded(p, span(p))
    if p.chance(0.5):
        other = values.bounded(p, span(p))
        uses(p, other, p.between(1, 2))
    if p.chance(0.5):
        number = values.derived(p, number, 400)
    uses(p, number)


def two_places(p):
    """x is lost at two places, and the sum of x and another number is kept."""
    x = values.bounded(p, span(p))
    z = p.new("z")
    p.put(f"u64 {z} = {p.source()};")
    if p.chance(0.5) and x.low >= 0:
        wide = p.new("n")
        p.put(f"u64 {wide} = {x.text};")
        x = values.Number(wide, "u64", x.low, x.high)
    for _ in range(p.between(2, 3)):
        m = memory.memory(p, max(x.high, 1) + 1 if x.low >= 0 else x.span)
        index = x.text if x.low >= 0 else x.index()
        (memory.write if p.chance(0.4) else memory.read)(p, m, index)
        if p.chance(0.3):
            break
    p.mix_in(p.pick(f"{x.text} + {z}", f"{z} + {x.text}", f"(u64){x.text} + {z}",
                    f"{z} + (u64){x.text}"))
    if p.chance(0.4):
        memory.access(p, x)


def branch(p):
    with p.block(f"if ({p.cheap_flag()}) {{", "} else {"):
        straight(p)
    p.depth += 1
    pool = list(p.pool)
    straight(p)
    p.pool = pool
    p.depth -= 1
    p.put("}")


def switch(p):
    x = p.new("x")
    p.put(f"u32 {x} = {p.source()} % {p.between(3, 6)};")
    with p.block(f"switch ({x}) {{"):
        for case in range(p.between(2, 3)):
            with p.block(f"case {case}: {{", "}"):
                straight(p)
                p.put(p.pick("break;", "break;", "goto out;") if not p.loops else "break;")
        p.put("default:", f"\tacc += {p.between(1, 99)};")


def loop(p):
    """Numbers are drawn anew in each turn."""
    i = p.new("i")
    if p.chance(0.6):
        p.put("#pragma clang loop unroll(disable)")
    with p.loop(f"for (u32 {i} = 0; {i} < {p.between(2, 6)}; {i}++) {{"):
        straight(p)


def counted(p):
    """A loop that counts to a bounded number."""
    number = values.bounded(p, p.between(6, 40))
    if number.high < 1 or number.high > 60:
        return straight(p)
    m = memory.memory(p, number.high + 2, "u8")
    i = p.new("i")
    kind = p.pick("u32", "u64") if number.low >= 0 else "s32"
    with p.loop(f"for ({kind} {i} = 0; {i} < {p.pick('', f'({kind})')}{number.text}; {i}++) {{"):
        memory.read(p, m, p.pick(i, f"{i} + 1"))
    return None


def function(p):
    """All of it in a static function that stays one."""
    name = p.new_top("part")
    kind = p.pick("u32", "u64")
    with p.function(f"static __noinline u64 {name}({kind} x, u64 acc)"):
        count = p.between(5, 200)
        number = values.declare(p, p.pick("u32", "u64"), f"x % {count}", 0, count - 1)
        uses(p, number, p.between(1, 2))
        if p.chance(0.5):
            straight(p)
        p.put("return acc;")
    p.put(f"acc += {name}({p.source()}, acc);")
    if p.chance(0.5):
        p.put(f"acc ^= {name}({p.source()}, acc);")


def numbers_to_function(p):
    """Two bounded numbers are a static function's arguments, from two callers."""
    name, top = p.new_top("index"), p.between(10, 120)
    low = p.between(1, 9)
    with p.function(f"static __noinline u64 {name}({p.pick('u32', 'u64')} x, "
                    f"{p.pick('u32', 'u64')} y)"):
        p.put("u64 acc = 3;")
        m = memory.memory(p, top + low + 1)
        memory.read(p, m, p.pick("x", "x + y", "y + x"))
        memory.read(p, m, p.pick("x", "y"))
        p.put("return acc;")
    for _ in range(p.between(1, 3)):
        p.put(f"acc += {name}({p.source()} % {top}, {p.source()} % {low});")


def another_turn(p):
    """A choice by a number of this turn, between a value of the last turn and a constant."""
    small, c, rest = p.between(3, 12), p.between(1, 9), p.between(2, 8)
    # Most turns go on; a small number ends the loop, after it was used.
    most, turns = p.pick(2000, 4000, 700), 120
    m = memory.memory(p, turns + c + rest, p.pick("u8", "u8", "u16"))
    n, i, r, k = p.new("n"), p.new("i"), p.new("r"), p.new("rest")
    kind = p.pick("u64", "u64", "u32")
    p.put(f"{kind} {k} = {p.source()} % {rest}, {i} = 0, {n};")
    choice = p.pick(f"({n} < {small} ? {i} + {c} : 0) + {k}",
                    f"{k} + ({n} < {small} ? {i} + {c} : 0)",
                    f"({n} >= {small} ? 1 : {i} + {c}) + {k}",
                    f"({n} > {small} ? 0 : {c} + {i}) + {k}")
    with p.block("do {", f"}} while (++{i} < {n} && {i} < {turns - 1});" if p.chance(0.5) else
                 f"}} while (++{i} < ({n} < {turns} ? {n} : {turns - 1}));"):
        p.put(f"u32 {r} = draw();",
              f"{n} = {r} & {p.pick(7, 15, 31)} "
              f"? {small + 100} + {r} % {most} : {r} % {small + 2};")
        memory.read(p, m, choice)
        if p.chance(0.3):
            memory.read(p, m, p.pick(k, choice))


def two_entries(p):
    """A loop with two entries, by goto: no edge of it goes back to what dominates it."""
    small, c, rest, most = p.between(4, 12), p.between(1, 9), p.between(2, 60), p.between(200, 700)
    m = memory.memory(p, most + c + rest + 2, "u8")
    n, t, last, k, turn = (p.new(x) for x in ("n", "t", "m", "rest", "turn"))
    top, bottom = p.new("top"), p.new("bottom")
    drawn = p.pick(f"draw() % {most}", f"(draw() & 3 ? draw() % {most} : draw() % {small})",
                   f"(draw() & 1 ? draw() % {most} : {p.between(0, small - 1)})")
    p.put(f"u64 {n}, {t} = 0, {last} = 0, {k} = {p.source()} % {rest};", f"u32 {turn} = 0;",
          f"if ({p.cheap_flag()}) {{", f"\t{t} = {p.between(0, 9)};", f"\tgoto {top};", "}",
          f"goto {bottom};", f"{top}:", f"{last} = {t};", f"if ({p.source()} == 3)", f"\t{last}++;",
          f"{bottom}:", f"{n} = {drawn};")
    memory.read(p, m, f"({n} < {small} ? {last} + {c} : 0) + {k}")
    p.put(f"if (++{turn} < {p.between(2, 6)}) {{", f"\t{t} = {n};", f"\tgoto {top};", "}")


def carried(p):
    """A value of the last turn as an index in this one, under a condition that changes."""
    most, m2 = p.between(20, 250), p.between(2, 20)
    m = memory.memory(p, most + m2)
    last, n, i = p.new("last"), p.new("n"), p.new("i")
    p.put(f"u64 {last} = {p.between(0, most - 1)};")
    with p.loop(f"for (u32 {i} = 0; {i} < {p.between(3, 7)}; {i}++) {{"):
        p.put(f"u64 {n} = {p.source()} % {most};")
        form = p.between(0, 2)
        if form == 0:
            memory.read(p, m, f"{n} < {m2} ? {last} + {p.between(0, m2 - 1)} : {n}")
        elif form == 1:
            p.put(f"if ({n} < {m2})", f"\tacc += {m.at(p, f'{last} + {n}')};")
        else:
            memory.read(p, m, f"({n} > {m2} ? {last} : {n}) + {p.between(0, m2 - 1)}")
        p.put(f"{last} = {n};" if p.chance(0.6) else f"if ({n} & 1)\n\t\t{last} = {n};")


def moved(p):
    """A number whose check is of it moved and shifted."""
    uses(p, values.shifted_difference(p, p.between(12, 90)), p.between(1, 3))


SHAPES = [(moved, 2), (straight, 8), (two_places, 5), (branch, 2), (switch, 1), (loop, 3), (counted,
                                                                                            1),
          (function, 2), (numbers_to_function, 2), (another_turn, 2), (two_entries, 2), (carried,
                                                                                         2)]


def shape(p):
    shapes, weights = zip(*SHAPES)
    made = p.rng.choices(shapes, weights)[0]
    p.idioms[-1] = made.__name__
    made(p)
