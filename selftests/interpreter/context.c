// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What a program gets; see context.h. */
#include "selftests/interpreter/context.h"

#include <stddef.h>
#include <string.h>

enum {
	LEAST_PACKET = 14,
	MOST_PACKET = 160,
	ARGUMENT_WORDS = 16,
	/* struct pt_regs of x86-64, and a tracepoint's record. */
	REGISTERS_SIZE = 168,
	RECORD_SIZE = 256,
	SOCKET_SIZE = 128,
};

#define PACKET(TYPE, START, END, META, WIDTH)                               \
	.size = sizeof(struct TYPE), .start = offsetof(struct TYPE, START), \
	.end = offsetof(struct TYPE, END), .meta = META, .width = WIDTH
#define LENGTH(TYPE, MEMBER) .has_length = true, .length = offsetof(struct TYPE, MEMBER)
#define SKB                                                                          \
	PACKET(__sk_buff, data, data_end, offsetof(struct __sk_buff, data_meta), 4), \
		LENGTH(__sk_buff, len), .socket = offsetof(struct __sk_buff, sk)
#define ARGUMENTS .size = ARGUMENT_WORDS * 8, .arguments = true
#define PLAIN(TYPE) .size = sizeof(struct TYPE)

static const struct context_kind kinds[] = {
	{ "socket", SKB },
	{ "tc", SKB },
	{ "tcx", SKB },
	{ "netkit", SKB },
	{ "classifier", SKB },
	{ "action", SKB },
	{ "cgroup_skb", SKB },
	{ "cgroup/skb", SKB },
	{ "sk_skb", SKB },
	{ "flow_dissector", SKB, .keys = offsetof(struct __sk_buff, flow_keys) },
	{ "lwt_in", SKB },
	{ "lwt_out", SKB },
	{ "lwt_xmit", SKB },
	{ "lwt_seg6local", SKB },
	{ "xdp", PACKET(xdp_md, data, data_end, offsetof(struct xdp_md, data_meta), 4) },
	{ "xdp.frags", PACKET(xdp_md, data, data_end, offsetof(struct xdp_md, data_meta), 4) },
	{ "sk_msg", PACKET(sk_msg_md, data, data_end, 0, 8), LENGTH(sk_msg_md, size),
	  .socket = offsetof(struct sk_msg_md, sk) },
	{ "cgroup/getsockopt", PACKET(bpf_sockopt, optval, optval_end, 0, 8),
	  .socket = offsetof(struct bpf_sockopt, sk) },
	{ "cgroup/setsockopt", PACKET(bpf_sockopt, optval, optval_end, 0, 8),
	  .socket = offsetof(struct bpf_sockopt, sk) },
	{ "sk_reuseport", PACKET(sk_reuseport_md, data, data_end, 0, 8),
	  LENGTH(sk_reuseport_md, len) },
	{ "cgroup/sysctl", PLAIN(bpf_sysctl) },
	{ "cgroup/dev", PLAIN(bpf_cgroup_dev_ctx) },
	{ "cgroup/sock", PLAIN(bpf_sock) },
	{ "cgroup/sock_create", PLAIN(bpf_sock) },
	{ "cgroup/sock_release", PLAIN(bpf_sock) },
	{ "cgroup/post_bind4", PLAIN(bpf_sock) },
	{ "cgroup/post_bind6", PLAIN(bpf_sock) },
	{ "cgroup", PLAIN(bpf_sock_addr) },
	{ "sockops", PLAIN(bpf_sock_ops) },
	{ "sk_lookup", PLAIN(bpf_sk_lookup) },
	{ "kprobe", .size = REGISTERS_SIZE },
	{ "kretprobe", .size = REGISTERS_SIZE },
	{ "kprobe.multi", .size = REGISTERS_SIZE },
	{ "kretprobe.multi", .size = REGISTERS_SIZE },
	{ "uprobe", .size = REGISTERS_SIZE },
	{ "uretprobe", .size = REGISTERS_SIZE },
	{ "uprobe.s", .size = REGISTERS_SIZE },
	{ "uretprobe.s", .size = REGISTERS_SIZE },
	{ "kprobe.session", .size = REGISTERS_SIZE },
	{ "uprobe.multi", .size = REGISTERS_SIZE },
	{ "uprobe.multi.s", .size = REGISTERS_SIZE },
	{ "uretprobe.multi", .size = REGISTERS_SIZE },
	{ "usdt", .size = REGISTERS_SIZE },
	{ "ksyscall", .size = REGISTERS_SIZE },
	{ "kretsyscall", .size = REGISTERS_SIZE },
	{ "perf_event", .size = REGISTERS_SIZE + 16 },
	{ "tracepoint", .size = RECORD_SIZE },
	{ "tp", .size = RECORD_SIZE },
	{ "syscall", .size = CONTEXT_SIZE },
	{ "raw_tp", .size = ARGUMENT_WORDS * 8 },
	{ "raw_tp.w", .size = ARGUMENT_WORDS * 8 },
	{ "raw_tracepoint", .size = ARGUMENT_WORDS * 8 },
	{ "raw_tracepoint.w", .size = ARGUMENT_WORDS * 8 },
	{ "tp_btf", ARGUMENTS },
	{ "fentry", ARGUMENTS },
	{ "fentry.s", ARGUMENTS },
	{ "fexit", ARGUMENTS },
	{ "fexit.s", ARGUMENTS },
	{ "fmod_ret", ARGUMENTS },
	{ "fmod_ret.s", ARGUMENTS },
	{ "lsm", ARGUMENTS },
	{ "lsm.s", ARGUMENTS },
	{ "lsm_cgroup", ARGUMENTS },
	{ "netfilter", ARGUMENTS },
	{ "iter", ARGUMENTS },
	{ "iter.s", ARGUMENTS },
	{ "struct_ops", ARGUMENTS },
	{ "struct_ops.s", ARGUMENTS },
};

