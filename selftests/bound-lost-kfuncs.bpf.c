// SPDX-License-Identifier: GPL-2.0
/*
 * bound-lost: sizes that kfuncs are given, and an index into memory that one returned. Kernels
 * before 6.12 (6.4 for bpf_dynptr_slice()) have no such kfuncs, and load the programs without what
 * stands behind the question whether they have.
 */
#include "selftest.h"

#include <linux/pkt_cls.h>

extern int bpf_copy_from_user_str(void *to, __u32 size, const void *from,
				  __u64 flags) __ksym __weak;
extern int bpf_path_d_path(struct path *path, char *buffer, unsigned long size) __ksym __weak;
extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags,
			       struct bpf_dynptr *dynptr) __ksym __weak;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *dynptr, __u32 offset, void *buffer,
			      __u32 size) __ksym __weak;

struct path {
	void *mnt;
} __attribute__((preserve_access_index));

struct file {
	struct path f_path;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, char[256]);
} buffers SEC(".maps");

static __always_inline char *buffer(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&buffers, &key);
}

/* A size of 32 bits: both checks become one of n - 1. */
SEC("lsm.s/bprm_committed_creds")
expect_reject("6.12-7.3", "memory, len pair leads to invalid memory access")
int copied(unsigned long long *ctx)
{
	int n = bpf_get_current_pid_tgid();
	char *to = buffer();

	if (!to || !bpf_copy_from_user_str)
		return 0;
	if (n > 0 && n < 256)
		bpf_copy_from_user_str(to, n, 0, 0);
	return 0;
}

/* One of 64 bits. */
SEC("lsm/file_open")
expect_reject("6.12-7.3", "memory, len pair leads to invalid memory access")
int path_of(unsigned long long *ctx)
{
	struct file *file = (struct file *)ctx[0];
	int n = bpf_get_current_pid_tgid();
	char *to = buffer();

	if (!to || !bpf_path_d_path)
		return 0;
	if (n > 0 && n < 256)
		bpf_path_d_path(&file->f_path, to, n);
	return 0;
}

/* The buffer's start is what is lost. */
SEC("lsm/file_open")
expect_reject("6.12-7.3", "value -2147483648 makes map_value pointer be out of bounds")
int behind(unsigned long long *ctx)
{
	struct file *file = (struct file *)ctx[0];
	int n = bpf_get_current_pid_tgid();
	char *to = buffer();

	if (!to || !bpf_path_d_path)
		return 0;
	if (n >= -3 && n <= 56)
		bpf_path_d_path(&file->f_path, to + 3 + n, 197);
	return 0;
}

/* The source bounds nothing. */
SEC("lsm/file_open")
expect_reject("6.12-7.3", "memory, len pair leads to invalid memory access")
expect_unmended
int unbounded(unsigned long long *ctx)
{
	struct file *file = (struct file *)ctx[0];
	int n = bpf_get_current_pid_tgid();
	char *to = buffer();

	if (!to || !bpf_path_d_path)
		return 0;
	if (n > 0 && n < 258)
		bpf_path_d_path(&file->f_path, to, n);
	return 0;
}

/* Every kernel loads this: compared as it is used, and 0 bytes are fine for a kfunc. */
SEC("lsm/file_open")
int compared(unsigned long long *ctx)
{
	struct file *file = (struct file *)ctx[0];
	__u64 n = bpf_get_current_pid_tgid();
	char *to = buffer();

	if (!to || !bpf_path_d_path)
		return 0;
	if (n <= 256)
		bpf_path_d_path(&file->f_path, to, n);
	return 0;
}

/* The packet is 0 but for what is written here. */
SEC("tc")
expect_reject("6.12-7.3", "R1 unbounded memory access")
run_over(len, 128, 128)
run_over(mark, 95, 105)
expect_returns("0*3 7 0*7")
int sliced(struct __sk_buff *skb)
{
	struct bpf_dynptr dynptr;
	char copy[100], seven = 7, *packet;

	if (!bpf_dynptr_from_skb || !bpf_dynptr_slice)
		return skb->mark == 98 ? 7 : 0;
	bpf_skb_store_bytes(skb, 98, &seven, 1, 0);
	if (bpf_dynptr_from_skb(skb, 0, &dynptr))
		return -1;
	packet = bpf_dynptr_slice(&dynptr, 0, copy, sizeof(copy));
	return packet ? packet[skb->mark % 100] : -1;
}

char _license[] SEC("license") = "GPL";
