// SPDX-License-Identifier: GPL-2.0
/* Annotations for expectation-test.c to read; never loaded. */
#include "../selftest.h"

SEC("socket")
expect_reject("6.12,7.0-7.2", "first: words")
expect_reject("5.10", "other words")
int rejected(void *ctx)
{
	return 0;
}

SEC("socket")
expect_reject("6.12", "words")
expect_unmended
int unmended(void *ctx)
{
	return 0;
}

SEC("socket")
expect_reject("6.12-7.2", "words")
expect_mended_reject("6.12", "mended words") int mended_for_some(void *ctx)
{
	return 0;
}

SEC("socket")
run_over(priority, 0, 1)
run_over(mark, 2, 4)
expect_returns("7 8 9")
int run(void *ctx)
{
	return 0;
}

int trigger_pid;
__u64 seen;

SEC("raw_tp/sys_enter")
run_attached("getpid", seen) run_attached("exec /tmp/id", outcome) expect_returns("1 0")
expect_returns_on("6.16-6.18.12", "0") int attached(void *ctx)
{
	return 0;
}

SEC("socket")
load_with("cap_bpf,cap_net_admin") load_flags(BPF_F_TEST_STATE_FREQ)
	load_flags(BPF_F_STRICT_ALIGNMENT) int limited(void *ctx)
{
	return 0;
}

SEC("socket")
expect_any int either(void *ctx)
{
	return 0;
}

SEC("socket")
int plain(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
