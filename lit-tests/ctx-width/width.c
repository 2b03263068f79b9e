// The context accessed in another width than the source has: seen in the code that the backend
// makes, said of each place once, and mended so that the code has the widths of the source.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -S %s -o %t.s 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=remark: --implicit-check-not=warning:
// RUN: %filecheck %s --check-prefix=CODE --implicit-check-not='*(u8' --implicit-check-not='*(u64' < %t.s
#include "bpf.h"

struct fields {
	u32 len, pkt_type, mark, queue_mapping;
	u64 other;
};

// CHECK: width.c:[[@LINE+7]]:12: warning: LLVM makes this store to the context as wide as no field is
// CHECK-SAME: [-Wpass-failed=bpfmend-ctx-width]
// MEND: width.c:[[@LINE+5]]:12: remark: kept the width of the field
// CODE-LABEL: one_byte:
SEC("tc")
int one_byte(struct fields *ctx)
{
	ctx->mark = (ctx->mark & ~0xff00) | (ctx->len & 0xff) << 8;
	return 0;
}

// CHECK: width.c:[[@LINE+6]]:{{[0-9]+}}: warning: LLVM makes this store to the context
// MEND: width.c:[[@LINE+5]]:{{[0-9]+}}: remark: kept the width of the field
// CODE-LABEL: two_constants:
SEC("tc")
int two_constants(struct fields *ctx)
{
	ctx->mark = 1, ctx->queue_mapping = 2;
	return 0;
}

// CHECK: width.c:[[@LINE+6]]:{{[0-9]+}}: warning: LLVM makes the loads from the context
// MEND: width.c:[[@LINE+5]]:{{[0-9]+}}: remark: kept the width of the field
// CODE-LABEL: two_loads:
SEC("tc")
int two_loads(struct fields *ctx)
{
	u64 both = (u64)ctx->mark | (u64)ctx->queue_mapping << 32;

	return both % 1000003;
}

// CODE-LABEL: known:
SEC("tc") ignore
int known(struct fields *ctx)
{
	return ctx->mark;
}
