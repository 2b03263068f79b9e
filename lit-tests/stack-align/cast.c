// Casts of addresses on the stack: warned about, and aligned or made in pieces in mend mode.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=stack-align -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=stack-align -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -O1 -mcpu=v1 -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -O3 -mcpu=v2 -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Os -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

#define seen(object) asm volatile("" : : "r"(&(object)) : "memory")

SEC("socket")
int multiple(struct context *ctx)
{
	char bytes[13];
	u32 *number = (u32 *)(bytes + 4);

	seen(bytes);
	// WARN: cast.c:[[@LINE+3]]:9: warning: 4 bytes of 'bytes' are read at once, at an address that is no multiple of 4, and the verifier of Linux 5.10 to 7.3 rejects that: "misaligned stack access"; -mllvm -bpfmend-mode=mend aligns the object or accesses it in pieces, and so does an aligned(8) on the object if the access is at a multiple of its width [-Wpass-failed=bpfmend-stack-align]
	// REMARK-NOT: warning:
	// REMARK: cast.c:[[@LINE+1]]:9: remark: aligned the object, or accessed it in pieces: 4 bytes of 'bytes' {{.*}}[-Rpass=bpfmend-stack-align]
	return *number;
}
// PLAIN-LABEL: <multiple>:
// PLAIN: = *(u32 *)(r10 - 0x9)
// MEND-LABEL: <multiple>:
// MEND: = *(u32 *)(r10 - 0xc)

SEC("socket")
int pieces(struct context *ctx)
{
	char bytes[13];
	u32 *number = (u32 *)(bytes + 6);

	seen(bytes);
	// WARN: cast.c:[[@LINE+1]]:10: warning: 4 bytes of 'bytes' are written at once
	*number = ctx->index;
	seen(bytes);
	return 0;
}
// PLAIN-LABEL: <pieces>:
// PLAIN: *(u32 *)(r10 - 0x7) =
// MEND-LABEL: <pieces>:
// MEND-NOT: u32 *)(r10
// MEND-DAG: *(u16 *)(r10 - 0x8) =
// MEND-DAG: *(u16 *)(r10 - 0x6) =
// MEND: exit

static __attribute__((noinline)) u64 read_number(const void *bytes)
{
	// WARN: cast.c:[[@LINE+1]]:9: warning: 8 bytes of a caller's stack are read at once
	return *(const u64 *)bytes;
}

SEC("socket")
int subprogram(struct context *ctx)
{
	char bytes[9];

	seen(bytes);
	return read_number(bytes) != 0;
}
// PLAIN-LABEL: <subprogram>:
// PLAIN: += -0x9
// MEND-LABEL: <subprogram>:
// MEND: += -0x10
