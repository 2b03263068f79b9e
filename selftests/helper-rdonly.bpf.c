// SPDX-License-Identifier: GPL-2.0
/*
 * helper-rdonly: headers as bpf_dynptr_slice() returns them, which is memory that may only be read,
 * given to the helpers for SYN cookies (and, at the end, for maps). Up to 6.18.12 these helpers'
 * prototypes say that they may write. What they make of a copy must be what they make of the
 * headers: each program compares with headers on the stack, and returns 1 if both agree.
 *
 * The packet is written by the program itself, with a TCP header of data's first byte times four
 * bytes. Kernels before 6.4 have no bpf_dynptr_slice(); the programs then return 1 at once.
 */
#include "syncookie.h"

SEC("xdp")
expect_reject(BAD_KERNELS, NOT_READABLE)
run_over(len, 94, 94)
run_over(data, 5, 15)
expect_returns("1")
int generate4(struct xdp_md *context)
{
	unsigned char ip_buffer[sizeof(struct iphdr)], tcp_buffer[MOST_TCP];
	struct packet4 *packet;
	struct bpf_dynptr dynptr;
	__s64 expected, cookie;
	struct tcphdr *tcp;
	struct iphdr *ip;
	__u32 length;

	if (is_missing())
		return 1;
	packet = write_packet(packet4, context, length);
	if (!packet)
		return 2;
	expected = expected4(packet, length);
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	ip = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr), ip_buffer, sizeof(ip_buffer));
	tcp = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr) + sizeof(struct iphdr), tcp_buffer,
			       sizeof(tcp_buffer));
	if (!ip || !tcp)
		return 4;
	cookie = bpf_tcp_raw_gen_syncookie_ipv4(ip, tcp, length);
	return cookie > 0 && cookie == expected;
}

SEC("xdp")
expect_reject(BAD_KERNELS, NOT_READABLE)
run_over(len, 114, 114)
run_over(data, 5, 15)
expect_returns("1")
int generate6(struct xdp_md *context)
{
	unsigned char ip_buffer[sizeof(struct ipv6hdr)], tcp_buffer[MOST_TCP];
	struct packet6 *packet;
	struct bpf_dynptr dynptr;
	__s64 expected, cookie;
	struct ipv6hdr *ip;
	struct tcphdr *tcp;
	__u32 length;

	if (is_missing())
		return 1;
	packet = write_packet(packet6, context, length);
	if (!packet)
		return 2;
	expected = expected6(packet, length);
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	ip = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr), ip_buffer, sizeof(ip_buffer));
	tcp = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr) + sizeof(struct ipv6hdr), tcp_buffer,
			       sizeof(tcp_buffer));
	if (!ip || !tcp)
		return 4;
	cookie = bpf_tcp_raw_gen_syncookie_ipv6(ip, tcp, length);
	return cookie > 0 && cookie == expected;
}

/* The cookie comes back in the acknowledgement; off by one it is refused. */
SEC("xdp")
expect_reject(BAD_KERNELS, NOT_READABLE)
run_over(len, 94, 94)
run_over(data, 5, 15)
expect_returns("1")
int check4(struct xdp_md *context)
{
	unsigned char ip_buffer[sizeof(struct iphdr)], tcp_buffer[sizeof(struct tcphdr)];
	struct packet4 *packet;
	struct bpf_dynptr dynptr;
	struct tcphdr *tcp;
	struct iphdr *ip;
	__u32 length;
	__s64 cookie;

	if (is_missing())
		return 1;
	packet = write_packet(packet4, context, length);
	if (!packet)
		return 2;
	cookie = expected4(packet, length);
	if (cookie < 0)
		return 3;
	write_tcp(packet->tcp, length / 4, (__u32)cookie + 1);
	packet->tcp[7]++; /* the acknowledgement comes one byte after the SYN */
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 4;
	ip = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr), ip_buffer, sizeof(ip_buffer));
	tcp = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr) + sizeof(struct iphdr), tcp_buffer,
			       sizeof(tcp_buffer));
	if (!ip || !tcp)
		return 5;
	return bpf_tcp_raw_check_syncookie_ipv4(ip, tcp) ? 6 : 1;
}

