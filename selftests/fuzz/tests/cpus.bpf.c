// SPDX-License-Identifier: GPL-2.0
/*
 * Compiled for cpu v1 to v4, which have different instructions for the same: whatever they are, the
 * programs do the same.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} array SEC(".maps");

const volatile __u32 table[8] = { 3, 1, 4, 1, 5, 9, 2, 6 };
static __u64 counter;
__u64 sum;

SEC("tc") int arithmetic(struct __sk_buff *skb)
{
	__u32 a = skb->mark, b = skb->priority | 1;
	int c = (int)a, d = (int)(b >> 20) | 1;
	__u64 wide = (__u64)a * b;

	sum = wide / b + wide % (b | 16) + (wide >> (a & 63)) + (wide << (b & 63));
	sum ^= (__u64)((long)wide >> (a & 63)) + (a << (b & 31)) + ((__u32)c >> (a & 31));
	sum += (__u64)(c >> (b & 31)) + a / b + a % b + (__u64)(c * d);
	sum -= (__u64)(long)(short)a + (__u64)(long)(signed char)b + __builtin_bswap32(a);
	sum += __builtin_bswap64(wide) + __builtin_bswap16((__u16)b);
	return (int)(sum ^ sum >> 32);
}

SEC("tc") int comparisons(struct __sk_buff *skb)
{
	__u32 a = skb->mark, b = skb->priority;
	int c = (int)a, d = (int)b;
	long e = (long)((__u64)a << 32 | b), f = (long)((__u64)b << 32 | a);

	return (a < b) + 2 * (a <= b) + 4 * (c < d) + 8 * (c <= d) + 16 * (e < f) +
	       32 * ((__u64)e < (__u64)f) + 64 * (a == b) + 128 * ((a & b) != 0) + 256 * (c > -5) +
	       512 * (a > 100) + 1024 * (d >= 0);
}

static __noinline __u64 step(__u64 x, __u32 *place)
{
	*place += 3;
	return x * 6364136223846793005ULL + table[*place & 7];
}

SEC("tc") int functions(struct __sk_buff *skb)
{
	__u32 place = skb->mark;
	__u64 x = 1;

	for (int i = 0; i < 20; i++)
		x = step(x, &place);
	counter += place;
	return (int)(x >> 32) + place;
}

struct bpf_map;

struct loop {
	__u32 found, wanted;
};

static long look(__u32 i, struct loop *loop)
{
	loop->found += table[i & 7];
	return loop->found > loop->wanted;
}

SEC("tc") int callbacks(struct __sk_buff *skb)
{
	struct loop loop = { .wanted = skb->mark & 63 };
	long turns = bpf_loop(skb->priority & 31, look, &loop, 0);

	return (int)turns * 1000 + (int)loop.found;
}

static long add(struct bpf_map *map, __u32 *key, __u64 *value, __u64 *total)
{
	*total += *value + *key;
	*value = *key;
	return *key == 6;
}

SEC("tc") int elements(struct __sk_buff *skb)
{
	__u64 total = 0;
	long count = bpf_for_each_map_elem(&array, add, &total, 0);

	return (int)(count * 1000 + total);
}

SEC("xdp") int packet(struct xdp_md *xdp)
{
	unsigned char *start = (void *)(long)xdp->data, *stop = (void *)(long)xdp->data_end;
	int total = 0;

	for (int i = 0; i < 40 && start + i + 1 <= stop; i++)
		total = total * 31 + start[i];
	return total;
}

/* LLVM makes a table of jumps of it for cpu v4; two, so that the second is not at 0. */
#define TABLE(NUMBER)                              \
	switch (NUMBER) {                          \
	case 0:                                    \
		sum = 5;                           \
		return bpf_get_prandom_u32();      \
	case 1:                                    \
		bpf_printk("one");                 \
		return 7;                          \
	case 2:                                    \
		sum = 8;                           \
		return bpf_get_smp_processor_id(); \
	case 3:                                    \
		sum ^= 8;                          \
		return 9;                          \
	case 4:                                    \
		sum += bpf_ktime_get_ns();         \
		return 3;                          \
	case 5:                                    \
		bpf_printk("five %d", skb->len);   \
		return 17;                         \
	case 6:                                    \
		sum ^= 18;                         \
		return 19;                         \
	case 7:                                    \
		return bpf_get_prandom_u32() + 5;  \
	case 8:                                    \
		sum ^= 28;                         \
		return 29;                         \
	case 9:                                    \
		bpf_printk("nine");                \
		return 39;                         \
	case 10:                                   \
		sum ^= 58;                         \
		return 49;                         \
	case 11:                                   \
		sum ^= 48;                         \
		return 59;                         \
	case 12:                                   \
		sum -= 68;                         \
		return 69;                         \
	case 13:                                   \
		return bpf_get_prandom_u32() * 5;  \
	case 14:                                   \
		sum ^= 8;                          \
		return 89;                         \
	default:                                   \
		return 1;                          \
	}

SEC("tc")
int choices(struct __sk_buff *skb){ TABLE(skb -> mark) }

SEC("tc") int other_choices(struct __sk_buff *skb)
{
	TABLE(skb->priority)
}

char LICENSE[] SEC("license") = "GPL";
