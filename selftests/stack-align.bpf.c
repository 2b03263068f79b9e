// SPDX-License-Identifier: GPL-2.0
/*
 * stack-align: what a cast promises of an address on the stack, and the object does not keep. The
 * pointer is a variable each time: clang 22 sees through a cast that is read at once.
 */
#include "selftest.h"

#define MISALIGNED "misaligned stack access"
#define EVERY_KERNEL "5.10-7.3"

/* 13 bytes, which lie right below the frame pointer: nothing of them is aligned. */
#define BYTES 13

struct __attribute__((packed)) header {
	__u8 kind;
	__u64 number;
	__u32 length;
};

/* At a multiple of the width: the object is aligned. */
SEC("tc")
expect_reject(EVERY_KERNEL, MISALIGNED)
run_over(data, 5, 6)
run_over(mark, 0, 1)
expect_returns("5 5 6 6")
int word(struct __sk_buff *skb)
{
	char bytes[BYTES];
	__u32 *number = (__u32 *)(bytes + 4);

	bpf_skb_load_bytes(skb, 0, bytes + 4, 9);
	return *number;
}

/* Not at one: it is read in pieces. */
SEC("tc")
expect_reject(EVERY_KERNEL, MISALIGNED)
run_over(data, 5, 6)
run_over(mark, 0, 1)
expect_returns("5 5 6 6")
int member(struct __sk_buff *skb)
{
	struct header header;
	__u64 *number = (__u64 *)&((char *)&header)[1];

	bpf_skb_load_bytes(skb, 0, &((char *)&header)[1], 4);
	bpf_skb_load_bytes(skb, 8, &((char *)&header)[5], 4);
	return *number;
}

/* A store; what it leaves is read byte by byte. */
SEC("tc")
expect_reject(EVERY_KERNEL, MISALIGNED)
run_over(mark, 260, 261)
run_over(priority, 3, 3)
expect_returns("4 5")
int store(struct __sk_buff *skb)
{
	volatile char bytes[BYTES] = {};
	__u32 *number = (__u32 *)&bytes[5];
	__u32 i = skb->priority;

	*number = skb->mark;
	if (i > 8)
		return 0;
	return bytes[i + 2];
}

/* A subprogram reads its caller's bytes. */
static __attribute__((noinline)) int read_word(const void *bytes)
{
	return *(const __u32 *)bytes;
}

SEC("tc")
expect_reject(EVERY_KERNEL, MISALIGNED)
run_over(data, 5, 6)
run_over(mark, 0, 1)
expect_returns("5 5 6 6")
int subprogram(struct __sk_buff *skb)
{
	char bytes[BYTES];

	bpf_skb_load_bytes(skb, 0, bytes, BYTES);
	return read_word(bytes);
}

/* An index steps over words that begin at 1. */
SEC("tc")
expect_reject(EVERY_KERNEL, MISALIGNED)
run_over(data, 5, 6)
run_over(mark, 0, 0)
expect_returns("5 6")
int words(struct __sk_buff *skb)
{
	char bytes[BYTES + 1];
	__u32 *numbers = (__u32 *)(bytes + 1), i = skb->mark;

	bpf_skb_load_bytes(skb, 0, numbers, 12);
	if (i > 2)
		return 0;
	return numbers[i];
}

/* Where the layout happens to align it, it loads. */
SEC("tc")
run_over(data, 5, 6)
run_over(mark, 0, 0)
expect_returns("5 6")
int luck(struct __sk_buff *skb)
{
	char bytes[BYTES];
	__u32 *number = (__u32 *)(bytes + 1);

	bpf_skb_load_bytes(skb, 0, number, 12);
	return *number;
}

/* LLVM itself aligns an object for accesses at its start. */
SEC("tc")
run_over(data, 5, 6)
run_over(mark, 0, 1)
expect_returns("5 5 6 6")
int start(struct __sk_buff *skb)
{
	char bytes[BYTES];

	bpf_skb_load_bytes(skb, 0, bytes, BYTES);
	return *(__u32 *)bytes;
}

/* Members of a packed struct are known to be misaligned. */
SEC("tc")
run_over(data, 5, 6)
run_over(mark, 0, 1)
int packed(struct __sk_buff *skb)
{
	struct header header;

	bpf_skb_load_bytes(skb, 0, &header, sizeof(header));
	return header.number + header.length;
}

/* The last of these words ends behind the object. Once aligned, only the frame would end it. */
SEC("tc")
expect_reject(EVERY_KERNEL, MISALIGNED)
expect_unmended
int one_word_too_many(struct __sk_buff *skb)
{
	char bytes[BYTES];
	__u32 *numbers = (__u32 *)(bytes + 2), i = skb->mark;

	bpf_skb_load_bytes(skb, 0, bytes, BYTES);
	if (i > 2)
		return 0;
	return numbers[i];
}

/* The same at a constant offset, of bytes that lie in the frame. */
SEC("tc")
expect_reject(EVERY_KERNEL, MISALIGNED)
expect_unmended
int behind_object(struct __sk_buff *skb)
{
	char above[8], bytes[BYTES];
	__u32 *number = (__u32 *)(bytes + 11);

	bpf_skb_load_bytes(skb, 0, above, sizeof(above));
	bpf_skb_load_bytes(skb, 0, bytes, BYTES);
	return *number + above[1];
}

char _license[] SEC("license") = "GPL";
