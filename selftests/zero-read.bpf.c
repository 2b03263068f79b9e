// SPDX-License-Identifier: GPL-2.0
/*
 * zero-read: bytes of the stack that are all 0, read at a variable offset and used as an offset
 * into a map value of one byte. Up to 6.1 the verifier knows the 0; from 6.12 to 7.2 it does not.
 */
#include "selftest.h"

ONE_BYTE_MAP(values);

#define OUTSIDE "max value is outside of the allowed memory range"

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
expect_reject("6.12-7.2", OUTSIDE)
run_over(mark, 0, 8)
expect_returns("7*8 0")
int word(struct __sk_buff *skb)
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
expect_reject("6.12-7.2", OUTSIDE)
run_over(mark, 0, 32)
expect_returns("7*32 0")
int buffer(struct __sk_buff *skb)
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
expect_reject("6.12-7.2", OUTSIDE)
run_over(priority, 0, 1)
run_over(mark, 0, 16)
expect_returns("7*16 0")
int branches(struct __sk_buff *skb)
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
expect_reject("6.12-7.2", OUTSIDE)
run_over(mark, 0, 4)
expect_returns("7*4 0")
int members(struct __sk_buff *skb)
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
expect_reject("6.12-7.2", OUTSIDE)
expect_unmended
run_over(mark, 0, 32)
expect_returns("7*32 0")
int volatile_buffer(struct __sk_buff *skb)
{
	char *value = look_up();
	volatile unsigned char zeroes[32] = {};
	__u32 i = skb->mark;

	if (!value || i > 31)
		return 0;
	return value[zeroes[i]];
}

/*
 * Not at the start of a slot, so never a spill; but up to 6.13 a helper that is given the key
 * beside it turns the whole slot into STACK_MISC if the key's half is a spill, as it is from 6.8
 * on.
 */
SEC("socket")
expect_reject("6.12", OUTSIDE)
run_over(mark, 0, 4)
expect_returns("0")
int beside_key(struct __sk_buff *skb)
{
	__u32 zero = 0;
	__u32 key = 0;
	char *value = bpf_map_lookup_elem(&values, &key);
	__u32 i = skb->mark;

	if (!value || i > 3)
		return 0;
	return value[((unsigned char *)&zero)[i]];
}

/* The address also went to a helper that only reads: no kernel before 7.3 keeps the zeroes. */
SEC("socket")
expect_reject("5.10-7.2", OUTSIDE)
run_over(mark, 0, 8)
expect_returns("0")
int map_key(struct __sk_buff *skb)
{
	__u64 zero = 0;
	char *value = bpf_map_lookup_elem(&values, &zero);
	__u32 i = skb->mark;

	if (!value || i > 7)
		return 0;
	return value[((unsigned char *)&zero)[i]];
}

/* The same read whole: from 6.14 on a helper that reads leaves a spilled zero alone. */
SEC("socket")
expect_reject("5.10-6.12", "register with unbounded min value")
int fixed_map_key(struct __sk_buff *skb)
{
	__u64 zero = 0;
	char *value = bpf_map_lookup_elem(&values, &zero);

	if (!value)
		return 0;
	return value[zero];
}

static __noinline void *look_up_key(void *key)
{
	return bpf_map_lookup_elem(&values, key);
}

/* A function of the program hands the address to the helper. */
SEC("socket")
expect_reject("5.10-7.2", OUTSIDE)
int through_function(struct __sk_buff *skb)
{
	__u64 zero = 0;
	char *value = look_up_key(&zero);
	__u32 i = skb->len;

	if (!value || i > 7)
		return 0;
	return value[((unsigned char *)&zero)[i]];
}

