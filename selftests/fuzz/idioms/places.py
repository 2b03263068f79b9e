# SPDX-License-Identifier: GPL-2.0
"""What ctx-choice, packet-check, pointer-merge and retval-range reason about.

Choices of two and three places, some of them fields of the context; packets that are parsed;
headers of which one is NULL; what an LSM program returns. Each idiom is a function of the program.
"""
import memory
import values
from program import CONTEXTS

FIELDS = ("mark", "priority", "cb[0]", "cb[1]", "cb[2]", "cb[3]", "cb[4]")


def value_of(p, count):
    """A map's value of so many u32, filled."""
    return memory.in_map(p, count, "u32")


def word_places(p, count):
    """Addresses of u32, one of them at least a field of the context."""
    found, value, local = [], None, None
    fields = p.rng.sample(FIELDS, 3)
    kinds = ["field"] + [p.pick("field", "value", "value", "stack", "global")
                         for _ in range(count - 1)]
    p.rng.shuffle(kinds)
    for kind in kinds:
        if kind == "field":
            found.append(f"&skb->{fields.pop() if fields else 'mark'}")
        elif kind == "value":
            value = value or value_of(p, 3)
            found.append(f"&{value.text}[{p.between(0, 2)}]")
        elif kind == "stack":
            if not local:
                local = p.new("local")
                p.put(f"u32 {local}[3] = {{{p.source()}, {p.between(1, 999)}, {p.source()}}};")
            found.append(f"&{local}[{p.between(0, 2)}]")
        else:
            name = p.new_top("word")
            p.put_top(f"u32 {name} = {p.between(1, 9999)};\n")
            found.append(f"&{name}")
    return found, value, local


def choice(p):
    """One of two or three places is read or written through a chosen address."""
    places, value, local = word_places(p, p.pick(2, 3, 3))
    flag, place = p.new("flags"), p.new("place")
    p.put(f"u32 {flag} = {p.source()}, *{place};")
    if len(places) == 2:
        form = p.between(0, 1)
        if form:
            p.put(f"{place} = {flag} & 1 ? {places[0]} : {places[1]};")
        else:
            p.put(f"if ({flag} & 1)", f"\t{place} = {places[0]};", "else",
                  f"\t{place} = {places[1]};")
    else:
        inner, form = p.new("inner"), p.between(0, 3)
        one, two, three = places
        if form == 0:
            p.put(f"u32 *{inner} = {flag} & 2 ? {one} : {two};",
                  f"{place} = {flag} & 1 ? {three} : {inner};")
        elif form == 1:
            p.put(f"u32 *{inner} = {flag} & 2 ? {one} : {two};",
                  f"{place} = {flag} & 1 ? {inner} : {three};")
        elif form == 2:
            p.put(f"if ({flag} & 1)", f"\t{place} = {one};", f"else if ({flag} & 2)",
                  f"\t{place} = {two};", "else", f"\t{place} = {three};")
        else:
            p.put(f"switch ({flag} % 3) {{", "case 0:", f"\t{place} = {one};", "\tbreak;",
                  "case 1:", f"\t{place} = {two};", "\tbreak;", "default:", f"\t{place} = {three};",
                  "}")
    volatile = "volatile " if p.chance(0.15) else ""
    for _ in range(p.between(1, 2)):
        if p.chance(0.4):
            p.put(f"*({volatile}u32 *){place} = {p.pick('acc', str(p.between(1, 999)))};")
        else:
            p.mix_in(f"*({volatile}u32 *){place}")
    # All the places are looked at.
    for at in dict.fromkeys(places):
        p.mix_in(f"*({at})")
    del value, local


