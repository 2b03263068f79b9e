// Nothing is said, and nothing rewritten, of memory that may be written, of helpers that no kernel
// gets wrong, of kernels that get it right, and where silence was asked for.
//
// RUN: %clang -I%S/Inputs %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend \
// RUN:   -mllvm -bpfmend-hazards=helper-rdonly -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -I%S/Inputs -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang -I%S/Inputs -DSLICE %plugin -mllvm -bpfmend-hazards=helper-rdonly -mllvm -bpfmend-kernels=5.10-6.1,6.18.15-7.3 -c %s \
// RUN:   -o %t.o 2>&1 | count 0
// RUN: %clang -I%S/Inputs -DSLICE %plugin -mllvm -bpfmend-hazards=helper-rdonly -mllvm -bpfmend-kernels=6.18.12 -c %s -o %t.o 2>&1 | \
// RUN:   grep "warning: bpf_tcp_raw_check_syncookie_ipv4() .* Linux 6.18.12 does"
#include "slices.h"

static long (*const csum_diff)(const void *from, u32 from_size, const void *to, u32 to_size,
			       u32 seed) = (void *)28;

#ifdef SLICE
SEC("xdp")
long sliced(struct context *ctx)
{
	char tcp[20] = {1}, buffer[20], *ip;
	struct dynptr packet;

	opaque(tcp);
	opaque(packet);
	ip = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
	return ip ? check4(ip, tcp) : 0;
}
#endif

SEC("xdp")
long writable(struct context *ctx)
{
	char tcp[20] = {1}, buffer[20], *ip;
	struct dynptr packet;

	opaque(tcp);
	opaque(packet);
	ip = bpf_dynptr_slice_rdwr(&packet, 14, buffer, sizeof(buffer));
	return ip ? check4(ip, tcp) : 0;
}

/* The prototype has always said that it only reads. */
SEC("xdp")
long checksum(struct context *ctx)
{
	struct dynptr packet;
	char buffer[4], *slice;

	opaque(packet);
	slice = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
	return slice ? csum_diff(slice, 4, 0, 0, 0) : 0;
}

SEC("xdp")
ignore long ignored(struct context *ctx)
{
	char tcp[20] = {1}, buffer[20], *ip;
	struct dynptr packet;

	opaque(tcp);
	opaque(packet);
	ip = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
	return ip ? check4(ip, tcp) : 0;
}
