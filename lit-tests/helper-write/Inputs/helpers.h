/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The helpers of these tests, by number. */
#include "../../Inputs/bpf.h"

static long (*const trace_printk)(const char *format, u32 size, ...) = (void *)6;
static long (*const get_stack)(void *ctx, void *buffer, u32 size, u64 flags) = (void *)67;
static long (*const fib_lookup)(void *ctx, void *params, int size, u32 flags) = (void *)69;
static long (*const probe_read_kernel)(void *to, u32 size, const void *from) = (void *)113;
static long (*const d_path)(void *path, void *buffer, u32 size) = (void *)147;
