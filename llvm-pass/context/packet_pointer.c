// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows a pointer back to the context's field; see packet_pointer.h. */
#include "llvm-pass/context/packet_pointer.h"

#include <stddef.h>
#include <string.h>

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/context/context.h"
#include "llvm-pass/context/context_address.h"

/* How many merges of a pointer are followed. */
#define MOST_MERGES 8

/* Where data, data_end and data_meta are, for the programs in sections that begin so. */
static const struct row {
	const char *section;
	int64_t offsets[3];
} rows[] = {
	{ "xdp", { 0, 4, 8 } },
	{ "tc", { 76, 80, 140 } },
	{ "classifier", { 76, 80, 140 } },
	{ "action", { 76, 80, 140 } },
	{ "netkit", { 76, 80, 140 } },
	{ "cgroup_skb", { 76, 80, 80 } },
	{ "cgroup/skb", { 76, 80, 80 } },
	{ "flow_dissector", { 76, 80, 80 } },
	{ "sk_skb", { 76, 80, 80 } },
	{ "lwt_", { 76, 80, 80 } },
};

static bool is_packet_field(const char *section, int64_t offset)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!strncmp(section, rows[i].section, strlen(rows[i].section)))
			return offset == rows[i].offsets[0] || offset == rows[i].offsets[1] ||
			       offset == rows[i].offsets[2];
	return false;
}

static bool is_word(LLVMTypeRef type)
{
	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind && LLVMGetIntTypeWidth(type) == 32;
}

bool packet_field_is(bridge_analyses *analyses, LLVMValueRef load)
{
	struct context_address field;
	const char *section;

	if (!LLVMIsALoadInst(load) || !is_word(LLVMTypeOf(load)) ||
	    !context_address_find(analyses, LLVMGetOperand(load, 0), load, &field) ||
	    !field.context || field.obstacle || !field.places.count)
		return false;
	section = context_section(field.context);
	for (size_t i = 0; i < field.places.count; i++)
		if (!is_packet_field(section, context_address_offset(&field, i)))
			return false;
	return true;
}

/* True if a number that was made a pointer is read from such a field. */
static bool is_read_from_field(bridge_analyses *analyses, LLVMValueRef pointer)
{
	LLVMValueRef value = LLVMGetOperand(pointer, 0);

	return packet_field_is(analyses, LLVMIsAZExtInst(value) ? LLVMGetOperand(value, 0) : value);
}

/* The phis between the pointer that is asked about and the one that is looked at. */
struct merges {
	LLVMValueRef phis[MOST_MERGES];
	size_t count;
};

static bool is_packet_pointer(bridge_analyses *analyses, LLVMValueRef pointer,
			      struct merges *merges)
{
	pointer = address_start(pointer);
	if (LLVMIsAIntToPtrInst(pointer))
		return is_read_from_field(analyses, pointer);
	if (!LLVMIsAPHINode(pointer))
		return false;
	/* Around a loop: it is what the other ways bring. */
	for (size_t i = 0; i < merges->count; i++)
		if (merges->phis[i] == pointer)
			return true;
	if (merges->count == MOST_MERGES)
		return false;
	merges->phis[merges->count++] = pointer;
	for (unsigned int i = 0; i < LLVMCountIncoming(pointer); i++)
		if (!is_packet_pointer(analyses, LLVMGetIncomingValue(pointer, i), merges))
			return false;
	return true;
}

bool packet_pointer_is(bridge_analyses *analyses, LLVMValueRef pointer)
{
	struct merges merges = { .count = 0 };

	return is_packet_pointer(analyses, pointer, &merges);
}
