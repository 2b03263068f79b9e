// What is said of the programs of a module is what kernels say: a size that is checked on both sides
// is lost up to 6.19, and by each series in its words; what all take is one line; .rodata is known.
//
// What older LLVMs make of the remainder, or of the size, older kernels refuse.
// REQUIRES: llvm-22
// RUN: %clang -S -emit-llvm %s -o %t.ll
// RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-walk>' \
// RUN:   -disable-output %t.ll 2>&1 | %filecheck %s
// RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-walk:6.12>' \
// RUN:   -disable-output %t.ll 2>&1 | %filecheck %s --check-prefix=ONE
// RUN: %llvm-bin/opt -load %library -load-pass-plugin=%library -passes='print<bpfmend-walk:six>' \
// RUN:   -disable-output %t.ll 2>&1 | %filecheck %s --check-prefix=NO-LIST
#include "bpf.h"

static long (*const write_user)(void *to, const void *from, u32 size) = (void *)36;
struct {
	int (*type)[2]; /* an array */
	int (*max_entries)[1];
	int *key;
	char (*value)[64];
} rooms SEC(".maps");
int want;
char room[64];
const volatile unsigned int fields = 6;

// CHECK-LABEL: sized: in kprobe/sys
// CHECK-NEXT: 5.10 and 6.1: refused at {{[0-9]+}}, ARGUMENT_SIZE: R2 min value is outside of the allowed memory range
// CHECK-NEXT: {{.*}}call i64
// CHECK-NEXT: 6.12 to 6.19: refused at {{[0-9]+}}, ARGUMENT_SIZE: R3 invalid zero-sized read
// CHECK-NEXT: {{.*}}call i64
// CHECK-NEXT: 7.0 to 7.3: accepted, {{[0-9]+}} walked{{$}}
// ONE-LABEL: sized:
// ONE-NEXT: 6.12: refused
// NO-LIST: not walked: 'six' is no list of kernels
SEC("kprobe/sys")
int sized(void *ctx)
{
	int zero = 0, size = want;
	char *at = map_lookup(&rooms, &zero);

	if (!at || size <= 0 || size > 64)
		return 0;
	return write_user((void *)ktime_get_ns(), at, size) == 0;
}

// CHECK-LABEL: set: in socket
// CHECK-NEXT: 5.10 to 7.3: accepted, {{[0-9]+}} walked, as .rodata is
SEC("socket")
int set(struct context *ctx)
{
	return room[(fields % 5) * 8];
}

// CHECK-LABEL: unknown: in socket
// CHECK-NEXT: 5.10 to 7.3: undecided at {{[0-9]+}}: kfunc nobody_knows
// CHECK-NEXT: {{.*}}call i32 @nobody_knows
extern int nobody_knows(void);
SEC("socket")
int unknown(struct context *ctx)
{
	return nobody_knows();
}
