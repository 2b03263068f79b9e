// The bound of a loop that is stated again lives beside the number it is stated of: a register more. In
// a frame without room to spill one, the program would not compile any more.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

static u32 (*const random)(void) = (void *)7;

u8 array[100];

// MEND-LABEL: <full>:
// MEND-NOT: &= 0x7f
// MEND: exit
// CHECK: warning: this end of the loop {{.*}}it cannot be mended: it needs a register more, and the stack is too full to spill one
SEC("socket")
int full(struct context *ctx)
{
	char bytes[504];
	u32 end = ctx->index % 100, sum = ctx->flag, i;

	asm volatile("" : : "r"(bytes) : "memory");
	for (i = 0; i < end; i++) {
		u32 drawn = random();

		if (drawn == 7)
			break;
		array[i] = drawn + sum;
		sum += ctx->flag;
	}
	asm volatile("" : : "r"(end), "r"(i), "r"(sum));
	return 0;
}

// MEND-LABEL: <room>:
// CHECK: remark: stated the bound again: this end of the loop
SEC("socket")
int room(struct context *ctx)
{
	char bytes[256];
	u32 end = ctx->index % 100, sum = ctx->flag, i;

	asm volatile("" : : "r"(bytes) : "memory");
	for (i = 0; i < end; i++) {
		u32 drawn = random();

		if (drawn == 7)
			break;
		array[i] = drawn + sum;
		sum += ctx->flag;
	}
	asm volatile("" : : "r"(end), "r"(i), "r"(sum));
	return 0;
}

// The frame has room, the chain of calls has not: 448 bytes and 64, and no more.
static __attribute__((noinline)) int called(struct context *ctx)
{
	char bytes[64];
	u32 end = ctx->index % 100, sum = ctx->flag, i;

	asm volatile("" : : "r"(bytes) : "memory");
	// CHECK: full-frame.c:[[@LINE+1]]:16: warning: this end of the loop {{.*}}the stack is too full to spill one
	for (i = 0; i < end; i++) {
		u32 drawn = random();

		if (drawn == 7)
			break;
		array[i] = drawn + sum;
		sum += ctx->flag;
	}
	asm volatile("" : : "r"(end), "r"(i), "r"(sum));
	return 0;
}

SEC("socket")
int chain(struct context *ctx)
{
	char bytes[448];

	asm volatile("" : : "r"(bytes) : "memory");
	return called(ctx);
}

// Before a subprogram that makes a tail call there are 256 bytes, less one.
static long (*const tail_call)(void *ctx, void *map, u32 index) = (void *)12;
static __attribute__((noinline)) int jumps(struct context *ctx)
{
	tail_call(ctx, array, 0);
	return ctx->flag;
}

SEC("socket")
int before_a_tail_call(struct context *ctx)
{
	char bytes[224];
	u32 end = ctx->index % 100, sum = ctx->flag, i;

	asm volatile("" : : "r"(bytes) : "memory");
	// CHECK: full-frame.c:[[@LINE+1]]:16: warning: this end of the loop {{.*}}the stack is too full to spill one
	for (i = 0; i < end; i++) {
		u32 drawn = random();

		if (drawn == 7)
			break;
		array[i] = drawn + sum;
		sum += ctx->flag;
	}
	asm volatile("" : : "r"(end), "r"(i), "r"(sum));
	return jumps(ctx);
}
