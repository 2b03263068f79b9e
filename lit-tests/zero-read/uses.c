// A warning only where the lost zero can matter: it becomes an address, an argument, a return value
// or the end of a loop. Elsewhere an analysis remark, on demand; and mended all the same.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -Rpass-analysis=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=MEND
#include "bpf.h"

static u64 (*const helper_u32)(u64 number) = (void *)200;
char bytes[64];
char *values;

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
// CHECK: 3 warnings generated.
