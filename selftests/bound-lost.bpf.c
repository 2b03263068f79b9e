// SPDX-License-Identifier: GPL-2.0
/*
 * bound-lost: numbers that the source bounds, and whose bound the verifier loses in what LLVM makes
 * of them. Each program whose verdict differs between kernels shows a line of
 * docs/verifier-model.md. What is really unbounded is in bound-lost-unbounded.bpf.c.
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
	__type(value, char[256]);
} buffers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

static __always_inline char *buffer(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&buffers, &key);
}

/* Both checks of a length become one of n - 1: 7.0 sees that it tells of n. */
SEC("kprobe/x")
expect_reject("5.10-6.19", "R5 min value is negative")
int length(void *ctx)
{
	char *to = buffer();
	long n;

	if (!to)
		return 0;
	n = bpf_probe_read_kernel_str(to, 256, ctx);
	if (n > 0 && n < 256)
		bpf_perf_event_output(ctx, &events, 0, to, n);
	return 0;
}

/* The same with an int: compared in 32 bits, used in 64. */
SEC("kprobe/x")
expect_reject("5.10-7.3", "R5 unbounded memory access")
int int_length(void *ctx)
{
	char *to = buffer();
	int n;

	if (!to)
		return 0;
	n = bpf_probe_read_kernel_str(to, 256, ctx);
	if (n > 0 && n < 256)
		bpf_perf_event_output(ctx, &events, 0, to, n);
	return 0;
}

/* One string behind the other. */
SEC("kprobe/x")
expect_reject("5.10-6.19", "R1 unbounded memory access")
int append(void *ctx)
{
	char *to = buffer();
	__u32 end = 0;
	long n;

	if (!to)
		return 0;
	n = bpf_probe_read_kernel_str(to, 64, ctx);
	if (n > 0 && n <= 64)
		end += n;
	n = bpf_probe_read_kernel_str(to + end, 64, ctx + 64);
	if (n > 0 && n <= 64)
		end += n;
	bpf_perf_event_output(ctx, &events, 0, to, end & 127);
	return 0;
}

/*
 * The same, and both lengths together as a size: 6.16 forgets that sum ("REG INVARIANTS VIOLATION")
 * if the first length goes into it as it was before it was stated again.
 */
SEC("kprobe/x")
expect_reject("5.10-6.19", "R5 min value is negative")
int append_both(void *ctx)
{
	char *to = buffer();
	__u64 end = 0;
	long n;

	if (!to)
		return 0;
	n = bpf_probe_read_kernel_str(to, 128, ctx);
	if (n > 0 && n <= 128)
		end += n;
	n = bpf_probe_read_kernel_str(to + end, 128, ctx + 128);
	if (n > 0 && n <= 128)
		end += n;
	return bpf_perf_event_output(ctx, &events, 0, to, end) & 0;
}

/* Instruction selection of LLVM 22 makes a multiplication of it. */
SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
run_over(mark, 95, 105)
expect_returns("95 96 97 98 99 0 1 2 3 4 5")
int modulo(struct __sk_buff *skb)
{
	return numbers[skb->mark % 100];
}

/* 7.0 knows the range of a remainder. */
SEC("tc")
expect_reject("5.10-6.19", "register with unbounded min value is not allowed")
run_over(mark, 95, 105)
expect_returns("95 96 97 98 99 0 1 2 3 4 5")
int modulo64(struct __sk_buff *skb)
{
	return numbers[(skb->mark + ((__u64)skb->priority << 32)) % 100];
}

/* Compared on both sides, extended to 64 bits, then shifted to be positive. */
SEC("tc")
expect_reject("5.10-6.12,6.19-7.3", "unbounded memory access")
expect_reject("6.16-6.18", "makes map_value pointer be out of bounds")
run_over(mark, 0, 12)
expect_returns("10 11 12 13 14 15 16 17 18 19 20 0 0")
int both_sides(struct __sk_buff *skb)
{
	int i = skb->mark;

	if (i < -10 || i > 10)
		return 0;
	return numbers[i + 10];
}

/* "n != 0" took nothing off the range before 6.12. */
SEC("tc")
expect_reject("5.10-6.1", "unbounded memory access")
run_over(mark, 0, 3)
expect_returns("0 0 1 2")
int one_less(struct __sk_buff *skb)
{
	__u32 n = skb->mark;

	if (n < 1 || n > 64)
		return 0;
	return numbers[n - 1];
}

SEC("tc")
expect_reject("5.10-6.1", "invalid zero-sized read")
run_over(mark, 0, 15)
expect_returns("1 0*15")
int nonzero(struct __sk_buff *skb)
{
	__u32 n = skb->mark;
	char bytes[64] = {};

	if (!n || n > 64)
		return 1;
	return bpf_skb_load_bytes(skb, 0, bytes, n);
}

/* A difference is not below 0, because the two were compared: no verifier remembers that. */
SEC("tc")
expect_reject("5.10-7.3", "invalid zero-sized read")
run_over(mark, 0, 4)
expect_returns("1 1 0 0 0")
int difference(struct __sk_buff *skb)
{
	__u32 n = skb->mark, start = skb->cb[0] + 1;
	char bytes[64] = {};

	if (start >= n || n > 14)
		return 1;
	return bpf_skb_load_bytes(skb, 0, bytes, n - start);
}

