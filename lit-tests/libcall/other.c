// What BPF has nothing for is told of, with the line; what is mended beside it is mended.
//
// RUN: not %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
#include "bpf.h"

u64 a, b;

// CHECK-DAG: other.c:[[@LINE+6]]:{{[0-9]+}}: warning: LLVM makes a call of __udivti3() of this, and BPF has no such function: it does not compile; it cannot be mended: BPF has no instructions for it
// CHECK-DAG: other.c:[[@LINE+5]]:{{[0-9]+}}: remark: made what BPF has of it: LLVM makes a call of __multi3()
// CHECK: error: A call to built-in function '__udivti3' is not supported
SEC("socket")
int quotient(void *ctx)
{
	a = (unsigned __int128)a * b / 1000;
	return 0;
}
