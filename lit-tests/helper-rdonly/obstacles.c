// What cannot be copied is warned about in mend mode, too, and stays as it is.
//
// RUN: %clang -I%S/Inputs %plugin -mllvm -bpfmend-mode=mend -mllvm -bpfmend-hazards=helper-rdonly \
// RUN:   -Rpass=bpfmend -c %s -o %t.o 2>&1 | %filecheck %s --implicit-check-not=remark:
// RUN: %clang -I%S/Inputs -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "slices.h"

/* Nobody knows how much of the slice there is. */
SEC("xdp")
long unknown_size(struct context *ctx)
{
	char ip[20] = {1}, buffer[60];
	struct dynptr packet;
	void *tcp;

	opaque(ip);
	opaque(packet);
	tcp = bpf_dynptr_slice(&packet, 34, buffer, ctx->index & 63);
	if (!tcp)
		return 0;
	// CHECK: obstacles.c:[[@LINE+1]]:9: warning: {{.*}}how much of it the helper may read is not known here
	return generate4(ip, tcp, ctx->flag & 31);
}

/* The TCP header stands at an offset that is only known at run time. */
SEC("xdp")
long unknown_offset(struct context *ctx)
{
	char buffer[80], *headers;
	struct dynptr packet;

	opaque(packet);
	headers = bpf_dynptr_slice(&packet, 14, buffer, 80);
	if (!headers)
		return 0;
	// CHECK: obstacles.c:[[@LINE+1]]:9: warning: {{.*}}not known here
	return generate4(headers, headers + (ctx->index & 15) * 4, ctx->flag & 15);
}

/* More than LLVM copies without memcpy(). */
SEC("xdp")
long large(struct context *ctx)
{
	char ip[20] = {1}, buffer[8];
	struct dynptr packet;
	void *tcp;

	opaque(ip);
	opaque(packet);
	tcp = bpf_dynptr_slice(&packet, 34, buffer, 129);
	if (!tcp)
		return 0;
	// CHECK: obstacles.c:[[@LINE+1]]:9: warning: {{.*}}a copy may not fit on the stack
	return generate4(ip, tcp, ctx->flag & 127);
}

/* The frame is full. */
SEC("xdp")
long full(struct context *ctx)
{
	char rest[320], buffer[60];
	struct dynptr packet;
	void *tcp;

	opaque(rest);
	opaque(packet);
	tcp = bpf_dynptr_slice(&packet, 34, buffer, 60);
	if (!tcp)
		return 0;
	// CHECK: obstacles.c:[[@LINE+1]]:9: warning: {{.*}}a copy may not fit on the stack
	return generate4(rest, tcp, ctx->flag & 31);
}

/* A caller's frame counts, too. */
static __attribute__((noinline)) long called(struct context *ctx)
{
	char ip[20] = {1}, buffer[60];
	struct dynptr packet;
	void *tcp;

	opaque(ip);
	opaque(packet);
	tcp = bpf_dynptr_slice(&packet, 34, buffer, 60);
	if (!tcp)
		return 0;
	// CHECK: obstacles.c:[[@LINE+1]]:9: warning: {{.*}}a copy may not fit on the stack
	return generate4(ip, tcp, ctx->flag & 31);
}

SEC("xdp")
long caller(struct context *ctx)
{
	char rest[160];

	opaque(rest);
	return called(ctx) + rest[3];
}

/* NULL where the packet is too short: the storage then starts with zeroes. */
static void *(*const sk_storage_get)(void *map, void *sk, void *value, u64 flags) = (void *)107;
char storage;

SEC("tc")
long may_be_null(struct context *ctx)
{
	struct dynptr packet;
	void *sk;

	opaque(packet);
	opaque(sk);
	// CHECK: obstacles.c:[[@LINE+1]]:10: warning: {{.*}}it may be NULL, which the helper takes, too
	return !sk_storage_get(&storage, sk, bpf_dynptr_slice(&packet, 0, 0, 8), 1);
}
