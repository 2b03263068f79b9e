# SPDX-License-Identifier: GPL-2.0
"""What zero-read, pointer-or, stack-align and the helpers' hazards reason about: the stack.

Buffers that are zeroed on all paths or on some, buffers that a helper fills, masked indices into
them, wide accesses to narrow ones, frames that are nearly full. What C leaves undefined is only
this: a pointer of four bytes may stand at a multiple of one, which is what stack-align is about;
clang makes of it the access that it is.
"""
import memory
import values

ODD = (3, 5, 7, 9, 11, 12, 13, 14, 15)


def sum_of(p, name, count):
    i = p.new("k")
    with p.block(f"for (u32 {i} = 0; {i} < {count}; {i}++) {{"):
        p.mix_in(f"{name}[{i}]")


def masked_index(p):
    """An index below the alignment of a buffer on the stack."""
    bits, size = p.pick((7, 8), (3, 4), (7, 16), (15, 16), (1, 2), (3, 12))
    if not memory.reserve(p, size):
        return
    name, i = p.new("b"), p.new("i")
    form = p.between(0, 2)
    align = p.pick("", " __attribute__((aligned(8)))")
    if form == 0:
        p.put(f"u8 {name}[{size}]{align};")
        memory.fill(p, name, size, "u8")
    elif form == 1:
        p.put(f"u8 {name}[{size}]{align} = {{}};",
              f"{name}[{p.between(0, size - 1)}] = {p.source()};")
    else:
        word = p.new("word")
        p.put(f"u64 {word}[2] = {{(u64){p.source()} << 7, {p.source()}}};",
              f"u8 {name}[{size}]{align};", f"__builtin_memcpy({name}, {word}, {size});",
              f'asm volatile("" ::"r"({name}) : "memory");')
    p.put(f"u32 {i} = {p.source()} & {bits};")
    for _ in range(p.between(1, 3)):
        p.mix_in(f"{name}[{i}]")
        if p.chance(0.3):
            p.put(f"{name}[{i} ^ 1] = {p.between(1, 99)};")
    if p.chance(0.4):
        memory.access(p, values.Number(i, "u32", 0, bits))


def lost_masked_index(p):
    """A checked index, whose mask gives it known bits: below an alignment of 8."""
    size, kind = p.pick(8, 8, 4), p.pick("u64", "u32")
    if not memory.reserve(p, 16):
        return
    word, n, name = p.new("word"), p.new("n"), p.new("b")
    less = p.between(1, 4)
    p.put(f"u64 {word} = (u64){p.source()} << {p.between(1, 9)} | {p.source()};",
          f"{kind} {n} = {p.source()} % {size + 5};",
          f"u8 {name}[{size}] __attribute__((aligned(8)));",
          f"__builtin_memcpy({name}, &{word}, {size});",
          f'asm volatile("" ::"r"({name}) : "memory");',
          f"if ({n} < {less} || {n} > {size + less - 1})", f"\t{p.leave}")
    p.mix_in(f"{name}[{n} - {less}]")
    if p.chance(0.3):
        p.mix_in(f"{name}[{n} - {less}] * {n}")


def element_address(p):
    """A constant behind a variable index, given to a helper."""
    if not memory.reserve(p, 32):
        return
    name, kind = p.new("pairs"), p.new_top("pair")
    p.put_top(f"struct {kind} {{\n\tu32 first, second;\n}};\n")
    p.put(f"struct {kind} {name}[3] __attribute__((aligned(8))) = {{}};",
          f"bpf_probe_read_kernel(&{name}[{p.source()} % 3].second, 4, (void *)&{p.name}_result);")
    p.mix_in(f"{name}[0].second + {name}[1].second * 3 + {name}[2].second * 7")


def zero_read(p):
    """Zeroes on the stack, read at an index, which is then an index again."""
    size = p.pick(8, 16, 24, 32, 12, 7)
    if not memory.reserve(p, size):
        return
    name, i, at = p.new("z"), p.new("i"), p.new("at")
    p.put(f"u8 {name}[{size}]{p.pick('', ' __attribute__((aligned(8)))')} = {{}};",
          f"u32 {i} = {p.source()} % {size};")
    if p.chance(0.3):
        # Not 0 in a part that is not read.
        half = size // 2
        p.put(f"{name}[{size - 1}] = {p.source()};", f"{i} %= {half};")
    m = memory.memory(p, 256, "u8")
    p.put(f"u8 {at} = {name}[{i}];")
    memory.read(p, m, at)
    p.mix_in(i)


