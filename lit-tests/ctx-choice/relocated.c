// Fields that CO-RE relocates: each load keeps a relocation of its own.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=OBJECT
#include "bpf.h"

struct fields {
	u32 index;
	u32 flag;
	u32 other;
	u32 words[5];
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

SEC("socket")
int array(struct fields *ctx)
{
	// CHECK: relocated.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}it cannot be mended: CO-RE relocates the array that it points into
	return ctx->words[ctx->index & 3];
}
