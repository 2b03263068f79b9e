/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Programs that kernels reject, each with whose doing that is: the shapes are those of public
 * reports, the programs are the project's own. labelled.py holds `bpfmend explain` to what is
 * written.
 */
#ifndef BPFMEND_EXPLAIN_LABELLED_H
#define BPFMEND_EXPLAIN_LABELLED_H

#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* Whose doing it is that the next program is rejected, wherever it is. */
#define CLASS(name) __attribute__((btf_decl_tag("explain:" #name)))

struct record {
	__u32 kind;
	__u8 flag;
	__u64 bytes;
	char name[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct record);
} records SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

char LICENSE[] SEC("license") = "GPL";

#endif
