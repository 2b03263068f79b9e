// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The guest's network: the loopback device, and for programs that are loaded and run one route, so
 * that those that look up routes find something. What cannot be done is left: a program that needs
 * it tells.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lab/guest/guest.h"

void network_bring_up(void)
{
	struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (file < 0)
		return;
	ioctl(file, SIOCSIFFLAGS, &request);
	close(file);
}

/* bpf_fib_lookup() looks only for what comes in by a device that forwards. */
static void enable_forwarding(void)
{
	int file = open("/proc/sys/net/ipv4/conf/all/forwarding", O_WRONLY | O_CLOEXEC);

	if (file < 0)
		return;
	if (write(file, "1", 1) != 1)
		report_trouble("cannot switch forwarding on");
	close(file);
}

void network_make_route(void)
{
	struct rtentry route = {
		.rt_flags = RTF_UP | RTF_HOST,
		.rt_dev = "lo",
		.rt_metric = GUEST_ROUTE_METRIC + 1, /* as the kernel counts it */
	};
	struct sockaddr_in *to = (struct sockaddr_in *)&route.rt_dst;
	int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (file < 0)
		return;
	enable_forwarding();
	to->sin_family = AF_INET;
	inet_pton(AF_INET, GUEST_ROUTE_TO, &to->sin_addr);
	ioctl(file, SIOCADDRT, &route);
	close(file);
}
