# SPDX-License-Identifier: GPL-2.0
"""Memory of exactly the room that an index needs, and what is done with it.

A Memory is an array in a global variable, a map's value, on the stack or in an arena.
Each element holds another value than its neighbours, so that reading or writing the wrong one
shows.
"""

# Element types: what a value of it is read as, its bytes, and how it is written.
ELEMENTS = {
    "u8": ("{}", 1), "u16": ("{}", 2), "u32": ("{}", 4), "u64": ("{}", 8), "s8": ("{}", 1),
    "struct { u8 a, b, c; }": ("{}.{abc}", 3), "struct { u32 a; u8 b; }": ("{}.{ab}", 8),
    "union { u32 a; u8 b; }": ("{}.{ab}", 4),
    "struct __attribute__((packed)) { u8 a; u16 b; u16 c; }": ("{}.{abc}", 5),
}
MOST_STACK = 200


class Memory:
    """How an element is spelled, and the words to the room."""

    def __init__(self, where, text, count, element):
        self.where, self.text, self.count, self.element = where, text, count, element
        self.size = ELEMENTS[element][1]
        self.plain = element in ("u8", "u16", "u32", "u64", "s8")

    def at(self, p, index):
        form = ELEMENTS[self.element][0]
        place = f"{self.text}[{index}]"
        if "{abc}" in form:
            return place + "." + p.pick("a", "b", "c")
        if "{ab}" in form:
            return place + "." + p.pick("a", "b")
        return place


def reserve(p, size):
    """Whether the frame has so much room left."""
    size = (size + 7) // 8 * 8
    if p.frame + size > p.frame_budget:
        return False
    p.frame += size
    return True


def initialiser(p, count, element):
    """The words of so many elements."""
    step, start = p.pick(1, 3, 7, 11, 37), p.between(1, 90)
    values = [(start + step * i) % 251 + 1 for i in range(count)]
    if element.startswith("struct"):
        # A struct's members follow each other in the list.
        members = {"struct { u8 a, b, c; }": 3, "struct { u32 a; u8 b; }": 2}.get(element, 3)
        values = [(start + step * i) % 251 + 1 for i in range(count * members)]
        rows = [values[i:i + members] for i in range(0, len(values), members)]
        return ", ".join("{" + ", ".join(map(str, row)) + "}" for row in rows)
    if element.startswith("union"):
        return ", ".join("{" + str(v * 3) + "}" for v in values)
    return ", ".join(str(v if element != "s8" else v - 125) for v in values)


def in_global(p, count, element):
    name, text = p.new_top("array"), initialiser(p, count, element)
    qualifier = p.pick("", "", "", "", "static ", "volatile ")
    p.put_top(f"{qualifier}{element} {name}[{count}] = {{{text}}};\n")
    return Memory("global", name, count, element)


def in_arena(p, count, element):
    """In address space 1, where the verifier checks no offset; with LLVM 16 as in_global()."""
    name, text = p.new_top("arena"), initialiser(p, count, element)
    p.put_top(f"{p.pick('', '', 'volatile ')}{element} __arena {name}[{count}] = {{{text}}};\n")
    return Memory("arena", name, count, element)


def fill(p, text, count, element):
    """Fills it in a loop, which LLVM may unroll, or may not."""
    step, start, i = p.pick(1, 3, 7, 11, 37), p.between(1, 90), p.new("k")
    if count > 24 or p.chance(0.3):
        p.put("#pragma clang loop unroll(disable)")
    with p.block(f"for (u32 {i} = 0; {i} < {count}; {i}++) {{"):
        value = f"{start} + {i} * {step}"
        if element.startswith("struct"):
            for number, member in enumerate("ab" if "u32 a; u8 b" in element else "abc"):
                p.put(f"{text}[{i}].{member} = {value} + {number * 89};")
        elif element.startswith("union"):
            p.put(f"{text}[{i}].a = {value};")
        else:
            p.put(f"{text}[{i}] = {value};")


