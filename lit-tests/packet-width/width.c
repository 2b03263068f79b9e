// An address of a packet kept in 32 bits: told of where it becomes a pointer, is stored, or goes
// through a call; mended so that nothing of the code has half of it.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-width -c %s -o %t.o 2>&1 \
// RUN:   | %filecheck %s --implicit-check-not=warning:
// RUN: %clang -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-width -mllvm -bpfmend-mode=mend \
// RUN:   -Rpass=bpfmend -S %s -o %t.s 2>&1 \
// RUN:   | %filecheck %s --check-prefix=MEND
// RUN: %filecheck %s --check-prefix=CODE < %t.s
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-width -mllvm -bpfmend-mode=mend -mcpu=v1 \
// RUN:   -S %s -o - 2>&1 | %filecheck %s --check-prefix=OLD
#include "bpf.h"

struct packet {
	u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index;
};

#define hide(variable) __asm__ volatile("" : "+r"(variable))
#define LOOK(from, to)                                                       \
	do {                                                                 \
		u8 *start = (void *)(long)(from), *end = (void *)(long)(to); \
		return start + 14 > end ? 0 : start[13];                     \
	} while (0)

// CODE-LABEL: hidden:
// CODE-NOT: w{{[0-9]}} = w{{[0-9]}}
// CODE-NOT: <<=
// CODE: exit
// OLD-LABEL: hidden:
// OLD-NOT: <<=
// OLD: exit
SEC("xdp")
int hidden(struct packet *context)
{
	u32 data = context->data, data_end = context->data_end;

	hide(data);
	// CHECK: width.c:[[@LINE+3]]:{{[0-9]+}}: warning: an address in the packet was kept in 32 bits, as the context declares it, before it is used here: LLVM makes 64 of them again by "w1 = w1" or by shifts, and the verifier of Linux 5.10 to 7.3 rejects that, or takes it for a number; -mllvm -bpfmend-mode=mend keeps all of the address, and so does a pointer variable
	// CHECK-SAME: [-Wpass-failed=bpfmend-packet-width]
	// MEND: width.c:[[@LINE+1]]:{{[0-9]+}}: remark: kept all of the address: {{.*}}[-Rpass=bpfmend-packet-width]
	LOOK(data, data_end);
}

struct span {
	u32 from, to;
};

static __attribute__((noinline)) int take(struct packet *context, struct span *span)
{
	span->from = context->data;
	span->to = context->data_end;
	return span->from ? 0 : 1;
}

// CODE-LABEL: spanned:
// CODE-NOT: call take
// CODE-NOT: *(u32 *)(r10
// CODE: exit
SEC("xdp")
int spanned(struct packet *context)
{
	struct span span;

	// CHECK: width.c:[[@LINE+3]]:{{[0-9]+}}: warning: an address in the packet goes in or out of this call in 32 bits
	// CHECK-SAME: [-Wpass-failed=bpfmend-packet-width]
	// MEND: width.c:[[@LINE+1]]:{{[0-9]+}}: remark: put the function in the place of its call
	if (take(context, &span))
		return 0;
	// MEND: remark: kept all of the address
	LOOK(span.from, span.to);
}

// CODE-LABEL: kept:
// CODE: *(u64 *)(r10
// CODE-NOT: *(u32 *)(r10
// CODE: exit
SEC("xdp")
int kept(struct packet *context)
{
	// CHECK: width.c:[[@LINE+3]]:{{[0-9]+}}: warning: this stores an address in the packet in four bytes of the stack, as the context declares it, and the verifier of Linux 5.10 to 7.3 rejects that: "invalid size of register spill"
	// CHECK-SAME: [-Wpass-failed=bpfmend-packet-width]
	// MEND: width.c:[[@LINE+1]]:{{[0-9]+}}: remark: stored all of the address
	volatile u32 data = context->data;
	u32 data_end = context->data_end;

	// MEND: remark: kept all of the address
	LOOK(data, data_end);
}

SEC("xdp")
int summed(struct packet *context)
{
	// CHECK: width.c:[[@LINE+7]]:{{[0-9]+}}: warning: this adds to an address in the packet in 32 bits, as the context declares it, and the verifier of Linux 5.10 to 7.3 rejects that
	// CHECK-SAME: it cannot be mended: a sum of 32 bits wraps where one of 64 does not
	// CHECK-SAME: [-Wpass-failed=bpfmend-packet-width]
	// MEND: width.c:[[@LINE+4]]:{{[0-9]+}}: warning: this adds to an address in the packet in 32 bits
	u32 data = context->data + 2;
	u32 data_end = context->data_end;

	LOOK(data, data_end);
}

// What is given away may be read there as what it is.
SEC("xdp")
int given_away(struct packet *context)
{
	struct span span = { context->data, context->data_end };

	// CHECK: width.c:[[@LINE-2]]:{{[0-9]+}}: warning: this stores an address
	// CHECK-SAME: it cannot be mended: more is done with what it is stored in
	// MEND: width.c:[[@LINE-4]]:{{[0-9]+}}: warning: this stores an address
	__asm__ volatile("" : : "r"(&span) : "memory");
	LOOK(span.from, span.to);
}

SEC("xdp") ignore int known(struct packet *context)
{
	u32 data = context->data, data_end = context->data_end;

	hide(data);
	LOOK(data, data_end);
}
