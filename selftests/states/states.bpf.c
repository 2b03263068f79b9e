// SPDX-License-Identifier: GPL-2.0
/*
 * What kernels write of registers at each instruction of these, hold-states compares with what the
 * library knows of them. In assembly, so that no compiler has a say. A message that no kernel
 * writes makes the log come back.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define TAG_TEXT_(x) #x
#define TAG_TEXT(x) TAG_TEXT_(x)
#define tag(text) __attribute__((btf_decl_tag("comment:" TAG_TEXT(__COUNTER__) ":" text)))

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, char[48]);
} values SEC(".maps");

#define SNIPPET_IN(section, name, ...)                                                        \
	SEC(section)                                                                          \
	tag("test_expect_success") tag("test_log_level=2")                                    \
		tag("test_expect_msg=no kernel says so") __attribute__((naked)) int           \
		name(void)                                                                    \
	{                                                                                     \
		asm volatile(__VA_ARGS__ "r0 = 0; exit;" ::[random] "i"(bpf_get_prandom_u32), \
			     [lookup] "i"(bpf_map_lookup_elem), [values] "i"(&values)         \
			     : "r0", "r1", "r2", "r3", "r4", "r5", "memory");                 \
	}
#define SNIPPET(name, ...) SNIPPET_IN("socket", name, __VA_ARGS__)

/* r6 and r7 are unknown, r8 too. */
#define UNKNOWNS "call %[random]; r6 = r0; call %[random]; r7 = r0; call %[random]; r8 = r0;"

/* Numbers with a known bit, a range, on both sides of 0, of 32 bits, and near where signs change.
 */
#define MASKED UNKNOWNS "r6 &= 0xf0; r6 |= 4; r7 &= 0x1c;"
#define RANGED UNKNOWNS "r6 &= 0xff; if r6 > 100 goto 9f; if r6 < 10 goto 9f; r7 &= 15; r7 += -7;"
#define NARROW                                                                   \
	UNKNOWNS "w6 = w6; w7 &= 0xff; w7 += -9; w8 = w8; if w8 s< -20 goto 9f;" \
		 "if w8 s> 30 goto 9f;"
#define HIGH UNKNOWNS "r6 &= 7; r1 = 0x7ffffffffffffffc ll; r6 += r1; w7 &= 7; w7 += 0x7ffffffc;"
#define END "9:"

