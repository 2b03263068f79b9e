// What LLVM makes of loops and copies, and does not compile: said in mode "warn", where clang stops,
// and compiled in mode "mend", to loops that are entered at their head.
//
// RUN: not %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -S %s -o %t.s 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=warning: --implicit-check-not=error:
// RUN: %filecheck %s --check-prefix=CODE --implicit-check-not='call -' < %t.s
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v1 -c %s -o %t.o
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v2 -O1 -c %s -o %t.o
#include "bpf.h"

unsigned char bytes[512];
int numbers[128];
u64 words[200], others[200], count;

// CHECK: calls.c:[[@LINE+10]]:{{[0-9]+}}: warning: LLVM makes a call of memcpy() of this loop or copy, and BPF has no such function
// CHECK-SAME: [-Wpass-failed=bpfmend-libcall]
// MEND: calls.c:[[@LINE+8]]:{{[0-9]+}}: remark: made what BPF has of it: LLVM makes a call of memcpy()
// CODE-LABEL: copy_words:
// CODE: *(u64 *)(r{{[0-9]}} + 0) = r{{[0-9]}}
// CODE-NOT: *(u8
SEC("socket")
int copy_words(void *ctx)
{
	for (u64 i = 0; i < (count & 127); i++)
		words[i] = others[i];
	return 0;
}

// The bound of the length is stated in each turn.
// CHECK: calls.c:[[@LINE+11]]:{{[0-9]+}}: warning: LLVM makes a call of memset()
// MEND: calls.c:[[@LINE+10]]:{{[0-9]+}}: remark: made what BPF has of it: LLVM makes a call of memset()
// CODE-LABEL: set_bytes:
// CODE: *(u8 *)(r{{[0-9]}} + 0) = {{[rw][0-9]}}
// CODE: if r{{[0-9]}} < 300 goto
SEC("socket")
int set_bytes(void *ctx)
{
	u64 n = count < 300 ? count : 300;

	for (u64 i = 0; i < n; i++)
		bytes[i] = 7;
	return 0;
}

// Down, from the last byte on, because it overlaps.
// CHECK: calls.c:[[@LINE+8]]:{{[0-9]+}}: warning: LLVM makes a call of memmove()
// MEND: calls.c:[[@LINE+7]]:{{[0-9]+}}: remark: made what BPF has of it: LLVM makes a call of memmove()
// CODE-LABEL: move_up:
// CODE: r{{[0-9]}} += -1
// CODE: *(u8 *)(r{{[0-9]}} + 1) = {{[rw][0-9]}}
SEC("socket")
int move_up(void *ctx)
{
	__builtin_memmove(bytes + 1, bytes, count & 63);
	return 0;
}

// More than is stored one by one, 8 bytes at a time, and the rest.
// CHECK: calls.c:[[@LINE+8]]:{{[0-9]+}}: warning: LLVM makes a call of memset()
// MEND: calls.c:[[@LINE+7]]:{{[0-9]+}}: remark: made what BPF has of it: LLVM makes a call of memset()
// CODE-LABEL: set_all:
// CODE: if r{{[0-9]}} < 1592 goto
// CODE: *(u8
SEC("socket")
int set_all(void *ctx)
{
	__builtin_memset(words, 1, 1593);
	return 0;
}

// CHECK: calls.c:[[@LINE+6]]:{{[0-9]+}}: warning: LLVM does not compile this copy: it loads all of it before it stores any
// MEND: calls.c:[[@LINE+5]]:{{[0-9]+}}: remark: made what BPF has of it: LLVM does not compile this copy
// CODE-LABEL: spill:
SEC("socket")
int spill(void *ctx)
{
	__builtin_memcpy(bytes, numbers, 512);
	return 0;
}
