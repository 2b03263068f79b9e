// What has no twin: a program whose address something else has, which no loader can choose, is mended as it is. And what
// a name is in the way of is told.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=variants -S -emit-llvm %s -o - | %filecheck %s
// RUN: not %clang %plugin -mllvm -bpfmend-mode=variants -DTAKEN -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=TAKEN
// TAKEN: error: bpfmend: variants: there is a target__mended already
#include "bpf.h"

static __attribute__((noinline)) int differs(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	return i > 31 ? 1 : values[buf[i]] + 7;
}

// CHECK: define {{.*}}@target({{.*}} section "socket"
// CHECK: call {{.*}}@differs__mended(
SEC("socket")
int target(struct context *ctx)
{
	return differs(ctx);
}

#ifdef TAKEN
int target__mended(struct context *ctx)
{
	return 0;
}
#else
// CHECK-NOT: @target__mended
// CHECK: define internal {{.*}}@differs__mended(
// CHECK-NOT: @target__mended
void *const programs[1] = { target };
#endif
