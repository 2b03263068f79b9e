// SPDX-License-Identifier: GPL-2.0
/*
 * Helpers that only read what they are given, although their prototypes say, or said, that they
 * may write it: pointers into read-only memory, which bpf_dynptr_slice() returns, were refused.
 */
#include "proof.h"
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>

extern int bpf_dynptr_from_skb(struct __sk_buff *skb, __u64 flags, struct bpf_dynptr *pointer)
	__attribute__((section(".ksyms")));
extern void *bpf_dynptr_slice(const struct bpf_dynptr *pointer, __u32 offset, void *buffer,
			      __u32 size) __attribute__((section(".ksyms")));

/* The headers of the packet, read-only; the program ends where there are none. */
#define READ_HEADERS(ip_type)                                                           \
	struct bpf_dynptr packet;                                                       \
	struct tcphdr tcp_room, *tcp;                                                   \
	ip_type ip_room, *ip;                                                           \
	if (bpf_dynptr_from_skb(skb, 0, &packet))                                       \
		return 0;                                                               \
	ip = bpf_dynptr_slice(&packet, 14, &ip_room, sizeof(ip_room));                  \
	tcp = bpf_dynptr_slice(&packet, 14 + sizeof(*ip), &tcp_room, sizeof(tcp_room)); \
	if (!ip || !tcp)                                                                \
		return 0;

SEC("tc")
__success int gen_syncookie_ipv4(struct __sk_buff *skb)
{
	READ_HEADERS(struct iphdr)
	return bpf_tcp_raw_gen_syncookie_ipv4(ip, tcp, sizeof(*tcp)) > 0;
}

SEC("tc")
__success int gen_syncookie_ipv6(struct __sk_buff *skb)
{
	READ_HEADERS(struct ipv6hdr)
	return bpf_tcp_raw_gen_syncookie_ipv6(ip, tcp, sizeof(*tcp)) > 0;
}

SEC("tc")
__success int check_syncookie_ipv4(struct __sk_buff *skb)
{
	READ_HEADERS(struct iphdr)
	return bpf_tcp_raw_check_syncookie_ipv4(ip, tcp) > 0;
}

SEC("tc")
__success int check_syncookie_ipv6(struct __sk_buff *skb)
{
	READ_HEADERS(struct ipv6hdr)
	return bpf_tcp_raw_check_syncookie_ipv6(ip, tcp) > 0;
}

char _license[] SEC("license") = "GPL";
