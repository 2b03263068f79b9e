// SPDX-License-Identifier: GPL-2.0
/*
 * helper-uninit: a buffer that the helper fills, given to it uninitialised, as the first thing on
 * the stack. 5.10 refuses it with every capability; 6.1 and later do not. In each way in which a
 * buffer reaches the helper.
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

static __always_inline int is_ours(void)
{
	return bpf_get_current_pid_tgid() >> 32 == trigger_pid;
}

#define FILLED run_attached("getpid", seen) expect_returns("7")

struct event {
	__u64 addresses[3];
	__u64 kind;
};

SEC("raw_tp/sys_enter")
REFUSED FILLED int member(void *ctx)
{
	struct event event;

	if (!is_ours())
		return 0;
	event.kind = 7;
	if (bpf_get_stack(ctx, event.addresses, sizeof(event.addresses), 0) > 0 &&
	    event.addresses[0])
		seen = event.kind;
	return 0;
}

static __always_inline __u64 first(void *ctx, __u64 *addresses, __u32 size)
{
	return bpf_get_stack(ctx, addresses, size, 0) > 0 ? addresses[0] : 0;
}

SEC("raw_tp/sys_enter")
REFUSED FILLED int inlined(void *ctx)
{
	__u64 addresses[4];

	if (is_ours() && first(ctx, addresses, sizeof(addresses)))
		seen = 7;
	return 0;
}

static __noinline long fill(void *ctx, __u64 *addresses)
{
	return bpf_get_stack(ctx, addresses, 4 * sizeof(*addresses), 0);
}

SEC("raw_tp/sys_enter")
REFUSED FILLED int by_function(void *ctx)
{
	__u64 addresses[4];

	if (is_ours() && fill(ctx, addresses) > 0 && addresses[0])
		seen = 7;
	return 0;
}

static __noinline long fill_below(void *ctx, __u64 *addresses)
{
	return addresses[4] ? fill(ctx, addresses) : 0;
}

SEC("raw_tp/sys_enter")
REFUSED FILLED int by_functions(void *ctx)
{
	__u64 addresses[5];

	addresses[4] = is_ours();
	if (fill_below(ctx, addresses) > 0 && addresses[0])
		seen = 7;
	return 0;
}

SEC("raw_tp/sys_enter")
REFUSED FILLED int chosen(void *ctx)
{
	__u64 one[4], two[4], *addresses = one;

	if (!is_ours())
		return 0;
	if (bpf_get_smp_processor_id() & 1)
		addresses = two;
	if (bpf_get_stack(ctx, addresses, sizeof(one), 0) > 0 && addresses[0])
		seen = 7;
	return 0;
}

/* The same buffer in each round. */
SEC("raw_tp/sys_enter")
REFUSED FILLED int over_loop(void *ctx)
{
	__u64 addresses[4];
	int found = 0;

	if (!is_ours())
		return 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 3; i++) {
		if (bpf_get_stack(ctx, addresses, sizeof(addresses), 0) > 0 && addresses[0])
			found++;
	}
	if (found == 3)
		seen = 7;
	return 0;
}

SEC("raw_tp/sys_enter")
REFUSED FILLED int in_loop(void *ctx)
{
	int found = 0;

	if (!is_ours())
		return 0;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 3; i++) {
		__u64 addresses[4];

		if (bpf_get_stack(ctx, addresses, sizeof(addresses), 0) > 0 && addresses[0])
			found++;
	}
	if (found == 3)
		seen = 7;
	return 0;
}

/* Written before on one path, and read there before the call. */
SEC("raw_tp/sys_enter")
REFUSED FILLED int written_on_one(void *ctx)
{
	__u64 addresses[4], before = 0;

	if (is_ours()) {
		*(volatile __u64 *)&addresses[3] = 5;
		before = 1;
	}
	barrier_var(before);
	if (before)
		before = *(volatile __u64 *)&addresses[3];
	if (bpf_get_stack(ctx, addresses, sizeof(addresses), 0) > 0 && before == 5 && addresses[0])
		seen = 7;
	return 0;
}

/* How many bytes is known when it runs: the verifier asks for the most that there may be. */
SEC("raw_tp/sys_enter")
REFUSED FILLED int any_size(void *ctx)
{
	__u64 addresses[4], some = is_ours();

	barrier_var(some);
	if (bpf_get_stack(ctx, addresses, (some & 3) * 8, 0) > 0 && addresses[0])
		seen = 7;
	return 0;
}

char _license[] SEC("license") = "GPL";
