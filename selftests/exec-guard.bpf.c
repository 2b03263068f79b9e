// SPDX-License-Identifier: GPL-2.0
/*
 * The policy of examples/exec-guard, attached and put to the test: nothing in /tmp may be executed.
 * Written as everyone would, it lets everything through on 6.16 and 6.17, where bpf_d_path()'s
 * prototype says that it only reads its buffer. The other forms make the verifier forget what it
 * believes of the buffer, by hand, and hold everywhere.
 *
 * 5.10 lets few hooks call bpf_d_path(), and this is none of them.
 */
#include "selftest.h"

#include <bpf/bpf_tracing.h>

#define EPERM 1
#define PATH_SIZE 256

#define KERNEL_TYPE __attribute__((preserve_access_index))

#define NOT_ON_5_10                                                  \
	expect_reject("5.10", "helper call is not allowed in probe") \
	expect_unmended

struct path {
	void *dentry;
} KERNEL_TYPE;

struct file {
	struct path f_path;
} KERNEL_TYPE;

struct linux_binprm {
	struct file *file;
} KERNEL_TYPE;

__u64 denied;

/* Counting keeps the two return values apart: see retval-range. */
static __always_inline int decide(const char *path)
{
	if (path[0] != '/' || path[1] != 't' || path[2] != 'm' || path[3] != 'p' || path[4] != '/')
		return 0;
	denied++;
	return -EPERM;
}

/* 0 at run time, and unknown to the verifier; needs CAP_PERFMON. */
static __always_inline __u64 opaque_zero(void)
{
	__u64 zero;

	asm volatile("%0 = r10; %0 -= r10" : "=r"(zero));
	return zero;
}

SEC("lsm/bprm_check_security")
NOT_ON_5_10
run_attached("exec /tmp/id", outcome) run_attached("exec /tmp/id", denied)
	run_attached("exec /usr/bin/id", outcome) expect_returns("-1 1 0")
expect_returns_on("6.16-6.17", "0 0 0") int BPF_PROG(as_written, struct linux_binprm *program)
{
	char path[PATH_SIZE] = { 0 };

	if (bpf_d_path(&program->file->f_path, path, sizeof(path)) < 0)
		return 0;
	return decide(path);
}

SEC("lsm/bprm_check_security")
NOT_ON_5_10
run_attached("exec /tmp/id", outcome) run_attached("exec /usr/bin/id", outcome)
	expect_returns("-1 0")
int BPF_PROG(opaque, struct linux_binprm *program)
{
	__u64 path[PATH_SIZE / sizeof(__u64)], zero = opaque_zero();

#pragma unroll
	for (int i = 0; i < PATH_SIZE / sizeof(__u64); i++)
		path[i] = zero;
	if (bpf_d_path(&program->file->f_path, (char *)path, sizeof(path)) < 0)
		return 0;
	return decide((char *)path);
}

SEC("lsm/bprm_check_security")
NOT_ON_5_10
run_attached("exec /tmp/id", outcome) run_attached("exec /usr/bin/id", outcome)
	expect_returns("-1 0")
int BPF_PROG(laundered, struct linux_binprm *program)
{
	__u64 path[PATH_SIZE / sizeof(__u64)] = { 0 }, zero;

	if (bpf_d_path(&program->file->f_path, (char *)path, sizeof(path)) < 0)
		return 0;
	zero = opaque_zero();
	for (int i = 0; i < PATH_SIZE / sizeof(__u64); i++)
		path[i] ^= zero;
	return decide((char *)path);
}

/* The helper's prototype is honest, and so the buffer is unknown afterwards. */
SEC("lsm/bprm_check_security")
NOT_ON_5_10
run_attached("exec /tmp/id", outcome) run_attached("exec /usr/bin/id", outcome)
	expect_returns("-1 0")
int BPF_PROG(self_copy, struct linux_binprm *program)
{
	char path[PATH_SIZE] = { 0 };

	if (bpf_d_path(&program->file->f_path, path, sizeof(path)) < 0)
		return 0;
	if (bpf_probe_read_kernel(path, sizeof(path), path) < 0)
		return 0;
	return decide(path);
}

char _license[] SEC("license") = "GPL";
