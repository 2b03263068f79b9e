// What ends in "unreachable" and needs no exit: the default of a switch, inline assembly that exits,
// a naked function; and a function that its author silenced.
//
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-walk=false -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

int depth;

SEC("tc")
int switched(struct context *ctx)
{
	switch (ctx->index & 3) {
	case 0:
		return depth;
	case 1:
		return 7;
	case 2:
		depth++;
		return 8;
	case 3:
		return 19;
	default:
		__builtin_unreachable();
	}
}

SEC("tc")
int assembly(struct context *ctx)
{
	if (ctx->index == 4) {
		__asm__ volatile("r0 = 2; exit" : : : "r0");
		__builtin_unreachable();
	}
	return 1;
}

SEC("tc")
__attribute__((naked)) int bare(struct context *ctx)
{
	__asm__ volatile("r0 = 2; exit");
}

SEC("tc")
ignore int silenced(struct context *ctx)
{
	ktime_get_ns();
	__builtin_unreachable();
}