def field_index(p):
    """An array of the context at an index."""
    i, form = p.new("i"), p.between(0, 3)
    if form == 0:
        p.put(f"u32 {i} = {p.source()} & {p.pick(3, 1, 2)};")
    elif form == 1:
        p.put(f"u32 {i} = {p.source()} % {p.between(2, 5)};")
    elif form == 2:
        p.put(f"u32 {i} = {p.source()} & 7;", f"if ({i} > 4)", f"\t{p.leave}")
    else:
        p.put(f"u32 {i} = {p.source()} & 1 ? {p.between(0, 2)} : {p.between(2, 4)};")
    if p.chance(0.3):
        p.put(f"skb->cb[{i}] = {p.source()};")
        for k in range(5):
            p.mix_in(f"skb->cb[{k}]")
    else:
        p.mix_in(f"skb->cb[{i}]")
    if p.chance(0.3):
        m = memory.memory(p, 8, "u8")
        memory.read(p, m, i)


def chosen_field(p):
    """A choice of fields, as people write it."""
    a, b, c = p.rng.sample(FIELDS, 3)
    flag = p.source()
    p.mix_in(p.pick(f"{flag} & 1 ? skb->{a} : skb->{b}",
                    f"{flag} % 3 ? ({flag} & 4 ? skb->{a} : skb->{b}) : skb->{c}"))


def in_subprogram(p):
    """The context is given to a static function, which chooses."""
    name = p.new_top("field")
    a, b, c = p.rng.sample(FIELDS, 3)
    p.put_top(f"static __noinline u64 {name}(struct __sk_buff *skb, u32 flags)\n{{\n"
              f"\tu32 *place = flags & 1 ? &skb->{a} : flags & 2 ? &skb->{b} : &skb->{c};\n\n"
              f"\treturn *place + {p.between(1, 99)};\n}}\n")
    p.mix_in(f"{name}(skb, {p.source()})")


def packet(p):
    """The packet's two pointers."""
    start, end = p.new("start"), p.new("end")
    p.put(f"u8 *{start} = (void *)(long)skb->data, *{end} = (void *)(long)skb->data_end;")
    return start, end


def data_offset(p):
    start, end = packet(p)
    head, least = p.pick(8, 12, 20), p.between(2, 5)
    words, rest = p.new("words"), p.new("rest")
    shift = p.pick(">> 4", "& 15")
    p.put(f"u8 {words}, {rest};", f"if ({start} + {head} > {end})", f"\t{p.leave}",
          f"{words} = {start}[{p.between(0, head - 1)}] {shift};", f"if ({words} < {least})",
          f"\t{p.leave}", f"{rest} = ({words} - {least}) * 4;",
          f"if ({start} + {head} + {rest} + 4 > {end})", f"\t{p.leave}")
    p.mix_in(f"{start}[{head} + {rest}] + {start}[{head} + {rest} + 3]")
    if p.chance(0.4):
        p.put(f"{start}[{head} + {rest} + {p.between(0, 3)}] = {p.between(1, 99)};")


def two_numbers(p):
    start, end = packet(p)
    x, y, a, b = p.new("x"), p.new("y"), p.between(2, 9), p.between(1, 5)
    p.put(f"int {x} = (int)({p.source()} % 40), {y} = (int)({p.source()} & 15);",
          f"if ({x} < {a} || {x} > {a + 16} || {y} < {b} || {y} > {b + 7})", f"\t{p.leave}",
          f"if ({start} + ({x} - {a}) + ({y} - {b}) + 4 > {end})", f"\t{p.leave}")
    p.mix_in(f"{start}[{x} - {a} + {y} - {b}] + {start}[{x} - {a - 1} + {y} - {b}]")


def behind_tag(p):
    start, end = packet(p)
    head, length = p.new("head"), p.new("length")
    p.put(f"u32 {head} = 2, {length};", f"if ({start} + 6 > {end})", f"\t{p.leave}",
          f"if ({start}[0] & {p.pick(1, 2, 4)})", f"\t{head} = {p.pick(4, 6)};",
          f"if ({start} + {head} + 20 > {end})", f"\t{p.leave}",
          f"{length} = ({start}[{head}] & {p.pick(3, 7, 15)}) * 4;",
          f"if ({start} + {head} + {length} + 4 > {end})", f"\t{p.leave}")
    p.mix_in(f"{start}[{head} + {length}] * 3 + {start}[{head} + {length} + 2]")


