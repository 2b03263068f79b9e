// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Calls of helpers and kfuncs: whether this program may, its arguments (check_argument.c), what it
 * does to the state, what it returns (call_result.c). Of kfuncs nothing is modelled: their stack
 * arguments become BYTE_UNKNOWN and R0 REG_UNKNOWN.
 */
#include <linux/bpf.h>
#include <string.h>

#include "llvm-pass/verifier/call.h"
#include "llvm-pass/verifier/path.h"
#include "llvm-pass/verifier/program_kind.h"

/* Callbacks of bpf_loop(), bpf_for_each_map_elem() and the like end the loop with 1. */
enum { CALLBACK_LAST = 1, MOST_ERRNO = 4095 };

static bool refuse_helper(struct walk *walk, unsigned int id)
{
	if (id > helper_last(walk->series))
		return refuse(walk, REASON_HELPER_NOT_ALLOWED, "invalid func unknown#%u", id);
	if (series_from(walk->series, 6, 10))
		return refuse(walk, REASON_HELPER_NOT_ALLOWED,
			      "program of this type cannot use helper bpf_%s#%u", helper_name(id),
			      id);
	return refuse(walk, REASON_HELPER_NOT_ALLOWED, "unknown func bpf_%s#%u", helper_name(id),
		      id);
}

static bool check_allowed(struct call *call, const struct section *kind)
{
	struct walk *walk = call->walk;
	int allowed = program_kind_may_call(kind, walk->series, call->id);

	/* What is iterated over may allow more. */
	if (allowed == 0 && call->signature && kind->attach == BPF_ATTACH_TRACE_ITER) {
		walk->uncertain = true;
		return left_to_kernel(walk, "whether bpf_%s may be called there",
				      call->signature->name);
	}
	if (allowed == 0 || !call->signature)
		return refuse_helper(walk, call->id);
	if (call->signature->flags & HELPER_SLEEPS && !walk->program->sleepable)
		return refuse(walk, REASON_HELPER_NOT_ALLOWED,
			      "helper call might sleep in a non-sleepable prog");
	if (walk->state->lock_id && call->id != BPF_FUNC_spin_unlock)
		return refuse(walk, REASON_LOCK,
			      "function calls are not allowed while holding a lock");
	/* The function or hook that it is attached to decides. */
	if (call->id == BPF_FUNC_d_path && kind->attach != BPF_ATTACH_TRACE_ITER) {
		walk->uncertain = true;
		return left_to_kernel(walk, "whether bpf_d_path may be called there");
	}
	if (allowed < 0)
		return left_to_kernel(walk, "whether bpf_%s may be called", call->signature->name);
	return true;
}

static bool takes_function(const struct call *call)
{
	for (unsigned int i = 0; i < SIGNATURE_ARGUMENTS; i++)
		if ((call->signature->arguments[i] & SIGNATURE_KIND) == SIGNATURE_FUNC)
			return true;
	return false;
}

/* As often as its count may be; without a turn more, the path goes on behind it only. */
static bool loops_again(struct call *call)
{
	const struct reg *times = state_reg(call->walk->state, 1);
	struct frame *frame = state_top(call->walk->state);

	if (!path_demand(call->walk, times))
		return false;
	if (frame->callback_turn < times->var.wide.umax)
		return true;
	frame->callback_turn = 0;
	return false;
}

/* Lets the callback be walked, while R1 to R5 are the helper's. */
static bool call_back(struct call *call)
{
	struct reg arguments[SUBPROGRAM_ARGUMENTS] = { 0 };

	if (!takes_function(call))
		return true;
	if (!call->callback)
		return undecided(call->walk, "a callback that is not known");
	switch (call->id) {
	case BPF_FUNC_loop:
		if (!loops_again(call))
			return !call->walk->error;
		reg_set_unknown_scalar(&arguments[0]);
		arguments[1] = call->callback_data;
		break;
	case BPF_FUNC_for_each_map_elem:
		arguments[0] = *state_reg(call->walk->state, 1);
		reg_set_pointer(&arguments[1], REG_MAP_KEY, 0);
		reg_set_pointer(&arguments[2], REG_MAP_VALUE, 0);
		arguments[1].map = arguments[2].map = call->map;
		arguments[3] = call->callback_data;
		break;
	case BPF_FUNC_find_vma:
		reg_set_anything(&arguments[0]);
		reg_set_anything(&arguments[1]);
		arguments[2] = call->callback_data;
		break;
	case BPF_FUNC_user_ringbuf_drain:
		reg_set_pointer(&arguments[0], REG_DYNPTR, 0);
		arguments[1] = call->callback_data;
		break;
	default:
		return undecided(call->walk, "the callback of bpf_%s", call->signature->name);
	}
	return push_callback(call->walk, call->callback, arguments, 0, CALLBACK_LAST);
}

