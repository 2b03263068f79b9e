// What every verifier takes is no hazard: an index that a counting loop makes, of which the verifier
// has a constant each time round, and a constant for each path. Beside each stands one that is
// refused, of which it is said.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-walk=false -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=ALL
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND --implicit-check-not=remark:
#include "bpf.h"

struct packet {
	u32 data, data_end;
};

// ALL: counted.c:[[@LINE+16]]:9: warning: this address in the packet was checked
SEC("xdp")
int last_byte(struct packet *ctx)
{
	unsigned char *start = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 at = 14, i;

	for (i = 0; i < 1000; i++) {
		if (start + at > end)
			return 2;
		if (start + at == end)
			break;
		at++;
	}
	if (start + at > end || at == 14)
		return 2;
	return start[at - 1] == 7 ? 1 : 2;
}

// CHECK: counted.c:[[@LINE+11]]:9: warning: this index is from 0 to 255
// ALL: counted.c:[[@LINE+10]]:9: warning: this index is from 0 to 255
// MEND: counted.c:[[@LINE+9]]:9: remark: stated the bound again
SEC("xdp")
int some_byte(struct packet *ctx)
{
	unsigned char *start = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 at = start[0];

	if (start + at + 14 > end || at < 14 || at > 200)
		return 2;
	return start[at - 1] == 7 ? 1 : 2;
}
