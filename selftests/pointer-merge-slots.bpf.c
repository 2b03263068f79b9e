// SPDX-License-Identifier: GPL-2.0
/*
 * pointer-merge, where a parser that is inlined late, or any parser with LLVM 16, leaves the
 * pointers on the stack: its last stores in two branches became one to a chosen place. And merges
 * of merges, and around a loop. Compiled with each LLVM.
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

struct word_header {
	__u16 low;
	__u16 high;
};

struct headers {
	struct short_header *is_short;
	struct long_header *is_long;
	struct word_header *is_word;
	void *payload;
};

/* mark says which header the packet begins with. The pointers are what is stored last. */
static int parse(struct __sk_buff *skb, __u32 kind, struct headers *headers)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	headers->is_short = 0;
	headers->is_long = 0;
	if (kind == 1) {
		headers->payload = data + sizeof(struct short_header);
		headers->is_short = data;
	} else if (kind == 2) {
		headers->payload = data + sizeof(struct long_header);
		headers->is_long = data;
	} else {
		return -1;
	}
	if (headers->payload + 8 > end)
		return -1;
	return *(char *)headers->payload;
}

SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
run_over(data, 515, 516)
run_over(mark, 0, 3)
expect_returns("-1 515 3 -1 -1 516 4 -1")
int static_parser(struct __sk_buff *skb)
{
	struct headers headers = {};

	if (parse(skb, skb->mark, &headers) < 0)
		return -1;
	return headers.is_short ? headers.is_short->number : headers.is_long->kind;
}

/* Parsed again behind what moves the packet: merges of merges. */
SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
run_over(data, 515, 516)
run_over(priority, 0, 1)
run_over(mark, 0, 3)
expect_returns("-1 515 3 -1 -1 3 515 -1 -1 516 4 -1 -1 4 516 -1")
int parsed_again(struct __sk_buff *skb)
{
	struct headers headers = {};

	if (parse(skb, skb->mark, &headers) < 0)
		return -1;
	if (skb->priority) {
		if (bpf_skb_pull_data(skb, 32) || parse(skb, 3 - skb->mark, &headers) < 0)
			return -1;
	}
	/* Keeps the test apart from what was merged. */
	if (*(__u8 *)headers.payload == 99)
		return -1;
	return headers.is_short ? headers.is_short->number : headers.is_long->kind;
}

static int parse_out(struct __sk_buff *skb, struct short_header **is_short,
		     struct long_header **is_long, void **payload)
{
	void *data = (void *)(long)skb->data;

	switch (skb->mark) {
	case 1:
		*payload = data + sizeof(**is_short);
		*is_short = data;
		break;
	case 2:
		*payload = data + sizeof(**is_long);
		*is_long = data;
		break;
	default:
		return -1;
	}
	return *payload + 8 > (void *)(long)skb->data_end ? -1 : 0;
}

/* The test is a branch, and the pointers are variables of their own. */
SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
run_over(data, 515, 516)
run_over(mark, 0, 3)
expect_returns("-1 515 6 -1 -1 516 8 -1")
int out_parameters(struct __sk_buff *skb)
{
	struct short_header *is_short = 0;
	struct long_header *is_long = 0;
	void *payload;

	if (parse_out(skb, &is_short, &is_long, &payload) || *(__u8 *)payload == 99)
		return -1;
	if (is_short)
		return is_short->number;
	return is_long->kind * 2 + is_long->fill[2];
}

static int parse_three(struct __sk_buff *skb, struct headers *headers)
{
	void *data = (void *)(long)skb->data;

	if (data + 32 > (void *)(long)skb->data_end)
		return -1;
	switch (skb->mark) {
	case 1:
		headers->payload = data + 4;
		headers->is_short = data;
		break;
	case 2:
		headers->payload = data + 8;
		headers->is_long = data;
		break;
	case 3:
		headers->payload = data + 12;
		headers->is_word = data;
		break;
	default:
		return -1;
	}
	return *(__u8 *)headers->payload;
}

SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
run_over(data, 65539, 65540)
run_over(mark, 0, 4)
expect_returns("-1 65539 3 1 -1 -1 65540 4 1 -1")
int three(struct __sk_buff *skb)
{
	struct headers headers = {};
	int next = parse_three(skb, &headers);

	if (next < 0 || next > 90)
		return -1;
	if (headers.is_short)
		return headers.is_short->number + next;
	if (headers.is_long)
		return headers.is_long->kind + next;
	return headers.is_word->high + next;
}

/* Either, both or neither, found one turn after the other, and tested together. */
SEC("tc")
expect_reject(EVERY_KERNEL, "pointer prohibited")
run_over(data, 515, 516)
run_over(mark, 0, 7)
run_over(priority, 1, 2)
expect_returns("-1 -1 515 515 3 515 -1 515 -1 3 515 515 3 3 -1 -1"
	       " -1 -1 516 516 4 516 -1 516 -1 4 516 516 4 4 -1 -1")
int loop(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct headers headers = {};
	__u32 kinds = skb->mark;

	if (data + 32 > end)
		return -1;
	for (__u32 i = 0; i < skb->priority && i < 2; i++) {
		if ((kinds & 3) == 1)
			headers.is_short = data;
		else if ((kinds & 3) == 2)
			headers.is_long = data;
		kinds >>= 1;
	}
	if (!headers.is_short && !headers.is_long)
		return -1;
	return headers.is_short ? headers.is_short->number : headers.is_long->kind;
}

/* Ternaries. What LLVM makes of them differs: with some the plain program loads. */
SEC("tc")
expect_any run_over(data, 515, 516)
run_over(mark, 5, 7)
expect_returns("3 515 3 4 516 4")
int ternary(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	__u32 kind = skb->mark;
	struct short_header *is_short;
	struct long_header *is_long;
	char *payload;

	if (data + 14 > end)
		return -1;
	is_short = kind == 6 ? data : 0;
	is_long = is_short ? 0 : data;
	if (is_short ? (void *)(is_short + 1) > end : (void *)(is_long + 1) > end)
		return -1;
	if ((is_short ? is_short->kind : is_long->fill[2]) == 99)
		return -1;
	payload = is_short ? (char *)(is_short + 1) : (char *)(is_long + 1);
	if ((void *)payload + 8 > end || *payload == 99)
		return -1;
	return is_short ? is_short->number : is_long->kind;
}

SEC("tc")
expect_any run_over(data, 515, 516)
run_over(mark, 0, 2)
expect_returns("515 3 515 516 4 516")
int chosen_by_bit(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct short_header *is_short;
	struct long_header *is_long;
	int bit = skb->mark & 1;

	if (data + 32 > end)
		return -1;
	is_short = bit ? 0 : data;
	is_long = bit ? data : 0;
	if (*(__u8 *)(data + 30) == 99)
		return -1;
	return is_short ? is_short->number + is_short->kind : is_long->kind;
}

static int parse_or_not(struct __sk_buff *skb, struct headers *headers)
{
	void *data = (void *)(long)skb->data;

	if (data + 32 > (void *)(long)skb->data_end)
		return -1;
	if (skb->mark == 1) {
		headers->payload = data + 4;
		headers->is_short = data;
	} else if (skb->mark == 2) {
		headers->payload = data + 8;
		headers->is_long = data;
	}
	return *(__u8 *)data;
}

/* A third way leaves both NULL, and one is read: no number hides that. */
SEC("tc")
expect_reject(EVERY_KERNEL, SCALAR)
expect_unmended
int neither(struct __sk_buff *skb)
{
	struct headers headers = {};

	if (parse_or_not(skb, &headers) < 5)
		return -1;
	return headers.is_short ? headers.is_short->number : headers.is_long->number[1];
}

char _license[] SEC("license") = "GPL";
