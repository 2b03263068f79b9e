// A size of 32 bits where there are no 32-bit instructions: what is above it in the register is anything,
// and a verifier looks at all of it. It is stated of the whole register there.
//
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -mcpu=v2 -S -emit-llvm %s -o - 2>/dev/null | %filecheck %s --check-prefix=WIDE
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -S -emit-llvm %s -o - 2>/dev/null | %filecheck %s --check-prefix=NARROW
#include "bpf.h"

static u32 (*const random)(void) = (void *)7;
static long (*const probe_read)(void *to, u32 size, const void *from) = (void *)113;

extern u8 from[4];
u64 result;

// WIDE-LABEL: @sized(
// WIDE: %[[WORD:.*]] = zext i32 %{{.*}} to i64
// WIDE-NEXT: %[[HIDDEN:.*]] = call i64 asm "", "=r,0"(i64 %[[WORD]])
// WIDE: %[[SIZE:.*]] = trunc i64 %{{.*}} to i32
// WIDE: inttoptr (i64 113 to ptr)(ptr {{.*}}, i32 {{.*}}%[[SIZE]],
// NARROW-LABEL: @sized(
// NARROW: call i32 asm "", "=r,0"(i32
SEC("perf_event")
int sized(u64 *ctx)
{
	u8 room[4] = {};
	u32 size = 2;

	if (random() & 4)
		size = (u32)ktime_get_ns() % 3;
	else
		size = 2 + random() % 3;
	if (size)
		probe_read(room, size, from);
	result = room[0] + room[1] + size;
	return 0;
}
