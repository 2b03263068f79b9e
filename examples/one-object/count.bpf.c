// SPDX-License-Identifier: GPL-2.0
/*
 * Counts truncations of files below /tmp, by classes that a table gives to the first letter of the
 * name; this build has one class, so every entry of the table is 0.
 *
 * Nothing is wrong with it. Kernels 5.10, 6.1 and 7.3 take it as it is. 6.12 to 7.2 refuse it: they
 * take the class for unknown. And 6.16 and 6.17 believe, besides, that bpf_d_path() does not write:
 * where they are made to take it, the name is empty, and nothing is counted.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define LETTERS 32
#define CLASSES 1

struct path;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[CLASSES]);
} counters SEC(".maps");

SEC("fentry/vfs_truncate")
int BPF_PROG(count, struct path *path)
{
	__u8 class_of[LETTERS] = {};
	char name[64] = {};
	__u32 key = 0, letter;
	__u64 *counted = bpf_map_lookup_elem(&counters, &key);

	bpf_d_path(path, name, sizeof(name));
	if (!counted || __builtin_memcmp(name, "/tmp/", 5))
		return 0;
	letter = name[5];
	if (letter >= 'a' && letter < 'a' + LETTERS)
		counted[class_of[letter - 'a']]++;
	return 0;
}

char _license[] SEC("license") = "GPL";
