// What LLVM compiles as it is: short copies, products that fit, unsigned divisions, what may be
// refused elsewhere; and what is not asked for.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | count 0
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | count 0
// RUN: not %clang %plugin -mllvm -bpfmend-hazards=zero-read -DCALL -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=warning:
// RUN: not %clang %plugin -mllvm -bpfmend-mode=mend -DIGNORED -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=warning:
#include "bpf.h"

unsigned char bytes[600];
u64 words[64], a, b, count;

SEC("socket")
int copies(void *ctx)
{
	__builtin_memcpy(words, words + 32, 256);
	__builtin_memset(bytes, 0, 100);
	__builtin_memmove(bytes + 1, bytes, 30);
	return 0;
}

SEC("socket")
int numbers(void *ctx)
{
	a = a / b;
	b = (unsigned __int128)(u32)a * (u32)b >> 3;
	return 0;
}

#ifdef IGNORED
__attribute__((annotate("bpfmend:ignore")))
#endif
SEC("socket")
int call(void *ctx)
{
#if defined(CALL) || defined(IGNORED)
	// CHECK: silent.c:[[@LINE+1]]:{{[0-9]+}}: error: A call to built-in function 'memset' is not supported
	__builtin_memset(bytes, 1, count & 511);
#endif
	return 0;
}
