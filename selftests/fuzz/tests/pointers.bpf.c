// SPDX-License-Identifier: GPL-2.0
/*
 * Compiled plain, and with MENDED defined: what each function then has that no verifier takes, its
 * name says. LLVM itself makes of a masked index into an aligned buffer an OR.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#ifdef MENDED
#define ALIGNED(N) __attribute__((aligned(N)))
enum { MENDED_SIZE = 300, MENDED_OFFSET = 1 };
#else
#define ALIGNED(N)
enum { MENDED_SIZE = 100, MENDED_OFFSET = 4 };
#endif

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[64]);
} values SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} programs SEC(".maps");

static __always_inline void fill(struct __sk_buff *skb, char *to, __u32 size)
{
	bpf_skb_load_bytes(skb, 0, to, size);
}

SEC("tc") int ored(struct __sk_buff *skb)
{
	char text[8] ALIGNED(8);

	fill(skb, text, sizeof(text));
	return text[skb->mark & 7];
}

/* Both have it. */
SEC("tc") int ored_in_both(struct __sk_buff *skb)
{
	char text[8] __attribute__((aligned(8)));

	fill(skb, text, sizeof(text));
	return text[skb->mark & 7];
}

/* By way of the frame, and of a function of its own. */
static __noinline int by_function(const char *text, __u32 place)
{
	long at = (long)text;

#ifdef MENDED
	asm volatile("%0 |= %1" : "+r"(at) : "r"((long)place));
#else
	asm volatile("%0 += %1" : "+r"(at) : "r"((long)place));
#endif
	return *(volatile char *)at;
}

SEC("tc") int handed(struct __sk_buff *skb)
{
	char text[8];

	fill(skb, text, sizeof(text));
	return by_function(text, skb->mark & 7);
}

SEC("tc") int spilled(struct __sk_buff *skb)
{
	char *value;
	__u32 key = 0;

	value = bpf_map_lookup_elem(&values, &key);
	if (!value)
		return 0;
	asm volatile("*(u64 *)(r10 - 64) = %0\n\t"
		     "%0 = 0\n\t"
		     "%0 = *(u64 *)(r10 - 64)"
		     : "+r"(value));
#ifdef MENDED
	asm volatile("%0 <<= 1\n\t%0 >>= 1" : "+r"(value));
#endif
	return value[3];
}

/* Only on one of two paths it is a pointer. */
SEC("tc") int packet_on_one_path(struct __sk_buff *skb)
{
	long at = skb->mark, packet = skb->data;

	asm volatile("" : "+r"(at), "+r"(packet));
	if (skb->priority)
		at = packet;
#ifdef MENDED
	asm volatile("%0 ^= 3" : "+r"(at));
#else
	asm volatile("%0 += 3" : "+r"(at));
#endif
	return (int)at;
}

SEC("tc") int misaligned(struct __sk_buff *skb)
{
	char text[8] __attribute__((aligned(8)));

	fill(skb, text, sizeof(text));
#ifdef MENDED
	int number;

	asm volatile("%0 = *(u32 *)(r10 - 7)" : "=r"(number) : : "memory");
	return number;
#else
	return *(volatile int *)(text + MENDED_OFFSET);
#endif
}

/* Behind a table of jumps, for cpu v4. */
SEC("tc") int by_table(struct __sk_buff *skb)
{
	long at;

	asm volatile("%0 = r10" : "=r"(at));
	switch (skb->mark) {
#define CASE(N)                                                           \
	case N:                                                           \
		bpf_get_prandom_u32();                                    \
		bpf_skb_load_bytes(skb, N, (void *)(at - 16), 8 - N % 3); \
		break;
		CASE(0)
		CASE(1)
		CASE(2)
		CASE(3)
		CASE(4)
		CASE(5)
		CASE(6)
		CASE(7)
		CASE(8)
		CASE(9)
		CASE(10)
		CASE(11)
		CASE(12)
		CASE(13)
	case 14:
#ifdef MENDED
		asm volatile("%0 |= 1" : "+r"(at));
#endif
		return *(volatile char *)at;
	default:
		return 1;
	}
	return *(volatile char *)(at - 16);
}

static __noinline int deep(struct __sk_buff *skb)
{
	char text[MENDED_SIZE];

	fill(skb, text, sizeof(text));
	return text[skb->mark % MENDED_SIZE];
}

SEC("tc") int too_deep(struct __sk_buff *skb)
{
	char text[MENDED_SIZE];

	fill(skb, text, sizeof(text));
	return text[skb->mark % MENDED_SIZE] + deep(skb);
}

static __noinline int jumps(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &programs, 0);
	return skb->mark;
}

SEC("tc") int too_deep_to_jump(struct __sk_buff *skb)
{
	char text[MENDED_SIZE];

	fill(skb, text, sizeof(text));
	return text[skb->mark % MENDED_SIZE] + jumps(skb);
}

/* What every verifier takes: sums, differences of pointers, numbers however they are made. */
SEC("tc") int allowed(struct __sk_buff *skb)
{
	char text[16] __attribute__((aligned(8)));
	char *start = (void *)(long)skb->data, *stop = (void *)(long)skb->data_end;
	long zero = 0;

	fill(skb, text, sizeof(text));
#ifdef MENDED
	asm volatile("%0 = r10\n\t%0 -= r10" : "=r"(zero));
	zero = zero << 3 | zero >> 5;
#endif
	if (start + 2 > stop)
		return 0;
	return text[(skb->mark ^ skb->priority) % 13] + (int)(stop - start) + (int)zero + start[1];
}

char LICENSE[] SEC("license") = "GPL";
