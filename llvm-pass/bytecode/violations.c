// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * What no verifier takes; see violations.h. How deep a frame is, is known by its fixed offsets: the
 * lowest that is accessed or of which the address is taken.
 */
#include "llvm-pass/bytecode/violations.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The verifier of 5.10 to 6.x rounds each frame up so. */
enum { FRAME_ROUNDING = 32 };

/* From so many bytes of frames before it on, no function may make a tail call. */
enum { MOST_BEFORE_TAIL_CALL = 256, MOST_CALLS = 8 };

struct search {
	struct violations *violations;
	const struct pointer_flow *flow;
	size_t function;
	int32_t *depths; /* the violations' */
	int32_t *chains; /* with all that it calls; 0: not known yet */
	int32_t *before; /* the frames of those that call it */
	bool *entered;
	int error;
};

static void add(struct search *search, enum violation_kind kind, uint8_t pointers, size_t place,
		int32_t number)
{
	struct violations *violations = search->violations;
	const struct function *function = &search->flow->object->functions[search->function];
	struct violation *list = realloc(violations->list, (violations->count + 1) * sizeof(*list));

	if (!list) {
		search->error = -ENOMEM;
		return;
	}
	violations->list = list;
	list[violations->count++] = (struct violation){ kind, pointers, search->function,
							place - function->first, number };
}

/* Returns false of a sum or difference that is allowed. */
static bool is_forbidden(const struct instruction *instruction, const struct pointer *to,
			 const struct pointer *from, enum violation_kind *kind)
{
	bool wide = instruction_class(instruction) == BPF_ALU64;

	*kind = VIOLATION_ARITHMETIC;
	switch (BPF_OP(instruction->code)) {
	case BPF_MOV:
		*kind = VIOLATION_NARROW_MOVE;
		return from->kinds && (!wide || instruction->offset);
	case BPF_ADD:
		return !wide || (to->kinds && from->kinds);
	case BPF_SUB:
		/* Two pointers' difference is a number, in 32 bits, too; a number less a pointer is
		 * not. */
		return !to->kinds || (!wide && !from->kinds);
	case BPF_OR:
		*kind = VIOLATION_OR;
		return true;
	case BPF_AND:
		*kind = VIOLATION_AND;
		return true;
	case BPF_XOR:
		*kind = VIOLATION_XOR;
		return true;
	case BPF_LSH:
	case BPF_RSH:
	case BPF_ARSH:
		*kind = VIOLATION_SHIFT;
		return true;
	default:
		return true;
	}
}

static void look_at_arithmetic(struct search *search, size_t place)
{
	const struct instruction *instruction = &search->flow->object->code[place];
	const struct flow_state *state = &search->flow->states[place];
	const struct pointer *to = &state->registers[instruction->dst];
	struct pointer from = { 0 };
	enum violation_kind kind;
	uint8_t pointers;

	if (BPF_SRC(instruction->code) == BPF_X && BPF_OP(instruction->code) != BPF_END)
		from = state->registers[instruction->src];
	/* What was in the register that is written, a move does not ask. */
	pointers = BPF_OP(instruction->code) == BPF_MOV ? from.kinds : to->kinds | from.kinds;
	if (pointers && is_forbidden(instruction, to, &from, &kind))
		add(search, kind, pointers, place, 0);
}

static void look_at_access(struct search *search, size_t place, unsigned int base)
{
	const struct instruction *access = &search->flow->object->code[place];
	const struct pointer *pointer = &search->flow->states[place].registers[base];
	int32_t at = pointer->offset + access->offset, width = (int32_t)instruction_width(access);

	if (!pointer->fixed)
		return;
	if (at % width)
		add(search, VIOLATION_MISALIGNED, POINTER_FRAME, place, at);
	if (-at > search->depths[search->function])
		search->depths[search->function] = -at;
}

/* An address that helpers or others are given. */
static void look_at_addresses(struct search *search, size_t place)
{
	const struct flow_state *state = &search->flow->states[place];

	for (unsigned int i = 0; i < REGISTERS; i++)
		if (state->registers[i].fixed &&
		    -state->registers[i].offset > search->depths[search->function])
			search->depths[search->function] = -state->registers[i].offset;
}

static void look_at_function(struct search *search, size_t which)
{
	const struct function *function = &search->flow->object->functions[which];

	search->function = which;
	for (size_t i = 0; i < function->count; i++) {
		size_t place = function->first + i;
		const struct instruction *instruction = &search->flow->object->code[place];

		if (!search->flow->states[place].reached)
			continue;
		look_at_addresses(search, place);
		switch (instruction_class(instruction)) {
		case BPF_ALU:
		case BPF_ALU64:
			look_at_arithmetic(search, place);
			break;
		case BPF_LDX:
			look_at_access(search, place, instruction->src);
			break;
		case BPF_ST:
		case BPF_STX:
			look_at_access(search, place, instruction->dst);
			break;
		default:
			break;
		}
	}
}

static int32_t frame_of(const struct search *search, size_t which)
{
	int32_t depth = search->depths[which] ? search->depths[which] : 1;

	return (depth + FRAME_ROUNDING - 1) / FRAME_ROUNDING * FRAME_ROUNDING;
}