def swapped_index(p):
    """Two bytes in network order, checked and used as an index at once."""
    m = memory.memory(p, p.between(20, 120))
    start, end = packet(p)
    x = p.new("x")
    p.put(f"if ({start} + 40 > {end})", f"\t{p.leave}",
          f"u16 {x} = bpf_ntohs(*(u16 *)({start} + {p.between(0, 3) * 2}));",
          f"if ({x} > {m.count - 1})", f"\t{p.leave}")
    if p.chance(0.8):
        # One condition with the check above, so that all of it is one block.
        p.put(f"if ({start} + {x} + 1 > {end})", f"\t{p.leave}", f"acc += {start}[{x}];")
    for _ in range(p.between(1, 2)):
        memory.read(p, m, x)


def packet_index(p):
    """A bounded number as an index into a packet, checked as the same sum or another."""
    number = values.bounded(p, 40)
    start, end = packet(p)
    at, more = p.new("at"), p.between(0, 6)
    p.put(f"u32 {at} = {number.index()};", f"if ({start} + {at} + {more + 1} > {end})",
          f"\t{p.leave}")
    p.mix_in(f"{start}[{at} + {more}]")
    if p.chance(0.5):
        p.put(f"{start}[{at}]++;")
    if p.chance(0.4):
        memory.access(p, number)


def header_types(p):
    short, long_ = p.new_top("short"), p.new_top("long")
    p.put_top(f"struct {short} {{\n\tu32 number;\n\tu8 kind;\n}};\n\n"
              f"struct {long_} {{\n\tu8 kind;\n\tu8 fill[3];\n\tu32 number[3];\n}};\n")
    return short, long_


def use_headers(p, one, two):
    for _ in range(p.between(1, 2)):
        form = p.between(0, 2)
        if form == 0:
            p.mix_in(f"{one} ? {one}->number : {two}->kind")
        elif form == 1:
            p.put(f"if ({one})", f"\tacc += {one}->number;", "else",
                  f"\tacc += {two}->kind * 2 + {two}->fill[2];")
        else:
            p.put(f"if ({one})", f"\t{one}->kind = {p.between(1, 99)};", "else",
                  f"\t{two}->number[1] = {p.between(1, 99)};")


def parser(p):
    """Of two headers one is NULL, and the test of the one stands for the other; a static parser."""
    short, long_ = header_types(p)
    parse, headers = p.new_top("parse"), p.new_top("headers")
    h, next_ = p.new("headers"), p.new("next")
    p.put_top(f"struct {headers} {{\n\tstruct {short} *is_short;\n\tstruct {long_} *is_long;\n"
              f"\tvoid *payload;\n}};\n")
    one = [f"headers->payload = data + {p.pick(5, 8, 4)};", "headers->is_short = data;"]
    two = [f"headers->payload = data + {p.pick(16, 12)};", "headers->is_long = data;"]
    if p.chance(0.3):
        one.reverse()
        two.reverse()
    if p.chance(0.5):
        ways = (f"\tif (kind == 1) {{\n\t\t{one[0]}\n\t\t{one[1]}\n\t"
                f"}} else if (kind == {p.pick(0, 2)}) {{\n"
                f"\t\t{two[0]}\n\t\t{two[1]}\n\t}} else {{\n\t\treturn -1;\n\t}}\n")
    else:
        ways = (f"\tswitch (kind) {{\n\tcase 1:\n\t\t{one[0]}\n\t\t{one[1]}\n"
                f"\t\tbreak;\n\tcase {p.pick(0, 2)}:\n"
                f"\t\t{two[0]}\n\t\t{two[1]}\n\t\tbreak;\n\tdefault:\n\t\treturn -1;\n\t}}\n")
    p.put_top(f"static {p.pick('', '__always_inline ')}int {parse}({CONTEXTS[p.kind]}skb, "
              f"u32 kind, struct {headers} *headers)\n{{\n"
              "\tvoid *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;\n\n"
              f"\theaders->is_short = 0;\n\theaders->is_long = 0;\n{ways}"
              "\tif (headers->payload + 16 > end)\n\t\treturn -1;\n"
              "\treturn *(u8 *)headers->payload;\n}\n")
    p.put(f"struct {headers} {h} = {{}};",
          f"int {next_} = {parse}(skb, {p.source()} & {p.pick(1, 3)}, &{h});", f"if ({next_} < 0)",
          f"\t{p.leave}")
    if p.chance(0.3):
        p.put(f"if (*(u8 *){h}.payload == {p.pick(1, 2, 99)})", f"\t{p.leave}")
    use_headers(p, f"{h}.is_short", f"{h}.is_long")
    p.mix_in(next_)


