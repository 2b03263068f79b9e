// Pointers that were read out of memory may be numbers to the verifier, which may be joined: nothing
// is said, and nothing changed.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=pointer-or \
// RUN:   -Rpass=bpfmend -Werror -c %s -o %t.o 2>&1 | count 0
// RUN: %objdump %t.o | %filecheck %s
#include "bpf.h"

extern void *pointers[2];

// CHECK-LABEL: <numbers>:
// CHECK: |= r
SEC("tc") int numbers(struct context *ctx)
{
	return !pointers[0] && !pointers[1];
}
