# SPDX-License-Identifier: GPL-2.0
"""Which idioms make which program: one to four of those that its kind can have.

With an idiom each, more programs load as they are: what a test in a kernel compares with.
"""
import buffers
import flow
import odd
import places
from program import HEAD, TAIL, WITH_PACKET, WITH_SKB, Program

# tc is what has the most to choose from.
KINDS = [("tc", 11), ("socket", 3), ("xdp", 3), ("lsm", 3), ("raw_tp", 2), ("fentry", 2), ("perf",
                                                                                           1),
         ("syscall", 1)]
PER_FILE = 20


def idioms(kind):
    found = [(flow.shape, 16)] + buffers.ANY + places.ANY + odd.ANY
    if kind in WITH_SKB:
        found += places.SKB
    if kind in WITH_PACKET:
        found += places.PACKET + odd.PACKET + buffers.WITH_SLICES + buffers.WITH_ROUTE
    found += {"lsm": buffers.LSM, "fentry": buffers.FENTRY, "raw_tp": buffers.RAW_TP,
              "perf": buffers.PERF}.get(kind, [])
    return found


def program(seed, number, one=False):
    """The text of the program with this number of this seed; with one, of one idiom."""
    kinds, weights = zip(*KINDS)
    kind = Program(seed, number, "kind").rng.choices(kinds, weights)[0]
    p = Program(seed, number, kind)
    made, shares = zip(*idioms(kind))
    for idiom in p.rng.choices(made, shares, k=1 if one else p.pick(1, 2, 2, 3, 4)):
        p.idioms.append(idiom.__name__)
        if p.chance(0.15):
            with p.block(f"if ({p.source()} & {p.pick(3, 6, 7)}) {{"):
                idiom(p)
        else:
            idiom(p)
    result = "acc"
    if kind == "lsm":
        result = places.returned_flag(p)
        # What is computed so cannot stand behind a label that is jumped to.
        p.put(f"{p.name}_result = acc;", f"return {result};")
        result = p.pick("0", "-1")
    if kind in ("fentry", "raw_tp"):
        result = "0"
    return p.text(result)


def source(pairs, one=False):
    """A file of these programs: each a seed and a number."""
    return HEAD + "".join("\n" + program(seed, number, one) for seed, number in pairs) + TAIL
