// Numbers of widths that no register has: their bound is warned of, and not stated again, because no
// assembly takes them. (clang had died of that.)
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=remark:
#include "bpf.h"

struct __attribute__((packed)) number {
	u32 of : 24;
};

struct number count, next[64];
u32 numbers[50];

SEC("tc")
int prog(void *ctx)
{
	struct number n, i;
	u32 sum = 0;

	n.of = count.of % 50;
	// CHECK: widths.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}it cannot be mended: no register is as wide as it
	for (i.of = 0; i.of < n.of; i.of = next[i.of].of)
		sum += *(volatile u32 *)&numbers[i.of];
	return sum;
}
