// SPDX-License-Identifier: GPL-2.0
/*
 * Helpers that write a buffer although their prototypes say, or said, that they read it. Each
 * program loads only if the verifier believes that the first byte is 0 after the call as it was
 * before: an honest prototype has it rejected.
 */
#include "proof.h"
#include <bpf/bpf_tracing.h>

typedef __u32 u32;

char one_byte[1] SEC(".data.one_byte");

/* What the verifier has to believe to let it load. */
#define BYTE_BEHIND(buffer) one_byte[*(volatile unsigned char *)(buffer)]

struct path {
	void *dentry;
} __attribute__((preserve_access_index));

struct file {
	struct path f_path;
} __attribute__((preserve_access_index));

SEC("fentry/filp_close")
__failure __msg(TOO_FAR)
int BPF_PROG(d_path, struct file *file)
{
	char text[16] = {};

	bpf_d_path(&file->f_path, text, sizeof(text));
	return BYTE_BEHIND(text);
}

static const char format[] = "%d";

SEC("raw_tp")
__failure __msg(TOO_FAR)
int print(void *context)
{
	char text[16] = {};
	__u64 value = 7;

	bpf_snprintf(text, sizeof(text), format, &value, sizeof(value));
	return BYTE_BEHIND(text);
}

SEC("raw_tp")
__failure __msg(TOO_FAR)
int print_btf(void *context)
{
	struct btf_ptr what = { .ptr = context, .type_id = 1 };
	char text[16] = {};

	bpf_snprintf_btf(text, sizeof(text), &what, sizeof(what), 0);
	return BYTE_BEHIND(text);
}

SEC("perf_event")
__failure __msg(TOO_FAR)
int read_branch_records(void *context)
{
	__u64 records[3] = {};

	bpf_read_branch_records(context, records, sizeof(records), 0);
	return BYTE_BEHIND(records);
}

SEC("raw_tp")
__failure __msg(TOO_FAR)
int get_stack(void *context)
{
	__u64 addresses[2] = {};

	bpf_get_stack(context, addresses, sizeof(addresses), 0);
	return BYTE_BEHIND(addresses);
}

SEC("xdp")
__failure __msg(TOO_FAR)
int fib_lookup_xdp(struct xdp_md *context)
{
	struct bpf_fib_lookup route = {};

	bpf_fib_lookup(context, &route, sizeof(route), 0);
	return BYTE_BEHIND(&route);
}

SEC("tc")
__failure __msg(TOO_FAR)
int fib_lookup_tc(struct __sk_buff *context)
{
	struct bpf_fib_lookup route = {};

	bpf_fib_lookup(context, &route, sizeof(route), 0);
	return BYTE_BEHIND(&route);
}

char _license[] SEC("license") = "GPL";
