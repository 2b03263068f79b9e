// SPDX-License-Identifier: GPL-2.0
/*
 * libcall: loops and copies of which LLVM makes calls, products of more than 64 bits, and signed
 * divisions. clang does not compile them, in no mode but "mend": so the plain program does the same
 * in another way, which LLVM does not recognise, and must return the same. The mended one is
 * compiled with BPFMEND_MENDED.
 */
#include "selftest.h"

typedef unsigned char byte;

#ifdef BPFMEND_MENDED
#define observed(pointer) (pointer)
#define SEEN
#else
/* A loop of volatile accesses is no copy. */
#define SEEN volatile
#define observed(pointer) ((volatile __typeof__(*(pointer)) *)(pointer))
#endif

struct record {
	byte bytes[320];
	__u64 words[40];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct record);
} records SEC(".maps");

byte table[1101];
__u64 aligned_table[200];

static __always_inline struct record *record(__u32 key)
{
	return bpf_map_lookup_elem(&records, &key);
}

/* Each byte another one, and others in each run. */
static __always_inline void fill(volatile byte *bytes, __u32 count, __u32 seed)
{
	for (__u32 i = 0; i < count; i++)
		bytes[i] = (seed + i) * 37 + (i >> 3);
}

static __always_inline int sum_of(volatile byte *bytes, __u32 count)
{
	__u32 sum = 0;

	for (__u32 i = 0; i < count; i++)
		sum = (sum * 31 + bytes[i]) & 0xffffff;
	return sum;
}

/* memcpy(), byte by byte, from the stack. */
SEC("tc")
run_over(mark, 0, 10)
int copy_bytes(struct __sk_buff *skb)
{
	struct record *to = record(0);
	__u64 stamp = 0x1122334455667788 ^ skb->priority;
	const SEEN byte *from = (const SEEN byte *)&stamp;
	__u32 count = skb->mark;

	if (!to)
		return -1;
	fill(to->bytes, 12, 3);
	if (count > sizeof(stamp))
		count = sizeof(stamp);
	for (__u32 i = 0; i < count; i++)
		observed(to->bytes)[i] = from[i];
	return sum_of(to->bytes, 12);
}

/* memcpy() of words; the count is what a mask leaves of it. */
SEC("tc")
run_over(mark, 0, 33)
int copy_words(struct __sk_buff *skb)
{
	struct record *to = record(0);
	__u32 count = skb->mark & 31;

	if (!to)
		return -1;
	fill((byte *)to->words, sizeof(to->words), 1);
	fill((byte *)aligned_table, 256, skb->mark);
	for (__u32 i = 0; i < count; i++)
		observed(to->words)[i] = observed(aligned_table)[i];
	return sum_of((byte *)to->words, sizeof(to->words));
}

/* memset() of a length that varies, to a number that does, too. */
SEC("tc")
run_over(mark, 0, 70)
int set_bytes(struct __sk_buff *skb)
{
	struct record *to = record(1);
	byte value = skb->priority + 5;
	__u64 count = skb->mark;

	if (!to)
		return -1;
	fill(to->bytes, 70, 9);
	if (count > 64)
		return -2;
	for (__u64 i = 0; i < count; i++)
		observed(to->bytes)[i] = value;
	return sum_of(to->bytes, 70);
}

/* memset() of more than LLVM stores one by one: a constant, of bytes and of words and a rest. */
SEC("tc")
run_over(mark, 0, 1)
int set_table(struct __sk_buff *skb)
{
	fill(table, sizeof(table), 2);
	fill((byte *)aligned_table, sizeof(aligned_table), 7);
	for (__u32 i = 0; i < 1027; i++)
		observed(table)[i] = skb->mark + 0x80;
	for (__u32 i = 0; i < 1061; i++)
		observed((byte *)aligned_table)[i] = 0x55;
	return sum_of(table, sizeof(table)) ^ sum_of((byte *)aligned_table, sizeof(aligned_table));
}

/* memmove() down by one: from the first byte on. */
SEC("tc")
run_over(mark, 0, 34)
int move_down(struct __sk_buff *skb)
{
	struct record *to = record(0);
	__u32 count = skb->mark;

	if (!to || count > 32)
		return -1;
	fill(to->bytes, 40, 4);
	for (__u32 i = 0; i < count; i++)
		observed(to->bytes)[i] = observed(to->bytes)[i + 1];
	return sum_of(to->bytes, 40);
}