/* From 7.2 on what bpf_set_retval() is given must be 0 or an errno. */
static bool check_set_value(struct call *call)
{
	const struct walk *walk = call->walk;
	struct reg *value = state_reg(walk->state, 1);

	if (call->id != BPF_FUNC_set_retval || !series_from(walk->series, 7, 2) ||
	    value->kind != REG_SCALAR)
		return true;
	if (!path_demand(call->walk, value))
		return false;
	if (value->var.low.smin >= -MOST_ERRNO && value->var.low.smax <= 0)
		return true;
	return refuse_value(call->walk, "At bpf_set_retval", "R1", &value->var, -MOST_ERRNO, 0);
}

/* What a program must not leave behind when it goes to another. */
static bool check_tail_call(struct call *call)
{
	if (call->id == BPF_FUNC_tail_call && call->walk->state->reference_count)
		return refuse(call->walk, REASON_REFERENCE,
			      "tail_call would lead to reference leak");
	return true;
}

static bool check_release(struct call *call)
{
	if (!(call->effects & EFFECT_RELEASES))
		return true;
	if (call->reference)
		return release_reference(call->walk, call->reference);
	return state_reg(call->walk->state, 1)->kind == REG_UNKNOWN ||
	       refuse(call->walk, REASON_REFERENCE,
		      "R1 must be referenced when passed to release function");
}

bool check_helper_call(struct walk *walk, const struct instruction *instruction)
{
	const struct section *kind = program_kind(walk->program->section);
	unsigned int id = (unsigned int)instruction->number;
	struct call call = {
		.walk = walk,
		.id = id,
		.effects = helper_effects(walk->series, id),
		.size_most = -1,
	};

	if (!kind) {
		forget_caller_saved(walk->state);
		reg_set_anything(state_reg(walk->state, 0));
		return undecided(walk, "helpers in section %s", walk->program->section);
	}
	call.signature = helper_signature(walk->series, id, kind->type);
	if (!check_allowed(&call, kind))
		return false;
	for (unsigned int i = 0; i < SIGNATURE_ARGUMENTS; i++)
		if (!check_argument(&call, i))
			return false;
	if (!check_tail_call(&call) || !check_release(&call) || !check_set_value(&call) ||
	    !call_back(&call))
		return false;
	forget_caller_saved(walk->state);
	if (!set_result(&call))
		return false;
	if (call.effects & EFFECT_PACKET)
		forget_packets(walk);
	return true;
}

/* A kfunc may write what it is given in the stack, and put dynptrs and iterators there. */
static void forget_stack(const struct reg *reg, struct state *state)
{
	const struct frame *frame = state->frames[reg->frame];

	if (reg->kind != REG_STACK)
		return;
	for (unsigned int slot = 0; slot < frame->depth; slot++)
		for (unsigned int byte = 0; byte < SLOT_BYTES; byte++)
			if (frame->slots[slot].bytes[byte] != BYTE_SPILL ||
			    frame->slots[slot].spilled.kind == REG_SCALAR)
				state->frames[reg->frame]->slots[slot].bytes[byte] = BYTE_UNKNOWN;
}

bool check_kfunc_call(struct walk *walk, const struct instruction *call)
{
	const char *name = call->value < walk->program->extern_count
				   ? walk->program->externs[call->value]
				   : "?";

	/* How often it goes round is not modelled. */
	if (strstr(name, "iter"))
		walk->uncertain = true;
	for (unsigned int i = 1; i <= SUBPROGRAM_ARGUMENTS; i++)
		forget_stack(state_reg(walk->state, i), walk->state);
	forget_caller_saved(walk->state);
	reg_set_anything(state_reg(walk->state, 0));
	return undecided(walk, "kfunc %s", name);
}
