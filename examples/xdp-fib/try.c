// SPDX-License-Identifier: GPL-2.0
/*
 * Run as root in a kernel: gives the program of forward.bpf.c a packet by BPF_PROG_TEST_RUN and
 * prints what becomes of it. The route leads back to the loopback device, the only one that every
 * kernel has; it is given a hardware address.
 *
 * usage: try OBJECT; ends with 0 if the packet is sent on, 1 if not, 2 if it could not be tried.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <net/route.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define DESTINATION "10.1.2.3"

static int enable_forwarding(void)
{
	int file = open("/proc/sys/net/ipv4/conf/all/forwarding", O_WRONLY | O_CLOEXEC);
	int written = file < 0 ? -1 : (int)write(file, "1", 1);

	if (file >= 0)
		close(file);
	return written == 1 ? 0 : -1;
}

static int add_route(int socket)
{
	struct rtentry route = { .rt_flags = RTF_UP | RTF_HOST, .rt_dev = "lo" };
	struct sockaddr_in *to = (struct sockaddr_in *)&route.rt_dst;

	to->sin_family = AF_INET;
	inet_pton(AF_INET, DESTINATION, &to->sin_addr);
	return ioctl(socket, SIOCADDRT, &route);
}

/* A packet over the device makes it known as its own neighbour. */
static int make_neighbour(int socket)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };

	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	return sendto(socket, "", 1, 0, (struct sockaddr *)&to, sizeof(to)) == 1 ? 0 : -1;
}

static int prepare(void)
{
	struct ifreq request = {
		.ifr_name = "lo",
		.ifr_hwaddr = { ARPHRD_LOOPBACK, { 2, 0, 0, 0, 0, 1 } },
	};
	int file = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int error = file < 0 || enable_forwarding() || ioctl(file, SIOCSIFHWADDR, &request) ||
		    add_route(file) || make_neighbour(file);

	if (file >= 0)
		close(file);
	return error ? -1 : 0;
}

/* Returns the program's verdict for a packet to the destination, or a negative errno. */
static int give_packet(int program)
{
	struct {
		struct ethhdr ethernet;
		struct iphdr ip;
		char rest[64];
	} __attribute__((packed)) packet = {
		.ethernet.h_proto = htons(ETH_P_IP),
		.ip = { .version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP },
	};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = &packet, .data_size_in = sizeof(packet));
	int error;

	packet.ip.tot_len = htons(sizeof(packet) - sizeof(packet.ethernet));
	inet_pton(AF_INET, "10.9.9.9", &packet.ip.saddr);
	inet_pton(AF_INET, DESTINATION, &packet.ip.daddr);
	error = bpf_prog_test_run_opts(program, &options);
	return error ? error : (int)options.retval;
}

int main(int argc, char **argv)
{
	struct bpf_object *object = argc == 2 ? bpf_object__open_file(argv[1], NULL) : NULL;
	struct bpf_program *program;
	int verdict;

	if (!object || bpf_object__load(object) || prepare()) {
		perror("try");
		return 2;
	}
	program = bpf_object__find_program_by_name(object, "forward");
	verdict = program ? give_packet(bpf_program__fd(program)) : -1;
	bpf_object__close(object);
	if (verdict != XDP_REDIRECT && verdict != XDP_PASS) {
		fprintf(stderr, "try: the verdict is %d\n", verdict);
		return 2;
	}
	printf("%s: the packet is %s\n", argv[1],
	       verdict == XDP_REDIRECT ? "sent on" : "left to the stack");
	return verdict != XDP_REDIRECT;
}
