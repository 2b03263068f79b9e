// SPDX-License-Identifier: GPL-2.0
/*
 * packet-check: an address in a packet is checked, and the same one is computed anew for the
 * access. What the checks bound loads mended, on every kernel; what they do not stays rejected.
 * Written as parsers are: offsets in numbers, the packet's start as the only pointer.
 */
#include "selftest.h"

#define PACKET \
	unsigned char *start = (void *)(long)context->data, *end = (void *)(long)context->data_end

/* A length of the header's, less a constant, and the same constant in the address. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
run_over(data, 0, 255)
int data_offset(struct __sk_buff *context)
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

/* An IPv4 header's length, behind two bytes; then the ports. Its third byte is 0x45 in these runs.
 */
SEC("xdp")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
run_over(data, 4521984, 4521999)
int header_length(struct xdp_md *context)
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

/* A tag that may be there, and a length behind it. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
run_over(data, 0, 255)
int behind_tag(struct __sk_buff *context)
{
	PACKET;
	__u32 header = 2, length;

	if (start + 6 > end)
		return 0;
	if (start[0] == 0x81)
		header = 4;
	if (start + header + 20 > end)
		return 0;
	length = (start[header] & 15) * 4;
	if (start + header + length + 4 > end)
		return 0;
	return *(__u16 *)(start + header + length) + start[header + length + 2] + 1;
}

/* Two signed numbers, added up in 32 bits for the access and in 64 for the check. */
SEC("tc")
expect_reject("5.10-6.19", "makes pkt pointer be out of bounds")
expect_reject("7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
run_over(mark, 5, 48)
run_over(priority, 2, 11)
int sum(struct __sk_buff *context)
{
	PACKET;
	int x = (int)context->mark, y = (int)context->priority;

	if (x < 7 || x > 46 || y < 3 || y > 10)
		return 0;
	if (start + (x - 7) + (y - 3) + 4 > end)
		return 0;
	return start[x - 7 + y - 3] + start[x - 6 + y - 3] + 1;
}

/* A header's bytes belong to the index here, and not to the address there. */
SEC("tc")
expect_reject("5.10-6.19", "makes pkt pointer be out of bounds")
run_over(mark, 0, 40)
int below_0(struct __sk_buff *context)
{
	PACKET;
	int x = (int)(context->mark - 20);

	if (x < -15 || x > 15)
		return 0;
	if (start + 14 + (x + 15) + 3 > end)
		return 0;
	return start[14 + x + 15] + start[14 + x + 17] + 1;
}

/* What is written, and what helpers are given. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
run_over(mark, 5, 48)
int summed(struct __sk_buff *context)
{
	PACKET;
	int x = (int)context->mark;

	if (x < 7 || x > 46)
		return 0;
	if (start + (x - 7) + 4 > end)
		return 0;
	start[x - 7] = 1;
	return bpf_csum_diff((void *)(start + x - 7), 4, 0, 0, 0);
}

SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
run_over(mark, 5, 48)
int copied(struct __sk_buff *context)
{
	PACKET;
	int x = (int)context->mark;
	char to[16];

	if (x < 7 || x > 46)
		return 0;
	if (start + (x - 7) + 16 > end)
		return 0;
	__builtin_memcpy(to, start + x - 7, 16);
	return bpf_csum_diff((void *)to, 16, 0, 0, 0);
}

/* One byte too few is checked. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "max value is outside of the allowed memory range")
expect_unmended
int one_too_few(struct __sk_buff *context)
{
	PACKET;
	int x = (int)context->mark;

	if (x < 7 || x > 46)
		return 0;
	if (start + (x - 7) + 3 > end)
		return 0;
	return start[x - 7] + start[x - 4];
}

/* Another number is checked. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
expect_unmended
int other_number(struct __sk_buff *context)
{
	PACKET;
	__u32 x = context->mark & 31, y = context->priority & 31;

	if (start + x + 3 > end)
		return 0;
	return start[y];
}

/* Who comes here from the check has not passed it. */
SEC("tc")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
expect_unmended
int either_way(struct __sk_buff *context)
{
	PACKET;
	int x = (int)context->mark;

	if (x < 7 || x > 46)
		return 0;
	if (start + (x - 7) + 4 > end)
		context->mark = 3;
	return start[x - 7];
}

/* The sum of a kind's length is computed before the test that says how long it is. */
SEC("xdp")
run_over(data, 2567, 2569)
expect_returns("1 5 1")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
int option(struct xdp_md *xdp)
{
	__u8 *start = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	__u16 left = 40, length;
	__u8 *at = start;

	for (int i = 0; i < 10; i++) {
		if (left == 0 || at + 2 > end)
			break;
		if (*at == 1) {
			at++;
			left--;
			continue;
		}
		length = at[1];
		if (length < 2 || length > left)
			break;
		if (*at == 8 && at[1] == 10) {
			if (at + length > end)
				break;
			return *(__u16 *)(at + 2) + 5;
		}
		at += length;
		left -= length;
	}
	return 1;
}

/* One byte too few is known to be there. */
SEC("xdp")
expect_reject("5.10-7.0", "offset is outside of the packet")
expect_reject("7.1-7.3", "min value is outside of the allowed memory range")
expect_unmended
int short_option(struct xdp_md *xdp)
{
	__u8 *start = (void *)(long)xdp->data, *end = (void *)(long)xdp->data_end;
	__u16 left = 40, length;
	__u8 *at = start;

	for (int i = 0; i < 10; i++) {
		if (left == 0 || at + 2 > end)
			break;
		if (*at == 1) {
			at++;
			left--;
			continue;
		}
		length = at[1];
		if (length < 2 || length > left)
			break;
		if (*at == 8 && at[1] == 3) {
			if (at + length > end)
				break;
			return *(__u16 *)(at + 2) + 5;
		}
		at += length;
		left -= length;
	}
	return 1;
}

char _license[] SEC("license") = "GPL";