def ternary(p):
    """The same by ternaries, checked and asked several times."""
    short, long_ = header_types(p)
    start, end = packet(p)
    one, two, payload, kind = p.new("one"), p.new("two"), p.new("payload"), p.new("kind")
    p.put(f"u32 {kind} = {p.source()} & {p.pick(1, 3)};", f"if ({start} + 14 > {end})",
          f"\t{p.leave}")
    condition = p.pick(f"{kind} == 1", f"{kind} & 1", f"{kind} == 0")
    p.put(f"struct {short} *{one} = {condition} ? (void *){start} : 0;",
          f"struct {long_} *{two} = {p.pick(one, one, condition)} ? 0 : (void *){start};",
          f"if ({one} ? (u8 *)({one} + 1) > {end} : (u8 *)({two} + 1) > {end})", f"\t{p.leave}",
          f"if (({one} ? {one}->kind : {two}->fill[2]) == {p.pick(99, 0, 1)})", f"\t{p.leave}",
          f"u8 *{payload} = {one} ? (u8 *)({one} + 1) : (u8 *)({two} + 1);",
          f"if ({payload} + 8 > {end} || *{payload} == {p.pick(99, 1, 0)})", f"\t{p.leave}")
    use_headers(p, one, two)
    if p.chance(0.5):
        p.put(f"if ({condition})", f"\tacc += {one}->number * 3;", "else",
              f"\tacc += {two}->fill[1];")


def asked_again(p):
    """What chose between a pointer and NULL is asked again, instead of the pointer."""
    start, end = packet(p)
    kind, one, two, what = p.new("kind"), p.new("one"), p.new("two"), p.between(1, 3)
    p.put(f"u32 {kind} = {p.source()} & 3;", f"if ({start} + 40 > {end})", f"\t{p.leave}",
          f"u8 *{one} = {kind} == {what} ? {start} : 0, "
          f"*{two} = {p.pick(f'{kind} == {what}', one)} ? 0 : {start} + 20;")
    if p.chance(0.6):
        # Somebody else wants it where it was chosen.
        p.put(f'asm volatile("" ::"r"({one}));')
    p.put(f"if ({start}[{p.between(0, 30)}] {p.pick('== 1', '& 1', '> 200')})", f"\t{p.leave}")
    p.put(p.pick(f"if ({kind} == {what}) {{", f"if ({one}) {{"))
    p.put(f"\tacc += {one}[{p.between(0, 19)}];", f"\t{one}[3]++;", "} else {",
          f"\tacc += draw() & 7;", f"\tacc += {two}[{p.between(0, 19)}] * 3;", "}")


