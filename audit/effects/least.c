// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Whether the size that a function is told bounds what it accesses: for each block the least that
 * the size can be where the block runs, by the branches that lead there, and the accesses of as
 * many bytes as their type has that end behind it. Imprecise on one side alone: an access of a
 * length that is computed, or at an offset that is, is not looked at, nor is a check of the size in
 * another function believed or missed where the size is given away in memory.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit/effects/numbers.h"
#include "audit/effects/trace.h"

#define MOST_DEPTH 12
/* Least sizes are a few constants of the code, and only go down. */
#define MOST_ROUNDS 16

/* No path leads there. */
#define NOWHERE INT64_MAX

struct least {
	struct trace *trace;
	struct value_map places; /* from a block to its least */
	int64_t *sizes;
};

static int64_t min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* The least of a size that compares so with a number. */
static int64_t least_compared(LLVMIntPredicate predicate, int64_t number, int64_t least)
{
	switch (predicate) {
	case LLVMIntEQ:
	case LLVMIntUGE:
	case LLVMIntSGE:
		return max(least, number);
	case LLVMIntUGT:
	case LLVMIntSGT:
		return max(least, number + 1);
	case LLVMIntNE:
		return least == number ? least + 1 : least;
	default:
		return least;
	}
}

static int64_t least_if(const struct trace *trace, LLVMValueRef condition, bool truth,
			int64_t least, unsigned int depth);

static int64_t least_of_both(const struct trace *trace, LLVMValueRef a, LLVMValueRef b, bool truth,
			     int64_t least, unsigned int depth)
{
	return least_if(trace, b, truth, least_if(trace, a, truth, least, depth), depth);
}

static int64_t least_of_either(const struct trace *trace, LLVMValueRef a, LLVMValueRef b,
			       bool truth, int64_t least, unsigned int depth)
{
	return min(least_if(trace, a, truth, least, depth),
		   least_if(trace, b, truth, least, depth));
}

static int64_t least_by_comparison(const struct trace *trace, LLVMValueRef comparison, bool truth,
				   int64_t least, unsigned int depth)
{
	LLVMIntPredicate predicate = LLVMGetICmpPredicate(comparison);
	LLVMValueRef a = LLVMGetOperand(comparison, 0), b = LLVMGetOperand(comparison, 1);

	if (LLVMIsAConstantInt(a)) {
		LLVMValueRef other = a;

		a = b;
		b = other;
		predicate = predicate_swapped(predicate);
	}
	if (!LLVMIsAConstantInt(b))
		return least;
	/* A condition that was made a number. */
	if (!is_size(trace, a))
		return LLVMIsNull(b) && (predicate == LLVMIntEQ || predicate == LLVMIntNE)
			       ? least_if(trace, a, truth == (predicate == LLVMIntNE), least, depth)
			       : least;
	return least_compared(truth ? predicate : predicate_inverse(predicate),
			      LLVMConstIntGetSExtValue(b), least);
}

static bool is_number(LLVMValueRef value, uint64_t number)
{
	return LLVMIsAConstantInt(value) && LLVMConstIntGetZExtValue(value) == number;
}

static bool is_expect(LLVMValueRef call)
{
	LLVMValueRef called = LLVMGetCalledValue(call);
	size_t length;

	return LLVMIsAFunction(called) &&
	       !strncmp(LLVMGetValueName2(called, &length), "llvm.expect.", 12);
}

/* The least that a size of at least least is where the condition is so. */
static int64_t least_if(const struct trace *trace, LLVMValueRef condition, bool truth,
			int64_t least, unsigned int depth)
{
	LLVMValueRef first;

	if (!LLVMIsAInstruction(condition) || depth == MOST_DEPTH)
		return least;
	first = LLVMGetNumOperands(condition) ? LLVMGetOperand(condition, 0) : NULL;
	depth++;
	switch (LLVMGetInstructionOpcode(condition)) {
	case LLVMICmp:
		return least_by_comparison(trace, condition, truth, least, depth);
	case LLVMAnd:
	case LLVMOr:
		if (truth == (LLVMGetInstructionOpcode(condition) == LLVMAnd))
			return least_of_both(trace, first, LLVMGetOperand(condition, 1), truth,
					     least, depth);
		return least_of_either(trace, first, LLVMGetOperand(condition, 1), truth, least,
				       depth);
	case LLVMXor:
		if (is_number(LLVMGetOperand(condition, 1), 1))
			return least_if(trace, first, !truth, least, depth);
		return least;
	case LLVMSelect:
		/* a && b is select a, b, false; a || b is select a, true, b. */
		if (is_number(LLVMGetOperand(condition, 2), 0))
			return truth ? least_of_both(trace, first, LLVMGetOperand(condition, 1),
						     truth, least, depth)
				     : least_of_either(trace, first, LLVMGetOperand(condition, 1),
						       truth, least, depth);
		if (is_number(LLVMGetOperand(condition, 1), 1))
			return truth ? least_of_either(trace, first, LLVMGetOperand(condition, 2),
						       truth, least, depth)
				     : least_of_both(trace, first, LLVMGetOperand(condition, 2),
						     truth, least, depth);
		return least;
	case LLVMCall:
		return is_expect(condition) ? least_if(trace, first, truth, least, depth) : least;
	case LLVMFreeze:
	case LLVMTrunc:
	case LLVMZExt:
	case LLVMSExt:
		return least_if(trace, first, truth, least, depth);
	default:
		return least;
	}
}

