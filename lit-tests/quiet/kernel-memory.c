// Whether a program may read the kernel's own structures is for their types to say, and has nothing
// to do with what LLVM makes of the rest: a place that the walk takes is not warned of for it.
//
// RUN: %clang %plugin -g -mcpu=v3 -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
#include "bpf.h"

#define KCONFIG __attribute__((section(".kconfig")))

extern int LINUX_KERNEL_VERSION KCONFIG;

struct request {
	u32 flags, length;
};

// The choice is the kernel's version's, and so no choice; the field is the kernel's memory.
SEC("tp_btf/block_rq_issue")
int chosen(u64 *ctx)
{
	struct request *request;

	if (LINUX_KERNEL_VERSION >= 0x50a89)
		request = (struct request *)ctx[0];
	else
		request = (struct request *)ctx[1];
	return request->length > 4;
}

// Before 5.11 it is no longer where the context begins, and 5.10 takes no sum of a context.
SEC("tp_btf/block_rq_issue")
int refused(u64 *ctx)
{
	struct request *request;

	// CHECK: kernel-memory.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}context{{.*}}, and the verifier of Linux 5.10 rejects
	if (LINUX_KERNEL_VERSION >= 0x50b00)
		request = (struct request *)ctx[0];
	else
		request = (struct request *)ctx[1];
	return request->length > 4;
}