const struct context_kind *context_kind(const char *section)
{
	const struct context_kind *found = NULL;

	/* libbpf leaves one out that begins so. */
	section += *section == '?';
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		size_t length = strlen(kinds[i].section);

		if (strncmp(section, kinds[i].section, length) != 0 ||
		    (section[length] && section[length] != '/'))
			continue;
		if (!found || length > strlen(found->section))
			found = &kinds[i];
	}
	return found;
}

static void put(struct machine *machine, size_t offset, uint64_t value, size_t width)
{
	memcpy(machine->context + offset, &value, width);
}

void context_update_packet(struct machine *machine)
{
	const struct context_kind *kind = machine->kind;

	if (!kind || !kind->width)
		return;
	put(machine, kind->start, PACKET_ADDRESS + machine->packet_start, kind->width);
	put(machine, kind->end, PACKET_ADDRESS + machine->packet_end, kind->width);
	if (kind->meta)
		put(machine, kind->meta, PACKET_ADDRESS + machine->packet_meta, kind->width);
	if (kind->has_length)
		put(machine, kind->length, machine->packet_end - machine->packet_start, 4);
}

/* It is read as a string, too, which ends somewhere. */
static void draw_packet(struct machine *machine)
{
	struct stream stream = stream_start(machine->seed, STREAM_PACKET, 0);
	size_t size = LEAST_PACKET + stream_next(&stream) % (MOST_PACKET - LEAST_PACKET + 1);

	machine->packet_meta = machine->packet_start = PACKET_HEADROOM;
	machine->packet_end = PACKET_HEADROOM + size;
	stream_fill(&stream, machine->packet + PACKET_HEADROOM, size);
	machine->packet[PACKET_HEADROOM + stream_next(&stream) % LEAST_PACKET] = 0;
	for (uint32_t i = stream_next(&stream) % 4; i; i--)
		machine->packet[PACKET_HEADROOM + stream_next(&stream) % size] =
			(unsigned char)stream_number(&stream);
}

/* A word of arguments is a pointer as often as it is a number. */
static void draw_words(struct machine *machine, struct stream *stream, bool arguments)
{
	for (size_t i = 0; i + 8 <= machine->context_size; i += 8) {
		uint64_t word = stream_number(stream);

		if (arguments)
			word = stream_long(stream);
		else
			word |= (uint64_t)stream_number(stream) << 32;
		if (arguments && stream_next(stream) % 2)
			word = KERNEL_ADDRESS | (word & 0xfffffff8);
		put(machine, i, word, 8);
	}
	for (size_t i = machine->context_size & ~(size_t)7; i < machine->context_size; i += 4)
		put(machine, i, stream_number(stream), 4);
}

void context_draw(struct machine *machine, const struct context_kind *kind)
{
	struct stream stream = stream_start(machine->seed, STREAM_CONTEXT, 0);

	machine->kind = kind;
	machine->context_size = kind->size;
	machine->reads_kernel = kind->arguments;
	draw_words(machine, &stream, kind->arguments);
	if (kind->width)
		draw_packet(machine);
	context_update_packet(machine);
	if (kind->socket)
		put(machine, kind->socket,
		    stream_next(&stream) % 4 ? machine_block(machine, SOCKET_SIZE, 0) : 0, 8);
	if (kind->keys)
		put(machine, kind->keys, machine_block(machine, SOCKET_SIZE, 0), 8);
}
