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

struct address {
	u32 words[2];
	u16 port;
	u32 more[6];
	u16 other_port;
};

// An offset that was chosen: the verifier comes to it with the one or the other.
static __attribute__((noinline)) u32 fill(struct address *address, u32 kind, u16 port)
{
	switch (kind) {
	case 4:
		address->words[0] = 1;
		address->port = port;
		return 10;
	case 6:
		address->more[0] = 1;
		address->other_port = port;
		return 36;
	}
	return 0;
}

SEC("socket")
int chosen(struct context *ctx)
{
	struct address address = {};
	u32 size = fill(&address, ctx->index, ctx->flag);

	seen(address);
	return size;
}
