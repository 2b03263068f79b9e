// SPDX-License-Identifier: GPL-2.0
/*
 * llvm-pass/bpf/return_ranges.def: programs of each unchecked type return a number that the
 * verifier does not know, and every kernel loads them; sections that stand for the same type (tp/
 * for tracepoint/), and syscall, which 5.10 does not have, are left out. Beside them types that are
 * checked.
 */
#include "selftest.h"

#define RETURN_ANYTHING(section, name)          \
	SEC(section)                            \
	int name(void *context)                 \
	{                                       \
		return (int)bpf_ktime_get_ns(); \
	}

RETURN_ANYTHING("socket", packet)
RETURN_ANYTHING("sk_reuseport", choosing)
RETURN_ANYTHING("kprobe/bpf_fentry_test1", kprobe)
RETURN_ANYTHING("kprobe.multi/bpf_fentry_test1", kprobe_multi)
RETURN_ANYTHING("tracepoint/syscalls/sys_enter_read", tracepoint)
RETURN_ANYTHING("raw_tracepoint/sys_enter", raw_tracepoint)
RETURN_ANYTHING("raw_tp.w/sys_enter", writable_tracepoint)
RETURN_ANYTHING("tp_btf/sys_enter", typed_tracepoint)
RETURN_ANYTHING("perf_event", perf)
RETURN_ANYTHING("tc", classifying)
RETURN_ANYTHING("action", acting)
RETURN_ANYTHING("xdp", express)
RETURN_ANYTHING("xdp/devmap", device)
RETURN_ANYTHING("lwt_in", tunnel_in)
RETURN_ANYTHING("lwt_out", tunnel_out)
RETURN_ANYTHING("lwt_xmit", tunnel_xmit)
RETURN_ANYTHING("lwt_seg6local", tunnel_local)
RETURN_ANYTHING("sk_skb/stream_parser", stream_parser)
RETURN_ANYTHING("sk_skb/stream_verdict", stream_verdict)
RETURN_ANYTHING("sk_msg", message)
RETURN_ANYTHING("flow_dissector", dissector)

#define CHECKED(kernels, section, name)                                \
	expect_reject(kernels, "At program exit the register R0 has ") \
	expect_unmended                                                \
	RETURN_ANYTHING(section, name)

CHECKED("5.10-7.3", "fentry/bpf_fentry_test1", entered)
CHECKED("5.10-7.3", "iter/task", iterated)
CHECKED("5.10-7.3", "sockops", options)
CHECKED("5.10-7.3", "cgroup_skb/ingress", group_packet)
CHECKED("5.10-7.3", "cgroup/connect4", group_connect)
CHECKED("5.10-7.3", "cgroup/getpeername4", group_name)
CHECKED("5.10-7.3", "sk_lookup", looked_up)
CHECKED("6.12-7.3", "lsm/file_open", guard)

char _license[] SEC("license") = "GPL";
