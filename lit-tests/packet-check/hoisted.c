// A sum that is checked, and was computed before it was known how much it adds: compared is the
// constant then. Not where that leaves a byte out, or where the number may be another one.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-check -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --implicit-check-not=warning:
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-check -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=MEND --implicit-check-not=remark:
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=CODE
#include "bpf.h"

struct packet {
	u32 data, data_end;
};

#define WALK(known)                                                                                \
	unsigned char *at = (void *)(long)context->data, *end = (void *)(long)context->data_end;   \
	u16 left = 40, length;                                                                     \
                                                                                                   \
	for (int i = 0; i < 10; i++) {                                                             \
		if (left == 0 || at + 2 > end)                                                     \
			break;                                                                     \
		if (*at == 1) {                                                                    \
			at++, left--;                                                              \
			continue;                                                                  \
		}                                                                                  \
		length = at[1];                                                                    \
		if (length < 2 || length > left)                                                   \
			break;                                                                     \
		if (*at == 8 && known) {                                                           \
			if (at + length > end)                                                     \
				break;                                                             \
			return *(u32 *)(at + 2) % 1009;                                            \
		}                                                                                  \
		at += length;                                                                      \
		left -= length;                                                                    \
	}                                                                                          \
	return 1

// CODE-LABEL: <known>:
// CODE: if w{{[0-9]}} != 0xa goto
// CODE: r[[#CHECKED:]] += 0xa
// CODE-NEXT: if r[[#CHECKED]] > r
SEC("xdp")
int known(struct packet *context)
{
	// CHECK: hoisted.c:[[@LINE+3]]:{{[0-9]+}}: warning: this address in the packet was checked, but LLVM compares a sum that it computed before it was known that this is 10 bytes behind the start, and the verifier of Linux 5.10 to 7.3 ties a check to one register
	// CHECK-SAME: [-Wpass-failed=bpfmend-packet-check]
	// MEND: hoisted.c:[[@LINE+1]]:{{[0-9]+}}: remark: compared with the constant in place of the sum
	WALK(at[1] == 10);
}

SEC("xdp")
int too_few(struct packet *context)
{
	WALK(at[1] == 5);
}

SEC("xdp")
int either(struct packet *context)
{
	WALK((at[1] == 5 || at[1] == 10));
}
