// Ways in which a slice reaches the helper, other than straight: each is warned of where the helper is
// called, and copied there.
//
// RUN: %clang -I%S/Inputs %plugin -mllvm -bpfmend-hazards=helper-rdonly -c %s -o %t.o 2>&1 | %filecheck %s --check-prefix=WARN
// RUN: %clang -I%S/Inputs %plugin -mllvm -bpfmend-hazards=helper-rdonly -mllvm -bpfmend-mode=mend -S -emit-llvm %s -o %t.ll 2>%t.err
// RUN: count 0 < %t.err
// RUN: %filecheck %s --input-file=%t.ll
#include "slices.h"

struct headers {
	u8 ethernet[14];
	u8 ip[20];
	u8 tcp[20];
};

struct parsed {
	void *ip, *tcp;
	u32 length;
};

// Members of a struct that the slice points at.
// CHECK-LABEL: define dso_local {{.*}} @member(
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 4,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 4,
// CHECK: {{^  %.* = (tail )?call}} i64 inttoptr (i64 206 to ptr)(
SEC("xdp")
long member(struct context *ctx)
{
	struct headers buffer, *headers;
	struct dynptr packet;

	opaque(packet);
	headers = bpf_dynptr_slice(&packet, 0, &buffer, sizeof(buffer));
	if (!headers)
		return 0;
	// WARN: ways.c:[[@LINE+1]]:9: warning: bpf_tcp_raw_check_syncookie_ipv4() is given a place behind the start of what bpf_dynptr_slice() returned, and the verifier of Linux 6.12 to 7.3 rejects that: "dereference of modified rdonly_mem ptr" or "type=rdonly_mem expected=fp, ..."; -mllvm
	return check4(headers->ip, headers->tcp);
}

static inline __attribute__((always_inline)) int parse(struct dynptr *packet, struct parsed *parsed,
						       char *buffer)
{
	parsed->ip = bpf_dynptr_slice(packet, 14, buffer, 20);
	parsed->tcp = bpf_dynptr_slice(packet, 34, buffer, 60);
	parsed->length = 24;
	return parsed->ip && parsed->tcp;
}

// Pointers that a struct holds, filled and used by inlined functions.
// CHECK-LABEL: define dso_local {{.*}} @held(
// CHECK: call void @llvm.memcpy{{.*}}, i64 20,
// CHECK: call void @llvm.memcpy{{.*}}, i64 24,
// CHECK: {{^  %.* = (tail )?call}} i64 inttoptr (i64 204 to ptr)(
SEC("xdp")
long held(struct context *ctx)
{
	struct parsed parsed;
	struct dynptr packet;
	char buffer[60];

	opaque(packet);
	if (!parse(&packet, &parsed, buffer))
		return 0;
	// WARN: ways.c:[[@LINE+1]]:9: warning: bpf_tcp_raw_gen_syncookie_ipv4()
	return generate4(parsed.ip, parsed.tcp, parsed.length);
}

// In a loop, a slice in each round.
// CHECK-LABEL: define dso_local {{.*}} @loop(
// CHECK: call void @llvm.memcpy{{.*}}, i64 20,
// CHECK: {{^  %.* = (tail )?call}} i64 inttoptr (i64 206 to ptr)(
SEC("xdp")
long loop(struct context *ctx)
{
	char tcp[20] = { 1 }, buffer[20];
	struct dynptr packet;
	long found = 0;

	opaque(tcp);
	opaque(packet);
#pragma clang loop unroll(disable)
	for (int i = 0; i < 4; i++) {
		void *ip = bpf_dynptr_slice(&packet, 14 + i * 8, buffer, sizeof(buffer));

		// WARN: ways.c:[[@LINE+2]]:13: warning: bpf_tcp_raw_check_syncookie_ipv4()
		if (ip)
			found += check4(ip, tcp);
	}
	return found;
}

// One slice, over a loop, with what the rounds before left: a phi that leads back to itself.
// CHECK-LABEL: define dso_local {{.*}} @over_loop(
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 4,
// CHECK: {{^  %.* = (tail )?call}} i64 inttoptr (i64 206 to ptr)(
SEC("xdp")
long over_loop(struct context *ctx)
{
	char tcp[20] = { 1 }, own[20] = { 2 }, buffer[20], *ip = own;
	struct dynptr packet;
	long found = 0;

	opaque(tcp);
	opaque(own);
	opaque(packet);
#pragma clang loop unroll(disable)
	for (int i = 0; i < 4; i++) {
		// WARN: ways.c:[[@LINE+1]]:12: warning: bpf_tcp_raw_check_syncookie_ipv4()
		found += check4(ip, tcp);
		ip = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
		if (!ip)
			break;
	}
	return found;
}

static __attribute__((noinline)) long check(void *ip, void *tcp)
{
	// WARN: ways.c:[[@LINE+1]]:9: warning: bpf_tcp_raw_check_syncookie_ipv4()
	return check4(ip, tcp) + 1;
}

// Given to a function of its own by two callers; one of them has no slice.
// CHECK-LABEL: define internal {{.*}} @check(
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: call void @llvm.memcpy{{.*}}, i64 4,
// CHECK-NOT: call void @llvm.memcpy
// CHECK: {{^  %.* = (tail )?call}} i64 inttoptr (i64 206 to ptr)(
SEC("xdp")
long given(struct context *ctx)
{
	char tcp[20] = { 1 }, buffer[20];
	struct dynptr packet;
	void *ip;

	opaque(tcp);
	opaque(packet);
	ip = bpf_dynptr_slice(&packet, 14, buffer, sizeof(buffer));
	return ip ? check(ip, tcp) : 0;
}

SEC("xdp")
long given_stack(struct context *ctx)
{
	char tcp[20] = { 1 }, ip[20] = { 2 };

	opaque(tcp);
	opaque(ip);
	return check(ip, tcp);
}

static __attribute__((noinline)) void *slice(struct dynptr *packet, u32 offset)
{
	void *found = bpf_dynptr_slice(packet, offset, 0, 60);

	if (!found)
		ktime_get_ns();
	return found;
}

// Returned by one: of what is behind the IP header, less is left.
// CHECK-LABEL: define dso_local {{.*}} @returned(
// CHECK: call void @llvm.memcpy{{.*}}, i64 20,
// CHECK: call void @llvm.memcpy{{.*}}, i64 32,
// CHECK: call void @llvm.memcpy{{.*}}, i64 8,
// CHECK: {{^  %.* = (tail )?call}} i64 inttoptr (i64 204 to ptr)(
SEC("xdp")
long returned(struct context *ctx)
{
	struct dynptr packet;
	char *headers;

	opaque(packet);
	headers = slice(&packet, 14 + ctx->flag);
	if (!headers)
		return 0;
	// WARN: ways.c:[[@LINE+1]]:9: warning: bpf_tcp_raw_gen_syncookie_ipv4()
	return generate4(headers, headers + 20, ctx->index & 31);
}

// The address of a function that is handed out may be called with anything: its slices are not known,
// and no warning stands where there may be none.
static __attribute__((noinline)) long handed_out(u32 index, void *ip)
{
	return check4(ip, ip) + index;
}

static long (*const bpf_loop)(u32 count, void *function, void *context, u64 flags) = (void *)181;

SEC("xdp")
long callback(struct context *ctx)
{
	char ip[20] = { 1 };

	opaque(ip);
	return bpf_loop(4, handed_out, ip, 0);
}
// WARN: 6 warnings generated.
