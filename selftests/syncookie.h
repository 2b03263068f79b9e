/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the selftests of helper-rdonly share: a packet with the headers of which the helpers make
 * SYN cookies, and what they make of the same headers on the stack.
 */
#ifndef BPFMEND_SYNCOOKIE_H
#define BPFMEND_SYNCOOKIE_H

#include "selftest.h"

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>

#define NOT_READABLE "R1 type=rdonly_mem expected=fp"
#define NOT_READABLE_SECOND "R2 type=rdonly_mem expected=fp"
#define BAD_KERNELS "6.12-6.18.12"

#define MOST_TCP 60

extern int bpf_dynptr_from_xdp(struct xdp_md *packet, __u64 flags,
			       struct bpf_dynptr *dynptr) __ksym __weak;
extern void *bpf_dynptr_slice(const struct bpf_dynptr *dynptr, __u32 offset, void *buffer,
			      __u32 size) __ksym __weak;

struct packet4 {
	struct ethhdr ethernet;
	struct iphdr ip;
	unsigned char tcp[MOST_TCP];
} __attribute__((packed));

struct packet6 {
	struct ethhdr ethernet;
	struct ipv6hdr ip;
	unsigned char tcp[MOST_TCP];
} __attribute__((packed));

/* Options behind 20 bytes: a maximum segment size of 1300, then no operations. */
static __always_inline void write_tcp(unsigned char *tcp, __u32 words, __u32 acknowledged)
{
	__builtin_memset(tcp, 1, MOST_TCP);
	tcp[8] = acknowledged >> 24;
	tcp[9] = acknowledged >> 16;
	tcp[10] = acknowledged >> 8;
	tcp[11] = acknowledged;
	tcp[12] = words << 4;
	tcp[20] = 2;
	tcp[21] = 4;
	tcp[22] = 1300 >> 8;
	tcp[23] = 1300 & 255;
}

/* The packet's place, zeroed but for the TCP header, and the header's length; NULL if it is short.
 */
#define write_packet(type, context, length)                                      \
	({                                                                       \
		struct type *packet_ = (void *)(long)(context)->data;            \
		__u32 words_ = 0;                                                \
		if ((void *)(packet_ + 1) > (void *)(long)(context)->data_end) { \
			packet_ = NULL;                                          \
		} else {                                                         \
			words_ = *(unsigned char *)packet_ & 15;                 \
			__builtin_memset(packet_, 0x35, sizeof(*packet_));       \
			write_tcp(packet_->tcp, words_, 0);                      \
		}                                                                \
		length = words_ * 4;                                             \
		packet_;                                                         \
	})

/* Both headers by value, so that nothing of what is compared comes from a slice. */
static __always_inline __s64 expected4(struct packet4 *packet, __u32 length)
{
	struct iphdr ip;
	unsigned char tcp[MOST_TCP];

	__builtin_memcpy(&ip, &packet->ip, sizeof(ip));
	__builtin_memcpy(tcp, packet->tcp, sizeof(tcp));
	return bpf_tcp_raw_gen_syncookie_ipv4(&ip, (void *)tcp, length);
}

static __always_inline __s64 expected6(struct packet6 *packet, __u32 length)
{
	struct ipv6hdr ip;
	unsigned char tcp[MOST_TCP];

	__builtin_memcpy(&ip, &packet->ip, sizeof(ip));
	__builtin_memcpy(tcp, packet->tcp, sizeof(tcp));
	return bpf_tcp_raw_gen_syncookie_ipv6(&ip, (void *)tcp, length);
}

static __always_inline int is_missing(void)
{
	return !bpf_dynptr_from_xdp || !bpf_dynptr_slice;
}

#endif