/* The range of a negation is known from 6.17 on. */
SEC("tc")
expect_reject("5.10-6.16", "register with unbounded min value is not allowed")
run_over(mark, 0, 1)
expect_returns("0 50")
int negated(struct __sk_buff *skb)
{
	int n = skb->mark ? -50 * (int)skb->mark : 0;

	if (n < -99 || n > 0)
		return 0;
	return numbers[-n];
}

/* Two registers that are compared: both are refined from 6.12 on. */
SEC("tc")
expect_reject("5.10-6.1", "unbounded memory access")
run_over(mark, 0, 3)
run_over(priority, 0, 3)
int below_another(struct __sk_buff *skb)
{
	__u32 i = skb->mark, end = skb->priority;

	if (end > 60 || i >= end)
		return 0;
	return numbers[i];
}

SEC("tc")
expect_reject("5.10-6.19", "makes map_value pointer be out of bounds")
run_over(mark, 0, 3)
expect_returns("0 1 2 3")
int ternary(struct __sk_buff *skb)
{
	int n = skb->mark;

	return numbers[n > 0 && n < 100 ? n : 0];
}

/* Compared as the 16 bits that they are, and used after an extension of their own. */
SEC("tc")
expect_reject("5.10-7.3", "min value is")
run_over(mark, 98, 101)
expect_returns("98 99 0 0")
int half_word(struct __sk_buff *skb)
{
	short n = skb->mark;

	if (n < 0 || n > 99)
		return 0;
	return numbers[n];
}

/* A loop is followed as far as its bound can be. */
SEC("tc")
expect_reject("5.10-7.3", "min value is outside")
run_over(mark, 48, 52)
expect_returns("1128 1176 0 0 1")
int loop(struct __sk_buff *skb)
{
	__u32 n = skb->mark % 50, sum = 0;

	for (__u32 i = 0; i < n; i++)
		sum += numbers[i];
	return sum;
}

SEC("tc")
expect_reject("5.10-7.3", "invalid unbounded variable-offset read from stack")
run_over(mark, 12, 16)
run_over(data, 0, 3)
int stack(struct __sk_buff *skb)
{
	unsigned char bytes[14] = {};

	bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes));
	return bytes[skb->mark % 14];
}

/* "bytes - x + 13" is what LLVM makes of it; no verifier reads behind a subtraction. */
SEC("tc")
expect_any run_over(mark, 0, 16)
run_over(priority, 0, 2)
int from_the_end(struct __sk_buff *skb)
{
	long x = (long)skb->mark - skb->priority;
	unsigned char bytes[14] = {};

	bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes));
	if (x < 0 || x > 13)
		return 0;
	return bytes[13 - x];
}

/* The length of an int, times three, is computed in the upper half of a register. */
SEC("tc")
expect_any run_over(data, 0, 3)
int three_times(struct __sk_buff *skb)
{
	char text[32] = {};
	int n = bpf_probe_read_kernel_str(text, 16, (void *)(long)skb->data);

	if (n < 0 || n > 10)
		return 0;
	return numbers[n * 3];
}

/* Only the helper bounds it above; LLVM asks for one bit below. */
SEC("tc")
expect_any run_over(data, 0, 3)
int promised(struct __sk_buff *skb)
{
	char text[64];
	int n = bpf_probe_read_kernel_str(text, sizeof(text), (void *)(long)skb->data);

	if (n < 0)
		return 0;
	return numbers[n];
}

/* What the helper writes there must fit, too. */
SEC("kprobe/x")
expect_any int room_behind(void *ctx)
{
	char *to = buffer();
	long n;

	if (!to)
		return 0;
	n = bpf_probe_read_kernel_str(to, 200, ctx);
	if (n > 0 && n <= 200)
		bpf_probe_read_kernel_str(to + n, 56, ctx + 200);
	return 0;
}

SEC("tc")
expect_reject("5.10-7.3", "unbounded memory access")
int from_ring(struct __sk_buff *skb)
{
	char *record = bpf_ringbuf_reserve(&ring, 100, 0);

	if (!record)
		return 0;
	record[skb->mark % 100] = 1;
	bpf_ringbuf_discard(record, 0);
	return 0;
}

SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
run_over(mark, 0, 12)
run_over(data, 0, 1)
int packet(struct __sk_buff *skb)
{
	unsigned char *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u32 i = skb->mark % 10;

	if (start + i + 1 > end)
		return 0;
	return start[i];
}

/* What varies is from 7 on, and 7 is taken off behind it. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
run_over(mark, 5, 49)
run_over(data, 0, 1)
int packet_less(struct __sk_buff *skb)
{
	unsigned char *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	int x = (int)skb->mark;

	if (x < 7 || x > 46)
		return 0;
	if (start + (x - 7) + 1 > end)
		return 0;
	return start[x - 7];
}

/* What varies is below 0, and 5 is added behind it. */
SEC("tc")
expect_reject("5.10-6.12,6.19-7.0", "min value is negative")
expect_reject("6.16-6.18", "makes pkt pointer be out of bounds")
expect_reject("7.1-7.3", "unbounded memory access")
run_over(mark, 0, 36)
run_over(data, 0, 1)
int packet_more(struct __sk_buff *skb)
{
	unsigned char *start = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	short x = (short)(skb->mark - 6);

	if (x < -5 || x > 34)
		return 0;
	if (start + (x + 5) + 1 > end)
		return 0;
	return start[x + 5];
}

char _license[] SEC("license") = "GPL";
