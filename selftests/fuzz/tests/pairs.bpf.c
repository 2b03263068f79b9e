// SPDX-License-Identifier: GPL-2.0
/*
 * Compiled plain, and with MENDED defined: each program then differs in the way its name says, or
 * in none that can be seen.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#ifdef MENDED
#define MENDED_OR(MENDED, PLAIN) (MENDED)
#else
#define MENDED_OR(MENDED, PLAIN) (PLAIN)
#endif

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, __u64);
} table SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} array SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 8);
	__type(value, __u32);
} queue SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} inner SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = { .values = { &inner } };

extern int bpf_dynptr_from_xdp(struct xdp_md *packet, __u64 flags,
			       struct bpf_dynptr *dynptr) __ksym __weak;
extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *dynptr, __u32 offset, void *buffer,
				   __u32 size) __ksym __weak;
extern int bpf_of_no_kernel(void) __ksym __weak;

__u64 global;
unsigned char bytes[256];

/* One mark of 128 small ones is rare, but not too rare. */
SEC("tc") int returned(struct __sk_buff *skb)
{
	return skb->mark == 77 ? MENDED_OR(1, 2) : 3;
}

SEC("tc") int in_global(struct __sk_buff *skb)
{
	global = skb->mark + MENDED_OR(1, 0);
	return 0;
}

/* The content tells one index from another although nobody has written it. */
SEC("tc") int in_index(struct __sk_buff *skb)
{
	return bytes[skb->mark & MENDED_OR(63, 127)];
}

SEC("tc") int in_array(struct __sk_buff *skb)
{
	__u32 key = MENDED_OR(1, 2);
	__u64 *value = bpf_map_lookup_elem(&array, &key);

	if (value)
		*value = 5;
	return 0;
}

SEC("tc") int in_table(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	__u64 value = MENDED_OR(7, 8);

	return bpf_map_update_elem(&table, &key, &value, BPF_ANY);
}

SEC("tc") int in_record(struct __sk_buff *skb)
{
	__u32 *record = bpf_ringbuf_reserve(&ring, 8, 0);

	if (!record)
		return 0;
	record[0] = skb->mark;
	record[1] = MENDED_OR(1, 0);
	bpf_ringbuf_submit(record, 0);
	return 0;
}

SEC("tc") int in_text(struct __sk_buff *skb)
{
	bpf_printk("%u", skb->mark & MENDED_OR(0xff, 0x1ff));
	return 0;
}

SEC("tc") int in_context(struct __sk_buff *skb)
{
	skb->priority = MENDED_OR(3, 4);
	return 0;
}

SEC("tc") int in_packet(struct __sk_buff *skb)
{
	unsigned char *start = (void *)(long)skb->data, *stop = (void *)(long)skb->data_end;

	if (start + 4 <= stop)
		start[3] = MENDED_OR(3, 4);
	return 0;
}

SEC("tc") int in_fault(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + MENDED_OR(4096, 8));
}

const volatile int constant = 3;

SEC("tc") int in_constant(struct __sk_buff *skb)
{
#ifdef MENDED
	*(volatile int *)&constant = 3;
#endif
	return constant;
}

SEC("tc") int in_redirect(struct __sk_buff *skb)
{
	bpf_redirect(MENDED_OR(1, 2), 0);
	return 0;
}

SEC("tc") int in_queue(struct __sk_buff *skb)
{
	__u32 number = skb->mark;

	bpf_map_push_elem(&queue, &number, BPF_ANY);
	bpf_map_pop_elem(&queue, &number);
	bpf_map_push_elem(&queue, &number, MENDED_OR(BPF_ANY, BPF_NOEXIST));
	return 0;
}

SEC("tc") int in_inner(struct __sk_buff *skb)
{
	__u32 key = 1;
	void *map = bpf_map_lookup_elem(&outer, &key);
	__u64 *value;

	if (!map)
		return 0;
	value = bpf_map_lookup_elem(map, &key);
	if (value)
		*value = MENDED_OR(5, 6);
	return 0;
}

/* What lies behind an argument can be read. */
SEC("fentry/uptime_proc_show") int in_kernel(__u64 *arguments)
{
	return *(int *)(arguments[0] + MENDED_OR(8, 16));
}

SEC("xdp") int in_slice(struct xdp_md *xdp)
{
	struct bpf_dynptr dynptr;
	char buffer[4], *slice;

	if (bpf_dynptr_from_xdp(xdp, 0, &dynptr))
		return 1;
	slice = bpf_dynptr_slice_rdwr(&dynptr, 2, buffer, sizeof(buffer));
	if (!slice)
		return 2;
	return slice[MENDED_OR(0, 1)];
}

SEC("xdp") int no_kfunc(struct xdp_md *xdp)
{
	return bpf_of_no_kernel();
}

/* The clock runs, the task and random numbers stay; what is laundered is what it was. */
SEC("tc") int same(struct __sk_buff *skb)
{
	unsigned char text[16] = {};
	__u32 random;

#ifdef MENDED
	__u64 now = bpf_jiffies64();

	__builtin_memset(text, bpf_jiffies64() - now, sizeof(text));
#endif
	bpf_skb_load_bytes(skb, 0, text, sizeof(text));
	random = bpf_get_prandom_u32();
	global = bpf_jiffies64();
	return text[random & 15] + bpf_get_smp_processor_id();
}

/* The plain program is wrong: no ground to compare with. */
SEC("tc") int plain_reads_unwritten(struct __sk_buff *skb)
{
	volatile char text[8];

	if (MENDED_OR(1, 0))
		text[3] = 0;
	return text[3];
}

SEC("tc") int plain_faults(struct __sk_buff *skb)
{
	return *(volatile int *)((char *)skb + MENDED_OR(8, 4096));
}

SEC("nothing/known") int not_known(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
