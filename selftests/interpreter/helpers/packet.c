// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Helpers that read, write and move the packet. */
#include <errno.h>
#include <string.h>

#include "selftests/interpreter/context.h"
#include "selftests/interpreter/helpers/helper.h"

enum { SOCKET_SIZE = 128, LINK_HEADER = 14, LEAST_LENGTH = 14 };

static uint64_t packet_length(const struct machine *machine)
{
	return machine->packet_end - machine->packet_start;
}

/* What cannot be loaded is 0 throughout. */
static enum ending load(struct call *call, uint64_t offset, bool clears)
{
	struct machine *machine = call->machine;
	uint64_t size = size_argument(call, 4);
	unsigned char *to;
	enum ending ending = memory_write(machine, call->arguments[3], size, &to);

	if (ending)
		return ending;
	if (offset > INT32_MAX || offset + size > packet_length(machine)) {
		if (clears)
			memset(to, 0, size);
		return answer(call, -EFAULT);
	}
	memcpy(to, machine->packet + machine->packet_start + offset, size);
	return answer(call, 0);
}

/* What it clears where it fails is what bpf_xdp_load_bytes() leaves. */
enum ending help_packet_load(struct call *call)
{
	return load(call, (uint32_t)call->arguments[2], call->id == BPF_FUNC_skb_load_bytes);
}

enum ending help_packet_load_relative(struct call *call)
{
	uint64_t offset = (uint32_t)call->arguments[2];

	if (call->arguments[5] == BPF_HDR_START_NET)
		offset += LINK_HEADER;
	return load(call, offset, true);
}

enum ending help_packet_store(struct call *call)
{
	struct machine *machine = call->machine;
	uint64_t offset = (uint32_t)call->arguments[2], size = size_argument(call, 4);
	const unsigned char *from;
	enum ending ending = memory_read(machine, call->arguments[3], size, &from);

	if (!ending)
		ending = machine_trace(machine, call->id, from, size);
	if (!ending && call->id == BPF_FUNC_skb_store_bytes)
		ending = call_trace_numbers(call, 5, 1);
	if (ending)
		return ending;
	if (offset > INT32_MAX || offset + size > packet_length(machine))
		return answer(call, -EFAULT);
	memmove(machine->packet + machine->packet_start + offset, from, size);
	return answer(call, 0);
}

enum ending help_packet_length(struct call *call)
{
	return answer(call, (int64_t)packet_length(call->machine));
}

enum ending help_pull_data(struct call *call)
{
	if ((uint32_t)call->arguments[2] > packet_length(call->machine) || call_fails(call, 8))
		return answer(call, -ENOMEM);
	return answer(call, 0);
}

static enum ending move(struct call *call, int64_t meta, int64_t start, int64_t end)
{
	struct machine *machine = call->machine;

	if (meta < 0 || meta > start || end - start < LEAST_LENGTH || end > PACKET_ROOM)
		return answer(call, -EINVAL);
	if (end > (int64_t)machine->packet_end)
		memset(machine->packet + machine->packet_end, 0, (size_t)end - machine->packet_end);
	if (meta < (int64_t)machine->packet_meta)
		memset(machine->packet + meta, 0, machine->packet_meta - (size_t)meta);
	machine->packet_meta = (size_t)meta;
	machine->packet_start = (size_t)start;
	machine->packet_end = (size_t)end;
	context_update_packet(machine);
	return answer(call, 0);
}

/* What is before the packet moves with it, but is forgotten here: it must be set anew. */
enum ending help_adjust_head(struct call *call)
{
	struct machine *machine = call->machine;
	int64_t start = (int64_t)machine->packet_start + (int32_t)call->arguments[2];

	return move(call, start, start, (int64_t)machine->packet_end);
}

enum ending help_adjust_meta(struct call *call)
{
	struct machine *machine = call->machine;
	int64_t meta = (int64_t)machine->packet_meta + (int32_t)call->arguments[2];

	if ((machine->packet_start - (uint64_t)meta) % 4 ||
	    (int64_t)machine->packet_start - meta > 32)
		return answer(call, -EACCES);
	return move(call, meta, (int64_t)machine->packet_start, (int64_t)machine->packet_end);
}

enum ending help_adjust_tail(struct call *call)
{
	struct machine *machine = call->machine;

	return move(call, (int64_t)machine->packet_meta, (int64_t)machine->packet_start,
		    (int64_t)machine->packet_end + (int32_t)call->arguments[2]);
}

enum ending help_change_head(struct call *call)
{
	struct machine *machine = call->machine;
	int64_t start = (int64_t)machine->packet_start - (uint32_t)call->arguments[2];

	return move(call, start, start, (int64_t)machine->packet_end);
}

enum ending help_change_tail(struct call *call)
{
	struct machine *machine = call->machine;

	return move(call, (int64_t)machine->packet_meta, (int64_t)machine->packet_start,
		    (int64_t)machine->packet_start + (uint32_t)call->arguments[2]);
}

/* About half of what is looked for is there. */
enum ending help_socket(struct call *call)
{
	const unsigned char *tuple;
	enum ending ending;

	if (call->id == BPF_FUNC_sk_lookup_tcp || call->id == BPF_FUNC_sk_lookup_udp ||
	    call->id == BPF_FUNC_skc_lookup_tcp) {
		ending = memory_read(call->machine, call->arguments[2], call->arguments[3], &tuple);
		if (ending)
			return ending;
		call->stream.state =
			random_mix_bytes(call->stream.state, tuple, call->arguments[3]);
	}
	if (call_fails(call, 2))
		return answer(call, 0);
	return answer(call, (int64_t)machine_block(call->machine, SOCKET_SIZE, 0));
}
