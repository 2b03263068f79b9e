// A static subprogram's pointer is what all of its callers give it, and so are its numbers.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=bound-lost -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=OBJECT
#include "bpf.h"

#define noinline __attribute__((noinline))

u8 numbers[100];
u8 more[64];

// The least room of both is 60: a mask, which is 63 at most, would be too wide.
static noinline int least(u8 *bytes, u32 i)
{
	// CHECK-DAG: subprograms.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 59, but
	return bytes[i % 60];
}

static noinline int outer(u8 *bytes, u32 i)
{
	return least(bytes + 4, i) + least(numbers + 4, i >> 1);
}

SEC("tc")
int room(struct context *ctx)
{
	return outer(more, ctx->index) + outer(numbers, ctx->flag);
}

static noinline int least_first(u8 *bytes, u32 i)
{
	// CHECK-DAG: subprograms.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 59, but
	return bytes[i % 60];
}

SEC("tc")
int room_first(struct context *ctx)
{
	return least_first(more + 4, ctx->index) + least_first(numbers, ctx->flag);
}

// The same with the calls the other way round.
static noinline int least_last(u8 *bytes, u32 i)
{
	// CHECK-DAG: subprograms.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 59, but
	return bytes[i % 60];
}

SEC("tc")
int room_last(struct context *ctx)
{
	return least_last(numbers, ctx->index) + least_last(more + 4, ctx->flag);
}

// The callers bound the index, and one of them loses it.
static noinline int given(u8 *bytes, u32 i)
{
	// CHECK-DAG: subprograms.c:[[@LINE+1]]:{{[0-9]+}}: remark: stated the bound again: this index is from 0 to 99, but
	return bytes[i];
}

SEC("tc")
int bounded_here(struct context *ctx)
{
	return given(numbers, ctx->index % 100) + given(numbers, ctx->flag & 31);
}

// CHECK-NOT: remark:

// No mask: each of the three is compared with 59.
// OBJECT-COUNT-3: {{> 0x3b|< 0x3c}} goto

// All of them keep it.
static noinline int kept(u8 *bytes, u32 i)
{
	return bytes[i];
}

SEC("tc")
int bounded(struct context *ctx)
{
	return kept(numbers, ctx->index & 15) + kept(numbers, ctx->flag & 31);
}

// One of them bounds nothing.
static noinline int unbounded(u8 *bytes, u32 i)
{
	return bytes[i];
}

SEC("tc")
int one_unbounded(struct context *ctx)
{
	return unbounded(numbers, ctx->index % 100) + unbounded(numbers, ctx->flag);
}

// One of them gives something else.
static noinline int other(u8 *bytes, u32 i)
{
	return bytes[i % 60];
}

SEC("tc")
int one_other(struct context *ctx)
{
	return other(numbers, ctx->index) + other(*(u8 **)ctx, ctx->flag);
}

// Callers that are not seen.
noinline int global(u8 *bytes, u32 i)
{
	return bytes[i % 60];
}

SEC("tc")
int unseen(struct context *ctx)
{
	return global(numbers, ctx->index) + global(numbers, ctx->flag);
}

// It is handed on, and may be called with anything.
static noinline int called_back(u8 *bytes, u32 i)
{
	return bytes[i % 60];
}

static long (*const loop)(u32, void *, void *, u64) = (void *)181;

SEC("tc")
int handed_on(struct context *ctx)
{
	return called_back(numbers, ctx->index) + called_back(numbers, ctx->flag) +
	       loop(3, (void *)called_back, ctx, 0);
}

// What a static subprogram returns is known to its caller.
static noinline u32 chosen(struct context *ctx)
{
	switch (ctx->index) {
	case 1:
		values[0] = 1;
		return 20;
	case 2:
		return 36;
	}
	return 1;
}

SEC("tc")
int size_returned(struct context *ctx)
{
	u32 at = chosen(ctx);

	return numbers[at];
}
