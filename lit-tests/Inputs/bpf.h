/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The little of BPF that the tests on C need, so that they depend on no installed header: sections,
 * a context, and helpers called by number as clang knows them.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SEC(name) __attribute__((section(name), used))
#define ignore __attribute__((annotate("bpfmend:ignore")))

struct context {
	u32 index;
	u32 flag;
	u32 other;
};

/* What is read matters to the verifier where it becomes an offset into this. */
extern char values[256];

/* Numbers of enum bpf_func_id. */
static void *(*const map_lookup)(void *map, const void *key) = (void *)1;
static u64 (*const ktime_get_ns)(void) = (void *)5;