/* The function that an instruction calls, or whose address it takes: it will be called back. */
static bool names_function(const struct search *search, size_t place, size_t *callee)
{
	const struct bytecode *object = search->flow->object;

	if (object->code[place].target != TARGET_FUNCTION)
		return false;
	*callee = pointer_flow_callee(object, object->code[place].value);
	return *callee < object->function_count;
}

/* A function that calls itself is no more than its frame here: no verifier takes it. */
static int32_t chain_of(struct search *search, size_t which)
{
	const struct function *function = &search->flow->object->functions[which];
	int32_t deepest = 0;

	if (search->chains[which])
		return search->chains[which];
	if (search->entered[which])
		return 0;
	search->entered[which] = true;
	for (size_t i = 0; i < function->count; i++) {
		size_t callee;
		int32_t chain;

		if (!names_function(search, function->first + i, &callee))
			continue;
		chain = chain_of(search, callee);
		deepest = chain > deepest ? chain : deepest;
	}
	search->entered[which] = false;
	search->chains[which] = frame_of(search, which) + deepest;
	return search->chains[which];
}

/* Hands on what is before a function to those that it names. */
static void add_before(struct search *search, size_t which)
{
	const struct function *function = &search->flow->object->functions[which];
	int32_t sum = search->before[which] + frame_of(search, which);

	for (size_t i = 0; i < function->count; i++) {
		size_t callee;

		if (names_function(search, function->first + i, &callee) &&
		    search->before[callee] < sum)
			search->before[callee] = sum;
	}
}

static bool makes_tail_call(const struct search *search, size_t which)
{
	const struct function *function = &search->flow->object->functions[which];

	for (size_t i = 0; i < function->count; i++) {
		const struct instruction *call = &search->flow->object->code[function->first + i];

		if (instruction_is_call(call) && call->target == TARGET_NUMBER &&
		    call->number == BPF_FUNC_tail_call)
			return true;
	}
	return false;
}

static void look_at_chains(struct search *search)
{
	const struct bytecode *object = search->flow->object;

	for (unsigned int calls = 1; calls < MOST_CALLS; calls++)
		for (size_t i = 0; i < object->function_count; i++)
			add_before(search, i);
	for (size_t i = 0; i < object->function_count && !search->error; i++) {
		search->function = i;
		if (chain_of(search, i) > FRAME_SIZE)
			add(search, VIOLATION_DEPTH, 0, object->functions[i].first,
			    search->chains[i]);
		if (search->before[i] >= MOST_BEFORE_TAIL_CALL && makes_tail_call(search, i))
			add(search, VIOLATION_TAIL_CALL, 0, object->functions[i].first,
			    search->before[i]);
	}
}

int violations_search(struct violations *violations, const struct pointer_flow *flow)
{
	size_t count = flow->object->function_count;
	struct search search = { .violations = violations,
				 .flow = flow,
				 .depths = calloc(count + 1, sizeof(*search.depths)),
				 .chains = calloc(count + 1, sizeof(*search.chains)),
				 .before = calloc(count + 1, sizeof(*search.before)),
				 .entered = calloc(count + 1, sizeof(*search.entered)) };

	*violations = (struct violations){ .depths = search.depths };
	if (!search.depths || !search.chains || !search.before || !search.entered)
		search.error = -ENOMEM;
	for (size_t i = 0; i < count && !search.error; i++)
		look_at_function(&search, i);
	if (!search.error)
		look_at_chains(&search);
	free(search.chains);
	free(search.before);
	free(search.entered);
	if (search.error)
		violations_free(violations);
	return search.error;
}

void violations_free(struct violations *violations)
{
	free(violations->list);
	free(violations->depths);
	*violations = (struct violations){ 0 };
}

bool violations_have(const struct violations *violations, const struct bytecode *object,
		     const char *function, const struct violation *like)
{
	for (size_t i = 0; i < violations->count; i++) {
		const struct violation *violation = &violations->list[i];

		if (violation->kind == like->kind &&
		    (violation->pointers & like->pointers || !like->pointers) &&
		    !strcmp(object->functions[violation->function].name, function))
			return true;
	}
	return false;
}

void violation_describe(const struct violation *violation, char *text, size_t size)
{
	static const char *const operations[] = {
		[VIOLATION_OR] = "|=",
		[VIOLATION_AND] = "&=",
		[VIOLATION_XOR] = "^=",
		[VIOLATION_SHIFT] = "a shift",
		[VIOLATION_NARROW_MOVE] = "a move of a part",
		[VIOLATION_ARITHMETIC] = "arithmetic",
	};

	if (violation->kind == VIOLATION_MISALIGNED)
		snprintf(text, size, "a misaligned access of the stack at %d", violation->number);
	else if (violation->kind == VIOLATION_DEPTH)
		snprintf(text, size, "%d bytes of stack with what it calls", violation->number);
	else if (violation->kind == VIOLATION_TAIL_CALL)
		snprintf(text, size, "a tail call behind %d bytes of stack", violation->number);
	else
		snprintf(text, size, "%s on a %s pointer", operations[violation->kind],
			 pointer_kind_name(violation->pointers));
}
