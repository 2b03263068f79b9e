# SPDX-License-Identifier: GPL-2.0
"""One generated program: its text while it is put together, its names, and what it may use.

A program is one BPF program with what belongs to it: globals, maps and static functions, all named
after its number, so that any number of them go into one file. It relies on nothing outside of HEAD.
What a program computes goes into `acc`, which is returned and stored at the end: a byte that is
read elsewhere than in C shows there, and what is written elsewhere shows in the memory.
"""
import contextlib
import random

HEAD = """// SPDX-License-Identifier: GPL-2.0
/* Made by selftests/fuzz/generate; do not edit. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define ARRAY_OF(of, name)                        \\
	struct {                                  \\
		__uint(type, BPF_MAP_TYPE_ARRAY); \\
		__uint(max_entries, 1);           \\
		__type(key, u32);                 \\
		__type(value, of);                \\
	} name SEC(".maps")

struct path {
	int member;
} __attribute__((preserve_access_index));

struct file {
	struct path f_path;
} __attribute__((preserve_access_index));

extern int bpf_dynptr_from_xdp(struct xdp_md *packet, u64 flags, struct bpf_dynptr *d) __ksym;
extern int bpf_dynptr_from_skb(struct __sk_buff *packet, u64 flags, struct bpf_dynptr *d) __ksym;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *d, u32 at, void *room, u32 size) __ksym;
extern void bpf_throw(u64 cookie) __attribute__((noreturn)) __ksym __weak;

/* 0, which LLVM cannot know. */
const volatile u32 never = 0;
static const char number_format[] = "%u";

#ifdef POISON_CHECKING
/* LLVM's pass of that name puts calls of it where poison would be undefined behaviour. */
u64 poison_seen;

__attribute__((noinline, used)) void __poison_checker_assert(_Bool fine)
{
	u64 bit = fine;

	/* Of the other bits nobody says anything. */
	asm volatile("" : "+r"(bit));
	if (!(bit & 1))
		poison_seen = 1;
}
#endif

#ifdef IN_KERNEL
/* libbpf takes variables in an arena only from 1.4 on. */
#define __arena

/* A kernel's numbers come as the test says, so that two programs are given the same. */
u64 drawn;

static __always_inline u64 now(void)
{
	drawn = drawn * 0x5851f42d4c957f2d + 0x14057b7ef767814f;
	return drawn >> 20;
}

static __always_inline u32 draw(void)
{
	return now() >> 12;
}
#else
#define __arena __attribute__((address_space(1)))

static __always_inline u64 now(void)
{
	return bpf_ktime_get_ns();
}

static __always_inline u32 draw(void)
{
	return bpf_get_prandom_u32();
}
#endif

static __always_inline u64 mix(u64 hash)
{
	hash ^= hash >> 32;
	hash *= 0x9e3779b97f4a7c15;
	return hash ^ hash >> 29;
}
"""

TAIL = '\nchar _license[] SEC("license") = "GPL";\n'

# What each kind of program is given, and numbers of 32 bits that are there.
SECTIONS = {"tc": "tc", "socket": "socket", "xdp": "xdp", "lsm": "lsm/file_open",
            "raw_tp": "raw_tp/sys_enter", "fentry": "fentry/filp_close", "perf": "perf_event",
            "syscall": "syscall",}
CONTEXTS = {"tc": "struct __sk_buff *", "socket": "struct __sk_buff *", "xdp": "struct xdp_md *"}
SKB_FIELDS = ["mark", "priority", "cb[0]", "cb[1]", "cb[2]", "cb[3]", "cb[4]"]
# Kinds whose programs have a packet to look into.
WITH_PACKET = ("tc", "xdp")
WITH_SKB = ("tc", "socket")


