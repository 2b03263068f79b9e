// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The compiler's doing: the source is right, and the form that LLVM made of it is refused. */
#include "labelled.h"

#define PACKET \
	unsigned char *start = (void *)(long)context->data, *end = (void *)(long)context->data_end

struct numbers {
	__u64 all[8];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct numbers);
} numbers SEC(".maps");

static __always_inline __u64 *find(__u32 key)
{
	struct numbers *found = bpf_map_lookup_elem(&numbers, &key);

	return found ? found->all : 0;
}

CLASS(compiler)
SEC("tc")
int masked_index(struct __sk_buff *skb)
{
	__u64 *all = find(0);
	unsigned char bytes[8] = {};

	if (!all || bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes)))
		return 0;
	all[bytes[skb->hash & 7] >> 5]++;
	return 0;
}

CLASS(compiler)
SEC("tc")
int both_missing(struct __sk_buff *skb)
{
	__u32 first = skb->mark, second = skb->priority;
	void *a = bpf_map_lookup_elem(&numbers, &first);
	void *b = bpf_map_lookup_elem(&numbers, &second);

	if (!a && !b)
		return 1;
	return 2;
}

CLASS(compiler)
SEC("socket")
int field_of_two(struct __sk_buff *skb)
{
	return skb->mark & 1 ? skb->priority : skb->cb[0];
}

CLASS(compiler)
SEC("tc")
int field_through_a_pointer(struct __sk_buff *skb)
{
	__u32 *field = skb->mark & 1 ? &skb->mark : &skb->priority;

	*field = *field + 1;
	return 0;
}

CLASS(compiler)
SEC("tc")
int byte_of_a_field(struct __sk_buff *skb)
{
	skb->mark = (skb->mark & ~0xff00) | (skb->priority & 0xff) << 8;
	return 0;
}

CLASS(compiler)
SEC("tc")
int fields_side_by_side(struct __sk_buff *skb)
{
	skb->mark = 0x100;
	skb->queue_mapping = 1;
	return 0;
}

CLASS(compiler)
SEC("tc")
int options_of_a_header(struct __sk_buff *context)
{
	PACKET;
	__u8 words, options;

	if (start + 20 > end)
		return 0;
	words = start[0] >> 4;
	if (words < 5)
		return 0;
	options = (words - 5) * 4;
	if (start + 20 + options + 4 > end)
		return 0;
	return start[20 + options] + start[20 + options + 3] + 1;
}

CLASS(compiler)
SEC("xdp")
int length_of_a_header(struct xdp_md *context)
{
	PACKET;
	__u8 length;

	if (start + 22 > end)
		return XDP_PASS;
	length = (start[2] & 15) * 4;
	if (length < 20)
		return XDP_PASS;
	if (start + 2 + length + 8 > end)
		return XDP_DROP;
	if ((start[2 + length] << 8 | start[2 + length + 1]) == 53 && !start[2 + length + 2])
		return XDP_TX;
	return XDP_PASS;
}

struct headers {
	struct short_header {
		__u32 number;
		__u8 kind;
	} *is_short;
	struct long_header {
		__u8 kind, fill[3];
		__u32 number[3];
	} *is_long;
};

static __always_inline int parse(struct __sk_buff *skb, struct headers *headers)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	char *payload;

	headers->is_short = 0;
	headers->is_long = 0;
	if (skb->mark == 1) {
		headers->is_short = data;
		payload = data + sizeof(struct short_header);
	} else if (skb->mark == 2) {
		headers->is_long = data;
		payload = data + sizeof(struct long_header);
	} else {
		return -1;
	}
	if ((void *)payload + 8 > end)
		return -1;
	return *payload;
}

CLASS(compiler)
SEC("tc")
int header_of_two(struct __sk_buff *skb)
{
	struct headers headers;

	if (parse(skb, &headers) < 0)
		return -1;
	return headers.is_short ? headers.is_short->kind : headers.is_long->kind;
}

CLASS(compiler)
SEC("tc")
int checked_as_a_byte(struct __sk_buff *skb)
{
	__u8 which = skb->mark;
	__u64 *all = find(0);

	if (!all || which > 7)
		return 0;
	barrier_var(which);
	all[which] = skb->priority;
	return 0;
}

CLASS(compiler)
SEC("tc")
int checked_from_both_ends(struct __sk_buff *skb)
{
	static char bytes[256];
	int size = (int)skb->mark;

	if (size > 0 && size < 256)
		return bpf_skb_load_bytes(skb, 0, bytes, size);
	return 0;
}

CLASS(compiler)
SEC("tc")
int counter_that_fetches(struct __sk_buff *skb)
{
	__u64 *all = find(1);

	if (all)
		__sync_fetch_and_add(all, skb->len);
	return 0;
}
