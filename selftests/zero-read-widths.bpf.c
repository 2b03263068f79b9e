// SPDX-License-Identifier: GPL-2.0
/*
 * Reads of every width from objects of many sizes that are 0 on one path, with what was read as the
 * result: plain and mended must agree for every index, and some past the end. They load everywhere.
 * The reads stand in functions, since what a socket filter returns never matters to the verifier.
 */
#include "selftest.h"

/* Work between the paths' meeting and the read, so that clang does not copy it into both. */
static __always_inline void separate(struct __sk_buff *skb)
{
	__u32 *state = (__u32 *)skb->cb;

	state[0] ^= skb->mark * 0x85ebca6b;
	state[1] += state[0] ^ skb->priority;
	state[2] ^= state[1] * 0xc2b2ae35;
	barrier();
}

/* The index is priority. mark is the path, and on all but one of them the data. */
#define OVER(indices)         \
	run_over(mark, 0, 14) \
	run_over(priority, 0, indices)
#define DATA(skb) ((skb)->mark * 0x8d3f1a95)

/* The program that returns what name_function() does. */
#define RUNS(name, count)                                         \
	SEC("socket") OVER(count) int name(struct __sk_buff *skb) \
	{                                                         \
		return name##_function(skb);                      \
	}

/* An array of count elements, some written if mark is not 0, one returned. */
#define READS(name, type, count, write)                             \
	__noinline int name##_function(struct __sk_buff *skb)       \
	{                                                           \
		type array[count] __attribute__((aligned(8))) = {}; \
		__u32 data = DATA(skb), i = skb->priority;          \
		__u64 read;                                         \
                                                                    \
		if (skb->mark) {                                    \
			write;                                      \
		}                                                   \
		separate(skb);                                      \
		if (i >= (count))                                   \
			return -1;                                  \
		read = array[i];                                    \
		return (int)(read ^ read >> 32);                    \
	}                                                           \
	RUNS(name, count)

READS(bytes_8, __u8, 8, array[3] = data)
READS(bytes_16, __u8, 16, array[0] = data; array[15] = data >> 8)
READS(bytes_64, __u8, 64, *(__u32 *)&array[28] = data)
READS(bytes_128, __u8, 128, array[127] = data; array[64] = data >> 16)
READS(halves_12, __u16, 6, array[5] = data; array[0] = data >> 16)
READS(words_4, __u32, 1, array[0] = data)
READS(bytes_7, __u8, 7, array[5] = data; array[6] = data >> 8)
READS(bytes_15, __u8, 15, array[14] = data)
READS(halves_6, __u16, 3, array[2] = data)
READS(words_20, __u32, 5, array[4] = data; array[1] = ~data)
READS(longs_8, __u64, 1, array[0] = (__u64)data << 32)
READS(longs_128, __u64, 16, array[2] = data; array[15] = (__u64)data << 40)

/* Two reads of one object, the second after a write in between. */
__noinline int twice_function(struct __sk_buff *skb)
{
	__u32 data = DATA(skb), i = skb->priority;
	__u8 array[16] = {};
	__u32 read;

	if (skb->mark)
		array[6] = data;
	separate(skb);
	if (i >= 16)
		return -1;
	read = array[i];
	if (data & 1)
		array[9] = data >> 8;
	separate(skb);
	return read << 8 | array[15 - i];
}
RUNS(twice, 16)

/* Two bytes at an address that may be odd and may straddle two slots. */
__noinline int straddling_function(struct __sk_buff *skb)
{
	__u32 data = DATA(skb), i = skb->priority;
	__u8 array[24] = {};
	__u16 read;

	if (skb->mark) {
		array[8] = data;
		array[15] = data >> 8;
	}
	separate(skb);
	if (i > 22)
		return -1;
	__builtin_memcpy(&read, &array[i], sizeof(read));
	return read;
}
RUNS(straddling, 24)

char _license[] SEC("license") = "GPL";