class Program:
    """The text of one program, in the order in which it is written."""

    def __init__(self, seed, number, kind):
        self.rng = random.Random(f"{seed}:{number}:{kind}")
        self.kind, self.name = kind, f"p{number}"
        self.top, self.lines, self.depth = [], [], 1
        self.leave = "goto out;"
        self.pool = []
        self.names, self.idioms = 0, []
        # Bytes of the frame that are spoken for; a frame has 512, and spills want some.
        self.frame, self.frame_budget = 0, 260
        # In a static function there is no context, and in a loop nothing is declared for later.
        self.has_context = True
        self.loops = 0

    # Names and text.

    def new(self, what):
        self.names += 1
        return f"{what}{self.names}"

    def new_top(self, what):
        self.names += 1
        return f"{self.name}_{what}{self.names}"

    def put(self, *lines):
        for line in lines:
            self.lines.append("\t" * self.depth + line)

    def put_top(self, text):
        self.top.append(text)

    @contextlib.contextmanager
    def block(self, opening, closing="}"):
        """A block of its own: what is declared in it is forgotten behind it."""
        self.put(opening)
        self.depth += 1
        pool = list(self.pool)
        yield
        self.pool = pool
        self.depth -= 1
        self.put(closing)

    @contextlib.contextmanager
    def loop(self, opening, closing="}"):
        """The same of a loop, which a check may leave."""
        leave, self.leave = self.leave, self.rng.choice(["break;", "continue;"])
        self.loops += 1
        with self.block(opening, closing):
            yield
        self.loops -= 1
        self.leave = leave

    @contextlib.contextmanager
    def function(self, head):
        """A static function, which returns what it has in `acc`."""
        saved = (self.lines, self.depth, self.leave, self.pool, self.has_context, self.loops,
                 self.frame, self.frame_budget)
        self.lines, self.depth, self.leave = [], 1, "return acc;"
        self.pool, self.has_context, self.loops, self.frame, self.frame_budget = [], False, 0, 0, 64
        yield
        self.put_top(f"{head}\n{{\n" + "\n".join(self.lines) + "\n}\n")
        (self.lines, self.depth, self.leave, self.pool, self.has_context, self.loops, self.frame,
         self.frame_budget) = saved

    # Choices.

    def chance(self, share):
        return self.rng.random() < share

    def pick(self, *of):
        return self.rng.choice(of)

    def between(self, low, high):
        return self.rng.randint(low, high)

    # Numbers of 32 bits that nothing is known of.

    def source(self):
        """An expression of 32 bits, another one each time."""
        options = ["draw()", "draw()"]
        if self.has_context:
            if self.kind in WITH_SKB:
                options += [f"skb->{field}" for field in self.rng.sample(SKB_FIELDS, 4)]
            elif self.kind == "xdp":
                options += ["skb->ingress_ifindex", "skb->rx_queue_index"]
            elif self.kind in ("lsm", "syscall"):
                options += [f"(u32)ctx[{self.between(1, 3)}]"]
        if self.chance(0.1):
            options.append("(u32)now()")
        return self.rng.choice(options)

    def cheap_flag(self):
        """A condition that is true in about half of the runs."""
        return f"{self.source()} & {self.pick(1, 1, 1, 2, 4)}"

    def mix_in(self, value):
        """The value goes into the result."""
        value = f"(u64)({value})"
        self.put(self.pick(f"acc = acc * 31 + {value};", f"acc += {value};",
                           f"acc += {value} * 257;", f"acc ^= {value} << {self.between(1, 30)};",
                           f"acc = {value} + (acc << 3);"))

    # The whole.

    def argument(self):
        return CONTEXTS.get(self.kind, "u64 *") + ("skb" if self.kind in CONTEXTS else "ctx")

    def text(self, result):
        said = f"/* {self.name}: {', '.join(self.idioms)} */\n"
        head = f'u64 {self.name}_result;\n\nSEC("{SECTIONS[self.kind]}")\n'
        head += f'int {self.name}({self.argument()})\n'
        body = ["{", "\tu64 acc = 1;", ""] + self.lines
        body += ["\tgoto out;", "out:", f"\t{self.name}_result = acc;", f"\treturn {result};", "}",
                 ""]
        return said + "\n".join(self.top) + "\n" + head + "\n".join(body)