/* What the size is at least where a terminator goes on to its successor i. */
static int64_t least_behind(const struct trace *trace, LLVMValueRef end, unsigned int i,
			    int64_t least)
{
	if (LLVMIsABranchInst(end) && LLVMIsConditional(end))
		return least_if(trace, LLVMGetCondition(end), i == 0, least, 0);
	if (LLVMIsASwitchInst(end) && i && is_size(trace, LLVMGetOperand(end, 0)))
		return max(least,
			   (int64_t)LLVMConstIntGetZExtValue(LLVMGetSwitchCaseValue(end, i)));
	return least;
}

static int64_t *size_of_block(const struct least *least, LLVMBasicBlockRef block)
{
	return &least->sizes[value_map_get(&least->places, LLVMBasicBlockAsValue(block))];
}

/* Hands on what is known of a block. Returns whether that was news. */
static bool hand_on(const struct least *least, LLVMBasicBlockRef block)
{
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	int64_t here = *size_of_block(least, block);
	bool news = false;

	for (unsigned int i = 0; here != NOWHERE && i < LLVMGetNumSuccessors(end); i++) {
		LLVMBasicBlockRef to = LLVMGetSuccessor(end, i);
		int64_t behind = least_behind(least->trace, end, i, here), *there;

		if (!constants_reach(&least->trace->constants, to) ||
		    !constants_edge(&least->trace->constants, block, to))
			continue;
		there = size_of_block(least, to);
		news |= behind < *there;
		*there = min(*there, behind);
	}
	return news;
}

static int find_sizes(struct least *least)
{
	LLVMValueRef function = least->trace->question->function;
	size_t count = 0;
	bool news = true;

	least->sizes = calloc(LLVMCountBasicBlocks(function), sizeof(*least->sizes));
	if (!least->sizes)
		return -ENOMEM;
	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
	     b = LLVMGetNextBasicBlock(b)) {
		least->sizes[count] = count ? NOWHERE : 0;
		if (value_map_add(&least->places, LLVMBasicBlockAsValue(b), count++))
			return -ENOMEM;
	}
	for (unsigned int round = 0; news && round < MOST_ROUNDS; round++) {
		news = false;
		for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(function); b;
		     b = LLVMGetNextBasicBlock(b))
			news |= hand_on(least, b);
	}
	/* Given up: nothing is said. */
	return news ? -EAGAIN : 0;
}

/* Who gets the size with what it is the size of, other than as a number, may check it. */
static bool is_given_away(const struct trace *trace)
{
	const struct question *question = trace->question;
	LLVMValueRef size = LLVMGetParam(question->function, (unsigned int)question->size);

	for (LLVMUseRef use = LLVMGetFirstUse(size); use; use = LLVMGetNextUse(use))
		if (LLVMIsAStoreInst(LLVMGetUser(use)))
			return true;
	return false;
}

/* Where an event ends that is of a length that is known; 0 for none. */
static int64_t end_of(const struct trace *trace, const struct event *event, bool given_away)
{
	const struct answer *answer = event->answer;
	struct span span;

	if (!offsets_are_fixed(event->offset))
		return 0;
	if (event->kind == EVENT_READ || event->kind == EVENT_WRITE) {
		span = span_of(event->offset, event->length_value ? 0 : event->length);
		return span.end == INT64_MAX ? 0 : span.end;
	}
	if (event->kind != EVENT_CALL)
		return 0;
	if (event->size_value && is_size(trace, event->size_value) &&
	    answer->question.size_kind == SIZE_IS_PARAMETER)
		return answer->beyond.holds ? answer->beyond.span.end : 0;
	if (given_away)
		return 0;
	/* What it does is not by the size. */
	span = (struct span){ 0, 0 };
	if (answer->reads.holds)
		span_join(&span, answer->reads.span);
	if (answer->writes.holds)
		span_join(&span, answer->writes.span);
	span = span_moved(span, event->offset);
	return span.end == INT64_MAX ? 0 : span.end;
}

void least_find(struct trace *trace)
{
	struct least least = { .trace = trace };
	struct effect *beyond = &trace->answer->beyond;
	int error;

	*beyond = (struct effect){ 0 };
	if (trace->question->size_kind != SIZE_IS_PARAMETER)
		return;
	error = find_sizes(&least);
	if (error == -ENOMEM)
		trace->answers->error = error;
	for (size_t i = 0; i < trace->event_count && !error; i++) {
		const struct event *event = &trace->events[i];
		int64_t size = *size_of_block(&least, LLVMGetInstructionParent(event->at));
		int64_t end = end_of(trace, event, is_given_away(trace));

		if (end <= size || end <= beyond->span.end)
			continue;
		*beyond = (struct effect){ true,
					   { 0, end },
					   { event->at, event->answer, event->reason } };
	}
	value_map_free(&least.places);
	free(least.sizes);
}
