// SPDX-License-Identifier: GPL-2.0
/*
 * Forwards IPv4 packets by the kernel's routing table, but for those that leave by a device without
 * hardware addresses, such as a tunnel: these go to the network stack.
 *
 * The destination's address is set to 0 before bpf_fib_lookup(), and looked at afterwards. Nothing
 * is wrong with that. But on 6.16, 6.17 and up to 6.18.12 the helper's prototype says that it only
 * reads the struct; the verifier then believes that dmac is still 0, and removes all that comes
 * behind the test: nothing is forwarded.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define AF_INET 2

/* The checksum of a header whose time to live is 1 less; RFC 1624. */
static __always_inline void age(struct iphdr *ip)
{
	__u32 sum = ip->check + bpf_htons(0x0100);

	ip->check = sum + (sum >> 16);
	ip->ttl--;
}

static __always_inline int send_on(struct ethhdr *ethernet, struct iphdr *ip,
				   const struct bpf_fib_lookup *route)
{
	__builtin_memcpy(ethernet->h_dest, route->dmac, ETH_ALEN);
	__builtin_memcpy(ethernet->h_source, route->smac, ETH_ALEN);
	age(ip);
	return bpf_redirect(route->ifindex, 0);
}

static __always_inline int has_address(const unsigned char *address)
{
	return address[0] | address[1] | address[2] | address[3] | address[4] | address[5];
}

SEC("xdp")
int forward(struct xdp_md *context)
{
	void *end = (void *)(long)context->data_end;
	struct ethhdr *ethernet = (void *)(long)context->data;
	struct iphdr *ip = (void *)(ethernet + 1);
	struct bpf_fib_lookup route = { 0 }; /* dmac stays so if there is none */

	if ((void *)(ip + 1) > end || ethernet->h_proto != bpf_htons(ETH_P_IP) || ip->ttl <= 1)
		return XDP_PASS;
	route.family = AF_INET;
	route.tos = ip->tos;
	route.l4_protocol = ip->protocol;
	route.tot_len = bpf_ntohs(ip->tot_len);
	route.ipv4_src = ip->saddr;
	route.ipv4_dst = ip->daddr;
	route.ifindex = context->ingress_ifindex;
	if (bpf_fib_lookup(context, &route, sizeof(route), 0) != BPF_FIB_LKUP_RET_SUCCESS)
		return XDP_PASS;
	if (!has_address(route.dmac))
		return XDP_PASS;
	return send_on(ethernet, ip, &route);
}

char _license[] SEC("license") = "GPL";
