// A parser with offsets in numbers: one warning for each pointer that is computed anew, none for a
// variable that is both checked and accessed; and what is accessed in mend mode.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-check -c %s -o %t.o 2>&1 | \
// RUN:   %filecheck %s --check-prefix=WARN
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-check -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -c %s -o %t.mend.o 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %objdump %t.o | %filecheck %s --check-prefix=PLAIN
// RUN: %objdump %t.mend.o | %filecheck %s --check-prefix=MEND
#include "bpf.h"

struct packet {
	u32 data, data_end;
};

#define PACKET                                                \
	unsigned char *start = (void *)(long)context->data, \
		      *end = (void *)(long)context->data_end

// PLAIN-LABEL: <anew>:
// PLAIN: [[END:r[0-9]]] = [[CHECKED:r[0-9]]]
// PLAIN: if [[END]] > r
// MEND-LABEL: <anew>:
// MEND: r[[#CHECKED:]] += r
// MEND: r[[#END:]] = r[[#CHECKED]]
// MEND: if r[[#END]] > r
// MEND: = *(u8 *)(r[[#CHECKED]] {{[-+]}} 0x
// MEND: = *(u8 *)(r[[#CHECKED]] {{[-+]}} 0x
// MEND: exit
SEC("xdp")
int anew(struct packet *context)
{
	PACKET;
	u8 words, options;

	if (start + 20 > end)
		return 0;
	words = start[0] >> 4;
	if (words < 5)
		return 0;
	options = (words - 5) * 4;
	if (start + 20 + options + 4 > end)
		return 0;
	// WARN: parser.c:[[@LINE+4]]:9: warning: this address in the packet was checked, but as another sum: LLVM computes it anew here, and the verifier of Linux 5.10 to 7.3 ties a check to one register: "offset is outside of the packet", from 7.1 on "outside of the allowed memory range"; -mllvm -bpfmend-mode=mend goes from the pointer that was checked, and so does a variable of your own that is both checked and accessed [-Wpass-failed=bpfmend-packet-check]
	// WARN-NOT: warning:
	// REMARK-NOT: warning:
	// REMARK: parser.c:[[@LINE+1]]:{{[0-9]+}}: remark: accessed the packet behind the pointer that was checked: {{.*}}[-Rpass=bpfmend-packet-check]
	return start[20 + options] + start[20 + options + 3];
}

// PLAIN-LABEL: <variable>:
// MEND-LABEL: <variable>:
SEC("xdp")
int variable(struct packet *context)
{
	PACKET;
	unsigned char *options;
	u8 words;

	if (start + 20 > end)
		return 0;
	words = start[0] >> 4;
	if (words < 5)
		return 0;
	options = start + 20 + (words - 5) * 4;
	if (options + 4 > end)
		return 0;
	return options[0] + options[3];
}