def zero_on_some_paths(p):
    """Zero on one path only, and looked at again there."""
    size = p.pick(8, 16, 32, 24)
    if not memory.reserve(p, size):
        return
    name, i, at, flag = p.new("z"), p.new("i"), p.new("at"), p.new("flag")
    m = memory.memory(p, 256, "u8") if p.chance(0.5) else memory.in_map(p, 256, "u8")
    words = size // 8
    mixed = p.new("hash")
    p.put(f"u64 {name}[{words}] = {{}};", f"u32 {flag} = {p.source()} & 31, {i};",
          f"if ({flag} > 15) {{",
          f"\t{name}[{p.between(0, words - 1)}] = (u64){p.source()} << 32 | {p.source()};", "}",
          f"u64 {mixed} = mix({p.source()});", f"{mixed} = mix({mixed} ^ {p.source()});",
          f"{i} = {mixed} & {p.pick(size - 1, 255) if size != 24 else 31};")
    if p.chance(0.5) or size == 24:
        p.put(f"if ({i} > {size - 1})", f"\t{p.leave}")
    else:
        p.put(f"{i} &= {size - 1};")
    p.put(f"u8 {at} = ((u8 *){name})[{i}];")
    p.mix_in(m.at(p, at))
    if p.chance(0.5):
        p.mix_in(at)


def wide_access(p):
    """A word of a buffer of bytes, at an offset that may not be a multiple of it."""
    size = p.pick(*[odd for odd in ODD if odd >= 9])
    if not memory.reserve(p, size + 8):
        return
    name, kind = p.new("bytes"), p.pick("u16", "u32", "u64")
    width = values.KINDS[kind][0] // 8
    at = p.between(0, size - width)
    if p.chance(0.5):
        at -= at % width
    place = p.new("place")
    p.put(f"u8 {name}[{size}];")
    memory.fill(p, name, size, "u8")
    p.put(f"{kind} *{place} = ({kind} *)({name} + {at});")
    if p.chance(0.3):
        p.put(f"*{place} = ({kind}){p.source()};")
        sum_of(p, name, size)
    else:
        p.mix_in(f"*{place}")
    if p.chance(0.3):
        i = p.new("i")
        p.put(f"u32 {i} = {p.source()} & 3;")
        p.mix_in(f"{name}[{i}]")


def wide_in_function(p):
    """A static function reads a word of its caller's bytes."""
    size = p.pick(5, 9, 11, 13)
    if not memory.reserve(p, size + 8):
        return
    name, get, kind = p.new("bytes"), p.new_top("word"), p.pick("u32", "u32", "u16")
    p.put_top(f"static __noinline u64 {get}(void *bytes)\n{{\n\treturn *({kind} *)bytes;\n}}\n")
    p.put(f"u8 {name}[{size}];")
    memory.fill(p, name, size, "u8")
    p.mix_in(f"{get}({name})")


def written_by_helper(p, call, size, zeroed=None):
    """A buffer that is zeroed or set, written by a helper, and read."""
    name = p.new("text")
    if not memory.reserve(p, size):
        return
    form = p.between(0, 3) if zeroed is None else zeroed
    if form < 2:
        p.put(f"u8 {name}[{size}] = {{}};")
    else:
        # What is known of it is needed before the call.
        p.put(f"u8 {name}[{size}];")
        i = p.new("k")
        with p.block(f"for (int {i} = 0; {i} < {size}; {i}++) {{"):
            p.put(f"((volatile u8 *){name})[{i}] = {p.pick(0, 7)};")
        p.mix_in(f"((volatile u8 *){name})[{p.between(0, size - 1)}]")
    p.put(call.replace("TEXT", name).replace("SIZE", str(size)))
    read_back(p, name, size)


def read_back(p, name, size):
    at = p.between(0, size - 1)
    form = p.between(0, 4)
    if form == 0:
        p.put(f"if ({name}[{at}] == {p.pick(0, 48, 49, 47)})", f"\tacc += {p.between(3, 99)};",
              "else", "\tacc += draw() | 1;")
    elif form == 1:
        p.put(f"if ({name}[{at}] > {p.between(1, 200)})", f"\tacc *= {p.between(3, 99)};")
    elif form == 2:
        m = memory.memory(p, 256, "u8")
        memory.read(p, m, f"{name}[{at}]")
    elif form == 3:
        # An index below the alignment that the mend gives the buffer.
        bits = (1 << (size.bit_length() - 1)) - 1
        p.put(f"if ({name}[{p.source()} & {min(bits, p.pick(1, 3, 7))}] == {p.pick(0, 47)})",
              f"\tacc += {p.between(3, 99)};")
    else:
        sum_of(p, name, size)
    p.put(f"if ({name}[{p.between(0, size - 1)}])", f"\tacc += {p.between(3, 99)};", "else",
          "\tacc ^= draw();")


