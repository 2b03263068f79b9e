// Programs that load: the pointer at once, 32 bits that are only counted with, and merges of which
// LLVM keeps the whole register. And one that is refused for something else: whether what it has
// of this matters nobody knows yet.
//
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-width -c %s -o %t.o 2>&1 | count 0
// RUN: %clang %plugin -mllvm -bpfmend-hazards=packet-width -mllvm -bpfmend-mode=mend -c %s \
// RUN:   -o %t.mend.o 2>&1 | count 0
// RUN: %clang -c %s -o %t.none.o && cmp %t.mend.o %t.none.o
#include "bpf.h"

struct packet {
	u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index;
};

SEC("xdp")
int at_once(struct packet *context)
{
	u8 *start = (void *)(long)context->data, *end = (void *)(long)context->data_end;

	return start + 14 > end ? 0 : start[13];
}

SEC("xdp")
int length(struct packet *context)
{
	u32 data = context->data, data_end = context->data_end;

	__asm__ volatile("" : "+r"(data));
	return data_end - data;
}

SEC("xdp")
int other_field(struct packet *context)
{
	u32 queue = context->rx_queue_index;

	__asm__ volatile("" : "+r"(queue));
	return (u64)queue * 3 >> 32;
}

char table[256];

SEC("xdp")
int refused_before(struct packet *context)
{
	u32 data = context->data, data_end = context->data_end;
	u8 *start, *end;

	table[context->rx_queue_index] = 1;
	__asm__ volatile("" : "+r"(data));
	start = (void *)(long)data;
	end = (void *)(long)data_end;
	return start + 14 > end ? 0 : start[13];
}
