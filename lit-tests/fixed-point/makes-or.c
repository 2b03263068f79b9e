// A rewrite tells code generation more of an address than it knew: a mask of the index, an alignment of
// the object. An addition must not become an "or" of it, whichever hazards were asked for. A function
// that is rewritten too often (here: once) becomes what it was.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=ADDED
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.o \
// RUN:   -mllvm -bpfmend-hazards=bound-lost,helper-write
// RUN: %objdump %t.o | %filecheck %s --check-prefix=ADDED
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-rewrites=1 -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=UNDONE
// RUN: %clang -c %s -o %t.plain.o && cmp %t.o %t.plain.o
#include "bpf.h"

static long (*d_path)(void *path, char *buf, u32 size) = (void *)147;
static u32 (*random)(void) = (void *)7;

u32 where[16];

// ADDED-NOT: r{{[0-9]}} |= r

SEC("socket")
int mask(struct context *ctx)
{
	u64 word = (u64)ctx->flag << 7, n = ctx->index;
	u8 bytes[8] __attribute__((aligned(8)));

	__builtin_memcpy(bytes, &word, 8);
	asm volatile("" ::"r"(bytes) : "memory");
	if (n < 1 || n > 8)
		return 0;
	// UNDONE: makes-or.c:[[@LINE+2]]:9: warning: this index is from {{1 to 8|0 to 7}}{{.*}}it cannot be mended: what is rewritten is found again
	// CHECK: makes-or.c:[[@LINE+1]]:9: remark: stated the bound again: this index is from {{1 to 8|0 to 7}}
	return bytes[n - 1];
}

SEC("lsm/file_open")
int alignment(u64 *ctx)
{
	char name[12];
	u32 i = random();

	for (int k = 0; k < 12; k++)
		((volatile char *)name)[k] = 0;
	/* What is known of the bytes before the call is needed, so they are laundered behind it. */
	where[((volatile char *)name)[3]]++;
	// CHECK: makes-or.c:[[@LINE+1]]:2: remark: made the verifier forget the bytes behind the call
	d_path((void *)(ctx[0] + 16), name, sizeof(name));
	// CHECK: makes-or.c:[[@LINE+1]]:6: remark: kept the addition
	if (name[i & 7] == '/')
		return -1;
	return 0;
}