def in_map(p, count, element):
    name, value = p.new_top("map"), p.new("v")
    head = p.pick(0, 0, 4, 16)
    kind = p.new_top("value")
    p.put_top(f"struct {kind} {{\n" + (f"\tu32 head[{head // 4}];\n" if head else "")
              + f"\t{element} of[{count}];\n}};\nARRAY_OF(struct {kind}, {name});\n")
    key = p.new("key")
    p.put(f"u32 {key} = 0;", f"struct {kind} *{value} = bpf_map_lookup_elem(&{name}, &{key});",
          f"if (!{value})", f"\t{p.leave}")
    fill(p, f"{value}->of", count, element)
    return Memory("map", f"{value}->of", count, element)


def on_stack(p, count, element):
    if not reserve(p, count * ELEMENTS[element][1] + 8):
        return in_global(p, count, element)
    name = p.new("s")
    align = p.pick("", "", "", " __attribute__((aligned(8)))")
    qualifier = "volatile " if p.chance(0.08) else ""
    p.put(f"{qualifier}{element} {name}[{count}]{align};")
    fill(p, name, count, element)
    return Memory("stack", name, count, element)


def memory(p, count, element=None):
    """Somewhere; on the stack where it is small enough."""
    element = element or p.pick("u8", "u8", "u8", "u8", "u16", "u32", "u64", "s8", *[
        e for e in ELEMENTS if not e[0] in "us" or e.startswith(("struct", "union"))])
    size = count * ELEMENTS[element][1]
    if p.chance(0.04):
        return in_arena(p, count, element)
    where = [in_global, in_global, in_map]
    if size <= MOST_STACK:
        where += [on_stack, on_stack]
    return p.rng.choice(where)(p, count, element)


def read(p, m, index):
    p.mix_in(m.at(p, index))


def write(p, m, index):
    form = p.between(0, 2)
    place = m.at(p, index)
    if form == 0:
        p.put(f"{place} = {p.pick('acc', p.between(1, 120))};")
    elif form == 1:
        p.put(f"{place}++;")
    else:
        p.put(f"{place} += {p.between(2, 30)};")
    if m.where != "global":
        # What was written is read by constant indices, or all of it.
        i = p.new("k")
        with p.block(f"for (u32 {i} = 0; {i} < {m.count}; {i} += {p.pick(1, 1, 2, 3)}) {{"):
            read(p, m, i)


def give_length(p, number):
    """The number is the size that a helper is given; what it wrote is read."""
    if number.low < 0 or number.high > 100 or not reserve(p, number.high + 8):
        return False
    room, size = p.new("room"), max(number.high, 1)
    p.put(f"u8 {room}[{size}] = {{}};")
    size_text = number.text
    if number.low == 0:
        # Most helpers refuse a size of 0.
        p.put(f"if ({number.text})")
        p.depth += 1
    source = in_global(p, size, "u8")
    p.put(f"bpf_probe_read_kernel({room}, {size_text}, (void *){source.text});")
    if number.low == 0:
        p.depth -= 1
    i = p.new("k")
    with p.block(f"for (u32 {i} = 0; {i} < {size}; {i}++) {{"):
        p.mix_in(f"{room}[{i}]")
    return True


def inner_index(p, number, m):
    """An index that is the number, possibly with what else there is room for."""
    index = number.index()
    if m.count > number.span and p.chance(0.5):
        index = f"{index} + {m.count - number.span}"
    return index


def access(p, number):
    """One use of the number: an index to be read or written at, a size, an argument."""
    if p.chance(0.12) and give_length(p, number):
        return
    # From its own first number on, or from 0 on where that is near.
    if 0 <= number.low <= 40 and number.high < 400 and p.chance(0.6):
        m = memory(p, number.high + 1)
        index = number.text
    else:
        m = memory(p, number.span + p.pick(0, 0, 0, 2, 7))
        index = inner_index(p, number, m)
    form = p.between(0, 9)
    if form < 6:
        read(p, m, index)
    elif form < 8:
        write(p, m, index)
    elif m.plain and m.where != "global":
        through_function(p, m, index)
    else:
        read(p, m, index)
        read(p, m, index)


def through_function(p, m, index):
    """A static function reads the memory that it is given, at the index that it is given."""
    name = p.new_top("read")
    volatile = p.pick("", "", "volatile ")
    p.put_top(f"static __noinline u64 {name}({volatile}{m.element} *of, "
              f"{p.pick('u32', 'u64')} at)\n{{\n"
              f"\treturn of[at] * {p.between(2, 9)}{p.pick('', ' + at')};\n}}\n")
    p.put(f"acc += {name}((void *){m.text}, {index});")
