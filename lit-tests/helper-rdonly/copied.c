// Slices given to a helper that only reads them: warned about where the call stands, and copied in
// mend mode, whichever way they reach the call.
//
// RUN: %clang -I%S/Inputs %plugin -mllvm -bpfmend-hazards=helper-rdonly -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=WARN
// RUN: %clang -I%S/Inputs %plugin -mllvm -bpfmend-hazards=helper-rdonly \
// RUN:   -mllvm -bpfmend-mode=mend -Rpass=bpfmend -S -emit-llvm %s \
// RUN:   -o %t.ll 2>&1 | %filecheck %s --check-prefix=REMARK
// RUN: %filecheck %s --input-file=%t.ll
//
// A plugin that warns leaves the object as it is without one.
// RUN: %clang -I%S/Inputs -c %s -o %t.none.o && cmp %t.o %t.none.o
#include "slices.h"

/* The IP header's size is the helper's, the TCP header's what the slice has. */
SEC("xdp")
long direct(struct context *ctx)
{
	u32 length = ctx->index & 63;
	char buffer[60];
	struct dynptr packet;
	void *ip, *tcp;

	opaque(packet);
	ip = bpf_dynptr_slice(&packet, 14, buffer, 24);
	tcp = bpf_dynptr_slice(&packet, 34, buffer, 60);
	if (!ip || !tcp || length > 60)
		return 0;
	// WARN: copied.c:[[@LINE+3]]:9: warning: bpf_tcp_raw_gen_syncookie_ipv4() only reads what it is given, but its prototype in Linux 6.12 to 6.18.12 does not say so, and the verifier rejects what bpf_dynptr_slice() returned: "type=rdonly_mem expected=fp, ..."; -mllvm -bpfmend-mode=mend passes a copy on the stack, and so does a memcpy() or a bpf_dynptr_read() into a buffer [-Wpass-failed=bpfmend-helper-rdonly]
	// REMARK-NOT: warning:
	// REMARK: copied.c:[[@LINE+1]]:9: remark: passed a copy on the stack: bpf_tcp_raw_gen_syncookie_ipv4() {{.*}}[-Rpass=bpfmend-helper-rdonly]
	return generate4(ip, tcp, length);
}
// CHECK-LABEL: define dso_local {{.*}} @direct(
// CHECK-DAG: %[[TCP:.*]] = alloca [60 x i8], align 8
// CHECK-DAG: %[[IP:.*]] = alloca [20 x i8], align 8
// CHECK: call void @llvm.memcpy{{.*}}(ptr {{.*}}%[[IP]], ptr align 4 {{.*}}, i64 20,
// CHECK: call void @llvm.memcpy{{.*}}(ptr {{.*}}%[[TCP]], ptr align 4 {{.*}}, i64 32,
// CHECK: call void @llvm.memcpy{{.*}}{{.*}}, ptr align 4 {{.*}}, i64 28,
// CHECK: {{^  %.* = call}} i64 inttoptr (i64 204 to ptr)(ptr noundef nonnull %[[IP]], ptr noundef nonnull %[[TCP]],

static __attribute__((always_inline)) inline void *slice(struct dynptr *packet, u32 offset, char *buffer)
{
	return bpf_dynptr_slice(packet, offset, buffer, 80);
}

/* One slice for both headers, out of an inlined function: of the second, less is left. */
SEC("xdp")
long inlined(struct context *ctx)
{
	u32 length = ctx->index & 31;
	char buffer[80], *headers;
	struct dynptr packet;

	opaque(packet);
	headers = slice(&packet, 14, buffer);
	if (!headers)
		return 0;
	// WARN: copied.c:[[@LINE+2]]:9: warning: bpf_tcp_raw_gen_syncookie_ipv6()
	// REMARK: copied.c:[[@LINE+1]]:9: remark: passed a copy
	return generate6(headers, headers + 40, length);
}
// CHECK-LABEL: define dso_local {{.*}} @inlined(
// CHECK: call void @llvm.memcpy{{.*}}, i64 32,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 32,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: {{^  %.* = call}} i64 inttoptr (i64 205 to ptr)(