#define OPERATIONS(name, numbers)                                                                  \
	SNIPPET(name##_sums, numbers                                                               \
		"r1 = r6; r1 += r7; r2 = r7; r2 -= r6; w3 = w6; w3 += w7; w4 = w7; w4 -= w6;"      \
		"r5 = r6; r5 += 1000; r5 -= 2000; w5 += 5; r1 = r7; r1 -= 1; r1 += r8;" END)       \
	SNIPPET(name##_products, numbers                                                           \
		"r1 = r6; r1 *= r7; r2 = r7; r2 *= 12; w3 = w6; w3 *= w7; w4 = w7; w4 *= 3;"       \
		"r5 = r6; r5 *= -4; w5 = w6; w5 *= -1; r1 = r7; r1 *= r8;" END)                    \
	SNIPPET(name##_bits, numbers                                                               \
		"r1 = r6; r1 &= r7; r2 = r7; r2 |= r6; r3 = r6; r3 ^= r7; w4 = w7; w4 &= w6;"      \
		"w5 = w6; w5 |= w7; w1 = w6; w1 ^= w7; r2 &= 0x3f; r3 |= 0x80; r4 ^= 3;"           \
		"r5 &= -8; w5 &= 0x7fffffff; r1 = r8; r1 |= r6; r1 &= 255;" END)                   \
	SNIPPET(name##_shifts, numbers                                                             \
		"r1 = r6; r1 <<= 3; r2 = r7; r2 >>= 2; r3 = r6; r3 s>>= 1; w4 = w7; w4 <<= 4;"     \
		"w5 = w6; w5 >>= 3; w1 = w7; w1 s>>= 2; r2 = r7; r2 <<= 32; r2 s>>= 32;"           \
		"r3 = r8; r3 <<= 32; r3 >>= 32; r4 = r8; r4 s>>= 63; r5 = r6; r5 <<= r7;"          \
		"w1 = w8; w1 s>>= 31; w2 = w8; w2 >>= 28;" END)                                    \
	SNIPPET(name##_divisions, numbers                                                          \
		"r1 = r6; r1 /= 10; r2 = r7; r2 %%= 10; w3 = w6; w3 /= 3; w4 = w7; w4 %%= 7;"      \
		"r5 = r6; r5 /= r7; r1 = r8; r1 %%= 100; w2 = w8; w2 /= 1000; r3 = r8; r3 /= "     \
		"9;" END)                                                                          \
	SNIPPET(name##_casts, numbers                                                              \
		"w1 = w6; w2 = w7; w3 = w8; r4 = r6; r4 = -r4; w5 = w7; w5 = -w5; r1 = be16 r1;"   \
		"r2 = be32 r2; r3 = le16 r3; r4 = be64 r4; r5 = le64 r5; r6 = -r6; w7 = -w7;" END) \
	SNIPPET(name##_unsigned,                                                                   \
		numbers "if r6 > 40 goto 1f; r1 = r6; 1: if r7 < 9 goto 2f; r2 = r7; 2: if r6 >= " \
			"r7 goto 3f;"                                                              \
			"r3 = r6; 3: if r8 <= r6 goto 4f; r4 = r8; 4: if w7 > 0x7fffffff goto "    \
			"5f; w5 = w7;"                                                             \
			"5: if w8 < w6 goto 6f; r1 = r8; 6: r1 = 20; if r1 > r7 goto 9f;" END)     \
	SNIPPET(name##_signed,                                                                     \
		numbers "if r6 s> 40 goto 1f; r1 = r6; 1: if r7 s< -2 goto 2f; r2 = r7;"           \
			"2: if r6 s>= r7 goto 3f; r3 = r6; 3: if r8 s<= r6 goto 4f; r4 = r8;"      \
			"4: if w7 s> 5 goto 5f; w5 = w7; 5: if w8 s< w6 goto 6f; r1 = r8;"         \
			"6: if w8 s> -1 goto 9f; r2 = r8;" END)                                    \
	SNIPPET(name##_equal,                                                                      \
		numbers "if r6 == 20 goto 1f; r1 = r6; 1: if r7 != 0 goto 2f; r2 = r7;"            \
			"2: if r6 == r7 goto 3f; r3 = r6; 3: if w8 == 7 goto 4f; r4 = r8;"         \
			"4: if w7 != w6 goto 5f; w5 = w7; 5: if r8 & 8 goto 6f; r1 = r8;"          \
			"6: if w6 & 0x13 goto 7f; r2 = r6; 7: if r8 != r6 goto 9f; r3 = r8;" END)

OPERATIONS(masked, MASKED)
OPERATIONS(ranged, RANGED)
OPERATIONS(narrow, NARROW)
OPERATIONS(high, HIGH)

/* Which registers learn of a comparison. */
SNIPPET(linked,
	UNKNOWNS "r1 = r6; r2 = r1; r2 += 4; w3 = w6; r4 = r6; r4 += -3; w6 &= 0xff; r5 = r6;"
		 "w1 = w6; w2 = w6; w2 += 5; if r6 > 9 goto 1f; r0 = r5; r0 += r1; r0 += r2;"
		 "1: r1 = r7; r1 &= 0xffff; w2 = w1; if w2 > 77 goto 9f; r0 = r1;" END)
SNIPPET(linked_halves,
	UNKNOWNS "w6 = w6; w1 = w6; r2 = r6; if w1 > 50 goto 1f; r3 = r6; r3 += r2;"
		 "1: r1 = r8; r2 = r1; if w2 s> 7 goto 9f; r3 = r1; r3 <<= 32; r3 s>>= 32;" END)
