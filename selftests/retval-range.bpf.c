// SPDX-License-Identifier: GPL-2.0
/*
 * retval-range: what LSM programs return is checked from 6.12 on, and must be an error number or 0.
 * They are loaded, not attached: a kernel with CONFIG_BPF_LSM loads them also where "bpf" is not
 * among its active LSMs.
 */
#include "selftest.h"

#include <bpf/bpf_tracing.h>

/* R0 as the verifier describes it depends on the form. */
#define UNKNOWN "At program exit the register R0 has"

#define NEGATED_ON "6.12-6.16"
#define MASKED_ON "6.12-6.18"
#define SHIFTED_ON "6.16-6.18"

SEC("lsm/file_open")
expect_reject(NEGATED_ON, UNKNOWN)
int BPF_PROG(bit, void *file)
{
	return bpf_get_prandom_u32() & 1 ? -1 : 0;
}

SEC("lsm/file_open")
expect_reject(NEGATED_ON, UNKNOWN)
int BPF_PROG(number, void *file)
{
	return -(int)(bpf_get_prandom_u32() & 255);
}

SEC("lsm/file_open")
expect_reject(NEGATED_ON, UNKNOWN)
int BPF_PROG(conditions, void *file)
{
	__u64 now = bpf_ktime_get_ns();
	__u32 x = bpf_get_prandom_u32();

	return x == 7 || now == 3 ? -1 : 0;
}

/* The guard: a name compared byte by byte. */
SEC("lsm/bprm_check_security")
expect_reject(NEGATED_ON, UNKNOWN)
int BPF_PROG(guard, void *bprm)
{
	char comm[16] = {};

	bpf_get_current_comm(comm, sizeof(comm));
	return comm[0] == 'b' && comm[1] == 'a' && comm[2] == 'd' ? -1 : 0;
}

/* On one of two paths. */
SEC("lsm/file_open")
expect_reject(NEGATED_ON, UNKNOWN)
int BPF_PROG(path, void *file)
{
	__u32 x = bpf_get_prandom_u32();

	if (x & 4) {
		bpf_printk("denied");
		return -13;
	}
	return x & 1 ? -1 : 0;
}

SEC("lsm/file_open")
expect_reject(NEGATED_ON, UNKNOWN)
int BPF_PROG(limited, void *file)
{
	int value = -(int)(bpf_get_prandom_u32() & 63);

	return value < -13 ? -13 : value;
}

SEC("lsm/file_open")
expect_reject(MASKED_ON, UNKNOWN)
int BPF_PROG(error, void *file)
{
	return bpf_get_prandom_u32() & 1 ? -13 : 0;
}

SEC("lsm/file_open")
expect_reject(SHIFTED_ON, UNKNOWN)
int BPF_PROG(sign, void *file)
{
	return (int)bpf_get_prandom_u32() < 0 ? -13 : 0;
}

SEC("lsm/file_open")
expect_reject(SHIFTED_ON, UNKNOWN)
int BPF_PROG(other_bit, void *file)
{
	return bpf_get_prandom_u32() & 8 ? -13 : 0;
}

/* A branch anyway. */
SEC("lsm/file_open")
int BPF_PROG(comparison, void *file)
{
	return bpf_get_prandom_u32() == 7 ? -1 : 0;
}

/* What the warning advises. */
SEC("lsm/file_open")
int BPF_PROG(by_hand, void *file)
{
	if (bpf_get_prandom_u32() & 1) {
		asm volatile("");
		return -1;
	}
	return 0;
}

/* Really below -4095: no kernel that checks may load it, mended or not. */
SEC("lsm/file_open")
expect_reject("6.12-7.3", UNKNOWN)
expect_unmended
int BPF_PROG(too_low, void *file)
{
	return -(int)(bpf_get_prandom_u32() & 0xffff);
}

char _license[] SEC("license") = "GPL";
