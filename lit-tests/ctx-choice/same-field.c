// One field that CO-RE relocates, read on two ways: LLVM sinks the load, and one access is enough.
// At the start of the context every verifier takes the merged address: nothing is said of it, and it
// stays (measured with a field of __sk_buff on 5.10, 6.1, 6.12 and 7.3).
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-hazards=ctx-choice -mllvm -bpfmend-mode=mend \
// RUN:     -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=OBJECT
#include "bpf.h"

static u32 (*const random_number)(void) = (void *)7;
static u64 (*const change_tail)(void *, u32, u64) = (void *)38;

struct fields {
	u32 index;
	u32 flag;
	u32 other;
} __attribute__((preserve_access_index));

u64 done;

// CHECK: warning: LLVM chooses which field of the context is read
// CHECK: 1 warning generated.
SEC("tc")
int behind(struct fields *ctx)
{
	u32 number = random_number();

	if (number == 3) {
		done = change_tail(ctx, ctx->other - 1, 0);
		return 1;
	} else if (number == 5) {
		done = change_tail(ctx, ctx->other + 1, 0);
		return 1;
	}
	return 0;
}
// REMARK: remark: {{.*}} and the verifier of Linux {{.*}} rejects that
// OBJECT-LABEL: <behind>:
// OBJECT: = *(u32 *)(r6 + 0x8)
// OBJECT-NOT: *(u32
// OBJECT: exit

SEC("tc")
int start(struct fields *ctx)
{
	u32 number = random_number();

	if (number == 3) {
		done = change_tail(ctx, ctx->index - 1, 0);
		return 1;
	} else if (number == 5) {
		done = change_tail(ctx, ctx->index + 1, 0);
		return 1;
	}
	return 0;
}
// REMARK-NOT: remark: {{.*}} its start
