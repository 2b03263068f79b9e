// Which kernels are affected belongs to the read: after a helper saw the bytes, all before 7.3 are;
// otherwise 6.8 to 7.2. A read at a fixed offset is lost after a helper up to 6.13 only.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-kernels=6.1 -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=OLD
// RUN: %clang %plugin -mllvm -bpfmend-kernels=7.3 -c %s -o %t.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -c %s -o %t.mend.o 2>%t.err
// RUN: count 0 < %t.err
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

extern char map;

SEC("socket")
int plain(struct context *ctx)
{
	u8 buf[32] = {};
	u32 i = ctx->index;

	// CHECK: helpers.c:[[@LINE+2]]:29: warning: every byte of 'buf' that is read here is 0, but the verifier of Linux 6.12 to 7.2 takes what is read at a variable offset for unknown;
	// OLD-NOT: helpers.c:[[@LINE+1]]:
	return i > 31 ? 1 : values[buf[i]];
}

SEC("socket")
int key(struct context *ctx)
{
	u8 buf[8] = {};
	u32 i = ctx->index;

	if (!map_lookup(&map, buf) || i > 7)
		return 1;
	// CHECK: helpers.c:[[@LINE+2]]:16: warning: every byte of 'buf' that is read here is 0, but the verifier of Linux 5.10 to 7.2 takes what is read at a variable offset after a helper saw it for unknown;
	// OLD: helpers.c:[[@LINE+1]]:16: warning: {{.*}} the verifier of Linux 6.1 takes
	return values[buf[i]];
}
// The key is still there for the helper; the read is not.
// MEND-LABEL: <key>:
// MEND: *(u64 *)(r10 - 0x8) =
// MEND: call 0x1
// MEND-NOT: r10
// MEND: exit

SEC("socket")
int fixed_key(struct context *ctx)
{
	u64 zero = 0;

	map_lookup(&map, &zero);
	// CHECK: helpers.c:[[@LINE+2]]:16: warning: every byte of 'zero' that is read here is 0, but the verifier of Linux 5.10 to 6.12 takes what is read after a helper saw it for unknown;
	// OLD: helpers.c:[[@LINE+1]]:16: warning:
	return values[zero];
}

// Written again after the helper, so that it never saw these bytes.
SEC("socket")
int written_again(struct context *ctx)
{
	u8 buf[8] = {};
	u32 i = ctx->index;

	if (!map_lookup(&map, buf) || i > 7)
		return 1;
	*(volatile u64 *)buf = 0;
	// CHECK: helpers.c:[[@LINE+2]]:16: warning: {{.*}} the verifier of Linux 6.12 to 7.2 takes what is read at a variable offset for unknown;
	// OLD-NOT: helpers.c:[[@LINE+1]]:
	return values[buf[i]];
}

static __attribute__((noinline)) void *look_up(void *key)
{
	return map_lookup(&map, key);
}

// A function of the program handed the bytes to the helper.
SEC("socket")
int through_function(struct context *ctx)
{
	u8 buf[8] = {};
	u32 i = ctx->index;

	if (!look_up(buf) || i > 7)
		return 1;
	// CHECK: helpers.c:[[@LINE+2]]:16: warning: {{.*}} the verifier of Linux 5.10 to 7.2 takes what is read at a variable offset after a helper saw it for unknown;
	// OLD: helpers.c:[[@LINE+1]]:16: warning:
	return values[buf[i]];
}

// CHECK: 5 warnings generated.
// OLD: 3 warnings generated.
