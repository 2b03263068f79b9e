// SPDX-License-Identifier: GPL-2.0
/*
 * zero-read: bytes of the stack that are all 0, read at a variable offset and used as an offset
 * into a map value of one byte. Up to 6.1 the verifier knows the 0; from 6.12 to 7.2 it does not.
 */
#include "selftest.h"

ONE_BYTE_MAP(values);

#define OUTSIDE "R0 max value is outside of the allowed memory range"

/* Its one byte becomes 7, so that what the programs return tells where they read. */
static __always_inline char *look_up(void)
{
	__u32 key = 0;
	char *value = bpf_map_lookup_elem(&values, &key);

	if (value)
		*value = 7;
	return value;
}

/* One store of eight bytes. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE) run_over(mark, 0, 8)
	expect_returns("7*8 0") int word(struct __sk_buff *skb)
{
	char *value = look_up();
	__u64 zero = 0;
	__u32 i = skb->mark;

	if (!value || i > 7)
		return 0;
	return value[((unsigned char *)&zero)[i]];
}

/* A memset that becomes four stores. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE) run_over(mark, 0, 32)
	expect_returns("7*32 0") int buffer(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char zeroes[32] = {};
	__u32 i = skb->mark;

	if (!value || i > 31)
		return 0;
	return value[zeroes[i]];
}

/* Zeroed on both sides of a branch, by different stores. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE) run_over(priority, 0, 1) run_over(mark, 0, 16)
	expect_returns("7*16 0") int branches(struct __sk_buff *skb)
{
	char *value = look_up();
	__u64 zeroes[2];
	__u32 i = skb->mark;

	if (skb->priority) {
		zeroes[0] = 0;
		zeroes[1] = 0;
	} else {
		__builtin_memset(zeroes, 0, sizeof(zeroes));
		barrier();
	}
	if (!value || i > 15)
		return 0;
	return value[((unsigned char *)zeroes)[i]];
}

/* A member of two bytes, in an array of structs. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE) run_over(mark, 0, 4)
	expect_returns("7*4 0") int members(struct __sk_buff *skb)
{
	struct {
		__u32 first;
		__u16 second;
		__u16 third;
	} rows[4] = {};
	char *value = look_up();
	__u32 i = skb->mark;

	if (!value || i > 3)
		return 0;
	return value[rows[i].second];
}

/* Volatile reads stay, so this one cannot be mended. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE) expect_unmended run_over(mark, 0, 32)
	expect_returns("7*32 0") int volatile_buffer(struct __sk_buff *skb)
{
	char *value = look_up();
	volatile unsigned char zeroes[32] = {};
	__u32 i = skb->mark;

	if (!value || i > 31)
		return 0;
	return value[zeroes[i]];
}

/* The address also went to a helper that only reads: no kernel before 7.3 keeps the zeroes. */
SEC("socket")
expect_reject("5.10-7.2", OUTSIDE) expect_unmended run_over(mark, 0, 8)
	expect_returns("0") int map_key(struct __sk_buff *skb)
{
	__u64 zero = 0;
	char *value = bpf_map_lookup_elem(&values, &zero);
	__u32 i = skb->mark;

	if (!value || i > 7)
		return 0;
	return value[((unsigned char *)&zero)[i]];
}

/* The index is compared, so that what was read cannot matter: loads everywhere. */
SEC("socket")
run_over(mark, 0, 32) expect_returns("7*32 0") int compared(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char zeroes[32] = {};
	__u32 i = skb->mark;

	if (!value || i > 31 || zeroes[i] > 0)
		return 0;
	return value[zeroes[i]];
}

/* Not zero: nothing to mend, and the bound is the program's own. */
SEC("socket")
run_over(mark, 0, 32) run_over(priority, 0, 31) int not_zero(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char bytes[32] = {};
	__u32 i = skb->mark, j = skb->priority;

	if (!value || i > 31 || j > 31)
		return 0;
	bytes[j] = 1;
	if (bytes[i] > 0)
		return 1;
	return value[bytes[i] & 0];
}

/* Really out of bounds: no kernel may load it, mended or not. */
SEC("socket")
expect_reject("5.10-7.3", OUTSIDE) expect_unmended int unbounded(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char bytes[32] = {};
	__u32 i = skb->len, j = skb->mark;

	if (!value || i > 31 || j > 31)
		return 0;
	bytes[j] = 1;
	return value[bytes[i]];
}

char _license[] SEC("license") = "GPL";