/*
 * memmove() up, of a constant size, from the last byte on: in words and with a rest. The plain
 * programs move by way of the table, and both fill it: what they leave in memory is compared, too.
 */
SEC("tc")
run_over(mark, 0, 1)
int move_up(struct __sk_buff *skb)
{
	fill((byte *)aligned_table, sizeof(aligned_table), skb->mark);
	for (__u32 i = 0; i < sizeof(table); i++)
		((volatile byte *)table)[i] = ((volatile byte *)aligned_table)[i];
#ifdef BPFMEND_MENDED
	__builtin_memmove((byte *)aligned_table + 8, aligned_table, sizeof(table));
#else
	for (__u32 i = 0; i < sizeof(table); i++)
		((volatile byte *)aligned_table)[i + 8] = ((volatile byte *)table)[i];
#endif
	return sum_of((byte *)aligned_table, sizeof(aligned_table));
}

/* memmove() up of a length that varies: short, and long. */
SEC("tc")
run_over(mark, 0, 34)
int move_up_bytes(struct __sk_buff *skb)
{
	struct record *to = record(0);
	__u32 count = skb->mark;

	if (!to || count > 32)
		return -1;
	fill(to->bytes, 40, 4);
	for (__u32 i = 0; i < 32; i++)
		if (i < count)
			((volatile byte *)table)[i] = ((volatile byte *)to->bytes)[i];
#ifdef BPFMEND_MENDED
	__builtin_memmove(to->bytes + 3, to->bytes, count);
#else
	for (__u32 i = 0; i < 32; i++)
		if (i < count)
			((volatile byte *)to->bytes)[i + 3] = ((volatile byte *)table)[i];
#endif
	return sum_of(to->bytes, 40);
}

SEC("tc")
run_over(mark, 0, 34)
int move_up_many(struct __sk_buff *skb)
{
	struct record *to = record(0);
	__u32 count = skb->mark * 9;

	if (!to || count > 300)
		return -1;
	fill(to->bytes, sizeof(to->bytes), 4);
	for (__u32 i = 0; i < 300; i++)
		if (i < count)
			((volatile byte *)table)[i] = ((volatile byte *)to->bytes)[i];
#ifdef BPFMEND_MENDED
	__builtin_memmove(to->bytes + 5, to->bytes, count);
#else
	for (__u32 i = 0; i < 300; i++)
		if (i < count)
			((volatile byte *)to->bytes)[i + 5] = ((volatile byte *)table)[i];
#endif
	return sum_of(to->bytes, sizeof(to->bytes));
}

/* memmove() of two addresses of which only the program knows which is first. */
SEC("tc")
run_over(mark, 0, 9)
run_over(priority, 0, 6)
int move_either(struct __sk_buff *skb)
{
	struct record *to = record(0);
	__u32 count = skb->mark, from_at = skb->priority & 7;

	if (!to || count > 8)
		return -1;
	fill(to->bytes, 24, 6);
#ifdef BPFMEND_MENDED
	__builtin_memmove(to->bytes + 3, to->bytes + from_at, count);
#else
	volatile byte between[8];

	for (__u32 i = 0; i < 8; i++)
		if (i < count)
			between[i] = ((volatile byte *)to->bytes)[from_at + i];
	for (__u32 i = 0; i < 8; i++)
		if (i < count)
			((volatile byte *)to->bytes)[3 + i] = between[i];
#endif
	return sum_of(to->bytes, 24);
}

/* A copy for which LLVM takes more stack than there is, -mcpu=v3 on: to where nothing is aligned.
 */
int numbers[128];
byte unaligned[512];

SEC("tc")
run_over(mark, 0, 1)
int copy_table(struct __sk_buff *skb)
{
	fill((byte *)numbers, sizeof(numbers), skb->mark);
#ifdef BPFMEND_MENDED
	__builtin_memcpy(unaligned, numbers, sizeof(numbers));
#else
	for (__u32 i = 0; i < sizeof(numbers); i++)
		((volatile byte *)unaligned)[i] = ((volatile byte *)numbers)[i];
#endif
	return sum_of(unaligned, sizeof(unaligned));
}

/* What a loop sums up, as a formula. */
SEC("tc")
run_over(mark, 0, 300)
int sum_of_squares(struct __sk_buff *skb)
{
	__u64 rounds = skb->mark & 0xff;
	__u64 sum = 0;

	for (SEEN __u64 i = 0; i < rounds; i++)
		sum += i * i * 3;
	return sum & 0x7fffffff;
}

