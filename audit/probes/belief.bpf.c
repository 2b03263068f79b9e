// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A program that is loaded only where the verifier believes that bpf_sys_bpf() leaves its
 * attributes as they are: behind the call it tests a field that was 0, and does what no verifier
 * lets pass if it is not. It returns what the field holds then. See left.c.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* Of union bpf_attr what BPF_BTF_LOAD takes; headers before 6.4 lack the last field. */
struct btf_load {
	__u64 btf, log;
	__u32 size, log_size, log_level, log_true_size;
};

char license_text[] SEC("license") = "GPL";
char no_btf[64];

SEC("syscall") int believed_sys_bpf(void *ctx)
{
	struct btf_load load;
	volatile struct btf_load *each = &load; /* a store for each field: the verifier knows it */

	each->btf = (__u64)(long)no_btf;
	each->log = 0;
	each->size = sizeof(no_btf);
	each->log_size = 0;
	each->log_level = 1;
	each->log_true_size = 0;
	bpf_sys_bpf(BPF_BTF_LOAD, &load, sizeof(load));
	if (each->log_true_size)
		/* Above the stack. */
		asm volatile("r0 = *(u64 *)(r10 + 8)" ::: "r0");
	return (int)each->log_true_size;
}
