// SPDX-License-Identifier: GPL-2.0
/*
 * No program in /tmp may be executed; each attempt goes into a ring buffer.
 *
 * Nothing is wrong with this policy, and it holds on 6.1, on 6.12 and from 6.18 on; 5.10 has no
 * bpf_d_path() for this hook and does not load it. On 6.16 and 6.17 it loads, attaches, and lets
 * everything through: bpf_d_path()'s prototype says there that it only reads its buffer, so that
 * the verifier takes path[] for the zeroes it was initialised with, knows that path[0] is not '/',
 * and removes the rest of the program.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "guard.h"

#define EPERM 1

/* Of the kernel's types, the members that are used; libbpf finds where they are. */
#define KERNEL_TYPE __attribute__((preserve_access_index))

struct path {
	void *dentry;
} KERNEL_TYPE;

struct file {
	struct path f_path;
} KERNEL_TYPE;

struct linux_binprm {
	struct file *file;
} KERNEL_TYPE;

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 16);
} denials SEC(".maps");

static __always_inline int is_in_tmp(const char *path)
{
	return path[0] == '/' && path[1] == 't' && path[2] == 'm' && path[3] == 'p' &&
	       path[4] == '/';
}

/* A denial that finds no room in the buffer is a denial all the same. */
static __always_inline void log_denial(const char *path)
{
	struct denial *denial = bpf_ringbuf_reserve(&denials, sizeof(*denial), 0);

	if (!denial)
		return;
	denial->pid = bpf_get_current_pid_tgid() >> 32;
	bpf_get_current_comm(denial->comm, sizeof(denial->comm));
	bpf_probe_read_kernel_str(denial->path, sizeof(denial->path), path);
	bpf_ringbuf_submit(denial, 0);
}

SEC("lsm/bprm_check_security")
int BPF_PROG(refuse_tmp, struct linux_binprm *program)
{
	char path[GUARD_PATH_SIZE] = { 0 };

	if (bpf_d_path(&program->file->f_path, path, sizeof(path)) < 0)
		return 0;
	if (!is_in_tmp(path))
		return 0;
	log_denial(path);
	return -EPERM;
}

char _license[] SEC("license") = "GPL";
