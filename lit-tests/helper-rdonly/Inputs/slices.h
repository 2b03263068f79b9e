/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the tests of helper-rdonly call. */
#include "bpf.h"

struct dynptr {
	u64 words[2];
};

extern void *bpf_dynptr_slice(const struct dynptr *dynptr, u32 offset, void *buffer, u32 size);
extern void *bpf_dynptr_slice_rdwr(const struct dynptr *dynptr, u32 offset, void *buffer, u32 size);

static long (*const from_mem)(void *data, u32 size, u64 flags, struct dynptr *to) = (void *)197;
static void *(*const lookup)(void *map, const void *key) = (void *)1;
static long (*const generate4)(const void *ip, const void *tcp, u32 length) = (void *)204;
static long (*const generate6)(const void *ip, const void *tcp, u32 length) = (void *)205;
static long (*const check4)(const void *ip, const void *tcp) = (void *)206;

/* A dynptr of which LLVM knows nothing. */
#define opaque(dynptr) asm volatile("" : : "r"(&(dynptr)) : "memory")
