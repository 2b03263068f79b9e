# SPDX-License-Identifier: GPL-2.0
"""Further idioms for selftests/bounds/generate: what people write that is no number, check and use.

Each form is a function of the random numbers, a use and the truth it should have; it returns a
name, the lines, and the expression for the number, or None where the two do not fit. With truth
the number is from use.first to the last that the use has room for; without it may be outside.
"""

HEAD = """
#define min_t(type, a, b) ({ type a_ = (a), b_ = (b); a_ < b_ ? a_ : b_; })
#define max_t(type, a, b) ({ type a_ = (a), b_ = (b); a_ > b_ ? a_ : b_; })
#define clamp_t(type, x, low, high) min_t(type, max_t(type, x, low), high)

struct fields {
	__u32 three : 3, four : 4, five : 5, six : 6, rest : 14;
};

struct header {
	__u8 length : 4, version : 4;
	__u8 kind;
	__u16 size;
	__u32 total;
};

struct grid {
	union {
		__u32 cell[6][4];
		struct {
			__u32 cell[4];
		} line[6];
	};
};

MAP(grid_map, struct grid);
__u32 grid_global[6][4];
"""

CONTEXT = "(void *)(long)skb->data"
# The packet's first bytes, or the program is left.
HEADER = (f"\tstruct header *header = {CONTEXT};\n\n"
          "\tif ((void *)(header + 1) > (void *)(long)skb->data_end)\n\t\tGIVE_UP;\n")


def leave(condition):
    return f"\tif ({condition})\n\t\tGIVE_UP;\n"


def last_of(use):
    return use.first + use.count - 1


def bits_of(use):
    """So many bits always have room behind the first number."""
    return use.count.bit_length() - 1


def behind(use, expression):
    return f"{expression} + {use.first}" if use.first else expression


def minimum(rng, use, truth):
    last = last_of(use)
    if not truth:
        return rng.choice((
            ("min_signed", f"\tint x = min_t(int, skb->mark, {last});\n", "x"),
            ("max_only", f"\t__u32 x = max_t(__u32, skb->mark, {last});\n", "x")))
    kind = rng.choice(("int", "long", "__s64"))
    source = rng.choice(("(int)skb->mark", "(int)skb->mark - 5", "(int)(skb->mark - skb->priority)"))
    return rng.choice((
        ("min_t", f"\t__u32 x = min_t(__u32, skb->mark, {last - use.first});\n", behind(use, "x")),
        ("min_max_t", f"\t{kind} x = max_t({kind}, min_t({kind}, {source}, {last}), {use.first});\n",
         "x"),
        ("clamp_t", f"\t{kind} x = clamp_t({kind}, {source}, {use.first}, {last});\n", "x"),
        ("min_of_two", f"\t__u32 x = min_t(__u32, skb->mark, skb->priority), "
         f"y = min_t(__u32, x, {last - use.first});\n", behind(use, "y"))))


def cast_to_unsigned(rng, use, truth):
    count, first = use.count, use.first
    if not truth:
        # Only the low half is compared.
        return ("low_half", "\tlong x = (long)wide + (int)skb->mark;\n\n" +
                leave(f"(__u32)x >= {count}") + "\tx += (long)(wide & 0xff00000000);\n", "x")
    kind, to = rng.choice((("int", "unsigned int"), ("int", "__u32"), ("long", "unsigned long"),
                           ("short", "__u16"), ("signed char", "__u8")))
    if to == "__u8" and count > 96:
        count = 96
    return ("cast_unsigned", f"\t{kind} x = skb->mark - 3;\n\n" + leave(f"({to})x >= {count}"),
            behind(use, "x"))


def mask_of_sum(rng, use, truth):
    mask = (1 << bits_of(use)) - 1
    if not truth:
        return ("mask_before_sum", f"\t__u32 x = skb->mark & {mask};\n\n\tx += skb->priority;\n", "x")
    kind = rng.choice(("__u32", "int", "__u64", "long", "__u16", "unsigned char"))
    step = rng.choice(("5", "skb->priority", "skb->len * 3"))
    return ("mask_of_sum", f"\t{kind} x = skb->mark;\n\n\tx += {step};\n\tx &= {mask};\n",
            behind(use, "x"))


