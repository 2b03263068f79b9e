// Nothing is said, and nothing rewritten, of memory that may be written, of helpers that no kernel
// gets wrong, of kernels that get it right, and where silence was asked for.
//
// RUN: %clang -I%S/Inputs %plugin -Rpass=bpfmend -mllvm -bpfmend-mode=mend -c %s -o %t.o 2>&1 | count 0
// RUN: %clang -I%S/Inputs -c %s -o %t.none.o && cmp %t.o %t.none.o
// RUN: %clang -I%S/Inputs -DSLICE %plugin -mllvm -bpfmend-kernels=5.10-6.1,6.18.15-7.3 -c %s \
// RUN:   -o %t.o 2>&1 | count 0
// RUN: %clang -I%S/Inputs -DSLICE %plugin -mllvm -bpfmend-kernels=6.18.12 -c %s -o %t.o 2>&1 | \
// RUN:   grep "warning: bpf_tcp_raw_check_syncookie_ipv4() .* Linux 6.18.12 does"
#include "slices.h"

static void *(*const lookup)(void *map, const void *key) = (void *)1;
int map;

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

/* The prototype of a map's key has always said that it is read. */
SEC("xdp")
long key(struct context *ctx)
{
	struct dynptr packet;
	char buffer[4], *slice;

	opaque(packet);
	slice = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
	return slice ? lookup(&map, slice) != 0 : 0;
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