def printed(p):
    argument = p.new("argument")
    p.put(f"u64 {argument} = {p.source()} & {p.pick(1, 255, 4095)};")
    written_by_helper(p,
                      f"bpf_snprintf((char *)TEXT, SIZE, number_format, "
                      f"&{argument}, sizeof({argument}));",
                      p.pick(8, 12, 13, 16, 24))


def route(p):
    """A route looked up: fields that are set, and one that is read."""
    if not memory.reserve(p, 72):
        return
    name = p.new("route")
    p.put(f"struct bpf_fib_lookup {name} = {{ .family = 2, .ifindex = {p.source()} & 3 }};",
          f"{name}.ipv4_dst = {p.source()};",
          f"acc += bpf_fib_lookup({'(void *)' if p.kind not in ('tc', 'xdp') else ''}skb, &{name}, "
          f"sizeof({name}), 0);",
          f"if ({name}.rt_metric == 0)" if p.chance(0.5) else f"if ({name}.dmac[0] == 0)",
          f"\tacc += {p.between(3, 99)};", "else", "\tacc += draw() | 1;",
          f"acc += {name}.ifindex;")


def path_of(p):
    size = p.pick(8, 12, 13, 16, 32, 24)
    written_by_helper(p, "bpf_d_path((void *)(ctx[0] + 16), (char *)TEXT, SIZE);", size)


def stack_of(p):
    """In a raw tracepoint: initialised or not, the helper fills as much as it says."""
    words = p.pick(2, 4, 3)
    if not memory.reserve(p, words * 8 + 8):
        return
    name, length = p.new("addresses"), p.new("length")
    known = p.chance(0.4)
    p.put(f"u64 {name}[{words}]{' = {}' if known else ''};",
          f"long {length} = bpf_get_stack(ctx, {name}, sizeof({name}), 0);", f"if ({length} < 8)",
          f"\t{p.leave}", f"if ({name}[0] & 1)", f"\tacc += {p.between(3, 99)};", "else",
          "\tacc += draw() | 1;")
    if known:
        p.mix_in(f"{name}[{p.source()} % {words}]" if p.chance(0.5)
                 else f"{name}[{p.between(0, words - 1)}]")


def stack_length(p):
    """How much of the stack there was is an index."""
    words = p.pick(4, 5, 8)
    if not memory.reserve(p, words * 8 + 8):
        return
    name, n = p.new("addresses"), p.new("length")
    m = memory.memory(p, words * 8 + 1, "u8")
    p.put(f"u64 {name}[{words}] = {{}};",
          f"{p.pick('long', 'int')} {n} = bpf_get_stack(ctx, {name}, sizeof({name}), 0);",
          f"if ({n} < {p.pick(0, 1)})", f"\t{p.leave}")
    memory.read(p, m, n)
    if p.chance(0.5):
        memory.read(p, m, f"{words * 8} - {n}")


def uninitialised_path(p):
    """A path into a buffer that nothing was written to; only what was written is read."""
    size = p.pick(8, 16, 32, 13)
    if not memory.reserve(p, size + 8):
        return
    name, length = p.new("path"), p.new("length")
    p.put(f"char {name}[{size}];",
          f"long {length} = bpf_d_path((void *)(ctx[0] + 16), {name}, sizeof({name}));",
          f"if ({length} > 0)", f"\tacc += {name}[0] * {p.between(3, 99)};")


def records_of(p):
    words = p.pick(3, 6)
    if not memory.reserve(p, words * 8 + 8):
        return
    name, length = p.new("records"), p.new("length")
    start = " = {}" if p.chance(0.5) else ""
    p.put(f"u64 {name}[{words}]{start};",
          f"long {length} = bpf_read_branch_records((void *)ctx, {name}, sizeof({name}), 0);",
          f"if ({length} < 8)", f"\t{p.leave}", f"if (!{name}[0])", f"\tacc += {p.between(3, 99)};",
          "else", "\tacc += draw() | 1;")
    if start:
        p.mix_in(f"{name}[{p.between(0, words - 1)}]")


