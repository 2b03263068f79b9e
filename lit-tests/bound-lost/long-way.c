// A long way from the check to the use: where the walk over it ends, nothing is taken for lost. Each
// branch in between has two ways, so that the walk has more than it takes.
//
// RUN: %clang -mcpu=v3 %plugin -mllvm -bpfmend-hazards=bound-lost -Werror -c %s -o %t.o
// RUN: %clang -mcpu=v3 %plugin -mllvm -bpfmend-hazards=bound-lost -mllvm -bpfmend-mode=mend -c %s \
// RUN:   -o %t.mend.o
// RUN: cmp %t.o %t.mend.o
#include "bpf.h"

static u32 (*const random_number)(void) = (void *)7;

u8 bytes[100];

#define STEP(number)                      \
	if (ctx->numbers[(number) & 7] > (number)) \
		sum += random_number();
#define STEPS(number) STEP(number) STEP(number + 1) STEP(number + 2) STEP(number + 3)
#define MANY(number) \
	STEPS(number) STEPS(number + 4) STEPS(number + 8) STEPS(number + 12) STEPS(number + 16)
#define FAR MANY(0) MANY(20) MANY(40) MANY(60)

struct numbers {
	u32 numbers[8];
};

// The loop of pyperf, unrolled in part: the verifier counts with it, 0 and then 40.
SEC("tc")
int counted(struct numbers *ctx)
{
	u32 sum = 0;

	for (u64 i = 0; i < 80; i += 40) {
		FAR
		bytes[i + 3] = sum;
	}
	return sum;
}

// A check far above the use.
SEC("tc")
int checked(struct numbers *ctx)
{
	u32 sum = 0, index = ctx->numbers[0];

	if (index > 99)
		return 0;
	FAR
	bytes[index] = sum;
	return sum;
}
