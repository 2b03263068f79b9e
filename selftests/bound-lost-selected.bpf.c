// SPDX-License-Identifier: GPL-2.0
/*
 * What instruction selection makes of an index decides whether the verifier follows it: beside each
 * form that every kernel follows stands one that none does. Each
 * shows a line of docs/verifier-model.md.
 */
#include "selftest.h"

/* The value of the one element of an array map: nothing is behind it. */
#define MAP(name, of)                             \
	struct {                                  \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__uint(max_entries, 1);           \
		__type(key, __u32);               \
		__type(value, of);                \
	} name SEC(".maps")

MAP(words_12, __u32[12]);
MAP(words_32, __u32[32]);
MAP(bytes_20, unsigned char[20]);
MAP(bytes_33, unsigned char[33]);
MAP(bytes_256, unsigned char[256]);

/* 0, which LLVM cannot know. */
volatile __u64 zero;

static __always_inline void *value_of(void *map)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(map, &key);
}

/* Two shifts: "w >>= 20; r <<= 2". */
SEC("tc")
run_over(mark, 0, 63)
int shifted(struct __sk_buff *skb)
{
	__u32 *words = value_of(&words_12), x = skb->mark * 2654435761U >> 20;

	if (!words)
		return 0;
	if (x > 11)
		return 0;
	return ++words[x];
}

/* One mask, "w &= -4", of a number up to 47: the verifier keeps 47. */
SEC("tc")
expect_reject("5.10-7.3", "max value is outside of the allowed memory range")
run_over(mark, 0, 63)
int shifted_as_far(struct __sk_buff *skb)
{
	__u32 *words = value_of(&words_12), x = skb->mark;

	if (!words)
		return 0;
	if (x > 47)
		return 0;
	return ++words[x >> 2];
}

/* "r %= 96; r &= 124": of 64 bits, and a mask that all know. */
SEC("tc")
run_over(mark, 0, 120)
int masked_remainder(struct __sk_buff *skb)
{
	__u32 *words = value_of(&words_32);

	return words ? ++words[(zero + skb->mark) % 96 / 4] : 0;
}

/* A number that is not above 0 is subtracted from the address. */
SEC("tc")
run_over(mark, 0, 3)
run_over(priority, 0, 23)
int subtracted(struct __sk_buff *skb)
{
	unsigned char *bytes = value_of(&bytes_20);
	long x = (long)skb->mark - skb->priority;

	if (!bytes)
		return 0;
	if (x > 0 || x < -19)
		return 0;
	return ++bytes[-x];
}

/* From an address in the stack, none is. */
SEC("tc")
expect_reject("5.10-7.3", "subtraction from stack pointer prohibited")
run_over(mark, 0, 3)
run_over(priority, 0, 16)
int subtracted_in_stack(struct __sk_buff *skb)
{
	unsigned char bytes[14] = {};
	long x = (long)skb->mark - skb->priority;

	if (bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes)))
		return 0;
	if (x > 0 || x < -13)
		return 0;
	return bytes[-x];
}

/* "r <<= 2", of a number below 0, and then the subtraction. */
SEC("tc")
expect_reject("5.10-7.3", "unbounded min value is not allowed")
run_over(mark, 0, 3)
run_over(priority, 0, 12)
int subtracted_words(struct __sk_buff *skb)
{
	__u32 *words = value_of(&words_12);
	long x = (long)skb->mark - skb->priority;

	if (!words)
		return 0;
	if (x > 0 || x < -11)
		return 0;
	return ++words[-x];
}

/* What is computed only if the comparison does not hold is computed behind it. */
SEC("tc")
run_over(mark, 0, 255)
int behind_the_branch(struct __sk_buff *skb)
{
	unsigned char *bytes = value_of(&bytes_20), x = skb->mark;

	return bytes ? ++bytes[x % 160 / 8] : 0;
}

/* "w &= 0xff; w *= 171; w >>= 9", of the masked byte that was compared. */
SEC("tc")
run_over(mark, 0, 130)
int third_of_byte(struct __sk_buff *skb)
{
	unsigned char *bytes = value_of(&bytes_33), x = skb->mark;

	if (!bytes)
		return 0;
	if (x > 98)
		return 0;
	return ++bytes[x / 3];
}

/* Masked to a byte in the end, which is all that is known of it. */
SEC("tc")
run_over(mark, 0, 130)
int rest_of_byte(struct __sk_buff *skb)
{
	unsigned char *bytes = value_of(&bytes_256), x = skb->mark;

	return bytes ? ++bytes[x % 40] : 0;
}

/* The index of case 0 is a copy of the byte, of which the rest is not known to be 0. */
SEC("tc")
run_over(mark, 0, 5)
int copied_case(struct __sk_buff *skb)
{
	unsigned char *bytes = value_of(&bytes_256), x = skb->mark;

	if (!bytes)
		return 0;
	switch (x) {
	case 0:
		break;
	case 1:
		x = 7;
		break;
	case 2:
		x = 15;
		break;
	case 3:
		x = 23;
		break;
	default:
		return 0;
	}
	return ++bytes[x];
}

/* A comparison with the packet's end tells nothing of an offset that may be 65536 behind. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
run_over(mark, 0, 5)
int copied_case_in_packet(struct __sk_buff *skb)
{
	unsigned char *start = (void *)(long)skb->data, *stop = (void *)(long)skb->data_end;
	__u16 x = skb->mark;

	switch (x) {
	case 0:
		break;
	case 1:
		x = 7;
		break;
	case 2:
		x = 11;
		break;
	case 3:
		x = 13;
		break;
	default:
		return 0;
	}
	if (start + x + 1 > stop)
		return 0;
	return start[x];
}

char _license[] SEC("license") = "GPL";
