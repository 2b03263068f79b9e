// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Which registers hold pointers; see pointer_flow.h. */
#include "llvm-pass/bytecode/pointer_flow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/verifier/program_kind.h"

enum { LOWEST_SLOT = -FRAME_SIZE };

/* Walks one function. */
struct walk {
	struct pointer_flow *flow;
	const struct function *function;
	struct function_flow *own;
	const struct section *kind; /* of a program, if its section says so */
	size_t *waiting, waiting_count;
	bool *waits; /* by place in the function */
};

const char *pointer_kind_name(unsigned int kinds)
{
	if (kinds & (POINTER_FRAME | POINTER_CALLERS_FRAME))
		return "frame";
	if (kinds & POINTER_VALUE)
		return "map value";
	return kinds & POINTER_PACKET ? "packet" : "context";
}

size_t pointer_flow_callee(const struct bytecode *object, uint64_t first)
{
	size_t i = 0;

	while (i < object->function_count && object->functions[i].first != first)
		i++;
	return i;
}

/* Returns whether that has changed it. */
static bool merge_pointer(struct pointer *to, const struct pointer *from)
{
	struct pointer before = *to;

	to->kinds |= from->kinds;
	if (!from->fixed || from->offset != to->offset) {
		to->fixed = false;
		to->offset = 0;
	}
	return to->kinds != before.kinds || to->fixed != before.fixed;
}

static void merge_into(struct walk *walk, size_t place, const struct flow_state *from)
{
	size_t within = place - walk->function->first;
	struct flow_state *to;
	bool changed;

	if (within >= walk->function->count)
		return;
	to = &walk->flow->states[place];
	changed = !to->reached;
	if (!to->reached)
		*to = *from;
	for (unsigned int i = 0; i < REGISTERS; i++)
		changed |= merge_pointer(&to->registers[i], &from->registers[i]);
	for (unsigned int i = 0; i < FLOW_SLOTS; i++) {
		changed |= (from->slots[i] & ~to->slots[i]) != 0;
		to->slots[i] |= from->slots[i];
	}
	if (changed && !walk->waits[within]) {
		walk->waits[within] = true;
		walk->waiting[walk->waiting_count++] = place;
	}
}

/* The slot that the address is the start of, or NULL. */
static uint8_t *slot_at(struct flow_state *state, const struct pointer *base, int16_t offset)
{
	int32_t at = base->offset + offset - LOWEST_SLOT;

	if (!base->fixed || at < 0 || at >= FRAME_SIZE || at % 8)
		return NULL;
	return &state->slots[at / 8];
}

/* Where kernels have them, all kernels have the packet's addresses at the same offsets. */
static bool is_packet_field(const struct walk *walk, const struct instruction *load)
{
	const struct series newest = series_of(kernel_series[kernel_series_count - 1]);
	enum context_what what = CONTEXT_NUMBER;

	return walk->kind &&
	       program_kind_context(walk->kind, &newest, load->offset, instruction_width(load),
				    false, &what) &&
	       (what == CONTEXT_PACKET || what == CONTEXT_PACKET_META ||
		what == CONTEXT_PACKET_END);
}

static void load(struct walk *walk, struct flow_state *state, const struct instruction *load)
{
	struct pointer base = state->registers[load->src];
	const uint8_t *slot = slot_at(state, &base, load->offset);
	struct pointer loaded = { 0 };

	if (slot && instruction_width(load) == 8)
		loaded.kinds = *slot;
	if (base.kinds & POINTER_CONTEXT && is_packet_field(walk, load))
		loaded.kinds |= POINTER_PACKET;
	state->registers[load->dst] = loaded;
}

static void store(struct flow_state *state, const struct instruction *store)
{
	uint8_t *slot = slot_at(state, &state->registers[store->dst], store->offset);
	bool is_register = instruction_class(store) == BPF_STX;

	if (is_register && BPF_MODE(store->code) == BPF_ATOMIC) {
		if (store->number & BPF_FETCH)
			state->registers[store->number == BPF_CMPXCHG ? BPF_REG_0 : store->src] =
				(struct pointer){ 0 };
		return;
	}
	if (slot)
		*slot = is_register && instruction_width(store) == 8
				? state->registers[store->src].kinds
				: 0;
}

static struct pointer constant(const struct instruction *instruction)
{
	return (struct pointer){ .kinds = instruction->target == TARGET_DATA ? POINTER_VALUE : 0 };
}

