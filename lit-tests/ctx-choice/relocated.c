// Fields that CO-RE relocates: each load keeps a relocation of its own.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=OBJECT
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -mllvm -bpfmend-mode=mend -S -emit-llvm \
// RUN:   -c %s -o - 2>/dev/null | %filecheck %s --check-prefix=GLOBALS
// GLOBALS-DAG: @"llvm.fields:0:12$0:3:0" = external global i64, !llvm.preserve.access.index [[FIELDS:![0-9]+]] #[[AMA:[0-9]+]]
// GLOBALS-DAG: @"llvm.fields:0:24$0:3:3" = external global i64, !llvm.preserve.access.index [[FIELDS]] #[[AMA]]
// GLOBALS-DAG: attributes #[[AMA]] = { "btf_ama" }
#include "bpf.h"

struct pair {
	u32 first, second;
};

struct fields {
	u32 index;
	u32 flag;
	u32 other;
	u32 words[5];
	struct pair pairs[2];
	u32 rows[2][2];
} __attribute__((preserve_access_index));

SEC("socket")
int choice(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed each place by itself
	return ctx->index > 100 ? ctx->flag : ctx->other;
}
// OBJECT-LABEL: <choice>:
// OBJECT-DAG: = *(u32 *)(r1 + 0x4)
// OBJECT-DAG: = *(u32 *)(r1 + 0x8)
// OBJECT: exit

// Each element of an array.
SEC("socket")
int array(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed each place by itself
	return ctx->words[ctx->index & 3];
}
// OBJECT-LABEL: <array>:
// OBJECT: = *(u32 *)(r1 + 0xc)
// OBJECT: = *(u32 *)(r1 + 0x10)
// OBJECT: = *(u32 *)(r1 + 0x14)
// OBJECT: = *(u32 *)(r1 + 0x18)
// OBJECT: exit

SEC("socket")
int element_or_field(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed each place by itself
	return *(ctx->index > 100 ? &ctx->flag : &ctx->words[ctx->other & 1]);
}

SEC("socket")
void stored(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed each place by itself
	ctx->words[ctx->index & 1] = 7;
}

// The array's address first, and a constant behind it.
SEC("socket")
u32 base(struct fields *ctx)
{
	u32 *words = ctx->words;

	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed each place by itself: the context is written behind the start of a field that CO-RE relocates
	words[4] = 7;
	return words[0];
}
// OBJECT-LABEL: <base>:
// OBJECT: *(u32 *)(r1 + 0x1c) =
// OBJECT: = *(u32 *)(r1 + 0xc)
// OBJECT: exit

// Behind the array.
SEC("socket")
void behind(struct fields *ctx)
{
	u32 *words = ctx->words;

	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}it cannot be mended: CO-RE relocates the field that it points into
	words[7] = 1;
}

// Not numbers, and not one dimension: what libbpf would be told of an element is not known.
SEC("socket")
int structs(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}it cannot be mended: CO-RE relocates the field that it points into, and that is no array of numbers
	return ctx->pairs[ctx->index & 1].second;
}

SEC("socket")
int matrix(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}it cannot be mended: CO-RE relocates the field that it points into
	return ctx->rows[ctx->index & 1][ctx->flag & 1];
}

// Between two elements.
SEC("socket")
int between(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}it cannot be mended: CO-RE relocates the field that it points into
	return ((u8 *)ctx->words)[ctx->index & 3];
}

// Nothing is left in an object that is only warned about.
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -c %s -o %t.warn.o 2>/dev/null
// RUN: %clang -c %s -o %t.none.o && cmp %t.warn.o %t.none.o