/* What the stack gives back. */
SNIPPET(spilled,
	UNKNOWNS "r6 &= 0xff; *(u64 *)(r10 - 8) = r6; r1 = *(u64 *)(r10 - 8);"
		 "r2 = *(u32 *)(r10 - 8); r3 = *(u8 *)(r10 - 8); r4 = *(u16 *)(r10 - 6);"
		 "*(u32 *)(r10 - 16) = r6; r1 = *(u32 *)(r10 - 16); *(u32 *)(r10 - 12) = r7;"
		 "r2 = *(u64 *)(r10 - 16); r3 = *(u32 *)(r10 - 12); *(u64 *)(r10 - 24) = r8;"
		 "r4 = *(u64 *)(r10 - 24); if r4 > 5 goto 9f; r5 = *(u64 *)(r10 - 24);" END)
SNIPPET(zeroed, UNKNOWNS
	"r1 = 0; *(u64 *)(r10 - 8) = r1; r2 = *(u64 *)(r10 - 8); r3 = *(u8 *)(r10 - 5);"
	"*(u32 *)(r10 - 12) = r1; r4 = *(u32 *)(r10 - 12); r5 = *(u16 *)(r10 - 10);"
	"*(u8 *)(r10 - 8) = r6; r2 = *(u64 *)(r10 - 8); r3 = *(u8 *)(r10 - 1);"
	"*(u32 *)(r10 - 16) = r1; r4 = *(u64 *)(r10 - 16); r1 = 77; *(u32 *)(r10 - 24) = r1;"
	"r2 = *(u32 *)(r10 - 24); r3 = *(u16 *)(r10 - 24); r4 = *(u8 *)(r10 - 23);")
SNIPPET(at_an_index,
	UNKNOWNS "r1 = 0; *(u64 *)(r10 - 8) = r1; *(u64 *)(r10 - 16) = r1; r2 = r10; r2 += -16;"
		 "r6 &= 7; r2 += r6; r3 = *(u8 *)(r2 + 0); *(u8 *)(r2 + 0) = r1;"
		 "r4 = *(u64 *)(r10 - 16); *(u8 *)(r2 + 1) = r7; r5 = *(u64 *)(r10 - 8);"
		 "r5 = *(u64 *)(r10 - 16);")
SNIPPET(pointers_on_the_stack,
	"*(u64 *)(r10 - 8) = r1; r2 = *(u64 *)(r10 - 8); r3 = *(u32 *)(r2 + 0); r4 = r10;"
	"*(u64 *)(r10 - 16) = r4; r5 = *(u64 *)(r10 - 16); r5 += -8; r5 = *(u64 *)(r5 + 0);")
SNIPPET(values_of_a_map,
	UNKNOWNS "r1 = 0; *(u32 *)(r10 - 4) = r1; r2 = r10; r2 += -4; r1 = %[values] ll;"
		 "call %[lookup]; if r0 == 0 goto 9f; r1 = r0; r1 += 8; r2 = *(u8 *)(r1 + 3);"
		 "r6 &= 15; r0 += r6; r3 = *(u16 *)(r0 + 2); r0 += 4; *(u32 *)(r0 + 0) = r3;"
		 "r0 -= 2; r4 = *(u32 *)(r0 + 4); *(u64 *)(r1 + 0) = r4;" END)
SNIPPET_IN(
	"tc", packets,
	"r6 = *(u32 *)(r1 + 76); r7 = *(u32 *)(r1 + 80); r8 = *(u32 *)(r1 + 8); r2 = r6; r2 += 14;"
	"if r2 > r7 goto 9f; r3 = *(u16 *)(r6 + 12); r8 &= 60; r6 += r8; r4 = r6; r4 += 4;"
	"if r7 < r4 goto 9f; r5 = *(u32 *)(r6 + 0); r3 = *(u8 *)(r4 - 1); r4 += 4;"
	"if r4 >= r7 goto 9f; r5 = *(u8 *)(r4 + 0); r5 = *(u64 *)(r6 + 0);" END)
SNIPPET(loop, "r6 = 0; 1: r6 += 1; r1 = r6; r1 <<= 2; if r6 < 6 goto 1b; r2 = r6;")

char _license[] SEC("license") = "GPL";
