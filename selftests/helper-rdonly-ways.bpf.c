// SPDX-License-Identifier: GPL-2.0
/*
 * helper-rdonly: the ways in which a slice reaches a helper for SYN cookies, and headers from
 * elsewhere, which every kernel lets these helpers read. Each program returns 1 if the cookie is
 * that of the same headers on the stack.
 */
#include "syncookie.h"

#define PACKET4               \
	run_over(len, 94, 94) \
	run_over(data, 5, 15) \
	expect_returns("1")
#define REFUSED                                  \
	expect_reject(BAD_KERNELS, NOT_READABLE) \
	PACKET4
#define REFUSED_SECOND                                  \
	expect_reject(BAD_KERNELS, NOT_READABLE_SECOND) \
	PACKET4
/* The helper came with 6.0. */
#define LOADED                               \
	expect_reject("5.10", "unknown#204") \
	expect_mended_reject("5.10", "unknown#204")

/* Writes the packet and asks for its cookie; the program ends if there is none. */
#define start(context, packet, length, expected)         \
	struct packet4 *packet;                          \
	__u32 length;                                    \
	__s64 expected;                                  \
                                                         \
	packet = write_packet(packet4, context, length); \
	if (!packet || length < 20)                      \
		return 2;                                \
	expected = expected4(packet, length)

static __always_inline int is_good(__s64 cookie, __s64 expected)
{
	return cookie > 0 && cookie == expected;
}

enum { IP = sizeof(struct ethhdr), TCP = sizeof(struct ethhdr) + sizeof(struct iphdr) };

struct headers {
	struct iphdr ip;
	unsigned char tcp[MOST_TCP];
};

/* One slice with both headers in it: where helpers may read it, they still may not from its middle.
 */
SEC("xdp")
REFUSED expect_reject("6.18.13-7.3", "dereference of modified rdonly_mem ptr R2 off=20 disallowed")
int member(struct xdp_md *context)
{
	struct headers buffer, *headers;
	struct bpf_dynptr dynptr;

	if (is_missing())
		return 1;
	start(context, packet, length, expected);
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	headers = bpf_dynptr_slice(&dynptr, IP, &buffer, sizeof(buffer));
	if (!headers)
		return 4;
	return is_good(bpf_tcp_raw_gen_syncookie_ipv4(&headers->ip, (void *)headers->tcp, length),
		       expected);
}

/* Only the second header is a slice. */
SEC("xdp") REFUSED_SECOND int second(struct xdp_md *context)
{
	unsigned char buffer[MOST_TCP];
	struct bpf_dynptr dynptr;
	struct iphdr ip;
	void *tcp;

	if (is_missing())
		return 1;
	start(context, packet, length, expected);
	ip = packet->ip;
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	tcp = bpf_dynptr_slice(&dynptr, TCP, buffer, sizeof(buffer));
	if (!tcp)
		return 4;
	return is_good(bpf_tcp_raw_gen_syncookie_ipv4(&ip, tcp, length), expected);
}

static __noinline __s64 generate(struct iphdr *ip, struct headers *own, __u32 length)
{
	return length > MOST_TCP ? 0 : bpf_tcp_raw_gen_syncookie_ipv4(ip, (void *)own->tcp, length);
}

/* Given to a function that is not inlined. */
SEC("xdp") REFUSED int given(struct xdp_md *context)
{
	struct bpf_dynptr dynptr;
	struct headers own;
	struct iphdr *ip;

	if (is_missing())
		return 1;
	start(context, packet, length, expected);
	__builtin_memcpy(own.tcp, packet->tcp, sizeof(own.tcp));
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	ip = bpf_dynptr_slice(&dynptr, IP, &own.ip, sizeof(own.ip));
	if (!ip)
		return 4;
	return is_good(generate(ip, &own, length), expected);
}

