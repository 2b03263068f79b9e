// SPDX-License-Identifier: GPL-2.0
/*
 * helper-write, cell by cell: each helper that once wrote what its prototype called read only. A
 * program named lies_* loads only where the verifier still believes what was there before the call;
 * mended, it loads nowhere. bpf_snprintf() is called from a tc program, so that these can be run,
 * and what is written and then decided on is checked.
 */
#include "selftest.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

/* From 6.14 on the verifier believes prototypes; on these kernels they do not lie. */
#define HONEST "5.10-6.12,6.18.15-7.3"
#define EVERY "5.10-7.3"

#define OUTSIDE "min value is outside of the allowed memory range"
#define UNBOUNDED "unbounded memory access"

char bytes[8];

/* What no verifier lets pass that thinks it can happen. */
static __always_inline int forbidden(void)
{
	char *beyond = bytes;

	barrier_var(beyond);
	return *(volatile char *)(beyond + 4096);
}

struct path {
	int member;
} __attribute__((preserve_access_index));

struct file {
	struct path f_path;
} __attribute__((preserve_access_index));

/* bpf_d_path() may be called from few functions before 5.11, and from LSM programs since. */
SEC("lsm/file_open")
expect_reject("5.10", "helper call is not allowed in probe")
expect_reject("6.1-6.12,6.18.5-7.3", OUTSIDE)
expect_mended_reject("5.10", "helper call is not allowed in probe")
	expect_mended_reject("6.1-7.3", OUTSIDE) int BPF_PROG(lies_d_path, struct file *file)
{
	char path[16] = {};

	bpf_d_path(&file->f_path, path, sizeof(path));
	return path[0] ? forbidden() & 0 : 0;
}

SEC("fentry/filp_close")
expect_reject("5.10-6.12,6.18.5-7.3", OUTSIDE)
expect_mended_reject(EVERY, OUTSIDE) int BPF_PROG(lies_d_path_fentry, struct file *file)
{
	char path[16] = {};

	bpf_d_path(&file->f_path, path, sizeof(path));
	return path[0] ? forbidden() & 0 : 0;
}

static const char number[] = "%u";

SEC("tc")
expect_reject("5.10", "invalid func unknown#165")
expect_reject("6.1-6.12,6.18.15-7.3", OUTSIDE)
expect_mended_reject("5.10", "invalid func unknown#165")
	expect_mended_reject("6.1-7.3", OUTSIDE) int lies_snprintf(struct __sk_buff *skb)
{
	char text[8] = {};
	__u64 argument = skb->mark;

	bpf_snprintf(text, sizeof(text), number, &argument, sizeof(argument));
	return text[0] ? forbidden() : 0;
}

SEC("tc")
expect_reject(HONEST, OUTSIDE)
expect_mended_reject(EVERY, OUTSIDE) int lies_snprintf_btf(struct __sk_buff *skb)
{
	char text[64] = {};
	struct btf_ptr pointer = { .ptr = skb, .type_id = bpf_core_type_id_kernel(struct file) };

	bpf_snprintf_btf(text, sizeof(text), &pointer, sizeof(pointer), 0);
	return text[0] ? forbidden() : 0;
}

SEC("perf_event")
expect_reject(HONEST, OUTSIDE)
expect_mended_reject(EVERY, OUTSIDE) int lies_read_branch_records(void *ctx)
{
	__u64 records[6] = {};

	bpf_read_branch_records(ctx, records, sizeof(records), 0);
	return records[0] ? forbidden() : 0;
}

SEC("raw_tp/sys_enter")
expect_reject(HONEST, OUTSIDE)
expect_mended_reject(EVERY, OUTSIDE) int lies_get_stack(void *ctx)
{
	__u64 addresses[4] = {};

	bpf_get_stack(ctx, addresses, sizeof(addresses), 0);
	return addresses[0] ? forbidden() : 0;
}