static __always_inline __u64 spread(__u32 number)
{
	return number * 0x9e3779b97f4a7c15;
}

/* The upper half of a product, which the plain program puts together by hand. */
static __always_inline __u64 high_product(__u64 x, __u64 y)
{
#ifdef BPFMEND_MENDED
	return ((unsigned __int128)x * y) >> 64;
#else
	__u64 xl = x & 0xffffffff, xh = x >> 32, yl = y & 0xffffffff, yh = y >> 32;
	__u64 first = xh * yl + (xl * yl >> 32);

	/* AggressiveInstCombine of LLVM 22 would see the product in it. */
	asm volatile("" : "+r"(first));
	return xh * yh + (first >> 32) + (((first & 0xffffffff) + xl * yh) >> 32);
#endif
}

SEC("tc")
run_over(mark, 0, 40)
run_over(priority, 0, 40)
int products(struct __sk_buff *skb)
{
	__u64 high = high_product(spread(skb->mark), ~spread(skb->priority));

	return (high ^ high >> 31) & 0x7fffffff;
}

/* Whether a product has more than 64 bits. */
SEC("tc")
run_over(mark, 0, 40)
run_over(priority, 0, 70)
int overflows(struct __sk_buff *skb)
{
	__u64 x = spread(skb->mark), y = 1ull << (skb->priority & 63), low;
	int more;

#ifdef BPFMEND_MENDED
	more = __builtin_mul_overflow(x, y, &low);
#else
	low = x * y;
	more = high_product(x, y) != 0;
#endif
	return ((low ^ low >> 31) & 0x3fffffff) << 1 | more;
}

/* Signed. */
SEC("tc")
run_over(mark, 0, 40)
run_over(priority, 0, 70)
int signed_overflows(struct __sk_buff *skb)
{
	__s64 x = spread(skb->mark) >> 1, y = 1ull << (skb->priority & 63), low;
	int more;

	if (skb->mark & 1)
		x = -x;
#ifdef BPFMEND_MENDED
	more = __builtin_mul_overflow(x, y, &low);
#else
	__u64 size = x < 0 ? -(__u64)x : x, scale = y < 0 ? -(__u64)y : y;
	__u64 most = (x < 0) != (y < 0) ? 1ull << 63 : (1ull << 63) - 1;

	low = (__u64)x * (__u64)y;
	more = high_product(size, scale) != 0 || size * scale > most;
#endif
	return ((low ^ (__u64)low >> 31) & 0x3fffffff) << 1 | more;
}

/* Signed divisions, of both widths, by numbers of both signs. */
static __always_inline __s64 divided(__s64 x, __s64 y, int rest)
{
#ifdef BPFMEND_MENDED
	return rest ? x % y : x / y;
#else
	__u64 size = x < 0 ? -(__u64)x : x, by = y < 0 ? -(__u64)y : y;
	__u64 result = rest ? size % by : size / by;

	return rest ? (x < 0 ? -result : result) : ((x < 0) != (y < 0) ? -result : result);
#endif
}

SEC("tc")
run_over(mark, 0, 20)
run_over(priority, 0, 20)
int divisions(struct __sk_buff *skb)
{
	__s64 x = (__s64)spread(skb->mark) >> (skb->mark & 7), y = (__s32)skb->priority - 10;
	__s64 result;

	if (!y)
		return -1;
	result = divided(x, y, 0) * 5 + divided(x, y, 1) * 3 + divided(x, 7, 0);
	return (result ^ result >> 31) & 0x7fffffff;
}

static __always_inline __s32 divided_32(__s32 x, __s32 y, int rest)
{
#ifdef BPFMEND_MENDED
	return rest ? x % y : x / y;
#else
	return divided(x, y, rest);
#endif
}

SEC("tc")
run_over(mark, 0, 20)
run_over(priority, 0, 20)
int divisions_of_32_bits(struct __sk_buff *skb)
{
	__s32 x = spread(skb->mark) >> 33, y = (__s32)skb->priority - 10;

	if (skb->mark & 1)
		x = -x;
	if (!y)
		return -1;
	return (divided_32(x, y, 0) * 5 ^ divided_32(x, y, 1)) & 0x7fffffff;
}

char LICENSE[] SEC("license") = "GPL";
