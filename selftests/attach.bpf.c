// SPDX-License-Identifier: GPL-2.0
/*
 * Programs without a mistake that are attached and triggered: each counts what it sees, so that a
 * kernel where attaching does nothing is known before a hazard's selftest relies on it.
 */
#include "selftest.h"

#include <bpf/bpf_tracing.h>

#define EPERM 1

int trigger_pid;
__u64 seen;

static __always_inline int is_trigger(void)
{
	return (bpf_get_current_pid_tgid() >> 32) == (__u32)trigger_pid;
}

SEC("raw_tp/sys_enter")
run_attached("getpid", seen) expect_returns("1")
int raw_tracepoint(struct bpf_raw_tracepoint_args *context)
{
	if (is_trigger() && context->args[1] == 39)
		seen++;
	return 0;
}

SEC("tp_btf/sys_enter")
run_attached("getpid", seen) expect_returns("1")
int BPF_PROG(typed_tracepoint, void *registers, long number)
{
	if (is_trigger() && number == 39)
		seen++;
	return 0;
}

SEC("tp/syscalls/sys_enter_getpid")
run_attached("getpid", seen) expect_returns("1")
int tracepoint(void *context)
{
	if (is_trigger())
		seen++;
	return 0;
}

SEC("kprobe/uptime_proc_show")
run_attached("read /proc/uptime", seen) run_attached("getpid", seen) expect_returns("1 0")
int probe(void *context)
{
	if (is_trigger())
		seen++;
	return 0;
}

SEC("fentry/uptime_proc_show")
run_attached("read /proc/uptime", seen) run_attached("getpid", seen) expect_returns("1 0")
int BPF_PROG(entry, void *file)
{
	if (is_trigger())
		seen++;
	return 0;
}

SEC("perf_event")
run_attached("spin", seen) expect_returns("1")
int clock(void *context)
{
	if (is_trigger())
		seen = 1;
	return 0;
}

SEC("cgroup/sysctl")
run_attached("read /proc/sys/kernel/pid_max", outcome)
	run_attached("write /proc/sys/kernel/pid_max 4194304", outcome) expect_returns("0 -1")
int sysctl(struct bpf_sysctl *context)
{
	return !context->write;
}

SEC("lsm/file_open")
run_attached("open /tmp/opened", outcome) run_attached("open /tmp/opened", seen)
	run_attached("getpid", outcome) expect_returns("-1 1 0")
int BPF_PROG(refuse_open, void *file, int before)
{
	if (!is_trigger())
		return 0;
	seen++;
	/* A branch, also in the backend: see retval-range. */
	asm volatile("");
	return -EPERM;
}

SEC("lsm/bprm_check_security")
run_attached("exec /tmp/id", seen) run_attached("exec /usr/bin/id", outcome) expect_returns("1 0")
int BPF_PROG(watch_exec, void *program)
{
	if (is_trigger())
		seen++;
	return 0;
}

char _license[] SEC("license") = "GPL";