def one_of_three(p):
    """Three headers, tested one after the other, and a header that is there or is not."""
    start, end = packet(p)
    names = [p.new("h") for _ in range(3)]
    kind = p.new("kind")
    p.put(f"u32 *{names[0]} = 0, *{names[1]} = 0, *{names[2]} = 0, "
          f"{kind} = {p.source()} % {p.pick(3, 4)};",
          f"if ({start} + 32 > {end})", f"\t{p.leave}")
    for at, name in enumerate(names[:2] + names[2:]):
        p.put(f"{'else if' if at else 'if'} ({kind} == {at})",
              f"\t{name} = (u32 *)({start} + {p.between(0, 2) * 4});")
    p.put("else", f"\t{p.leave}", f"if ({start}[20] == {p.pick(99, 1)})", f"\t{p.leave}")
    p.put(f"if ({names[0]})", f"\tacc += {names[0]}[1];", f"else if ({names[1]})",
          f"\tacc += {names[1]}[2] * 3;", "else", f"\tacc += {names[2]}[0] * 5;")


def joined_pointers(p):
    """Two pointers are tested at once."""
    one, two = value_of(p, 2), p.new_top("hash")
    del one
    p.put_top(f"struct {{\n\t__uint(type, BPF_MAP_TYPE_HASH);\n\t__uint(max_entries, 4);\n"
              f"\t__type(key, u32);\n"
              f"\t__type(value, u64);\n}} {two} SEC(\".maps\");\n")
    key, a, b, one_value = p.new("key"), p.new("a"), p.new("b"), p.new("v")
    p.put(f"u32 {key} = {p.source()} & {p.pick(1, 3)};", f"u64 {one_value} = {p.between(1, 99)};",
          f"if ({p.cheap_flag()})", f"\tbpf_map_update_elem(&{two}, &{key}, &{one_value}, 0);",
          f"{key} = {p.source()} & 1;", f"u64 *{a} = bpf_map_lookup_elem(&{two}, &{key});",
          f"{key} ^= 1;", f"u64 *{b} = bpf_map_lookup_elem(&{two}, &{key});")
    form = p.between(0, 3)
    if form == 0:
        p.put(f"if (!{a} && !{b})", f"\t{p.leave}")
    elif form == 1:
        p.put(f"if ({a} || {b})", f"\tacc += {p.between(3, 99)};", "else",
              f"\tacc *= {p.between(3, 9)};")
    elif form == 2:
        p.mix_in(f"{a} || {b} ? {p.between(2, 99)} : 1")
    else:
        p.mix_in(f"!{a} && !{b}")
    p.put(f"if ({a})", f"\tacc += *{a} * 5;", f"if ({b})", f"\tacc += *{b} * 7;")


def returned_flag(p):
    """What an LSM program returns, out of a flag; the value is looked at in a variable, too."""
    x, y = p.new("x"), p.new("y")
    p.put(f"u32 {x} = {p.source()};",
          f"u64 {y} = now() {p.pick('', '* 5', '* 3')} + ((u64){p.source()} << 33);")
    return p.pick(f"{x} & 1 ? -1 : 0", f"-(int)({x} & 1)", f"-(int)({x} & 255)",
                  f"{x} == 1 || {y} & 2 ? -1 : 0", f"{x} & 1 ? -13 : 0", f"{x} & 8 ? -13 : 0",
                  f"(int){x} < 0 ? -13 : 0", f"(int){x} >= 0 ? -1 : 0", f"~(int)((long){y} >> 63)",
                  f"~(int)((long){y} >> 63) & -13", f"(int)((long){y} >> 63) & -13",
                  f"({x} & 3) && {y} & 1 ? -1 : 0", f"-(int)({x} % 100)",
                  f"(long){y} >= 0 ? -1 : 0")


