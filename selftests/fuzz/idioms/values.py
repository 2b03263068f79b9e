# SPDX-License-Identifier: GPL-2.0
"""Numbers, and the truth about them: where they come from, what bounds them, what is made of them.

A Number is a C variable with the lowest and the highest value that it has by construction: by a
remainder, a mask, a check that leaves the program, a choice. The ranges are computed here, on
integers without a width, and an operation is written only where its result fits its type, so no
signed number overflows; where an unsigned one wraps, that is the point (`x - 9 > 30`).
"""

KINDS = {
    "u8": (8, False), "u16": (16, False), "u32": (32, False), "u64": (64, False),
    "s8": (8, True), "s16": (16, True), "s32": (32, True), "s64": (64, True),
}


def limits(kind):
    bits, signed = KINDS[kind]
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


class Number:
    """The variable, its type, and the range of its values."""

    def __init__(self, text, kind, low, high):
        self.text, self.kind, self.low, self.high = text, kind, low, high

    @property
    def span(self):
        return self.high - self.low + 1

    def index(self):
        """The number as an index that starts at 0."""
        if not self.low:
            return self.text
        return f"{self.text} - {self.low}" if self.low > 0 else f"{self.text} + {-self.low}"


def declare(p, kind, expression, low, high):
    """A variable; in one of eight it is one that LLVM must leave in memory for a while."""
    name = p.new("n")
    p.put(f"{kind} {name} = {expression};")
    number = Number(name, kind, low, high)
    p.pool.append(number)
    return number


def leave_if(p, condition):
    p.put(f"if ({condition})", f"\t{p.leave}")


def near(p, top):
    """An unknown number of 32 bits that a check against top lets through often enough."""
    return p.pick(p.source(), f"({p.source()} & {(1 << top.bit_length() + 1) - 1}u)",
                  f"({p.source()} % {2 * top + 3}u)")


# The ways to a bounded number: each takes how many values it may have, at least 4.

def remainder(p, span):
    count = p.between(3, span)
    kind = p.pick("u32", "u32", "u64")
    what = p.source() if kind == "u32" else p.pick("now()", f"(u64){p.source()}",
                                                   f"((u64){p.source()} << 32 | {p.source()})")
    return declare(p, p.pick(kind, "u64", "u32"), f"{what} % {count}", 0, count - 1)


