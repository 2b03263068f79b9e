// What a kernel may not have stays asked for in the plain program: LLVM 16 folded the question when what was rewritten
// was put back.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=variants -c %s -o %t.o
// RUN: %clang -c %s -o %t.plain.o
// RUN: llvm-readelf -s %t.o | %filecheck %s
// CHECK: asks__mended
// RUN: llvm-objcopy -O binary -j socket %t.plain.o %t.plain
// RUN: llvm-objcopy -O binary -j socket %t.o %t.kept
// RUN: cmp %t.plain %t.kept
#include "bpf.h"

extern int first(struct context *ctx) __attribute__((weak, section(".ksyms")));
extern int second(struct context *ctx) __attribute__((weak, section(".ksyms")));

SEC("socket")
int asks(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (!first || !second)
		return ctx->other;
	return i > 31 ? first(ctx) : values[buf[i]] + second(ctx);
}
