// Two header pointers, one of them NULL: warned about, and tested by a number in mend mode.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=pointer-merge -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=pointer-merge -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -O1 -mcpu=v1 -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
// RUN: %clang %plugin -mllvm -bpfmend-mode=mend -Os -mcpu=v2 -c %s -o %t.o
// RUN: %objdump %t.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

struct packet {
	u32 data;
	u32 data_end;
};

SEC("xdp")
int headers(struct packet *ctx)
{
	char *data = (char *)(long)ctx->data, *end = (char *)(long)ctx->data_end;
	char *first = 0, *second = 0, *payload;

	if (data + 14 > end)
		return 2;
	if (data[12] == 8) {
		first = data + 14;
		payload = first + 20;
	} else if (data[12] == 6) {
		second = data + 14;
		payload = second + 40;
	} else {
		return 2;
	}
	if (payload + 8 > end)
		return 2;
	// WARN: headers.c:[[@LINE+3]]:{{[0-9]+}}: warning: a pointer is tested for NULL to know that another one is not, and the verifier of Linux 5.10 to 7.3 does not know that a pointer into a packet or the stack is never NULL: "invalid mem access 'scalar'"; -mllvm -bpfmend-mode=mend tests a number in its place, and so does a flag of your own [-Wpass-failed=bpfmend-pointer-merge]
	// REMARK-NOT: warning:
	// REMARK: headers.c:[[@LINE+1]]:{{[0-9]+}}: remark: tested a number in its place: {{.*}}[-Rpass=bpfmend-pointer-merge]
	return (first ? first[9] : second[6]) == *payload ? 1 : 2;
}
// MEND-LABEL: <headers>:
// MEND: [[FLAG:r[0-9]]] = 0x1
// MEND: if [[FLAG]] {{==|!=}} 0x0