def signed_remainder(p, span):
    count = max(2, p.between(2, span + 1) // 2)
    kind = p.pick("s32", "s64")
    return declare(p, p.pick(kind, "s64"), f"({kind}){p.source()} % {count}", 1 - count, count - 1)


def masked(p, span):
    mask = p.between(1, span - 1)
    if p.chance(0.6):
        mask = (1 << mask.bit_length()) - 1
        mask = mask if mask < span else mask >> 1
    return declare(p, p.pick("u32", "u64", "s32"), f"{p.source()} & {max(mask, 1)}", 0, max(mask,
                                                                                            1))


def product_bits(p, span):
    bits = max(1, span.bit_length() - 1)
    return declare(p, p.pick("u32", "u64"), f"{p.source()} * 2654435761u >> {32 - bits}", 0,
                   (1 << bits) - 1)


def checked(p, span):
    """Two-sided, apart, nested or swapped; the bounds of a signed number may be below 0."""
    kind = p.pick("u32", "u64", "s32", "s64", "u16", "s16", "u8")
    first = p.pick(0, 0, 1, p.between(1, 40))
    if KINDS[kind][1] and p.chance(0.4):
        first = -p.between(1, min(span - 1, 60))
    last = min(first + p.between(2, span - 1), limits(kind)[1])
    shift = f" - {-first}" if first < 0 else ""
    number = declare(p, kind, f"({kind}){near(p, abs(last) + 1)}{shift}", *limits(kind))
    name, low = number.text, f"{number.text} < {first}"
    if not KINDS[kind][1] and not first:
        leave_if(p, p.pick(f"{name} > {last}", f"{name} >= {last + 1}", f"!({name} <= {last})"))
    else:
        form = p.between(0, 4)
        if form == 0:
            leave_if(p, f"{low} || {name} > {last}")
        elif form == 1:
            leave_if(p, low)
            leave_if(p, f"{name} > {last}")
        elif form == 2:
            leave_if(p, f"{name} >= {last + 1}")
            leave_if(p, low)
        elif form == 3:
            leave_if(p, f"!({name} >= {first} && {name} <= {last})")
        else:
            wide = "u64" if KINDS[kind][0] == 64 else "u32"
            leave_if(p, f"({wide}){name} - ({wide}){first} > {last - first}")
    number.low, number.high = first, last
    return number


def chosen(p, span):
    """A ternary, a clamp or a minimum in place of a check."""
    last = p.between(2, span - 1)
    kind = p.pick("u32", "u64", "s32", "s64")
    number = p.new("n")
    p.put(f"{kind} {number} = ({kind}){near(p, last)};")
    low = f"{number} > 0 && " if KINDS[kind][1] else ""
    other = p.between(0, last)
    form = p.pick(f"{low}{number} < {last + 1} ? {number} : {other}",
                  f"{low}{number} <= {last} ? {number} : {p.pick(0, last)}")
    return declare(p, kind, form, 0, last)


def joined(p, span):
    """One of two bounded numbers, by a branch."""
    count, more = p.between(2, max(2, span // 2)), p.between(0, span // 2)
    kind, name = p.pick("u32", "u64", "s32"), p.new("n")
    p.put(f"{kind} {name} = {p.between(0, count - 1)};", f"if ({p.cheap_flag()})",
          f"\t{name} = {p.source()} % {count};", "else",
          f"\t{name} = {more} + {p.source()} % {count};")
    number = Number(name, kind, 0, count - 1 + more)
    p.pool.append(number)
    return number


def half(p, span):
    """A half of a word, checked as a half or in the upper bits of a shifted word."""
    last = p.between(3, span - 1)
    word, name, shift = p.new("w"), p.new("n"), p.pick(16, 16, 24, 8) if last < 200 else 16
    kind = "u8" if shift == 24 else "u16"
    if shift == 8:
        kind = "u32"
    cut = f"({kind}){word}" if kind != "u32" else f"{word} & 0xffffff"
    p.put(f"u32 {word} = {near(p, last)};", f"u32 {name} = {cut};")
    leave_if(p, p.pick(f"{word} << {shift} > {last}u << {shift}", f"{name} > {last}"))
    number = Number(name, "u32", 0, last)
    p.pool.append(number)
    return number


def shifted_difference(p, span):
    """What is compared is shifted and moved: x - c, not x, is small in its low bits."""
    last, less = p.between(3, max(3, span * 2 // 3)), p.between(1, max(1, span // 3))
    word, high, name, shift = p.new("w"), p.new("h"), p.new("n"), p.pick(16, 16, 24)
    kind = "u8" if shift == 24 else "u16"
    if shift == 24 and less + last > 255:
        last = 255 - less
    p.put(f"u32 {word} = {p.pick(p.source(), f'({p.source()} % {2 * (last + less)}u)')};",
          f"{kind} {name} = {word};", f"u32 {high} = ({word} - {less}) << {shift};")
    if p.chance(0.7):
        p.put(f'asm volatile("" ::"r"({word} - {less}), "r"({high}));')
    leave_if(p, f"{high} > {last}u << {shift}")
    number = Number(name, kind, less, less + last)
    p.pool.append(number)
    return number


def swapped(p, span):
    """Two bytes that are swapped, then bounded."""
    last = p.between(2, span - 1)
    name = p.new("n")
    what = p.pick(f"{p.source()}", f"({p.source()} << 8)", f"({p.source()} % {last + 3} << 8)")
    p.put(f"{p.pick('u16', 'u16', 'u32')} {name} = bpf_ntohs((u16){what});")
    leave_if(p, f"{name} > {last}")
    number = Number(name, "u16", 0, last)
    p.pool.append(number)
    return number


def from_function(p, span):
    """What a static function returns, which may be naked, or return on several ways."""
    name = p.new_top("get")
    kind = p.pick("u32", "u64")
    if p.chance(0.5):
        value = p.between(span // 2, span - 1)
        p.put_top(f'static __attribute__((naked, noinline)) {kind} {name}(void)\n{{\n'
                  f'\tasm volatile("r0 = {value}; exit;" ::: "r0");\n}}\n')
        start = p.new("n")
        least = p.between(0, 3)
        p.put(f"{kind} {start} = {least};", f"if ({p.cheap_flag()})", f"\t{start} = {name}();")
        number = Number(start, kind, min(least, value), max(least, value))
        p.pool.append(number)
        return number
    count = p.between(3, span)
    p.put_top(f"static __noinline {kind} {name}({kind} x)\n{{\n\tif (x & {p.pick(1, 2, 4)})\n"
              f"\t\treturn {p.between(0, count - 1)};\n\treturn x % {count};\n}}\n")
    return declare(p, p.pick("u32", "u64"), f"{name}({p.source()})", 0, count - 1)


def length(p, span):
    """How long a string is that a helper has copied; what is behind its end was never written."""
    size = max(4, min(span - 1, 60))
    if p.frame + size + 8 > p.frame_budget:
        return remainder(p, span)
    p.frame += size + 8
    room, text = p.new("text"), p.new_top("string")
    p.put_top(f"u8 {text}[{size + 8}] = \"{'abcdefgh' * 9}\";\n".replace("abcdefgh" * 9,
                                                                         ("abcdefgh" * 9)[:size +
                                                                                          7]))
    p.put(f"u8 {room}[{size}];", f"{text}[{p.source()} % {size + 4}] = 0;")
    kind = p.pick("long", "long", "int")
    number = p.new("n")
    p.put(f"{kind} {number} = bpf_probe_read_kernel_str({room}, {size}, {text});")
    least = p.pick(0, 1)
    leave_if(p, f"{number} < {least}" if p.chance(0.6)
             else f"{number} < {least} || {number} > {size}")
    made = Number(number, "s64" if kind == "long" else "s32", least, size)
    p.pool.append(made)
    return made


WAYS = [(length, 3), (remainder, 6), (signed_remainder, 2), (masked, 3), (product_bits, 1),
        (checked, 6), (chosen, 3), (joined, 3), (half, 2), (shifted_difference, 3), (swapped, 2),
        (from_function, 3)]


def bounded(p, span):
    """A number of at most so many values."""
    ways, weights = zip(*WAYS)
    return p.rng.choices(ways, weights)[0](p, max(span, 8))


def wide_enough(low, high):
    """The types that hold the range and are computed in as they are."""
    return [kind for kind in ("s32", "s64", "u32", "u64")
            if limits(kind)[0] <= low and high <= limits(kind)[1]]


def derived(p, number, most):
    """Another number made of this one, or this one where nothing fits."""
    low, high, x = number.low, number.high, number.text
    other = p.rng.choice(p.pool)
    c = p.between(1, 9)
    made = [(f"({{t}}){x} + {c}", low + c, high + c), (f"{high + c} - ({{t}}){x}", c, high - low +
                                                       c), (f"({{t}}){x} - {c}", low - c, high - c),
            (f"-({{t}}){x}", -high, -low), (f"({{t}}){x} * {c}", low * c, high * c),
            (f"({x} & 1 ? {c} : ({{t}}){x})", min(low, c), max(high, c)),
            (f"({{t}}){x} + ({{t}}){other.text}", low + other.low, high + other.high),
            (f"({{t}}){other.text} + ({{t}}){x}", low + other.low, high + other.high),
            (f"({{t}}){x} - ({{t}}){other.text}", low - other.high, high - other.low)]
    if low >= 0:
        mask = (1 << high.bit_length()) - 1
        made += [(f"({{t}}){x} / {c}", low // c, high // c), (f"({{t}}){x} % {c}", 0, min(c - 1,
                                                                                          high)),
                 (f"({{t}}){x} >> 1", low >> 1, high >> 1), (f"({{t}}){x} << {c & 3}",
                                                             low << (c & 3), high << (c & 3)),
                 (f"(({{t}}){x} | {c})", min(low, c), mask | c if c < mask else max(mask, c) * 2),
                 (f"(({{t}}){x} ^ {c})", 0, (1 << max(high, c).bit_length()) - 1),
                 (f"(({{t}}){x} & {c})", 0, min(c, high) if high else 0),
                 (f"({x} < {c} ? ({{t}}){x} : {c})", min(low, c), min(high, c)),
                 (f"({x} > {c} ? ({{t}}){x} - {c} : 0)", 0, max(high - c, 0))]
    p.rng.shuffle(made)
    for text, first, last in made:
        # All the operands fit, too.
        kinds = wide_enough(min(first, low, other.low, 0), max(last, high, other.high))
        if last - first + 1 <= most and kinds:
            kind = p.rng.choice(kinds)
            return declare(p, kind, text.replace("{t}", kind), first, last)
    return number
