// What -mcpu=v4 selects that older kernels do not know: each at its line, with the kernels. It stays.
//
// UNSUPPORTED: llvm-16
// RUN: %clang %plugin -mcpu=v4 -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang -mcpu=v4 -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mcpu=v4 -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=warning: --implicit-check-not=remark:
// RUN: cmp %t.o %t.none.o
// RUN: %clang %plugin -mcpu=v4 -mllvm -bpfmend-kernels=6.12 -Werror -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

int depth;
signed char tiny[4];

SEC("tc")
int divides(struct context *ctx)
{
	// CHECK-DAG: v4.c:[[@LINE+1]]:25: warning: LLVM selects a signed division or remainder (sdiv, smod) here, which Linux 5.10 and 6.1 does not know; it cannot be mended: -mcpu is of the whole file; v3 has none of it, and bpfmend cflags --kernels=LIST chooses what all kernels of the list know [-Wpass-failed=bpfmend-isa]
	return (int)ctx->index / (int)(ctx->flag | 1);
}

SEC("tc")
int narrows(struct context *ctx)
{
	// CHECK-DAG: v4.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM selects a move that extends the sign (movsx) here, which Linux 5.10 and 6.1 does not know
	return (signed char)ctx->index;
}

SEC("tc")
int loads(struct context *ctx)
{
	// CHECK-DAG: v4.c:[[@LINE+1]]:{{[0-9]+}}: warning: LLVM selects a load that extends the sign (BPF_MEMSX) here, which Linux 5.10 and 6.1 does not know
	return tiny[ctx->index & 3];
}

SEC("tc")
int swaps(struct context *ctx)
{
	// CHECK-DAG: v4.c:[[@LINE+1]]:9: warning: LLVM selects a swap of bytes whatever the machine's order (bswap) here, which Linux 5.10 and 6.1 does not know
	return __builtin_bswap32(ctx->index);
}

// Assembly says what it wants.
SEC("tc")
int assembly(struct context *ctx)
{
	u64 x = ctx->index;

	__asm__ volatile("%0 = bswap32 %0" : "+r"(x));
	return x;
}

SEC("tc")
ignore int silenced(struct context *ctx)
{
	return (int)ctx->index / (int)(ctx->flag | 1);
}

// Every kernel stores constants to what is no context.
SEC("tc")
int stores(struct context *ctx)
{
	depth = 7;
	return 0;
}
