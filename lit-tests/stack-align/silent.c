// What is aligned, by its type or by the layout, and what LLVM itself makes in pieces.
//
// RUN: %clang %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=stack-align \
// RUN:   -Werror -Wno-address-of-packed-member -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -Wno-address-of-packed-member -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "bpf.h"

#define seen(object) asm volatile("" : : "r"(&(object)) : "memory")

struct __attribute__((packed)) header {
	u8 kind;
	u64 number;
} global;

SEC("socket")
int start(struct context *ctx)
{
	char bytes[13];

	seen(bytes);
	return *(u32 *)bytes;
}

SEC("socket")
int luck(struct context *ctx)
{
	char bytes[13];
	u32 *number = (u32 *)(bytes + 1);

	seen(bytes);
	return *number;
}

SEC("socket")
int packed(struct context *ctx)
{
	struct header header;

	seen(header);
	return header.number != 0;
}

SEC("socket")
int indexed(struct context *ctx)
{
	u64 numbers[4];

	seen(numbers);
	if (ctx->index > 3)
		return 0;
	return numbers[ctx->index] != 0;
}

SEC("socket")
int no_stack(struct context *ctx)
{
	u64 *number = &global.number;

	return *number != 0;
}

SEC("socket")
ignore int ignored(struct context *ctx)
{
	char bytes[13];
	u32 *number = (u32 *)(bytes + 4);

	seen(bytes);
	return *number;
}
