// What is asked for is what is done: modes, kernels, hazards, and clang's own switches.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ALL
// RUN: %clang %plugin -mllvm -bpfmend-mode=warn -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ALL
// ALL: the verifier of Linux 6.12 to 7.2 takes
// ALL: 1 warning generated.
//
// Only the kernels that were asked for are named; where none of them is affected, nothing is said or done.
// RUN: %clang %plugin -mllvm -bpfmend-kernels=5.10,6.12,6.16 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=TWO
// TWO: the verifier of Linux 6.12 and 6.16 takes
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.8 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ONE
// ONE: the verifier of Linux 6.8 takes
// RUN: %clang %plugin -mllvm -bpfmend-kernels=5.10,6.1,7.3 -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %clang %plugin -mllvm -bpfmend-kernels=5.10,7.3 -mllvm -bpfmend-mode=mend -c %s -o %t.mend.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %clang -c %s -o %t.plain.o
// RUN: cmp %t.mend.o %t.plain.o
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=off -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: cmp %t.o %t.plain.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=zero-read -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ALL
//
// RUN: not %clang %plugin -mllvm -bpfmend-mode=maybe -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=MODE
// MODE: for the --bpfmend-mode option: Cannot find option named 'maybe'!
// RUN: not %clang %plugin -mllvm -bpfmend-kernels=6.12,seven -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=KERNELS
// KERNELS: error: bpfmend: -bpfmend-kernels: 'seven' is no list of kernels: write it as in 6.12,6.16-7.2
// RUN: not %clang %plugin -mllvm -bpfmend-hazards=zero-read,nothing -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=HAZARDS
// HAZARDS: error: bpfmend: there is no hazard 'nothing': docs/hazards has a page for each
//
// clang's own switches apply.
// RUN: %clang %plugin -Wno-pass-failed -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: not %clang %plugin -Werror=pass-failed -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ERROR
// ERROR: error: every byte of {{.*}}[-Werror,-Wpass-failed=bpfmend-zero-read]
#include "bpf.h"

SEC("socket")
int bytes(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	return i > 31 ? 1 : values[buf[i]];
}
