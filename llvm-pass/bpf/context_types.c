// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* A table; see context_types.h. */
#include "llvm-pass/bpf/context_types.h"

#include <stddef.h>
#include <string.h>

static const struct {
	enum bpf_program_type type;
	const char *structure;
} contexts[] = {
	{ BPF_PROGRAM_SOCKET_FILTER, "__sk_buff" },
	{ BPF_PROGRAM_SCHED_CLS, "__sk_buff" },
	{ BPF_PROGRAM_SCHED_ACT, "__sk_buff" },
	{ BPF_PROGRAM_CGROUP_SKB, "__sk_buff" },
	{ BPF_PROGRAM_LWT_IN, "__sk_buff" },
	{ BPF_PROGRAM_LWT_OUT, "__sk_buff" },
	{ BPF_PROGRAM_LWT_XMIT, "__sk_buff" },
	{ BPF_PROGRAM_LWT_SEG6LOCAL, "__sk_buff" },
	{ BPF_PROGRAM_SK_SKB, "__sk_buff" },
	{ BPF_PROGRAM_FLOW_DISSECTOR, "__sk_buff" },
	{ BPF_PROGRAM_XDP, "xdp_md" },
	{ BPF_PROGRAM_CGROUP_SOCK, "bpf_sock" },
	{ BPF_PROGRAM_CGROUP_SOCK_ADDR, "bpf_sock_addr" },
	{ BPF_PROGRAM_SOCK_OPS, "bpf_sock_ops" },
	{ BPF_PROGRAM_SK_MSG, "sk_msg_md" },
	{ BPF_PROGRAM_KPROBE, "pt_regs" },
	{ BPF_PROGRAM_PERF_EVENT, "bpf_perf_event_data" },
	{ BPF_PROGRAM_RAW_TRACEPOINT, "bpf_raw_tracepoint_args" },
	{ BPF_PROGRAM_RAW_TRACEPOINT_WRITABLE, "bpf_raw_tracepoint_args" },
	{ BPF_PROGRAM_CGROUP_DEVICE, "bpf_cgroup_dev_ctx" },
	{ BPF_PROGRAM_CGROUP_SYSCTL, "bpf_sysctl" },
	{ BPF_PROGRAM_CGROUP_SOCKOPT, "bpf_sockopt" },
	{ BPF_PROGRAM_SK_REUSEPORT, "sk_reuseport_md" },
	{ BPF_PROGRAM_SK_LOOKUP, "bpf_sk_lookup" },
	{ BPF_PROGRAM_NETFILTER, "bpf_nf_ctx" },
};

static const size_t context_count = sizeof(contexts) / sizeof(contexts[0]);

bool context_type_is(enum bpf_program_type type, const char *structure)
{
	for (size_t i = 0; i < context_count; i++)
		if (contexts[i].type == type && !strcmp(contexts[i].structure, structure))
			return true;
	return false;
}

bool context_type_is_any(const char *structure)
{
	for (size_t i = 0; i < context_count; i++)
		if (!strcmp(contexts[i].structure, structure))
			return true;
	return false;
}