SEC("xdp")
expect_reject(BAD_KERNELS, NOT_READABLE)
run_over(len, 114, 114)
run_over(data, 5, 15)
expect_returns("1")
int check6(struct xdp_md *context)
{
	unsigned char ip_buffer[sizeof(struct ipv6hdr)], tcp_buffer[sizeof(struct tcphdr)];
	struct packet6 *packet;
	struct bpf_dynptr dynptr;
	struct ipv6hdr *ip;
	struct tcphdr *tcp;
	__u32 length;
	__s64 cookie;

	if (is_missing())
		return 1;
	packet = write_packet(packet6, context, length);
	if (!packet)
		return 2;
	cookie = expected6(packet, length);
	if (cookie < 0)
		return 3;
	write_tcp(packet->tcp, length / 4, (__u32)cookie + 1);
	packet->tcp[7]++;
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 4;
	ip = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr), ip_buffer, sizeof(ip_buffer));
	tcp = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr) + sizeof(struct ipv6hdr), tcp_buffer,
			       sizeof(tcp_buffer));
	if (!ip || !tcp)
		return 5;
	return bpf_tcp_raw_check_syncookie_ipv6(ip, tcp) ? 6 : 1;
}

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u32);
} counters SEC(".maps");

/* A key out of the packet: no kernel has a prototype that says that it is only read. */
SEC("xdp")
expect_reject("6.12-7.3", "R2 type=rdonly_mem expected=fp")
run_over(data, 100, 109)
expect_returns("1")
int key(struct xdp_md *context)
{
	unsigned char buffer[sizeof(__u32)];
	__u32 *data = (void *)(long)context->data, *slice, *counted, own, one = 1;
	struct bpf_dynptr dynptr;

	if (is_missing())
		return 1;
	if ((void *)(data + 1) > (void *)(long)context->data_end)
		return 2;
	own = *data;
	bpf_map_update_elem(&counters, &own, &one, BPF_ANY);
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	slice = bpf_dynptr_slice(&dynptr, 0, buffer, sizeof(buffer));
	if (!slice)
		return 4;
	counted = bpf_map_lookup_elem(&counters, slice);
	if (!counted)
		return 5;
	bpf_map_delete_elem(&counters, &own);
	return *counted;
}

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u8[16]);
} kept SEC(".maps");

/* Copies for five arguments beside two buffers: they fill the stack, and must not spill as well. */
SEC("xdp")
expect_reject("6.12-7.3", "type=rdonly_mem expected=fp")
run_over(len, 94, 94)
run_over(data, 5, 15)
expect_returns("1")
int five_copies(struct xdp_md *context)
{
	unsigned char ip_buffer[MOST_TCP], tcp_buffer[MOST_TCP], *ip, *tcp, *value;
	struct packet4 *packet;
	struct bpf_dynptr dynptr;
	__s64 cookie;
	__u32 length;

	if (is_missing())
		return 1;
	packet = write_packet(packet4, context, length);
	if (!packet)
		return 2;
	if (bpf_dynptr_from_xdp(context, 0, &dynptr))
		return 3;
	ip = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr), ip_buffer, 40);
	tcp = bpf_dynptr_slice(&dynptr, sizeof(struct ethhdr) + sizeof(struct iphdr), tcp_buffer,
			       sizeof(tcp_buffer));
	if (!ip || !tcp)
		return 4;
	cookie = bpf_tcp_raw_gen_syncookie_ipv4((void *)ip, (void *)tcp, length);
	if (bpf_map_update_elem(&kept, ip, tcp, BPF_ANY))
		return 5;
	value = bpf_map_lookup_elem(&kept, ip);
	if (!value)
		return 6;
	return cookie > 0 && value[0] == tcp[0] && value[12] == tcp[12] && value[15] == tcp[15];
}

char _license[] SEC("license") = "GPL";
