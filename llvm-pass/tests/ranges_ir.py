# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The functions of LLVM's IR that fuzz-ranges writes.

Their variables are allocas, of which opt makes registers, so that blocks may follow one another as
they like. Each function calls tick() in each block, which ends what does not end; input() gives it
numbers, and use() takes them.
"""
import random

WIDTHS = (8, 16, 32, 64)
HEAD = """target datalayout = "e-m:e-p:64:64-i64:64-i128:128-n32:64-S128"
target triple = "bpf"

"""
DECLARATIONS = ["declare i64 @input()", "declare void @use(i64)", "declare void @tick()",
                "declare void @leave() noreturn"]
for _name in ("umin", "umax", "smin", "smax"):
    DECLARATIONS += [f"declare i{w} @llvm.{_name}.i{w}(i{w}, i{w})" for w in WIDTHS]
DECLARATIONS += [f"declare i{w} @llvm.bswap.i{w}(i{w})" for w in WIDTHS[1:]]
PREDICATES = ("eq", "ne", "ult", "ule", "ugt", "uge", "slt", "sle", "sgt", "sge")


def signed(value, width):
    value &= (1 << width) - 1
    return value - (1 << width) if value >> (width - 1) else value


class Function:
    """One function: its variables are allocas, its blocks may go anywhere."""

    def __init__(self, rng, name, callees, internal):
        self.rng, self.name, self.callees, self.internal = rng, name, callees, internal
        self.lines, self.temporaries, self.labels = [], 0, 0
        count = rng.randint(2, 6)
        self.variables = [(f"v{i}", rng.choice(WIDTHS)) for i in range(count)]
        # One number in many forms; or a few in many turns of a loop; or anything.
        self.temper = rng.choice(("forms", "turns", "any"))
        if self.temper == "forms":
            self.variables = self.variables[:rng.randint(1, 2)]
        elif self.temper == "turns":
            width = rng.choice(WIDTHS[2:])
            self.variables = [(f"v{i}", width) for i in range(rng.randint(2, 3))]
        self.blocks = rng.randint(2, 9 if self.temper == "any" and not internal else 4)
        # Numbers that belong together, so that comparisons do.
        base = rng.choice((rng.randint(0, 300), 1 << rng.randint(0, 40), rng.getrandbits(16)))
        self.numbers = [base, base + 1, base - 1, base * 2, base // 2, -base, rng.randint(0, 40),
                        (1 << rng.randint(1, 20)) - 1, rng.randint(1, 4000)]
        self.steps = [rng.choice(self.numbers + [1, -1]) for _ in range(2)]
        # What it is made of: a function that does few things does them to each other.
        self.kinds = [kind for kind in range(13) for _ in range(rng.choice((0, 1, 1, 4)))] or [0]
        self.forms = [rng.randrange(7) for _ in range(3 if self.temper == "forms" else 7)]
        if self.temper == "turns":
            self.kinds = [0, 0, 3, 7, 7, rng.randrange(13)]
        self.by = {w: rng.choice((w // 2, w // 2, w - 8 or 4, rng.randrange(1, w))) for w in WIDTHS}

    def emit(self, text):
        self.lines.append("  " + text)

    def new(self, text):
        self.temporaries += 1
        self.emit(f"%t{self.temporaries} = {text}")
        return f"%t{self.temporaries}"

    def number(self, width):
        rng = self.rng
        value = rng.choice(self.numbers) if rng.random() < 0.7 else rng.choice(
            (0, 1, -1, rng.randint(-20, 20), 1 << (width - 1), rng.getrandbits(8),
             rng.randint(0, 50) << self.by[width]))
        return signed(value, width)

    def load(self, variable):
        name, width = variable
        return self.new(f"load i{width}, ptr %{name}")

    def store(self, value, variable):
        name, width = variable
        self.emit(f"store i{width} {value}, ptr %{name}")

    def cast(self, value, width, to):
        if width == to:
            return value
        kind = "trunc" if to < width else self.rng.choice(("zext", "sext"))
        return self.new(f"{kind} i{width} {value} to i{to}")

    def any(self, width):
        """A variable, cast where it must be; one that fits, rather."""
        same = [v for v in self.variables if v[1] == width]
        variable = self.rng.choice(same if same and self.rng.random() < 0.7 else self.variables)
        return self.cast(self.load(variable), variable[1], width)

    def operand(self, width):
        return self.number(width) if self.rng.random() < 0.6 else self.any(width)

    def changed(self, value, width):
        """The value itself, or something made of it, as what is compared often is."""
        rng, self.shifted = self.rng, False
        for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 2, 3))):
            kind = rng.choice(self.forms)
            self.shifted = kind == 3
            if kind < 3:
                value = self.new(f"add i{width} {value}, {signed(rng.choice(self.steps), width)}")
            elif kind == 3:
                value = self.new(f"{rng.choice(('shl', 'lshr', 'ashr'))} i{width} {value}, "
                                 f"{rng.choice((self.by[width], self.by[width], rng.randrange(width)))}")
            elif kind == 4:
                value = self.new(f"and i{width} {value}, {self.mask(width)}")
            elif kind == 5:
                to = rng.choice(WIDTHS)
                value, width = self.cast(value, width, to), to
            elif rng.random() < 0.5:
                by = self.by[width]
                value = self.new(f"shl i{width} {value}, {by}")
                value = self.new(f"{rng.choice(('lshr', 'ashr'))} i{width} {value}, "
                                 f"{by if rng.random() < 0.8 else rng.randrange(width)}")
            else:
                value = self.new(f"freeze i{width} {value}")
        return value, width

    def mask(self, width):
        rng = self.rng
        whole = (1 << (width - self.by[width])) - 1
        return signed(rng.choice((whole, whole, (1 << rng.randint(1, width)) - 1, -(1 << rng.randrange(width)),
                                  1 << rng.randrange(width), self.number(width),
                                  ((1 << rng.randint(1, width)) - 1) & -(1 << rng.randint(0, 4)))),
                      width)

    def comparison(self):
        variable = self.rng.choice(self.variables)
        value, width = self.changed(self.load(variable), variable[1])
        turns = self.temper == "turns"
        other = self.number(width) if self.rng.random() < (0.3 if turns else 0.8) else self.any(width)
        if self.shifted:
            other = signed(self.rng.randint(0, 60) << self.by[width], width)
        if self.rng.random() < 0.5:
            # So that it stays what it is.
            self.emit(f"call void @use(i64 {self.cast(value, width, 64)})")
        return self.new(f"icmp {self.rng.choice(PREDICATES)} i{width} {value}, {other}")

    def condition(self, depth=0):
        rng = self.rng
        if depth == 2 or rng.random() < 0.65:
            return self.comparison()
        a, b = self.condition(depth + 1), self.condition(depth + 1)
        return self.new(rng.choice((f"and i1 {a}, {b}", f"or i1 {a}, {b}",
                                    f"select i1 {a}, i1 {b}, i1 false",
                                    f"select i1 {a}, i1 true, i1 {b}", f"xor i1 {a}, true",
                                    f"xor i1 {a}, {rng.choice(('false', b))}")))

    def computed(self, width):
        rng, kind = self.rng, self.rng.choice(self.kinds)
        if kind < 3:
            value = self.cast(self.new("call i64 @input()"), 64, width)
            if rng.random() < 0.6:
                value = self.new(f"{rng.choice(('and', 'urem', 'urem', 'lshr'))} i{width} {value}, "
                                 f"{rng.randint(1, min(width - 1, 60))}")
            return value
        if kind < 5:
            a, b = self.any(width), self.operand(width)
            return self.new(f"{rng.choice(('add', 'add', 'sub', 'sub', 'mul', 'and', 'or', 'xor'))}"
                            f" i{width} {a}, {b}")
        if kind == 5:
            return self.new(f"sub i{width} {self.number(width)}, {self.any(width)}")
        if kind == 6:
            return self.new(f"{rng.choice(('udiv', 'urem', 'urem', 'sdiv', 'srem'))} i{width} "
                            f"{self.any(width)}, {rng.randint(2, 100)}")
        if kind == 7:
            value, of = self.changed(self.any(width), width)
            arms = [self.operand(width), self.cast(value, of, width)]
            rng.shuffle(arms)
            return self.new(f"select i1 {self.condition()}, i{width} {arms[0]}, "
                            f"i{width} {arms[1]}")
        if kind == 8:
            return self.new(f"call i{width} @llvm.{rng.choice(('umin', 'umax', 'smin', 'smax'))}."
                            f"i{width}(i{width} {self.any(width)}, i{width} {self.operand(width)})")
        if kind == 9 and self.callees:
            callee = rng.choice(self.callees)
            value = self.new(f"call i64 @{callee}(i64 {self.operand(64)}, i64 {self.any(64)}, "
                             f"i32 {self.operand(32)})")
            return self.cast(value, 64, width)
        if kind == 10 and width > 8:
            return self.new(f"call i{width} @llvm.bswap.i{width}(i{width} {self.any(width)})")
        if kind == 11:
            by = self.new(f"and i{width} {self.any(width)}, {rng.choice((1, 3, width - 1))}")
            return self.new(f"{rng.choice(('shl', 'lshr', 'ashr'))} i{width} {self.any(width)}, {by}")
        value, of = self.changed(self.any(width), width)
        return self.cast(value, of, width)

    def use(self):
        """Something made of a variable, handed out."""
        name, width = self.rng.choice(self.variables)
        value, width = self.changed(self.load((name, width)), width)
        self.emit(f"call void @use(i64 {self.cast(value, width, 64)})")

    def use_forms(self):
        """All that a variable may have been compared as."""
        for name, width in self.variables:
            value, by = self.load((name, width)), self.by[width]
            up = self.new(f"shl i{width} {value}, {by}")
            for form in (f"and i{width} {value}, {signed((1 << (width - by)) - 1, width)}",
                         f"lshr i{width} {up}, {by}", f"ashr i{width} {up}, {by}",
                         f"add i{width} {value}, {signed(self.steps[0], width)}"):
                self.emit(f"call void @use(i64 {self.cast(self.new(form), width, 64)})")

    def turn(self):
        """A choice by a number of this turn of a loop, of one that may be of the turn before."""
        rng, (n, i) = self.rng, self.rng.sample(self.variables, 2)
        width = n[1]
        drawn = self.cast(self.new("call i64 @input()"), 64, width)
        drawn = self.new(f"urem i{width} {drawn}, {rng.randint(20, 4000)}")
        before = self.load(i)
        holds = self.new(f"icmp {rng.choice(PREDICATES)} i{width} {drawn}, {rng.randint(0, 40)}")
        value = self.new(f"add i{width} {before}, {signed(self.steps[0], width)}")
        arms = [f"i{width} {value}", f"i{width} {rng.randint(0, 9)}"]
        rng.shuffle(arms)
        chosen = self.new(f"select i1 {holds}, {arms[0]}, {arms[1]}")
        self.emit(f"call void @use(i64 {self.cast(chosen, width, 64)})")
        self.store(drawn, n)
        self.store(rng.choice((drawn, self.new(f"add i{width} {before}, 1"))), i)

    def branch(self, depth):
        """What only runs where a condition holds, or does not."""
        self.labels += 1
        then, end = f"then{self.labels}", f"end{self.labels}"
        ways = [f"label %{then}", f"label %{end}"]
        self.rng.shuffle(ways)
        self.emit(f"br i1 {self.condition()}, {ways[0]}, {ways[1]}")
        self.lines.append(f"{then}:")
        if self.temper == "forms":
            self.use_forms()
        for _ in range(self.rng.randint(1, 3)):
            self.statement(depth + 1)
        self.emit(f"br label %{end}")
        self.lines.append(f"{end}:")

    def statement(self, depth=0):
        kind, forms = self.rng.random(), self.temper == "forms"
        if kind < (0.35 if forms else 0.2):
            self.use()
        elif kind < (0.75 if forms else 0.4) and depth < 4:
            self.branch(depth)
        else:
            variable = self.rng.choice(self.variables)
            self.store(self.any(variable[1]) if kind > 0.9 else self.computed(variable[1]),
                       variable)

    def target(self, block):
        """Mostly further down; else anywhere, into the middle of a loop, too."""
        if self.rng.random() < (0.4 if self.temper == "turns" else 0.7):
            return self.rng.randint(min(block + 1, self.blocks), min(block + 3, self.blocks))
        return self.rng.randint(1, self.blocks)

    def finish(self, block):
        rng, kind = self.rng, self.rng.random()
        if kind < 0.08 and self.internal:
            self.emit("call void @leave()")
            self.emit("unreachable")
        elif kind < 0.2:
            self.emit(f"br label %b{self.target(block)}")
        elif kind < 0.3:
            variable = rng.choice(self.variables)
            value, width = self.changed(self.load(variable), variable[1])
            cases = {self.number(width) for _ in range(rng.randint(1, 4))}
            text = " ".join(f"i{width} {case}, label %b{self.target(block)}"
                            for case in sorted(cases))
            self.emit(f"switch i{width} {value}, label %b{self.target(block)} [ {text} ]")
        else:
            self.emit(f"br i1 {self.condition()}, label %b{self.target(block)}, "
                      f"label %b{self.target(block)}")

    def text(self):
        rng = self.rng
        head = (f"define {'internal ' if self.internal else ''}i64 @{self.name}"
                f"(i64 %a, i64 %b, i32 %c) {'noinline ' if rng.random() < 0.8 else ''}{{")
        self.lines = [head, "b0:"]
        for name, width in self.variables:
            self.emit(f"%{name} = alloca i{width}")
        for i, variable in enumerate(self.variables):
            source, width = (("%a", 64), ("%b", 64), ("%c", 32))[i % 3]
            self.store(self.number(variable[1]) if rng.random() < 0.3
                       else self.cast(source, width, variable[1]), variable)
        self.emit(f"br i1 {self.comparison()}, label %b{rng.randint(1, self.blocks)}, "
                  f"label %b{rng.randint(1, self.blocks)}")
        for block in range(1, self.blocks):
            self.lines.append(f"b{block}:")
            self.emit("call void @tick()")
            if self.temper == "turns" and rng.random() < 0.6:
                self.turn()
            for _ in range(rng.randint(0, 4)):
                self.statement()
            self.finish(block)
        self.lines.append(f"b{self.blocks}:")
        self.emit("call void @tick()")
        if self.internal and rng.random() < 0.1:
            self.emit("call void @leave()")
            self.emit("unreachable")
        else:
            self.emit(f"ret i64 {self.any(64)}")
        self.lines.append("}")
        return "\n".join(self.lines)


# Its body is assembly, so the IR has no word of what it returns.
NAKED = """define internal i64 @NAME(i64 %a, i64 %b, i32 %c) naked noinline {
b0:
  call void asm sideeffect "movl $$NUMBER, %eax\\0Aret", ""()
  unreachable
}"""


def functions_of(seed, start, count):
    """The functions from start on, with those that they call. Yields name, text, numbers."""
    for i in range(start, start + count):
        rng = random.Random(seed * 1000003 + i)
        callees = []
        for k in range(rng.randint(0, 2)):
            name = f"s{i}_{k}"
            # Which may call itself, too.
            if rng.random() < 0.3:
                yield name, NAKED.replace("NAME", name).replace(
                    "NUMBER", str(rng.randint(0, 300))), None
            else:
                yield name, Function(rng, name, callees + [name] * (rng.random() < 0.1),
                                     True).text(), None
            callees.append(name)
        function = Function(rng, f"f{i}", callees, False)
        yield function.name, function.text(), function.numbers
