// SPDX-License-Identifier: GPL-2.0
/*
 * retval-range: what LSM programs return is checked from 6.12 on, and must be an error number or 0.
 * Most are loaded, not attached: a kernel with CONFIG_BPF_LSM loads them also where "bpf" is not
 * among its active LSMs.
 */
#include "selftest.h"

#include <bpf/bpf_tracing.h>

/* R0 as the verifier describes it depends on the form. */
#define UNKNOWN "At program exit the register R0 has"

#define NEGATED_ON "6.12-6.16"
#define MASKED_ON "6.12-6.18"
#define SHIFTED_ON "6.16-6.18"
#define COMPLEMENTED_ON "6.12-7.3"

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

/* The shift is of 64 bits, what is returned is not: the complement stands in LLVM's IR. */
SEC("lsm/file_open")
expect_reject(COMPLEMENTED_ON, UNKNOWN)
int BPF_PROG(wide_complement, void *file)
{
	return ~(int)((long)bpf_ktime_get_ns() >> 63);
}

SEC("lsm/file_open")
expect_reject(COMPLEMENTED_ON, UNKNOWN)
int BPF_PROG(wide_masked_complement, void *file)
{
	return ~(int)((long)bpf_ktime_get_ns() >> 63) & -13;
}

SEC("lsm/file_open")
expect_reject(SHIFTED_ON, UNKNOWN)
int BPF_PROG(wide_sign, void *file)
{
	return (int)((long)bpf_ktime_get_ns() >> 63) & -13;
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

/* Attached: what is returned decides whether a file is opened. */
int trigger_pid;

static __always_inline int is_other(void)
{
	return (__u32)(bpf_get_current_pid_tgid() >> 32) != trigger_pid;
}

/* No compiler and no verifier knows them. */
volatile long positive = 5, negative = -5;

SEC("lsm/file_open")
expect_reject(COMPLEMENTED_ON, UNKNOWN)
run_attached("open /tmp/opened", outcome) run_attached("getpid", outcome) expect_returns("-1 0")
int BPF_PROG(attached_complement, void *file)
{
	return is_other() ? 0 : ~(int)(positive >> 63);
}

SEC("lsm/file_open")
expect_reject(COMPLEMENTED_ON, UNKNOWN)
run_attached("open /tmp/opened", outcome) expect_returns("0")
int BPF_PROG(attached_complement_of_negative, void *file)
{
	return is_other() ? 0 : ~(int)(negative >> 63);
}

SEC("lsm/file_open")
expect_reject(SHIFTED_ON, UNKNOWN)
run_attached("open /tmp/opened", outcome) expect_returns("-13")
int BPF_PROG(attached_sign, void *file)
{
	return is_other() ? 0 : (int)(negative >> 63) & -13;
}

SEC("lsm/file_open")
expect_reject(NEGATED_ON, UNKNOWN)
run_attached("open /tmp/opened", outcome) expect_returns("-1")
int BPF_PROG(attached_bit, void *file)
{
	return is_other() ? 0 : positive & 1 ? -1 : 0;
}

char _license[] SEC("license") = "GPL";