def from_network(rng, use, truth):
    kind, source = rng.choice((("__u16", "bpf_ntohs(header->size)"),
                               ("int", "bpf_ntohs(header->size)"),
                               ("__u32", "bpf_ntohl(header->total)"),
                               ("int", "bpf_ntohl(header->total)"),
                               ("long", "bpf_ntohs(header->size) - 8")))
    signed = kind in ("int", "long")
    if not truth:
        if source == "bpf_ntohs(header->size)":
            return ("network_unchecked", HEADER + f"\t{kind} x = {source};\n", "x")
        return ("network_one_side", HEADER + f"\tint x = {source};\n\n" +
                leave(f"x > {last_of(use)}"), "x")
    low = f"x < {use.first} || " if signed or use.first else ""
    return ("network", HEADER + f"\t{kind} x = {source};\n\n" + leave(f"{low}x > {last_of(use)}"),
            "x")


def header_length(rng, use, truth):
    """The length of an IPv4 header, which counts words."""
    if last_of(use) < 32:
        return None
    kind = rng.choice(("__u8", "int", "__u32", "unsigned long"))
    if not truth:
        return ("header_and_more", HEADER + f"\t{kind} x = header->length * 4;\n\tx += header->kind;\n",
                "x")
    if last_of(use) >= 60 and rng.random() < 0.6:
        return ("header_length", HEADER + f"\t{kind} x = header->length * 4;\n\n" + leave("x < 20"),
                "x")
    return ("header_options", HEADER + f"\t{kind} x = header->length * 4;\n\n" +
            leave("x < 20 || x > 48"), "x - 20" if use.first == 0 else f"x - 20 + {use.first}")


def bit_field(rng, use, truth):
    widths = (("three", 3), ("four", 4), ("five", 5), ("six", 6))
    # Memory has no alignment that a packet could lack: the fields are read in one word.
    setup = (f"\tstruct fields *fields = {CONTEXT};\n\n"
             "\tif ((void *)(fields + 1) > (void *)(long)skb->data_end)\n\t\tGIVE_UP;\n")
    if not truth:
        return ("field_rest", setup + "\t__u32 x = fields->rest;\n", "x")
    fits = [(name, bits) for name, bits in widths if bits <= bits_of(use)]
    name, bits = rng.choice(fits)
    if rng.random() < 0.5:
        return ("field", setup, behind(use, f"fields->{name}"))
    half = [(name, bits) for name, bits in widths if bits < bits_of(use)]
    if not half:
        return None
    one, other = rng.choice(half)[0], rng.choice(half)[0]
    return ("field_sum", setup, behind(use, f"fields->{one} + fields->{other}"))


def found_by_loop(rng, use, truth):
    """Where a loop was left."""
    limit = min(use.count, 24)
    loop = (f"\t__u32 x;\n\n\tfor (x = 0; x < {limit}; x++)\n"
            "\t\tif (words_global[x] == skb->mark)\n\t\t\tbreak;\n")
    if not truth:
        if not use.strict or use.count > 24:
            return None
        return ("loop_not_found", loop, "x" if not use.first else f"x + {use.first}")
    return ("loop_found", loop + leave(f"x == {limit}"), behind(use, "x"))