/* On one of two paths; on the other, headers on the stack. */
SEC("xdp") REFUSED int merged(struct xdp_md *context)
{
	struct bpf_dynptr dynptr;
	struct headers own;
	struct iphdr *ip, buffer;

	if (is_missing())
		return 1;
	start(context, packet, length, expected);
	own.ip = packet->ip;
	__builtin_memcpy(own.tcp, packet->tcp, sizeof(own.tcp));
	ip = &own.ip;
	if (length & 4) {
		if (bpf_dynptr_from_xdp(context, 0, &dynptr))
			return 3;
		ip = bpf_dynptr_slice(&dynptr, IP, &buffer, sizeof(buffer));
		if (!ip)
			return 4;
	}
	return is_good(bpf_tcp_raw_gen_syncookie_ipv4(ip, (void *)own.tcp, length), expected);
}

SEC("xdp") REFUSED int loop(struct xdp_md *context)
{
	struct bpf_dynptr dynptr;
	struct headers own;
	int good = 0;

	if (is_missing())
		return 1;
	start(context, packet, length, expected);
	__builtin_memcpy(own.tcp, packet->tcp, sizeof(own.tcp));
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
#pragma clang loop unroll(disable)
	for (int i = 0; i < 3; i++) {
		struct iphdr *ip = bpf_dynptr_slice(&dynptr, IP, &own.ip, sizeof(own.ip));

		if (!ip)
			return 4;
		good += is_good(bpf_tcp_raw_gen_syncookie_ipv4(ip, (void *)own.tcp, length),
				expected);
	}
	return good == 3;
}

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct headers);
} kept SEC(".maps");

/* The value of a map. */
SEC("xdp") LOADED PACKET4 int in_map(struct xdp_md *context)
{
	struct headers *headers;
	__u32 key = 0;

	start(context, packet, length, expected);
	headers = bpf_map_lookup_elem(&kept, &key);
	if (!headers)
		return 3;
	headers->ip = packet->ip;
	__builtin_memcpy(headers->tcp, packet->tcp, sizeof(headers->tcp));
	return is_good(bpf_tcp_raw_gen_syncookie_ipv4(&headers->ip, (void *)headers->tcp, length),
		       expected);
}

/* The packet itself. */
SEC("xdp") LOADED PACKET4 int in_packet(struct xdp_md *context)
{
	start(context, packet, length, expected);
	return is_good(bpf_tcp_raw_gen_syncookie_ipv4((void *)(&packet->ethernet + 1),
						      (void *)packet->tcp, length),
		       expected);
}

/* What was 0x35 in the packet; of the TCP header the ports and the sequence number count. */
static const volatile struct headers constant = {
	.ip = { .saddr = 0x35353535, .daddr = 0x35353535 },
	.tcp = { [0 ... 7] = 1, [12] = 5 << 4 },
};

/* .rodata: to the verifier a map's value, and read-only. */
SEC("xdp") LOADED PACKET4 int in_rodata(struct xdp_md *context)
{
	return bpf_tcp_raw_gen_syncookie_ipv4((void *)&constant.ip, (void *)constant.tcp, 20) > 0;
}

extern void *bpf_dynptr_slice_rdwr(const struct bpf_dynptr *dynptr, __u32 offset, void *buffer,
				   __u32 size) __ksym __weak;

/* Slices that may be written. */
SEC("xdp") PACKET4 int writable(struct xdp_md *context)
{
	struct headers buffer;
	struct bpf_dynptr dynptr;
	void *ip, *tcp;

	if (is_missing() || !bpf_dynptr_slice_rdwr)
		return 1;
	start(context, packet, length, expected);
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	ip = bpf_dynptr_slice_rdwr(&dynptr, IP, &buffer.ip, sizeof(buffer.ip));
	tcp = bpf_dynptr_slice_rdwr(&dynptr, TCP, buffer.tcp, sizeof(buffer.tcp));
	if (!ip || !tcp)
		return 4;
	return is_good(bpf_tcp_raw_gen_syncookie_ipv4(ip, tcp, length), expected);
}

char _license[] SEC("license") = "GPL";
