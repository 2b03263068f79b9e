// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Follows a pointer back to the context's field; see packet_pointer.h. */
#include "llvm-pass/packet_pointer.h"

#include <stddef.h>
#include <string.h>

#include "llvm-pass/context.h"
#include "llvm-pass/context_address.h"

/* Where data, data_end and data_meta are, for the programs in sections that begin so. */
static const struct row {
	const char *section;
	int64_t offsets[3];
} rows[] = {
	{ "xdp", { 0, 4, 8 } },
	{ "tc", { 76, 80, 140 } },
	{ "classifier", { 76, 80, 140 } },
	{ "action", { 76, 80, 140 } },
	{ "cgroup_skb", { 76, 80, 80 } },
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

bool packet_pointer_is(bridge_analyses *analyses, LLVMValueRef pointer)
{
	struct context_address field;
	LLVMValueRef value;

	while (LLVMIsAGetElementPtrInst(pointer))
		pointer = LLVMGetOperand(pointer, 0);
	if (!LLVMIsAIntToPtrInst(pointer))
		return false;
	value = LLVMGetOperand(pointer, 0);
	if (LLVMIsAZExtInst(value))
		value = LLVMGetOperand(value, 0);
	return LLVMIsALoadInst(value) &&
	       context_address_find(analyses, LLVMGetOperand(value, 0), value, &field) &&
	       !field.varies && field.places.count == 1 &&
	       is_packet_field(context_section(field.context), field.places.values[0]);
}
