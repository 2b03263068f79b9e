// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A program that asks for a socket's option where it may not, in a callback of time stamps, and
 * looks what is left in the buffer: what a function that returned had on the stack there. It needs
 * CAP_BPF and CAP_NET_ADMIN, with which no program may read what it did not write. See attached.c.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "attached.h"

/* Of 6.15; headers may be older. */
#define TSTAMP_SENDMSG_CB 20
#define CB_FLAGS_OPTION 1009
#define CB_TX_TIMESTAMPING 1
#define SOL_SOCKET 1
#define SO_SNDBUF 7
#define NO_OPTION 9999
#define WORDS 32

char license_text[] SEC("license") = "Apache-2.0";
struct results results;

/* Leaves marks where the next function of the same depth has its stack. */
static __attribute__((noinline)) int mark_stack(void)
{
	volatile __u64 frame[WORDS];

	/* Each at a fixed offset: these capabilities allow no other. */
#pragma unroll
	for (int i = 0; i < WORDS; i++)
		frame[i] = MARK;
	return (int)frame[0];
}

static __always_inline int get_option(struct bpf_sock_ops *ops, int option,
				      struct buffer_left *found)
{
	__u64 buffer[BYTES / 8];
	unsigned int left = 0;

	found->returned = bpf_getsockopt(ops, SOL_SOCKET, option, buffer, BYTES);
	found->bytes = BYTES;
#pragma unroll
	for (int i = 0; i < BYTES / 8; i++)
		if (((const volatile __u64 *)buffer)[i] == MARK)
			left += 8;
	found->left = left;
	found->calls++;
	return 0;
}

/* Functions of their own, so that their stack is where mark_stack() had its. */
static __attribute__((noinline)) int get_size(struct bpf_sock_ops *ops)
{
	return get_option(ops, SO_SNDBUF, &results.buffers[AT_sock_ops_getsockopt]);
}

static __attribute__((noinline)) int get_none(struct bpf_sock_ops *ops)
{
	return get_option(ops, NO_OPTION, &results.buffers[AT_sock_ops_getsockopt_cleared]);
}

SEC("sockops") int sock_ops_getsockopt(struct bpf_sock_ops *ops)
{
	int flags = CB_TX_TIMESTAMPING;

	if (ops->op == BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB) {
		bpf_setsockopt(ops, SOL_SOCKET, CB_FLAGS_OPTION, &flags, sizeof(flags));
		mark_stack();
		get_none(ops);
	} else if (ops->op == TSTAMP_SENDMSG_CB) {
		mark_stack();
		get_size(ops);
	}
	return 1;
}