def slices(p):
    """Memory that may only be read, as a map's key or value, or for the helpers of SYN cookies."""
    dynptr, one, two = p.new("packet"), p.new("one"), p.new("two")
    sizes = p.pick((20, 40), (40, 60), (20, 20), (16, 24), (40, 40))
    from_what = "skb" if p.kind in ("tc", "socket") else "xdp"
    rooms = p.new("room"), p.new("room")
    if not memory.reserve(p, sum(sizes) + 24):
        return
    start = p.pick(str(p.between(0, 14)), f"{p.source()} & {p.pick(7, 15)}")
    p.put(f"struct bpf_dynptr {dynptr};",
          f"u8 {rooms[0]}[{sizes[0]}], {rooms[1]}[{sizes[1]}], *{one}, *{two};",
          f"if (bpf_dynptr_from_{from_what}(skb, 0, &{dynptr}))", f"\t{p.leave}",
          f"{one} = bpf_dynptr_slice(&{dynptr}, {p.between(0, 14)}, {rooms[0]}, {sizes[0]});",
          f"{two} = bpf_dynptr_slice(&{dynptr}, {start}, {rooms[1]}, {sizes[1]});",
          f"if (!{one} || !{two})", f"\t{p.leave}")
    for _ in range(p.between(1, 3)):
        form = p.between(0, 2)
        if form == 0 and sizes[0] >= 20 and sizes[1] >= 20:
            p.mix_in(f"bpf_tcp_raw_check_syncookie_ipv4((void *){one}, (void *){two})")
        elif form == 1 and sizes[0] == 20 and sizes[1] == 40 and p.kind != "socket":
            length = p.new("length")
            p.put(f"u32 {length} = 20 + ({two}[12] & 1) * 4 + ({two}[13] & 1) * 16;")
            p.mix_in(f"bpf_tcp_raw_gen_syncookie_ipv4((void *){one}, (void *){two}, {length})")
        else:
            seen, key = p.new_top("seen"), p.pick(4, 8, 12, 16, 3)
            p.put_top(f"struct {{\n\t__uint(type, BPF_MAP_TYPE_HASH);\n\t__uint(max_entries, 16);\n"
                      f"\t__type(key, u8[{key}]);\n\t"
                      f"__type(value, u8[8]);\n}} {seen} SEC(\".maps\");\n")
            # A key behind the slice's start must lie in it all the same.
            behind = [f"{one} + {n}" for n in (1, 4) if n + key <= sizes[0]]
            at, found = p.pick(one, *behind), p.new("found")
            p.put(f"bpf_map_update_elem(&{seen}, {at}, {two}, 0);",
                  f"u8 *{found} = bpf_map_lookup_elem(&{seen}, {p.pick(at, two)});",
                  f"if ({found})", f"\tacc += {found}[{p.between(0, 7)}] * {p.between(3, 99)};")
    p.mix_in(f"{one}[{p.between(0, 15)}] + {two}[{p.between(0, 15)}]")


def nearly_full(p):
    """Odd buffers that leave little of the frame, filled by what is drawn and read at indices."""
    names = []
    left = p.between(380, 470) - p.frame
    while left > 24:
        size = min(p.pick(*ODD, 21, 33, 45, 61), left)
        name = p.new("f")
        p.put(f"u8 {name}[{size}];")
        names.append((name, size))
        left -= size
        p.frame += size
    for name, size in names:
        memory.fill(p, name, size, "u8")
        p.put(f'asm volatile("" ::"r"({name}) : "memory");')
    for name, size in p.rng.sample(names, min(3, len(names))):
        kind = p.pick("u16", "u32")
        width = 2 if kind == "u16" else 4
        if size >= width:
            place = p.new("place")
            at = p.between(0, (size - width) // width) * width
            p.put(f"{kind} *{place} = ({kind} *)({name} + {at});")
            p.mix_in(f"*{place}")
        p.mix_in(f"{name}[{p.source()} % {size}]")


ANY = [(masked_index, 4), (lost_masked_index, 3), (element_address, 1), (zero_read, 3),
       (zero_on_some_paths, 3), (wide_access, 3), (wide_in_function, 1), (printed, 3), (nearly_full,
                                                                                        1)]
WITH_SLICES = [(slices, 4)]
WITH_ROUTE = [(route, 3)]
LSM = [(path_of, 5)]
FENTRY = [(path_of, 2), (uninitialised_path, 5)]
RAW_TP = [(stack_of, 5), (stack_length, 5)]
PERF = [(records_of, 5)]