/* One of two objects. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int chosen(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char first[16] = {}, second[16] = {}, *either = first;
	__u32 i = skb->len;

	if (skb->mark)
		either = second;
	barrier_var(i);
	if (!value || i > 15)
		return 0;
	return value[either[i]];
}

/* A copy of zeroes. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int copied(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char from[16] = {}, to[16];
	__u32 i = skb->len, j = skb->mark;

	if (!value || i > 15 || j > 15)
		return 0;
	__builtin_memcpy(to, from, sizeof(to));
	return value[to[i] + from[j]];
}

/* The lower half is 0, and the index stays in it. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int lower_half(struct __sk_buff *skb)
{
	char *value = look_up();
	__u64 halves[4] = { 0, 0, skb->mark, skb->mark };
	__u32 i = skb->len;

	if (!value || i > 15)
		return 0;
	return value[((unsigned char *)halves)[i]];
}

/* One member of each struct is 0, the one beside it is not: no verifier knows of steps. */
SEC("socket")
expect_reject("5.10-7.3", "unbounded memory access")
int one_member(struct __sk_buff *skb)
{
	struct {
		__u32 class;
		__u32 mark;
	} rows[4];
	char *value = look_up();
	__u32 i = skb->len;

	for (int k = 0; k < 4; k++) {
		rows[k].class = 0;
		rows[k].mark = skb->mark;
	}
	if (!value || i > 3)
		return 0;
	return value[rows[i].class];
}

/* Read in a loop, at an index that the loop moves. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int loop(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char zeroes[16] = {};
	__u32 i = skb->len, sum = 0;

	if (!value || i > 11)
		return 0;
#pragma clang loop unroll(disable)
	for (__u32 k = 0; k < 4; k++)
		sum += zeroes[i + k];
	return value[sum];
}

/* Written by a helper, and zeroed again before the read. */
SEC("socket")
expect_reject("6.12-7.2", OUTSIDE)
int written_and_zeroed(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char bytes[16];
	__u32 i = skb->len;

	if (bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes)))
		return 0;
	__builtin_memset(bytes, 0, sizeof(bytes));
	if (!value || i > 15)
		return 0;
	return value[bytes[i]];
}

/* Written by a helper after it was zeroed: whatever was read then, no kernel may load it. */
SEC("socket")
expect_reject("5.10-7.3", OUTSIDE)
expect_unmended
int zeroed_and_written(struct __sk_buff *skb)
{
	char *value = look_up();
	unsigned char bytes[16] = {};
	__u32 i = skb->len;

	if (bpf_skb_load_bytes(skb, 0, bytes, sizeof(bytes)))
		return 0;
	if (!value || i > 15)
		return 0;
	return value[bytes[i]];
}

/*
 * Half of the slot is a spilled zero, half are zero bytes: the verifier keeps both, but not what
 * they make together.
 */
SEC("socket")
expect_reject("5.10-7.3", "register with unbounded min value")
int mixed(struct __sk_buff *skb)
{
	union {
		__u64 whole;
		__u32 half[2];
	} both;
	char *value;

	both.half[0] = 0;
	value = bpf_map_lookup_elem(&values, &both.half[0]);
	both.half[1] = 0;
	if (!value)
		return 0;
	return value[both.whole];
}

/* The same without a helper; volatile, or every LLVM would fold it. */
SEC("socket")
expect_reject("6.12-7.3", "register with unbounded min value")
expect_unmended
int volatile_mixed(struct __sk_buff *skb)
{
	char *value = look_up();
	volatile union {
		__u64 whole;
		__u32 half[2];
	} both;

	if (!value)
		return 0;
	both.half[0] = 0;
	both.half[1] = 0;
	return value[both.whole];
}

/* The index is compared, so that what was read cannot matter: loads everywhere. */
SEC("socket")
run_over(mark, 0, 32)
expect_returns("7*32 0")
int compared(struct __sk_buff *skb)
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
run_over(mark, 0, 32)
run_over(priority, 0, 31)
int not_zero(struct __sk_buff *skb)
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
expect_reject("5.10-7.3", OUTSIDE)
expect_unmended
int unbounded(struct __sk_buff *skb)
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
