// A zeroed object read at a bounded index, on a straight path: warned where the index stands, and
// folded in mend mode so that neither the read nor the zeroing is left.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=WARN
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

SEC("socket")
int word(struct context *ctx)
{
	u64 zero = 0;
	u32 i = ctx->index;

	if (i > 7)
		return 1;
	// WARN: straight.c:[[@LINE+3]]:16: warning: every byte of {{.*}} that is read here is 0, but the verifier of Linux 6.12 to 7.2 takes what is read at a variable offset for unknown; -mllvm -bpfmend-mode=mend folds the read to 0 [-Wpass-failed=bpfmend-zero-read]
	// REMARK-NOT: warning:
	// REMARK: straight.c:[[@LINE+1]]:16: remark: folded to 0: every byte of {{.*}} that is read here is 0, but the verifier of Linux 6.12 to 7.2 {{.*}}[-Rpass=bpfmend-zero-read]
	return values[((u8 *)&zero)[i]];
}
// PLAIN-LABEL: <word>:
// PLAIN: *(u64 *)(r10 - 0x8) =
// PLAIN: = *(u8 *)(r
// MEND-LABEL: <word>:
// MEND-NOT: r10
// MEND: exit

SEC("socket")
int bytes(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	if (i > 31)
		return 1;
	// WARN: straight.c:[[@LINE+2]]:16: warning: every byte of 'buf' that is read here is 0
	// REMARK: straight.c:[[@LINE+1]]:16: remark: folded to 0: every byte of 'buf'
	return values[buf[i]];
}
// MEND-LABEL: <bytes>:
// MEND-NOT: r10
// MEND: exit

// WARN-NOT: warning:
// REMARK-NOT: {{warning|remark}}:
