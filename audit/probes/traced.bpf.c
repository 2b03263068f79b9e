// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Programs of kinds that need CAP_PERFMON, which call helpers that may not fill their buffers, and
 * count what is left of what they wrote there before. With that capability a program may read its
 * stack before it wrote there, so they learn nothing by it: they show that the prototype is not
 * true. attached.c calls and attaches them; each looks only at the watched process.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "attached.h"

struct inode;
struct file {
	struct inode *f_inode;
} __attribute__((preserve_access_index));
struct task_struct;

/* The ring of bpf_perf_event_output(); attached.c opens its events. */
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(max_entries, 64);
	__type(key, int);
	__type(value, int);
} events SEC(".maps");

char license_text[] SEC("license") = "GPL";
struct results results;
char word[8] = "abc";

static __always_inline void mark(__u64 *buffer, unsigned int words)
{
	for (unsigned int i = 0; i < words; i++)
		((volatile __u64 *)buffer)[i] = MARK;
}

static __always_inline void note(unsigned int at, const __u64 *buffer, unsigned int bytes,
				 long returned)
{
	struct buffer_left *found = &results.buffers[at];
	unsigned int left = 0;

	for (unsigned int i = 0; i < bytes; i++)
		if (((const volatile unsigned char *)buffer)[i] == (unsigned char)MARK)
			left++;
	found->bytes = bytes;
	found->left = left;
	found->returned = returned;
	found->calls++;
}

/* Calls a helper that is to fill `buffer`, and counts. */
#define TRY(name, call)                                 \
	do {                                            \
		__u64 buffer[BYTES / 8];                \
		mark(buffer, BYTES / 8);                \
		note(AT_##name, buffer, BYTES, (call)); \
	} while (0)

static __always_inline int is_watched(void)
{
	return (int)(bpf_get_current_pid_tgid() >> 32) == results.watched;
}

/* "flags is not used yet" */
SEC("syscall") int copy_from_user_task(void *ctx)
{
	TRY(copy_from_user_task,
	    bpf_copy_from_user_task(buffer, BYTES, 0, bpf_get_current_task_btf(), 1));
	/* There is nothing to read at address 0. */
	TRY(copy_from_user_task_cleared,
	    bpf_copy_from_user_task(buffer, BYTES, 0, bpf_get_current_task_btf(), 0));
	return 0;
}

/* It has one argument. */
SEC("fentry/bpf_fentry_test1") int get_func_arg(void *ctx)
{
	__u64 value = MARK;
	long returned = bpf_get_func_arg(ctx, 5, &value);

	note(AT_get_func_arg, &value, sizeof(value), returned);
	return 0;
}

SEC("lsm.s/file_open") int BPF_PROG(hash_file, struct file *file)
{
	if (!is_watched())
		return 0;
	TRY(ima_inode_hash, bpf_ima_inode_hash(file->f_inode, buffer, BYTES));
	TRY(ima_file_hash, bpf_ima_file_hash(file, buffer, BYTES));
	return 0;
}

/* Its argument is the address of "abc" in the process that calls. */
SEC("raw_tp") int read_text(struct bpf_raw_tracepoint_args *ctx)
{
	TRY(probe_read_kernel_str, bpf_probe_read_kernel_str(buffer, BYTES, word));
	TRY(probe_read_str, bpf_probe_read_str(buffer, BYTES, word));
	TRY(probe_read_user_str,
	    bpf_probe_read_user_str(buffer, BYTES, (const void *)ctx->args[0]));
	TRY(get_branch_snapshot, bpf_get_branch_snapshot(buffer, BYTES, 0));
	return 0;
}

/*
 * bpf_get_stack() in raw tracepoints has room for three calls that interrupt each other. What is
 * output here has the user's stack in it, which is not there (attached.c sees to that): the copy
 * faults, the fault is a tracepoint, and the next of these programs is at it in the midst of that.
 * The fourth is one too many.
 */
static __always_inline int fault_again(void *ctx)
{
	__u64 buffer[BYTES / 8];
	long returned;

	if (!is_watched())
		return 0;
	mark(buffer, BYTES / 8);
	returned = bpf_get_stack(ctx, buffer, BYTES, 0);
	if (returned == -16) /* EBUSY */
		note(AT_get_stack_raw_tp, buffer, BYTES, returned);
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, buffer, 8);
	return 0;
}

/* Each by itself: none is called while it runs. */
#define FAULTING(number)                                                  \
	SEC("raw_tp/page_fault_kernel") int get_stack_##number(void *ctx) \
	{                                                                 \
		return fault_again(ctx);                                  \
	}
FAULTING(1)
FAULTING(2)
FAULTING(3)

SEC("raw_tp/sys_enter") int get_stack_0(void *ctx)
{
	return fault_again(ctx);
}