def while_loop(rng, use, truth):
    limit = min(use.count, 16)
    if not truth:
        return ("while_and_more", f"\t__u32 n = skb->mark, x = 0;\n\n\twhile (n > 1 && x < {limit - 1}) "
                "{\n\t\tn /= 2;\n\t\tx++;\n\t}\n\tx += n;\n", "x")
    return rng.choice((
        ("while_shift", f"\t__u32 n = skb->mark, x = 0;\n\n\twhile (n && x < {limit - 1}) {{\n"
         "\t\tn >>= 1;\n\t\tx++;\n\t}\n", behind(use, "x")),
        ("while_digits", f"\t__u64 n = skb->mark;\n\tint x = 0;\n\n\twhile (n >= 10 && x < {limit - 1}) "
         "{\n\t\tn /= 10;\n\t\tx++;\n\t}\n", behind(use, "x")),
        ("while_down", f"\tint x = {limit - 1};\n\n\twhile (x > 0 && words_global[x] != skb->mark)\n"
         "\t\tx--;\n", behind(use, "x"))))


def fallthrough(rng, use, truth):
    step = (use.count - 1) // 6
    if not step:
        return None
    end = "\tdefault:\n\t\tGIVE_UP;\n\t}\n" if truth else \
        "\tdefault:\n\t\tx = skb->priority;\n\t}\n"
    return ("fallthrough" if truth else "fallthrough_default",
            f"\t__u32 x = {use.first};\n\n\tswitch (skb->mark & 7) {{\n"
            f"\tcase 3:\n\t\tx += {3 * step};\n\tcase 2:\n\t\tx += {2 * step};\n"
            f"\tcase 1:\n\t\tx += {step};\n\t\tbreak;\n\tcase 5:\n\t\tx += {step};\n"
            f"\tcase 4:\n\tcase 6:\n\t\tx += {step};\n\t\tbreak;\n" + end, "x")


def signed_char(rng, use, truth):
    last = last_of(use)
    if not truth:
        return ("char_no_lower", "\tsigned char x = skb->mark;\n\n" + leave(f"x > {min(last, 100)}"),
                "x")
    source = rng.choice(("skb->mark", "skb->mark + 7"))
    return rng.choice((
        ("char", f"\tsigned char x = {source};\n\n" + leave(f"x < {use.first} || x > {last}"), "x"),
        ("char_above", f"\tsigned char x = {source};\n\n" + leave(f"x < -2 || x > {last - 2 - use.first}"),
         behind(use, "x + 2")),
        ("char_nested", f"\tsigned char x = {source};\n\n\tif (!(x >= {use.first} && x <= {last}))\n"
         "\t\tGIVE_UP;\n", "x")))


def below_zero(rng, use, truth):
    half = (use.count - 1) // 2
    source = rng.choice(("(__s64)skb->mark - skb->priority", "(__s64)(int)skb->mark"))
    if not truth:
        return ("more_below_zero", f"\t__s64 x = {source};\n\n" +
                leave(f"x < -{half} || x > {half + 2}"), f"x + {half + use.first}")
    return rng.choice((
        ("above_minus_1", f"\t__s64 x = {source};\n\n" + leave(f"x <= {use.first - 1} || x > {last_of(use)}"),
         "x"),
        ("around_zero", f"\t__s64 x = {source};\n\n" + leave(f"x < -{half} || x > {half}"),
         f"x + {half + use.first}"),
        ("around_zero_one_by_one", f"\t__s64 x = {source};\n\n" + leave(f"x <= -{half + 1}") +
         leave(f"x >= {half + 1}"), f"x + {half + use.first}")))


def two_indices(rng, use, truth):
    half = (use.count - 1) // 2
    rows, columns = use.count // 4, 4
    if not rows:
        return None
    x, y = rng.choice((("__u32", "__u32"), ("int", "int"), ("__u64", "__u32"), ("long", "int")))
    start = f"\t{x} x = skb->mark;\n\t{y} y = skb->priority;\n\n"
    low_x = "x < 0 || " if x in ("int", "long") else ""
    low_y = "y < 0 || " if y in ("int", "long") else ""
    if not truth:
        return ("two_one_checked", start + leave(f"{low_x}x > {half}"), "x + y")
    return rng.choice((
        ("two_added", start + leave(f"{low_x}x > {half}") + leave(f"{low_y}y > {half}"),
         behind(use, "x + y")),
        ("row_and_column", start + leave(f"{low_x}x >= {rows}") + leave(f"{low_y}y >= {columns}"),
         behind(use, f"x * {columns} + y")),
        ("row_and_remainder", start + leave(f"{low_x}x >= {rows}"),
         behind(use, f"x * {columns} + ((__u32)y % 3)"))))