/* On one of two paths: the helper's size is fixed, so that the other path only matters for how. */
SEC("tc")
long merged(struct context *ctx)
{
	char own[20], buffer[20], *ip = own;
	struct dynptr packet;

	opaque(own);
	opaque(packet);
	if (ctx->flag) {
		ip = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
		if (!ip)
			return 0;
	}
	// WARN: copied.c:[[@LINE+2]]:9: warning: bpf_tcp_raw_check_syncookie_ipv4()
	// REMARK: copied.c:[[@LINE+1]]:9: remark: passed a copy
	return check4(ip, own);
}
// CHECK-LABEL: define dso_local {{.*}} @merged(
// CHECK: call void @llvm.memcpy{{.*}}, ptr align 1 {{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, ptr align 1 {{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, ptr align 1 {{.*}}, i64 4,
// CHECK-NOT: call void @llvm.memcpy
// CHECK: call i64 inttoptr (i64 206 to ptr)(

/* The length is a constant: no more is copied. */
SEC("xdp")
long constant_length(struct context *ctx)
{
	char ip[20] = {1}, buffer[60];
	struct dynptr packet;
	void *tcp;

	opaque(ip);
	opaque(packet);
	tcp = bpf_dynptr_slice(&packet, 34, buffer, ctx->index & 63);
	if (!tcp)
		return 0;
	// WARN: copied.c:[[@LINE+2]]:9: warning: bpf_tcp_raw_gen_syncookie_ipv4()
	// REMARK: copied.c:[[@LINE+1]]:9: remark: passed a copy
	return generate4(ip, tcp, 28);
}
// CHECK-LABEL: define dso_local {{.*}} @constant_length(
// CHECK: call void @llvm.memcpy{{.*}}, i64 28,

/* A map's key, of which the verifier knows how large it is: not more than the slice. */
int map;

SEC("xdp")
long key(struct context *ctx)
{
	struct dynptr packet;
	char buffer[8], *slice;

	opaque(packet);
	slice = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
	// WARN: copied.c:[[@LINE+2]]:{{.*}}: warning: bpf_map_lookup_elem() {{.*}} Linux 6.12 to 7.3
	// REMARK: copied.c:[[@LINE+1]]:{{.*}}: remark: passed a copy
	return slice ? lookup(&map, slice) != 0 : 0;
}
// CHECK-LABEL: define dso_local {{.*}} @key(
// CHECK: call void @llvm.memcpy{{.*}}, ptr align 1 {{.*}}, i64 8,

/* LLVM marks calls as tail calls where the frame has nothing that they could see; the copy is. */
__attribute__((noinline)) long tail(const struct dynptr *packet, const void *tcp)
{
	void *ip = bpf_dynptr_slice(packet, 14, 0, 20);

	if (!ip)
		return 0;
	// WARN: copied.c:[[@LINE+2]]:9: warning: bpf_tcp_raw_check_syncookie_ipv4()
	// REMARK: copied.c:[[@LINE+1]]:9: remark: passed a copy
	return check4(ip, tcp);
}
// CHECK-LABEL: define dso_local {{.*}} @tail(
// CHECK: tail call ptr @bpf_dynptr_slice(
// CHECK: call void @llvm.memcpy{{.*}}, i64 20,
// CHECK: {{^  %.* = call}} i64 inttoptr (i64 206 to ptr)(

static void *(*const sk_storage_get)(void *map, void *sk, void *value, u64 flags) = (void *)107;
char storage;

/* A helper that takes NULL, too, is given what is not NULL. */
SEC("tc")
long not_null(struct context *ctx)
{
	struct dynptr packet;
	void *value, *sk;

	opaque(packet);
	opaque(sk);
	value = bpf_dynptr_slice(&packet, 0, 0, 8);
	if (!value)
		return 0;
	// WARN: copied.c:[[@LINE+2]]:10: warning: bpf_sk_storage_get()
	// REMARK: copied.c:[[@LINE+1]]:10: remark: passed a copy
	return !sk_storage_get(&storage, sk, value, 1);
}
