// What the walk foresees and no hazard explains is said if that is asked for: once for a place, of the
// kernels that refuse it, and not of a program that the pass warns of or is to be silent about.
//
// RUN: %clang %plugin -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=OFF --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-unknown=warn -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=warning:
// RUN: %clang %plugin -mllvm -bpfmend-unknown=warn -mllvm -bpfmend-kernels=6.12-7.0 -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --check-prefix=SOME
// RUN: %clang %plugin -mllvm -bpfmend-unknown=warn -mllvm -bpfmend-mode=off -c %s -o %t.o 2>&1 | count 0
#include "bpf.h"

struct packet {
	u32 data, data_end;
};

// CHECK: unknown.c:[[@LINE+7]]:9: warning: the verifier of Linux 5.10 to 7.3 will refuse this:
// CHECK-SAME: [-Wpass-failed=bpfmend-refused]
// SOME: unknown.c:[[@LINE+5]]:9: warning: the verifier of Linux 6.12 to 7.0 will refuse this:
// SOME-SAME: "R{{[0-9]}} offset is outside of the packet"
SEC("xdp")
int unchecked(struct packet *ctx)
{
	return ((unsigned char *)(long)ctx->data)[3];
}

SEC("xdp")
int checked(struct packet *ctx)
{
	unsigned char *start = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	return start + 4 > end ? 0 : start[3];
}

SEC("xdp") ignore
int known(struct packet *ctx)
{
	return ((unsigned char *)(long)ctx->data)[3];
}

// OFF: unknown.c:[[@LINE+10]]:9: warning: this index is from 0 to 255
// CHECK: unknown.c:[[@LINE+9]]:9: warning: this index is from 0 to 255
SEC("xdp")
int warned_of(struct packet *ctx)
{
	unsigned char *start = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	u32 at = start[0];

	if (start + at + 14 > end || at < 14 || at > 200)
		return 2;
	return start[at - 1] == 7 ? 1 : 2;
}
