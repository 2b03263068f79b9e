// A key of an array that the verifier knows needs no test for NULL behind the look-up, since 6.15: it is
// not made one that it does not know. What the helper writes there later is laundered behind it.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=helper-write -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

static long (*const d_path)(void *path, char *buf, u32 size) = (void *)147;

extern u64 elements;

// MEND-LABEL: <looked_up>:
// MEND-NOT: -= r10
// MEND: call 0x1
// MEND: call 0x93
// MEND: -= r10
SEC("lsm/file_open")
int looked_up(u64 *ctx)
{
	union {
		u32 key;
		char path[64];
	} shared;
	u64 *element;

	shared.key = 0;
	element = map_lookup(&elements, &shared.key);
	*element += 1;
	// CHECK: key.c:[[@LINE+1]]:2: remark: made the verifier forget the bytes behind the call
	d_path((void *)ctx[0], shared.path, sizeof(shared.path));
	return shared.path[0] == '/' ? -1 : 0;
}