/* A sum with a pointer is one; the difference of two is a number, and so is all else. */
static void compute(struct flow_state *state, const struct instruction *instruction)
{
	bool wide = instruction_class(instruction) == BPF_ALU64;
	bool is_register = BPF_SRC(instruction->code) == BPF_X;
	struct pointer *to = &state->registers[instruction->dst], from = { 0 };
	unsigned int operation = BPF_OP(instruction->code);
	int32_t number = instruction->number;

	if (is_register)
		from = state->registers[instruction->src];
	if (wide && operation == BPF_MOV && !instruction->offset) {
		*to = from;
	} else if (wide && operation == BPF_ADD && !is_register) {
		to->offset = to->fixed ? to->offset + number : 0;
	} else if (wide && operation == BPF_SUB && !is_register) {
		to->offset = to->fixed ? to->offset - number : 0;
	} else if (wide && (operation == BPF_ADD || operation == BPF_SUB)) {
		uint8_t kinds = to->kinds | from.kinds;

		if (operation == BPF_SUB)
			kinds = from.kinds ? 0 : to->kinds;
		*to = (struct pointer){ .kinds = kinds };
	} else {
		*to = (struct pointer){ 0 };
	}
	/* What leaves the frame is of no use as a place in it. */
	if (to->offset < -(1 << 20) || to->offset > 1 << 20)
		to->fixed = false;
}

static uint8_t handed_on(const struct pointer *pointer)
{
	return pointer->kinds & POINTER_FRAME
		       ? (pointer->kinds & ~POINTER_FRAME) | POINTER_CALLERS_FRAME
		       : pointer->kinds;
}

static void hand(struct walk *walk, size_t callee, unsigned int argument, uint8_t kinds)
{
	struct function_flow *to = &walk->flow->functions[callee];

	if (kinds & ~to->arguments[argument])
		to->changed = true;
	to->arguments[argument] |= kinds;
}

/* To every function whose address this one takes: which of them is meant, is not followed. */
static void hand_to_callbacks(struct walk *walk, const struct flow_state *state, int32_t helper)
{
	const struct bytecode *object = walk->flow->object;
	uint8_t given = handed_on(&state->registers[BPF_REG_3]);

	for (size_t i = 0; i < walk->function->count; i++) {
		const struct instruction *taken = &object->code[walk->function->first + i];
		size_t callee = object->function_count;

		if (instruction_is_constant(taken) && taken->target == TARGET_FUNCTION)
			callee = pointer_flow_callee(object, taken->value);
		if (callee == object->function_count)
			continue;
		walk->flow->functions[callee].changed |= !walk->flow->states[taken->value].reached;
		if (helper == BPF_FUNC_loop) {
			hand(walk, callee, 1, given);
		} else {
			hand(walk, callee, 2, POINTER_VALUE);
			hand(walk, callee, 3, given);
		}
	}
}

static uint8_t result_of(const struct bytecode *object, const struct instruction *call)
{
	const char *name = call->target == TARGET_KFUNC ? object->externs[call->value] : "";

	if (call->target == TARGET_KFUNC)
		return strncmp(name, "bpf_dynptr_slice", 16) ? 0 : POINTER_VALUE;
	switch (call->number) {
	case BPF_FUNC_map_lookup_elem:
	case BPF_FUNC_map_lookup_percpu_elem:
	case BPF_FUNC_task_storage_get:
	case BPF_FUNC_inode_storage_get:
	case BPF_FUNC_sk_storage_get:
	case BPF_FUNC_ringbuf_reserve:
	case BPF_FUNC_dynptr_data:
	case BPF_FUNC_per_cpu_ptr:
	case BPF_FUNC_this_cpu_ptr:
		return POINTER_VALUE;
	default:
		return 0;
	}
}

static void call(struct walk *walk, struct flow_state *state, const struct instruction *call)
{
	const struct bytecode *object = walk->flow->object;
	size_t callee = object->function_count;
	uint8_t kinds = 0;

	if (call->target == TARGET_FUNCTION)
		callee = pointer_flow_callee(object, call->value);
	else
		kinds = result_of(object, call);
	if (callee < object->function_count) {
		struct function_flow *called = &walk->flow->functions[callee];

		called->changed |= !walk->flow->states[call->value].reached;
		for (unsigned int i = 0; i < ARGUMENTS; i++)
			hand(walk, callee, i, handed_on(&state->registers[BPF_REG_1 + i]));
		kinds = called->result;
	} else if (call->target == TARGET_NUMBER &&
		   (call->number == BPF_FUNC_loop || call->number == BPF_FUNC_for_each_map_elem)) {
		hand_to_callbacks(walk, state, call->number);
	}
	memset(state->registers, 0, (BPF_REG_5 + 1) * sizeof(*state->registers));
	state->registers[BPF_REG_0].kinds = kinds;
}

