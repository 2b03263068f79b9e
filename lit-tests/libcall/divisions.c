// Signed divisions: compiled to unsigned ones where the CPU has none.
//
// RUN: not %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -S %s -o %t.s 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning: --implicit-check-not=error:
// RUN: %filecheck %s --check-prefix=CODE < %t.s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v2 -c %s -o %t.o
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v1 -c %s -o %t.o
#include "bpf.h"

long a, b;

// CHECK: divisions.c:[[@LINE+9]]:{{[0-9]+}}: warning: LLVM does not compile this signed division: -mcpu=v1 to v3 have none
// CHECK-SAME: [-Wpass-failed=bpfmend-libcall]
// MEND: divisions.c:[[@LINE+7]]:{{[0-9]+}}: remark: made what BPF has of it
// CODE-LABEL: divided:
// CODE: s>>= 63
// CODE: /= r
SEC("socket")
int divided(void *ctx)
{
	a = a / b;
	return 0;
}

// Proven not to be negative: nothing is to be done for signs.
// CODE-LABEL: positive:
// CODE-NOT: s>>=
// CODE: %= r
// CODE-LABEL: rest:
SEC("socket")
int positive(void *ctx)
{
	long x = a, y = b;

	if (x < 0 || y <= 0)
		return 1;
	a = x % y;
	return 0;
}

SEC("socket")
int rest(void *ctx)
{
	*(int *)&a = *(int *)&a % *(int *)&b;
	return 0;
}