def rounded_up(rng, use, truth):
    last = last_of(use)
    room = last // 8 * 8
    if room < 8:
        return None
    kind = rng.choice(("__u32", "__u64", "int", "__u16"))
    low = "x < 0 || " if kind == "int" else ""
    if not truth:
        if not use.strict or last % 8 != 7 and last % 8 != 1:
            return ("rounded_unchecked", f"\t{kind} x = (skb->mark + 7) & ~7;\n", "x")
        return ("rounded_after", f"\t{kind} x = skb->mark;\n\n" + leave(f"{low}x > {last}") +
                "\tx = (x + 7) & ~7;\n", "x")
    one = " || !x" if use.first else ""
    # An int that overflows would be undefined.
    first = f"\t{kind} x = skb->mark{' & 0xffff' if kind == 'int' else ''};\n\n"
    return rng.choice((
        ("rounded", f"\t{kind} x = skb->mark;\n\n" + leave(f"{low}x > {room}{one}") +
         "\tx = (x + 7) & ~7;\n", "x"),
        ("rounded_then", first + "\tx = (x + 7) & ~7;\n" +
         leave(f"{low}x > {room}{one}"), "x"),
        ("rounded_down", f"\t{kind} x = skb->mark;\n\n" +
         leave(f"{low}x > {last}" + (f" || x < 8" if use.first else "")) + "\tx &= ~7;\n", "x")))


FORMS = (minimum, cast_to_unsigned, mask_of_sum, from_network, header_length, bit_field,
         found_by_loop, while_loop, fallthrough, signed_char, below_zero, two_indices, rounded_up)


def grid(rng, number):
    """An array of arrays."""
    x, y = rng.choice((("__u32", "__u32"), ("int", "int"), ("__u64", "int"), ("short", "__u32")))
    truth = rng.random() < 0.8
    low_x = "x < 0 || " if x in ("int", "short") else ""
    low_y = "y < 0 || " if y == "int" else ""
    which, lines = rng.choice((
        ("apart", f"\tif ({low_x}x > 5)\n\t\treturn 0;\n\tif ({low_y}y > 3)\n\t\treturn 0;\n"),
        ("both", f"\tif ({low_x}x > 5 || {low_y}y > 3)\n\t\treturn 0;\n"),
        ("remainder", "\tx = (__u32)x % 6;\n\ty = (__u32)y % 4;\n"),
        ("mask", f"\tif ({low_x}x > 5)\n\t\treturn 0;\n\ty &= 3;\n")))
    if not truth:
        which, lines = "no_column", f"\tif ({low_x}x > 5)\n\t\treturn 0;\n"
    where, setup, access = rng.choice((
        ("global", "", "grid_global[x][y]"),
        ("map", "\tstruct grid *to = value_of(&grid_map);\n\n\tif (!to)\n\t\treturn 0;\n",
         "to->cell[x][y]"),
        ("pairs", "\tstruct grid *to = value_of(&grid_map);\n\n\tif (!to)\n\t\treturn 0;\n",
         "to->line[x].cell[y]")))
    marks = ("expect_any\nrun_over(mark, 0, 63)\nrun_over(priority, 0, 3)\n" if truth else
             'expect_reject("5.10-7.3", " ")\nexpect_unmended\n')
    return (f'SEC("tc")\n{marks}int {"b" if truth else "u"}{number}_grid_{which}_{where}'
            f"(struct __sk_buff *skb)\n{{\n{setup}\t{x} x = skb->mark;\n\t{y} y = skb->priority;\n\n"
            f"{lines}\treturn ++{access};\n}}\n")