/* A caller that was walked before must be walked again. */
static void leave(struct walk *walk, const struct flow_state *state)
{
	uint8_t kinds = state->registers[BPF_REG_0].kinds & ~POINTER_FRAME;

	if (!(kinds & ~walk->own->result))
		return;
	walk->own->result |= kinds;
	for (size_t i = 0; i < walk->flow->object->function_count; i++)
		walk->flow->functions[i].changed |=
			walk->flow->states[walk->flow->object->functions[i].first].reached;
}

/* To whatever the tables have that lies in the function: which table it is, is not followed. */
static void jump_by_table(struct walk *walk, const struct instruction *jump,
			  const struct flow_state *state)
{
	const struct bytecode *object = walk->flow->object;

	for (size_t i = 0; i < object->data_count; i++) {
		const struct data *table = &object->data[i];
		uint64_t offset;

		if (strcmp(table->name, BYTECODE_JUMPS) != 0 || !table->bytes)
			continue;
		for (size_t j = 0; j + sizeof(offset) <= table->size; j += sizeof(offset)) {
			memcpy(&offset, table->bytes + j, sizeof(offset));
			merge_into(walk, jump->value + offset / sizeof(struct bpf_insn), state);
		}
	}
}

static void step(struct walk *walk, size_t place)
{
	const struct instruction *instruction = &walk->flow->object->code[place];
	struct flow_state state = walk->flow->states[place];
	size_t next = place + 1;

	switch (instruction_class(instruction)) {
	case BPF_ALU:
	case BPF_ALU64:
		compute(&state, instruction);
		break;
	case BPF_LDX:
		load(walk, &state, instruction);
		break;
	case BPF_ST:
	case BPF_STX:
		store(&state, instruction);
		break;
	case BPF_LD:
		if (instruction_is_constant(instruction)) {
			state.registers[instruction->dst] = constant(instruction);
			next++;
		}
		break;
	default:
		if (instruction_is_exit(instruction)) {
			leave(walk, &state);
			return;
		}
		if (instruction_is_goto_register(instruction)) {
			jump_by_table(walk, instruction, &state);
			return;
		}
		if (instruction_is_call(instruction))
			call(walk, &state, instruction);
		else
			merge_into(walk, next + (size_t)(int64_t)instruction_distance(instruction),
				   &state);
		if (instruction_is_goto(instruction))
			return;
	}
	merge_into(walk, next, &state);
}

static int walk_function(struct pointer_flow *flow, size_t which)
{
	const struct function *function = &flow->object->functions[which];
	struct flow_state entry = { .reached = true };
	struct walk walk = { .flow = flow,
			     .function = function,
			     .own = &flow->functions[which],
			     .waiting = calloc(function->count + 1, sizeof(*walk.waiting)),
			     .waits = calloc(function->count + 1, sizeof(*walk.waits)) };

	int error = walk.waiting && walk.waits ? 0 : -ENOMEM;

	if (function->program) {
		walk.kind = program_kind(function->section);
		entry.registers[BPF_REG_1].kinds = POINTER_CONTEXT;
	}
	if (!error) {
		for (unsigned int i = 0; i < ARGUMENTS; i++)
			entry.registers[BPF_REG_1 + i].kinds |= walk.own->arguments[i];
		entry.registers[FRAME_REGISTER] = (struct pointer){ POINTER_FRAME, true, 0 };
		/* Anew: a callee may return more. */
		walk.own->changed = false;
		for (size_t i = 0; i < function->count; i++)
			flow->states[function->first + i].reached = false;
		merge_into(&walk, function->first, &entry);
		while (walk.waiting_count) {
			size_t place = walk.waiting[--walk.waiting_count];

			walk.waits[place - function->first] = false;
			step(&walk, place);
		}
	}
	free(walk.waiting);
	free(walk.waits);
	return error;
}

int pointer_flow_compute(struct pointer_flow *flow, const struct bytecode *object)
{
	bool again = true;
	int error = 0;

	*flow = (struct pointer_flow){ .object = object };
	flow->states = calloc(object->code_count + 1, sizeof(*flow->states));
	flow->functions = calloc(object->function_count + 1, sizeof(*flow->functions));
	if (!flow->states || !flow->functions)
		error = -ENOMEM;
	/* Whatever nothing calls is walked, too: it may be global. */
	for (size_t i = 0; i < object->function_count && !error; i++)
		flow->functions[i].changed = true;
	while (again && !error) {
		again = false;
		for (size_t i = 0; i < object->function_count && !error; i++) {
			if (!flow->functions[i].changed)
				continue;
			again = true;
			error = walk_function(flow, i);
		}
	}
	if (error)
		pointer_flow_free(flow);
	return error;
}

void pointer_flow_free(struct pointer_flow *flow)
{
	free(flow->states);
	free(flow->functions);
	*flow = (struct pointer_flow){ 0 };
}
