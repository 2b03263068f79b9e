// SPDX-License-Identifier: GPL-2.0
/*
 * bound-lost: a static subprogram indexes memory that its callers give it. The verifier walks it
 * once for each call, with the registers that the caller has then.
 */
#include "selftest.h"

#define TEN(n) n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9
#define FIFTY(n) TEN(n), TEN(n + 10), TEN(n + 20), TEN(n + 30), TEN(n + 40)

/* Each holds its own index: what is returned tells which one was read. */
const volatile unsigned char numbers[100] = { FIFTY(0), FIFTY(50) };

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[100]);
} buffers SEC(".maps");

static __always_inline char *buffer(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&buffers, &key);
}

static __noinline int checked_inside(const volatile unsigned char *bytes, int i)
{
	if (i < -10 || i > 10)
		return 0;
	return bytes[i + 10];
}

/* Into a global variable, from its start and from its end: the least room of both. */
SEC("tc")
expect_reject("5.10-6.12,6.19-7.3", "unbounded memory access")
expect_reject("6.16-6.18", "makes map_value pointer be out of bounds")
run_over(mark, 0, 12)
expect_returns("99 101 103 105 107 109 111 113 115 117 119 0 0")
int global(struct __sk_buff *skb)
{
	return checked_inside(numbers, skb->mark) + checked_inside(numbers + 79, skb->mark);
}

static __noinline int on_stack(char *bytes, __u64 i)
{
	return bytes[i % 20];
}

SEC("tc")
expect_reject("5.10-6.19", "register with unbounded min value is not allowed")
run_over(mark, 18, 22)
expect_returns("36 38 0 2 4")
int stack(struct __sk_buff *skb)
{
	char bytes[24];

	for (int i = 0; i < sizeof(bytes); i++)
		((volatile char *)bytes)[i] = i;
	return on_stack(bytes, skb->mark) +
	       on_stack(bytes, skb->mark + ((__u64)skb->priority << 32));
}

static __noinline int in_packet(unsigned char *bytes, unsigned char *end, __u32 i)
{
	i %= 10;
	if (bytes + i + 1 > end)
		return 0;
	return bytes[i];
}

SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
run_over(mark, 0, 12)
run_over(data, 0, 1)
int packet(struct __sk_buff *skb)
{
	unsigned char *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	return in_packet(start, end, skb->mark) + in_packet(start + 1, end, skb->priority);
}

static __noinline int as_given(const volatile unsigned char *bytes, __u32 i)
{
	return bytes[i];
}

/* The index is bounded where the call is, and lost there. */
SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
run_over(mark, 98, 102)
expect_returns("146 148 0 2 4")
int given(struct __sk_buff *skb)
{
	return as_given(numbers, skb->mark % 100) + as_given(numbers, skb->mark % 50);
}

/* Bounded there in a way that the verifier follows: every kernel loads it, nothing is inserted. */
static __noinline int followed(const volatile unsigned char *bytes, __u32 i)
{
	return bytes[i];
}

SEC("tc")
run_over(mark, 0, 12)
expect_returns("0 2 4 6 8 10 12 14 16 0*4")
int compared(struct __sk_buff *skb)
{
	if (skb->mark > 8)
		return 0;
	return followed(numbers, skb->mark) + followed(numbers, skb->mark & 15);
}

/* One of the callers bounds nothing. */
static __noinline int unbounded_once(char *bytes, __u32 i)
{
	return bytes[i];
}

SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
expect_unmended
int unbounded(struct __sk_buff *skb)
{
	char *bytes = buffer();

	if (!bytes)
		return 0;
	return unbounded_once(bytes, skb->mark % 100) + unbounded_once(bytes, skb->priority);
}

/* One of the callers has less memory. */
static __noinline int short_once(char *bytes, __u32 i)
{
	return bytes[i % 50];
}

SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
expect_unmended
int too_short(struct __sk_buff *skb)
{
	char *bytes = buffer();

	if (!bytes)
		return 0;
	return short_once(bytes, skb->mark) + short_once(bytes + 51, skb->priority);
}

char _license[] SEC("license") = "GPL";
