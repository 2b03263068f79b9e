// A warning only where the lost zero can matter: it becomes an address, an argument that is not
// known to be any number, a return value that is checked or used, or the end of a loop. Elsewhere an
// analysis remark, on demand; and mended all the same. What is asked is what is found by itself: kernels
// take some of these, whose numbers are masked (measured on 6.12 and 7.2).
//
// RUN: %clang %plugin -mllvm -bpfmend-walk=false -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-walk=false -Rpass-analysis=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %clang %plugin -mllvm -bpfmend-walk=false -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=MEND
#include "bpf.h"

static u64 (*const helper_u32)(u64 number) = (void *)200;
static int (*const trace_printk)(const char *, u32 size, ...) = (void *)6;
static int (*const ringbuf_output)(void *ring, void *, u64 size, u64 flags) = (void *)130;
extern char map;
char bytes[64];

SEC("socket")
int stored(struct context *ctx)
{
	char buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK-NOT: uses.c:[[@LINE+3]]:
	// REMARK: uses.c:[[@LINE+2]]:{{[0-9]+}}: remark: every byte of 'buf' that is read here is 0, {{.*}}[-Rpass-analysis=bpfmend-zero-read]
	// MEND: uses.c:[[@LINE+1]]:{{[0-9]+}}: remark: folded to 0:
	bytes[0] = buf[i];
	return 0;
}

SEC("socket")
int address(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	bytes[(buf[i] ^ 3) & 63] = 1;
	return 0;
}

SEC("socket")
int argument(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	helper_u32(buf[i]);
	return 0;
}

SEC("socket")
int loop(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	for (u32 n = buf[i], k = 0; k < n; k++)
		ktime_get_ns();
	return 0;
}

SEC("socket")
int branch(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK-NOT: uses.c:[[@LINE+2]]:{{[0-9]+}}: warning:
	// REMARK: uses.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	if (buf[i] == 3)
		ktime_get_ns();
	return 0;
}

SEC("socket")
int unchecked_return(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK-NOT: uses.c:[[@LINE+2]]:{{[0-9]+}}: warning:
	// REMARK: uses.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	return buf[i];
}

SEC("?tc/ingress")
int optional(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK-NOT: uses.c:[[@LINE+2]]:{{[0-9]+}}: warning:
	// REMARK: uses.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	return buf[i];
}

SEC("sockops")
int checked_return(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	return buf[i];
}

SEC("lsm/file_open")
int checked_hook(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	return buf[i];
}

SEC("mine")
int unknown_section(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	return buf[i];
}

SEC("kprobe.session/name")
int not_tracing(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	return buf[i];
}

__attribute__((noinline)) static
int function(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	return buf[i];
}

SEC("socket")
int caller(struct context *ctx)
{
	return values[(u8)function(ctx)];
}

SEC("socket") __attribute__((noinline))
int called(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	return buf[i];
}

SEC("socket")
int other_caller(struct context *ctx)
{
	return called(ctx);
}

SEC("socket")
int printed(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK-NOT: uses.c:[[@LINE+2]]:{{[0-9]+}}: warning:
	// REMARK: uses.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	trace_printk("%d", 3, buf[i]);
	return 0;
}

SEC("socket")
int printed_size(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	trace_printk("%d", buf[i], 1);
	return 0;
}

SEC("socket")
int flags(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK-NOT: uses.c:[[@LINE+2]]:{{[0-9]+}}: warning:
	// REMARK: uses.c:[[@LINE+1]]:{{[0-9]+}}: remark:
	ringbuf_output(&map, bytes, 8, buf[i]);
	return 0;
}

SEC("socket")
int size(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	ringbuf_output(&map, bytes, buf[i], 0);
	return 0;
}

SEC("socket")
int size_and_flags(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// CHECK: uses.c:[[@LINE+1]]:{{[0-9]+}}: warning:
	ringbuf_output(&map, bytes, buf[i], buf[i]);
	return 0;
}
// CHECK: 12 warnings generated.
