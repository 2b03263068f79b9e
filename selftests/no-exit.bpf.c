// SPDX-License-Identifier: GPL-2.0
/*
 * no-exit: ways through a program that LLVM ends without an exit, because something does not return
 * or cannot happen. LLVM 22 puts a call of the kfunc __bpf_trap() there, or nothing behind a call
 * that is declared not to return; mended they return, with a number that the program type allows.
 */
#include "selftest.h"

/* 6.16 has __bpf_trap(). 5.10 knows of no kfuncs; those between walk over the call first. */
#define TRAPS                                                                                     \
	expect_reject("5.10", "BPF_CALL uses reserved fields")                                    \
	expect_reject("6.1-6.15", "invalid kernel function call not eliminated in verifier pass") \
	expect_reject("6.16-7.3", "unexpected __bpf_trap() due to uninitialized variable?")

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} jumps SEC(".maps");

extern void bpf_throw(__u64 cookie) __attribute__((noreturn)) __ksym __weak;

__u64 count;

static __noinline __attribute__((noreturn)) void stop(int why)
{
	count += why;
	bpf_throw(3);
}

SEC("tc")
expect_reject("5.10-7.3", "last insn is not an exit or jmp")
run_over(mark, 10, 12)
expect_returns("10 11 12")
int throws(struct __sk_buff *skb)
{
	if (skb->mark == 9 && bpf_throw)
		stop(skb->priority);
	return skb->mark;
}

SEC("tc")
TRAPS run_over(mark, 8, 10)
expect_returns("8 0 10")
int traps(struct __sk_buff *skb)
{
	if (skb->mark == 9) {
		bpf_ktime_get_ns();
		__builtin_trap();
	}
	return skb->mark;
}

/* What is called last ends the program, too. */
static __noinline int last(int mark)
{
	if (mark == 9) {
		bpf_ktime_get_ns();
		__builtin_trap();
	}
	return count + mark;
}

SEC("tc")
expect_reject("5.10", "BPF_CALL uses reserved fields")
expect_reject("6.1-6.15", "R1 !read_ok")
expect_reject("6.16-7.3", "unexpected __bpf_trap() due to uninitialized variable?")
run_over(mark, 8, 10)
expect_returns("8 0 10")
int traps_below(struct __sk_buff *skb)
{
	return last(skb->mark);
}

/* A tail call that fails comes back. */
SEC("tc")
expect_reject("5.10", "BPF_CALL uses reserved fields")
expect_reject("6.1-6.15", "R0 !read_ok")
expect_reject("6.16-7.3", "unexpected __bpf_trap() due to uninitialized variable?")
run_over(mark, 0, 2)
expect_returns("0")
int jumps_nowhere(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &jumps, skb->mark + 1);
	__builtin_unreachable();
}

SEC("tc")
TRAPS run_over(mark, 8, 10)
expect_returns("9 10 11")
int to_null(struct __sk_buff *skb)
{
	__u64 *null = 0;

	if (skb->mark == 90) {
		bpf_ktime_get_ns();
		*null = 1;
	}
	return skb->mark + 1;
}

/* Never called, but walked: a subprogram of which nothing is left. */
static __noinline int nothing(struct __sk_buff *skb)
{
	bpf_ktime_get_ns();
	__builtin_unreachable();
}

SEC("tc")
TRAPS run_over(mark, 8, 10)
expect_returns("9 10 11")
int calls_nothing(struct __sk_buff *skb)
{
	if (skb->mark == 90)
		return nothing(skb);
	return skb->mark + 1;
}

/* What may not return 0. */
#define MUST_ALLOW(section, name, expectation)          \
	SEC(section)                                    \
	expectation int name(struct bpf_sock_addr *ctx) \
	{                                               \
		if (ctx->family == 9)                   \
			__builtin_trap();               \
		return 1;                               \
	}

MUST_ALLOW("cgroup/recvmsg4", received_4, TRAPS)
MUST_ALLOW("cgroup/recvmsg6", received_6, TRAPS)
MUST_ALLOW("cgroup/getpeername4", peer_4, TRAPS)
MUST_ALLOW("cgroup/getpeername6", peer_6, TRAPS)
MUST_ALLOW("cgroup/getsockname4", name_4, TRAPS)
MUST_ALLOW("cgroup/getsockname6", name_6, TRAPS)

/* A hook that returns nothing, and one that returns a number. */
#define HOOK(section, name)                                                                 \
	SEC(section)                                                                        \
	expect_reject("5.10-5.19", "Invalid argument")                                      \
	expect_mended_reject("5.10-5.19", "Invalid argument") expect_reject(                \
		"6.0-6.15", "invalid kernel function call not eliminated in verifier pass") \
	expect_reject("6.16-7.3", "unexpected __bpf_trap() due to uninitialized variable?") \
	int name(void *ctx)                                                                 \
	{                                                                                   \
		if (bpf_get_prandom_u32() == 9)                                             \
			__builtin_trap();                                                   \
		return 1;                                                                   \
	}

HOOK("lsm_cgroup/inet_csk_clone", cloned)
HOOK("lsm_cgroup/socket_post_create", created)

char LICENSE[] SEC("license") = "GPL";
