// SPDX-License-Identifier: GPL-2.0
/*
 * helper-uninit: a buffer that the helper fills, given to it uninitialised, as the first thing on
 * the stack. 5.10 refuses it with every capability; 6.1 and later do not.
 */
#include "selftest.h"

#include <bpf/bpf_tracing.h>

#define REFUSED expect_reject("5.10", "invalid indirect read from stack")

__u64 seen;
int trigger_pid;

struct path {
	int member;
} __attribute__((preserve_access_index));

struct file {
	struct path f_path;
} __attribute__((preserve_access_index));

SEC("raw_tp/sys_enter")
REFUSED
run_attached("getpid", seen) expect_returns("7")
int get_stack(void *ctx)
{
	__u64 addresses[4];

	if (bpf_get_current_pid_tgid() >> 32 != trigger_pid)
		return 0;
	if (bpf_get_stack(ctx, addresses, sizeof(addresses), 0) > 0 && addresses[0])
		seen = 7;
	return 0;
}

SEC("fentry/filp_close")
REFUSED
int BPF_PROG(d_path, struct file *file)
{
	char path[32];

	if (bpf_d_path(&file->f_path, path, sizeof(path)) > 0)
		seen = path[0];
	return 0;
}

SEC("perf_event")
REFUSED
int read_branch_records(void *ctx)
{
	__u64 records[6];

	if (bpf_read_branch_records(ctx, records, sizeof(records), 0) > 0)
		seen = records[0];
	return 0;
}

/* In a kprobe the prototype says what the helper does. */
SEC("kprobe/do_nanosleep")
int get_stack_in_kprobe(void *ctx)
{
	__u64 addresses[4];

	if (bpf_get_stack(ctx, addresses, sizeof(addresses), 0) > 0)
		seen = addresses[0];
	return 0;
}

/* 5.10 asks only whether the program has written that deep into the stack. */
SEC("raw_tp/sys_enter")
int first_written(void *ctx)
{
	__u64 addresses[4];

	addresses[0] = 1;
	barrier();
	if (bpf_get_stack(ctx, addresses, sizeof(addresses), 0) > 0)
		seen = addresses[1];
	return 0;
}

char _license[] SEC("license") = "GPL";
