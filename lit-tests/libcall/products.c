// Products of more than 64 bits, and what tells whether one has more.
//
// RUN: not %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -S %s -o %t.s 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning: --implicit-check-not=error:
// RUN: %filecheck %s --check-prefix=CODE --implicit-check-not='call -' < %t.s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v1 -c %s -o %t.o
#include "bpf.h"

u64 a, b, result;

// The halves are multiplied by each other: four products.
// CHECK: products.c:[[@LINE+11]]:{{[0-9]+}}: warning: LLVM makes a call of __multi3() of this product
// MEND: products.c:[[@LINE+10]]:{{[0-9]+}}: remark: made what BPF has of it
// CODE-LABEL: high:
// CODE: *= r
// CODE: *= r
// CODE: *= r
// CODE: *= r
// CODE-NOT: *= r
SEC("socket")
int high(void *ctx)
{
	result = ((unsigned __int128)a * b) >> 64;
	return 0;
}

// Proven to have 64 bits: there is no upper half.
// CHECK: products.c:[[@LINE+10]]:{{[0-9]+}}: warning: LLVM makes a call of __multi3()
// MEND: products.c:[[@LINE+9]]:{{[0-9]+}}: remark: made what BPF has of it
// CODE-LABEL: fits:
// CODE: *= r
// CODE-NOT: *= r
SEC("socket")
int fits(void *ctx)
{
	u64 x = a, y = b;

	if (y >> 32 || x > y || __builtin_mul_overflow(x, y, &result))
		return 1;
	return 0;
}

// Signed.
// CHECK: products.c:[[@LINE+5]]:{{[0-9]+}}: warning: LLVM makes a call of __multi3()
// CODE-LABEL: signed_overflow:
SEC("socket")
int signed_overflow(void *ctx)
{
	return __builtin_mul_overflow((long)a, (long)b, (long *)&result);
}

// What a loop sums up, which LLVM computes as a formula of 65 bits.
// CHECK: products.c:[[@LINE+8]]:{{[0-9]+}}: warning: LLVM makes a call of __multi3()
// MEND: products.c:[[@LINE+7]]:{{[0-9]+}}: remark: made what BPF has of it
// CODE-LABEL: squares:
SEC("socket")
int squares(void *ctx)
{
	u64 sum = 0;

	for (u64 i = 0; i < (a & 0xff); i++)
		sum += i * i * 3;
	result = sum;
	return 0;
}