def packet_words(p):
    """The packet's addresses in 32 bits, as the context declares them, until they are used."""
    start, end, least = p.new("start"), p.new("end"), p.between(14, 40)
    word, limit = p.new("word"), p.new("limit")
    hide = f'asm volatile("" : "+r"({word}));'
    way = p.pick("barrier", "merge", "kept", "span", "returned", "given")
    context = CONTEXTS[p.kind]
    if way == "span":
        span, take = p.new_top("span"), p.new_top("take_span")
        p.put_top(f"struct {span} {{\n\tu32 from, to;\n}};\n\n"
                  f"static __noinline int {take}({context}skb, struct {span} *span)\n{{\n"
                  f"\tspan->from = skb->data;\n\tspan->to = skb->data_end;\n"
                  f"\treturn span->from ? {p.between(1, 9)} : 0;\n}}\n")
        p.put(f"struct {span} {word};", f"acc += {take}(skb, &{word});",
              f"u8 *{start} = (void *)(long){word}.from, *{end} = (void *)(long){word}.to;")
    elif way == "given":
        given = p.new_top("given")
        p.put_top(f"static __noinline int {given}(u32 from, u32 to, u32 more)\n{{\n"
                  "\tu8 *start = (void *)(long)from, *end = (void *)(long)to;\n\n"
                  f"\treturn start + {least} > end ? -1 : start[{least - 1}] + more;\n}}\n")
        p.mix_in(f"{given}(skb->data, skb->data_end, {p.source()})")
        return
    else:
        first = f"skb->{p.pick('data', 'data', 'data_meta')}"
        if way == "returned":
            returned = p.new_top("start_of")
            p.put_top(f"static __noinline u32 {returned}({context}skb)\n{{\n"
                      f"\treturn {first};\n}}\n")
            first = f"{returned}(skb)"
        p.put(f"{'volatile ' if way == 'kept' else ''}u32 {word} = "
              f"{0 if way == 'merge' else first};", f"u32 {limit} = skb->data_end;")
        if way == "merge":
            p.put(f"if ({p.source()} & {p.pick(1, 3)})", f"\t{word} = {first};")
        if way in ("barrier", "merge"):
            p.put(hide)
        if way == "merge" or p.chance(0.3):
            p.put(f"if ({p.pick(f'!{word}', f'{word} >= {limit}')})", f"\t{p.leave}")
        if way == "merge":
            # Also where the second test was drawn.
            p.put(f"if (!{word})", f"\t{p.leave}")
        if p.chance(0.3):
            p.put(f"acc += {limit} - {word};")
        p.put(f"u8 *{start} = (void *)(long){word}, *{end} = (void *)(long){limit};")
    p.put(f"if ({start} + {least} > {end})", f"\t{p.leave}")
    p.mix_in(f"{start}[{p.between(0, least - 1)}] * 3 + {start}[{least - 1}]")


def options(p):
    """A walk over a kind and a length, which is known where the sum of both is checked."""
    start, end = packet(p)
    at, length, left, i = p.new("at"), p.new("length"), p.new("left"), p.new("i")
    kind, known, size = p.between(2, 9), p.between(6, 12), p.pick("u16", "u32", "u64")
    p.put(f"u8 *{at} = {start} + {p.between(14, 24)};", f"u16 {left} = {p.between(20, 60)};",
          f"for (int {i} = 0; {i} < {p.between(3, 8)}; {i}++) {{",
          f"\t{size} {length};", f"\tif ({left} == 0 || {at} + 2 > {end})", "\t\tbreak;",
          f"\tif (*{at} == 1) {{", f"\t\t{at}++;", f"\t\t{left}--;", "\t\tcontinue;", "\t}",
          f"\t{length} = {at}[1];", f"\tif ({length} < 2 || {length} > {left})", "\t\tbreak;",
          f"\tif (*{at} == {kind} && {at}[1] == {known}) {{", f"\t\tif ({at} + {length} > {end})",
          "\t\t\tbreak;", f"\t\tacc += *(u32 *)({at} + 2);", "\t\tbreak;", "\t}",
          f"\t{at} += {length};", f"\t{left} -= {length};", "}")


SKB = [(choice, 5), (field_index, 3), (chosen_field, 2), (in_subprogram, 1)]
PACKET = [(data_offset, 3), (two_numbers, 2), (behind_tag, 2), (packet_index, 3), (parser, 4),
          (ternary, 2), (asked_again, 3), (swapped_index, 2), (one_of_three, 1), (packet_words, 3),
          (options, 2)]
ANY = [(joined_pointers, 4)]
