// SPDX-License-Identifier: GPL-2.0
/*
 * pointer-merge: of two pointers one is NULL, and a test of the one stands for the other. The
 * verifier does not know that a pointer into a packet or the stack is never NULL.
 */
#include "selftest.h"

/* 5.10 calls a scalar 'inv'. */
#define SCALAR "invalid mem access"
#define EVERY_KERNEL "5.10-7.3"

struct short_header {
	__u32 number;
	__u8 kind;
};

struct long_header {
	__u8 kind;
	__u8 fill[3];
	__u32 number[3];
};

struct headers {
	struct short_header *is_short;
	struct long_header *is_long;
};

/* mark says which header the packet begins with. */
static __attribute__((always_inline)) int parse(struct __sk_buff *skb, struct headers *headers)
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
	/* What is behind is looked at before the header. */
	if ((void *)payload + 8 > end)
		return -1;
	return *payload;
}

SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
run_over(data, 515, 516)
run_over(mark, 0, 3)
expect_returns("-1 515 3 -1 -1 516 4 -1")
int header_of_two(struct __sk_buff *skb)
{
	struct headers headers;

	if (parse(skb, &headers) < 0)
		return -1;
	return headers.is_short ? headers.is_short->number : headers.is_long->kind;
}

/* The test is a branch, and the other pointer is read behind it. */
SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
run_over(data, 515, 516)
run_over(mark, 0, 3)
expect_returns("-1 515 6 -1 -1 516 8 -1")
int branch(struct __sk_buff *skb)
{
	struct headers headers;
	__u32 result;

	if (parse(skb, &headers) < 0)
		return -1;
	if (headers.is_short)
		result = headers.is_short->number;
	else
		result = headers.is_long->kind * 2 + headers.is_long->fill[2];
	return result;
}

/* Each pointer has a test of its own: nothing is lost. */
SEC("tc")
run_over(data, 515, 516)
run_over(mark, 0, 3)
expect_returns("-1 515 3 -1 -1 516 4 -1")
int each_tested(struct __sk_buff *skb)
{
	struct headers headers;

	if (parse(skb, &headers) < 0)
		return -1;
	if (headers.is_short)
		return headers.is_short->number;
	if (headers.is_long)
		return headers.is_long->kind;
	return -2;
}

#if __clang_major__ > 16 /* which makes the sum data + (mark & 1) of it, a new pointer */
/* A chosen pointer that needs no test. */
SEC("tc")
run_over(data, 515, 516)
run_over(mark, 0, 1)
expect_returns("515 2 516 2")
int chosen(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u8 *from = data;

	if (data + 14 > end)
		return -1;
	if (skb->mark & 1)
		from++;
	return skb->mark & 1 ? *from : *(__u32 *)from;
}
#endif

/* Neither was found to lie before the end: the test that stands for another is no excuse. */
SEC("tc")
expect_reject(EVERY_KERNEL, "outside of the")
expect_unmended
int unchecked(struct __sk_buff *skb)
{
	struct headers headers = {};
	char *payload;

	if (skb->mark == 1) {
		headers.is_short = (void *)(long)skb->data;
		payload = (char *)(headers.is_short + 1);
	} else if (skb->mark == 2) {
		headers.is_long = (void *)(long)skb->data;
		payload = (char *)(headers.is_long + 1);
	} else {
		return -1;
	}
	/* The wrong way round. */
	if ((void *)payload + 8 <= (void *)(long)skb->data_end)
		return -1;
	return headers.is_short ? headers.is_short->number : headers.is_long->kind;
}

/* With a third way both are NULL, and one is read. */
SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
expect_unmended
int neither(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct headers headers = {};
	char *payload = data;

	if (skb->mark == 1) {
		headers.is_short = data;
		payload = data + sizeof(struct short_header);
	} else if (skb->mark == 2) {
		headers.is_long = data;
		payload = data + sizeof(struct long_header);
	}
	if ((void *)payload + 16 > end || *payload == 7)
		return -1;
	return headers.is_short ? headers.is_short->number : headers.is_long->number[1];
}

char _license[] SEC("license") = "GPL";