/* In a kprobe its prototype was always right. */
SEC("kprobe/do_nanosleep")
expect_reject(EVERY, OUTSIDE)
expect_unmended
int honest_get_stack(void *ctx)
{
	__u64 addresses[4] = {};

	bpf_get_stack(ctx, addresses, sizeof(addresses), 0);
	return addresses[0] ? forbidden() : 0;
}

SEC("xdp")
expect_reject(HONEST, OUTSIDE)
expect_mended_reject(EVERY, OUTSIDE) int lies_fib_lookup_xdp(struct xdp_md *ctx)
{
	struct bpf_fib_lookup fib = { .family = 2, .ifindex = ctx->ingress_ifindex };

	bpf_fib_lookup(ctx, &fib, sizeof(fib), 0);
	return fib.dmac[0] ? forbidden() : XDP_PASS;
}

SEC("tc")
expect_reject(HONEST, OUTSIDE)
expect_mended_reject(EVERY, OUTSIDE) int lies_fib_lookup_tc(struct __sk_buff *skb)
{
	struct bpf_fib_lookup fib = { .family = 2, .ifindex = skb->ifindex };

	bpf_fib_lookup(skb, &fib, sizeof(fib), 0);
	return fib.dmac[0] ? forbidden() : 0;
}

struct btf_load {
	void *btf;
	__u64 log;
	__u32 size, log_size, log_level, log_true_size;
};

/* What the kernel tells of the log. Its prototype lies on every kernel; 5.10 has no such programs.
 */
SEC("syscall")
expect_reject("5.10", "Invalid argument")
expect_reject("6.1-6.12", OUTSIDE)
expect_mended_reject("5.10", "Invalid argument")
	expect_mended_reject("6.1-7.3", OUTSIDE) int lies_sys_bpf(void *ctx)
{
	struct btf_load load = {};

	bpf_sys_bpf(BPF_BTF_LOAD, &load, sizeof(load));
	return load.log_true_size ? forbidden() & 0 : 0;
}

/* The field that the program set, and the constant that it set it to. */
SEC("xdp")
expect_reject(HONEST, OUTSIDE)
expect_mended_reject(EVERY, OUTSIDE) int lies_constant(struct xdp_md *ctx)
{
	struct bpf_fib_lookup fib = { .family = 2, .ifindex = 1 };

	bpf_fib_lookup(ctx, &fib, sizeof(fib), 0);
	return fib.ifindex != 1 ? forbidden() : XDP_PASS;
}

/*
 * The worst: an index checked before the call. What the helper leaves is out of bounds, and a
 * verifier that lies lets it pass; 6.12 and honest ones do not.
 */
SEC("xdp")
expect_reject(HONEST, UNBOUNDED)
expect_mended_reject(EVERY, UNBOUNDED) int lies_bounded(struct xdp_md *ctx)
{
	struct bpf_fib_lookup fib = { .family = 2 };
	__u32 index = ctx->ingress_ifindex;

	if (index > 7)
		return 0;
	fib.ifindex = index;
	bpf_fib_lookup(ctx, &fib, sizeof(fib), 0);
	return bytes[fib.ifindex];
}

/*
 * Loaded without CAP_PERFMON, plain and mended: r10 - r10 is prohibited then. (The verifier also
 * looks at what it decided against, lest the processor speculates, so that no lies_* can be told
 * so.)
 */
SEC("xdp")
load_with("cap_bpf,cap_net_admin") int few_capabilities_xdp(struct xdp_md *ctx)
{
	struct bpf_fib_lookup fib = { .family = 2, .ifindex = 1 };

	bpf_fib_lookup(ctx, &fib, sizeof(fib), 0);
	return fib.ifindex != 1 || fib.dmac[0] ? XDP_DROP : XDP_PASS;
}

SEC("tc")
load_with("cap_bpf,cap_net_admin") int few_capabilities_tc(struct __sk_buff *skb)
{
	struct bpf_fib_lookup fib = { .family = 2, .ifindex = 1 };

	bpf_fib_lookup(skb, &fib, sizeof(fib), 0);
	return fib.ifindex != 1 || fib.dmac[0] ? 2 : 0;
}

char _license[] SEC("license") = "GPL";
