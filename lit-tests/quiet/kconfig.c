// The version of the kernel is a number that the verifier knows, and it walks only the way that it
// takes. How a kernel was configured is not known here: what only some may refuse is warned of.
//
// What older LLVMs make of the remainder older kernels refuse.
// REQUIRES: llvm-22
// RUN: %clang %plugin -g -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
#include "bpf.h"

#define KCONFIG __attribute__((section(".kconfig")))

extern int LINUX_KERNEL_VERSION KCONFIG;
extern _Bool CONFIG_BPF_JIT KCONFIG;
u32 any;
char record[64];

SEC("raw_tp/sys_enter")
int old(u64 *ctx)
{
	u32 n = any;

	// CHECK: kconfig.c:[[@LINE+2]]:{{[0-9]+}}: warning: this index is from 0 to 24, but the verifier of Linux 5.10 loses
	if (LINUX_KERNEL_VERSION < 0x60100)
		*(int *)(record + (n % 7) * 4) = ctx[1];
	return 0;
}

SEC("raw_tp/sys_enter")
int new(u64 *ctx)
{
	u32 n = any;

	// CHECK: kconfig.c:[[@LINE+2]]:{{[0-9]+}}: warning: this index is from 0 to 24, but the verifier of Linux 6.1 to 7.3 loses
	if (LINUX_KERNEL_VERSION >= 0x60100)
		*(int *)(record + (n % 7) * 4) = ctx[1];
	return 0;
}

// No kernel that is known comes there.
SEC("raw_tp/sys_enter")
int never(u64 *ctx)
{
	u32 n = any;

	if (LINUX_KERNEL_VERSION < 0x50400)
		*(int *)(record + (n % 7) * 4) = ctx[1];
	return 0;
}

SEC("raw_tp/sys_enter")
int configured(u64 *ctx)
{
	u32 n = any;

	// CHECK: kconfig.c:[[@LINE+2]]:{{[0-9]+}}: warning: this index is from 0 to 24, but the verifier of Linux 5.10 to 7.3 loses
	if (CONFIG_BPF_JIT)
		*(int *)(record + (n % 7) * 4) = ctx[1];
	return 0;
}
