// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Blocks from which a block that writes is reached again, and that it reaches; see paths.h. */
#include <errno.h>

#include "audit/paths/paths.h"

/* Follows blocks from block on, forward or backward, and notes those that it comes to. */
static void reach(const struct trace *trace, LLVMBasicBlockRef block, bool forward,
		  struct value_map *reached)
{
	LLVMValueRef label = LLVMBasicBlockAsValue(block);
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

	if (forward)
		for (unsigned int i = 0; i < LLVMGetNumSuccessors(end); i++) {
			LLVMBasicBlockRef next = LLVMGetSuccessor(end, i);

			if (value_map_get(reached, LLVMBasicBlockAsValue(next)) == VALUE_MAP_NONE &&
			    !value_map_add(reached, LLVMBasicBlockAsValue(next), 0))
				reach(trace, next, true, reached);
		}
	else
		for (LLVMUseRef use = LLVMGetFirstUse(label); use; use = LLVMGetNextUse(use)) {
			LLVMValueRef user = LLVMGetUser(use);
			LLVMValueRef from =
				LLVMIsAInstruction(user) && LLVMIsATerminatorInst(user)
					? LLVMBasicBlockAsValue(LLVMGetInstructionParent(user))
					: NULL;

			if (from && value_map_get(reached, from) == VALUE_MAP_NONE &&
			    !value_map_add(reached, from, 0))
				reach(trace, LLVMValueAsBasicBlock(from), false, reached);
		}
}

static bool writes(const struct event *event)
{
	return event->kind == EVENT_WRITE || event->kind == EVENT_UNKNOWN ||
	       (event->kind == EVENT_CALL &&
		(event->answer->writes.holds || event->answer->unknown.holds));
}

void loops_find(const struct trace *trace, struct value_map *loops)
{
	for (size_t i = 0; i < trace->event_count; i++) {
		LLVMBasicBlockRef block = LLVMGetInstructionParent(trace->events[i].at);
		struct value_map behind = { 0 }, before = { 0 };

		if (!writes(&trace->events[i]) ||
		    value_map_get(loops, LLVMBasicBlockAsValue(block)) != VALUE_MAP_NONE)
			continue;
		reach(trace, block, true, &behind);
		if (value_map_get(&behind, LLVMBasicBlockAsValue(block)) != VALUE_MAP_NONE) {
			LLVMBasicBlockRef one = LLVMGetFirstBasicBlock(trace->question->function);

			reach(trace, block, false, &before);
			for (; one; one = LLVMGetNextBasicBlock(one)) {
				LLVMValueRef label = LLVMBasicBlockAsValue(one);

				if (value_map_get(&behind, label) != VALUE_MAP_NONE &&
				    value_map_get(&before, label) != VALUE_MAP_NONE &&
				    value_map_get(loops, label) == VALUE_MAP_NONE &&
				    value_map_add(loops, label, 0))
					trace->answers->error = -ENOMEM;
			}
		}
		value_map_free(&behind);
		value_map_free(&before);
	}
}
