/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The paths of a program in the kernel's order: on from a jump where it is not taken, back to the
 * latest way that was left. States are stored and compared where the kernel does, by its counts of
 * jumps and instructions, so that what is walked is about what it walks. Loops end by covering
 * states, or not at all.
 */
#include "llvm-pass/verifier/walk.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/prune.h"
#include "llvm-pass/verifier/shape.h"
#include "llvm-pass/verifier/words.h"

/* Ways that may wait to be walked: BPF_COMPLEXITY_LIMIT_JMP_SEQ. */
#define MOST_WAITING 8192
/* Instructions that the kernel walks, over all paths: BPF_COMPLEXITY_LIMIT_INSNS. */
#define KERNEL_BUDGET 1000000

struct waiting {
	struct waiting *next;
	struct state *state;
	size_t place;
};

enum visit { VISIT_NEW, VISIT_COVERED, VISIT_FAILED };

static bool no_memory(struct walk *walk)
{
	walk->error = -ENOMEM;
	return false;
}

struct state *push_path(struct walk *walk, size_t place)
{
	struct waiting *waiting = malloc(sizeof(*waiting));

	if (!waiting) {
		no_memory(walk);
		return NULL;
	}
	waiting->place = place;
	waiting->state = state_copy(walk->state);
	if (!waiting->state) {
		free(waiting);
		no_memory(walk);
		return NULL;
	}
	waiting->next = walk->waiting;
	walk->waiting = waiting;
	walk->waiting_count++;
	if (walk->state->parent)
		walk->state->parent->branches++;
	if (walk->waiting_count <= MOST_WAITING)
		return waiting->state;
	refuse(walk, REASON_TOO_COMPLEX, "The sequence of %u jumps is too complex.",
	       walk->waiting_count);
	return NULL;
}

/* The path is walked to its end: so are the stored states from which no other path remains. */
static void end_path(struct walk *walk)
{
	for (struct checkpoint *at = walk->state->parent; at && --at->branches == 0;
	     at = at->state->parent)
		;
	state_free(walk->state);
	walk->state = NULL;
}

static bool take_waiting(struct walk *walk)
{
	struct waiting *waiting = walk->waiting;

	if (!waiting)
		return false;
	walk->waiting = waiting->next;
	walk->waiting_count--;
	walk->state = waiting->state;
	walk->place = waiting->place;
	free(waiting);
	return true;
}

static void forget_precision(struct reg *reg, void *context)
{
	(void)context;
	reg->precise = false;
}

static bool store_state(struct walk *walk)
{
	struct checkpoint *checkpoint = calloc(1, sizeof(*checkpoint));
	struct state *state = walk->state;

	if (!checkpoint)
		return no_memory(walk);
	state_each_reg(state, forget_precision, NULL);
	checkpoint->state = state_copy(state);
	if (!checkpoint->state) {
		free(checkpoint);
		return no_memory(walk);
	}
	checkpoint->place = walk->place;
	checkpoint->branches = 1;
	checkpoint->next = walk->checkpoints[walk->place];
	walk->checkpoints[walk->place] = checkpoint;
	checkpoint->all = walk->all_checkpoints;
	walk->all_checkpoints = checkpoint;
	walk->jumps_at_checkpoint = walk->jumps;
	walk->processed_at_checkpoint = walk->verdict->processed;
	state->parent = checkpoint;
	state->written = (struct marks){ { 0 }, { 0 } };
	state->step_count = 0;
	state->jump_count = 0;
	return true;
}

/* A state that no path has left yet: coming back to it is a loop. */
static enum visit meet_unfinished(struct walk *walk, struct checkpoint *old)
{
	if (walk->points[walk->place] & POINT_FORCED)
		return state_covers(walk->series, old, walk->state, COVERS_RANGES) ? VISIT_COVERED
										   : VISIT_NEW;
	if (!state_covers(walk->series, old, walk->state, SAME))
		return VISIT_NEW;
	refuse(walk, REASON_LOOP, "infinite loop detected at insn %zu", walk->place);
	return VISIT_FAILED;
}

static enum visit visit(struct walk *walk)
{
	bool forced = walk->options->test_state_frequency ||
		      walk->points[walk->place] & POINT_FORCED ||
		      (series_has(walk->series, RULE_LONG_HISTORY) && walk->state->jump_count > 40);
	unsigned long jumps = walk->jumps - walk->jumps_at_checkpoint;
	unsigned long instructions = walk->verdict->processed - walk->processed_at_checkpoint;
	bool stores = forced || (jumps >= 2 && instructions >= 8);
	struct checkpoint **link = &walk->checkpoints[walk->place], *old;

	while ((old = *link)) {
		enum visit met = VISIT_NEW;

		if (old->branches) {
			met = meet_unfinished(walk, old);
			if (!forced && jumps < 20 && instructions < 100)
				stores = false;
		} else if (state_covers(walk->series, old, walk->state, COVERS)) {
			met = VISIT_COVERED;
		}
		if (met == VISIT_COVERED) {
			old->hits++;
			path_joins(walk, old);
		}
		if (met != VISIT_NEW)
			return met;
		if (stores)
			old->misses++;
		/* What is seldom met is not looked at again; paths still lead over it. */
		if (old->misses > old->hits * 3 + 3)
			*link = old->next;
		else
			link = &old->next;
	}
	if (stores && !store_state(walk))
		return VISIT_FAILED;
	return VISIT_NEW;
}

/* Of a number that was spilled, what is loaded is another one, unless it is not below 0. */
static void extend_sign(struct walk *walk, struct reg *loaded, unsigned int size)
{
	if (series_has(walk->series, RULE_SIGNED_LOAD_APART))
		loaded->id = 0;
	scalar_sign_extend(walk->series, &loaded->var, size, true);
}

static bool load(struct walk *walk, const struct instruction *instruction)
{
	struct reg *dst = state_reg(walk->state, instruction->dst), result;
	unsigned int size = instruction_width(instruction);

	if (!check_readable(walk, instruction->src))
		return false;
	if (instruction->dst >= FRAME_REGISTER)
		return refuse(walk, REASON_INSTRUCTION, "frame pointer is read only");
	reg_set_unknown_scalar(&result);
	if (!check_access(walk, state_reg(walk->state, instruction->src), instruction->src,
			  instruction->offset, size, ACCESS_READ, NULL, &result))
		return false;
	if (result.kind == REG_SCALAR && size < 8) {
		if (BPF_MODE(instruction->code) == MODE_LOAD_SIGNED)
			extend_sign(walk, &result, size);
		else
			scalar_zero_extend(walk->series, &result.var, size);
	}
	path_wrote_reg(walk, instruction->dst);
	*dst = result;
	return true;
}

static bool store(struct walk *walk, const struct instruction *instruction)
{
	struct reg constant, *value = &constant;

	reg_set_constant(&constant, (uint64_t)(int64_t)instruction->number);
	if (instruction_class(instruction) == BPF_STX) {
		if (!check_readable(walk, instruction->src))
			return false;
		value = state_reg(walk->state, instruction->src);
	}
	if (!check_readable(walk, instruction->dst))
		return false;
	if (value == &constant && state_reg(walk->state, instruction->dst)->kind == REG_CONTEXT &&
	    !series_has(walk->series, RULE_CONTEXT_CONSTANTS))
		return refuse(walk, REASON_CONTEXT_ACCESS,
			      "BPF_ST stores into R%u ctx is not allowed", instruction->dst);
	return check_access(walk, state_reg(walk->state, instruction->dst), instruction->dst,
			    instruction->offset, instruction_width(instruction), ACCESS_WRITE,
			    value, NULL);
}

static bool may_be_atomic(const struct reg *reg)
{
	switch (reg->kind) {
	case REG_CONTEXT:
	case REG_PACKET:
	case REG_PACKET_META:
	case REG_FLOW_KEYS:
	case REG_SOCKET:
	case REG_SOCK_COMMON:
	case REG_TCP_SOCK:
	case REG_XDP_SOCK:
		return false;
	default:
		return true;
	}
}

static bool atomic(struct walk *walk, const struct instruction *instruction)
{
	struct reg *pointer = state_reg(walk->state, instruction->dst), loaded;
	unsigned int size = instruction_width(instruction), number = instruction->src;
	bool fetches = instruction->number & BPF_FETCH;
	if (fetches && !series_has(walk->series, RULE_ATOMICS))
		return refuse(walk, REASON_INSTRUCTION, "BPF_XADD uses reserved fields");
	if (instruction->number == ATOMIC_LOAD || instruction->number == ATOMIC_STORE)
		return undecided(walk, "a load that acquires or a store that releases");
	if (!check_readable(walk, number) || !check_readable(walk, instruction->dst))
		return false;
	if (instruction->number == BPF_CMPXCHG) {
		number = BPF_REG_0;
		if (!check_readable(walk, number))
			return false;
	}
	if (!may_be_atomic(pointer))
		return refuse(walk, REASON_INSTRUCTION, "%s stores into R%u %s is not allowed",
			      series_has(walk->series, RULE_ATOMICS) ? "BPF_ATOMIC" : "BPF_XADD",
			      instruction->dst, reg_kind_word(walk->series, pointer));
	if (!check_alignment(walk, pointer, instruction->offset, size))
		return false;
	reg_set_unknown_scalar(&loaded);
	if (!check_access(walk, pointer, instruction->dst, instruction->offset, size, ACCESS_READ,
			  NULL, fetches ? &loaded : NULL))
		return false;
	if (fetches) {
		if (loaded.kind == REG_SCALAR && size < 8)
			scalar_zero_extend(walk->series, &loaded.var, size);
		*state_reg(walk->state, number) = loaded;
		path_wrote_reg(walk, number);
	}
	return check_access(walk, pointer, instruction->dst, instruction->offset, size,
			    ACCESS_WRITE, NULL, NULL);
}

/* A 64-bit constant, or what its relocation made of it. */
static bool load_constant(struct walk *walk, const struct instruction *instruction)
{
	const struct program *program = walk->program;
	struct reg *dst = state_reg(walk->state, instruction->dst);
	size_t number = (size_t)(instruction->value >> 32);

	path_wrote_reg(walk, instruction->dst);
	switch (instruction->target) {
	case TARGET_NUMBER:
		reg_set_constant(dst, instruction->value);
		return true;
	case TARGET_MAP:
		reg_set_pointer(dst, REG_MAP, 0);
		dst->map = &program->maps[instruction->value];
		return true;
	case TARGET_DATA:
		reg_set_pointer(dst, REG_MAP_VALUE, 0);
		dst->map = &program->data[number];
		dst->offset = (int32_t)(uint32_t)instruction->value;
		if (series_has(walk->series, RULE_MERGED_OFFSET)) {
			dst->var = scalar_constant((uint32_t)instruction->value);
			dst->offset = 0;
		}
		return true;
	case TARGET_FUNCTION:
		reg_set_pointer(dst, REG_FUNCTION, 0);
		dst->subprogram = program_subprogram_at(program, (size_t)instruction->value);
		return true;
	default:
		/* Where the kernel has none it is 0, and what hangs on that is not walked. */
		walk->uncertain = true;
		reg_set_anything(dst);
		return undecided(walk, "the address of a variable of the kernel");
	}
}

/* The loads from packets that classic BPF had: R6 is the context. */
static bool load_packet(struct walk *walk, const struct instruction *instruction)
{
	struct reg *context = state_reg(walk->state, BPF_REG_6);

	if (walk->state->reference_count)
		return refuse(walk, REASON_REFERENCE,
			      "BPF_LD_[ABS|IND] would lead to reference leak");
	if (walk->state->lock_id)
		return refuse(walk, REASON_LOCK,
			      "BPF_LD_[ABS|IND] cannot be used inside bpf_spin_lock-ed region");
	if (!check_readable(walk, BPF_REG_6))
		return false;
	if (context->kind != REG_CONTEXT)
		return refuse(walk, REASON_INSTRUCTION,
			      "at the time of BPF_LD_ABS|IND R6 != pointer to skb");
	if (BPF_MODE(instruction->code) == BPF_IND && !check_readable(walk, instruction->src))
		return false;
	forget_caller_saved(walk->state);
	reg_set_unknown_scalar(state_reg(walk->state, BPF_REG_0));
	return true;
}

static bool walk_jmp_class(struct walk *walk, const struct instruction *instruction, size_t *next,
			   bool *ended)
{
	bool taken = true;

	walk->jumps++;
	walk->state->jump_count++;
	if (instruction_is_exit(instruction))
		return walk_exit(walk, next, ended);
	if (instruction_is_call(instruction)) {
		switch (instruction->target) {
		case TARGET_FUNCTION:
			return walk_call(walk, instruction, next);
		case TARGET_KFUNC:
			return check_kfunc_call(walk, instruction);
		default:
			return check_helper_call(walk, instruction);
		}
	}
	if (instruction_is_goto_register(instruction)) {
		*ended = true;
		return undecided(walk, "a jump to where a register says");
	}
	if (!instruction_is_goto(instruction) && !walk_jump(walk, instruction, &taken))
		return false;
	if (taken)
		*next += (size_t)(int64_t)instruction_distance(instruction);
	return true;
}

/* Whether the kernel has a helper, as libbpf finds out when it loads the program. */
static bool load_existence(struct walk *walk, const struct instruction *instruction, size_t *next)
{
	bool exists = instruction->helper <= helper_last(walk->series);

	if (instruction_is_constant(instruction))
		*next = walk->place + 2;
	reg_set_constant(state_reg(walk->state, instruction->dst), exists);
	path_wrote_reg(walk, instruction->dst);
	return true;
}

/* One instruction. *next: where to go on, unless the path has ended. */
static bool execute(struct walk *walk, size_t *next, bool *ended)
{
	const struct instruction *instruction = &walk->program->code[walk->place];

	*next = walk->place + 1;
	if (instruction->relocated == RELOCATED_HELPER)
		return load_existence(walk, instruction, next);
	if (instruction->relocated == RELOCATED_UNKNOWN) {
		walk->uncertain = true;
		undecided(walk, "what the kernel's types make of an instruction");
	}
	switch (instruction_class(instruction)) {
	case BPF_ALU:
	case BPF_ALU64:
		return walk_arithmetic(walk, instruction);
	case BPF_LDX:
		return load(walk, instruction);
	case BPF_ST:
		return store(walk, instruction);
	case BPF_STX:
		return BPF_MODE(instruction->code) == BPF_ATOMIC ? atomic(walk, instruction)
								 : store(walk, instruction);
	case BPF_LD:
		if (!instruction_is_constant(instruction))
			return load_packet(walk, instruction);
		*next = walk->place + 2;
		return load_constant(walk, instruction);
	default:
		return walk_jmp_class(walk, instruction, next, ended);
	}
}

static bool count(struct walk *walk, unsigned long budget)
{
	if (++walk->verdict->processed <= budget)
		return true;
	if (budget == KERNEL_BUDGET)
		return refuse(walk, REASON_TOO_COMPLEX,
			      "BPF program is too large. Processed %lu insn",
			      walk->verdict->processed);
	undecided(walk, "what lies behind the budget");
	return false;
}

/* The path that walk->state is on, to its end. */
static bool walk_path(struct walk *walk)
{
	unsigned long budget = walk->options->budget ? walk->options->budget : KERNEL_BUDGET;
	bool ended = false;

	while (!ended) {
		size_t next;

		if (!count(walk, budget))
			return false;
		if (walk->points[walk->place] & POINT_COMPARE) {
			enum visit met = visit(walk);

			if (met != VISIT_NEW)
				return met == VISIT_COVERED;
		}
		if (walk->options->trace)
			print_state(walk->options->trace, walk->series, walk->place, walk->state);
		if (!path_step(walk) || !execute(walk, &next, &ended))
			return false;
		walk->place = next;
	}
	return true;
}

/* What a global function is given, where it is verified apart. */
static void enter_global(struct walk *walk, const struct subprogram *subprogram)
{
	for (unsigned int i = 0; i < SUBPROGRAM_ARGUMENTS; i++) {
		struct reg *reg = state_reg(walk->state, i + 1);

		switch (subprogram->arguments[i].kind) {
		case ARGUMENT_NONE:
			return;
		case ARGUMENT_SCALAR:
			reg_set_unknown_scalar(reg);
			break;
		case ARGUMENT_CONTEXT:
			reg_set_pointer(reg, REG_CONTEXT, 0);
			break;
		case ARGUMENT_MEMORY:
			reg_set_pointer(reg, REG_MEMORY, REG_MAYBE_NULL);
			reg->id = new_id(walk);
			reg->range = subprogram->arguments[i].size;
			break;
		case ARGUMENT_MEMORY_NONNULL:
			reg_set_pointer(reg, REG_MEMORY, 0);
			reg->range = subprogram->arguments[i].size;
			break;
		default:
			reg_set_anything(reg);
		}
	}
}

static bool walk_function(struct walk *walk, const struct subprogram *subprogram, bool is_program)
{
	walk->state = calloc(1, sizeof(*walk->state));
	if (!walk->state || !state_push_frame(walk->state, subprogram, 0))
		return no_memory(walk);
	walk->root = subprogram;
	walk->place = subprogram->first;
	if (!is_program)
		enter_global(walk, subprogram);
	else if (!enter_program(walk))
		return false;
	do {
		if (!walk_path(walk))
			return false;
		end_path(walk);
	} while (take_waiting(walk));
	return true;
}

static void forget_checkpoints(struct walk *walk)
{
	while (walk->all_checkpoints) {
		struct checkpoint *checkpoint = walk->all_checkpoints;

		walk->all_checkpoints = checkpoint->all;
		walk->checkpoints[checkpoint->place] = NULL;
		state_free(checkpoint->state);
		free(checkpoint);
	}
}

static bool walk_globals(struct walk *walk)
{
	const struct program *program = walk->program;

	for (size_t i = 0; i < program->subprogram_count; i++) {
		if (i == program->entry || !program->subprograms[i].global)
			continue;
		forget_checkpoints(walk);
		if (!walk_function(walk, &program->subprograms[i], false))
			return false;
	}
	return true;
}

static bool walk_all(struct walk *walk)
{
	const struct subprogram *entry = &walk->program->subprograms[walk->program->entry];
	bool lazy = series_has(walk->series, RULE_LAZY_GLOBALS);

	if (!check_program(walk) || !check_shape(walk))
		return false;
	find_live_registers(walk);
	if (!lazy && !walk_globals(walk))
		return false;
	forget_checkpoints(walk);
	return walk_function(walk, entry, true) && (!lazy || walk_globals(walk));
}

int walk_program(const struct program *program, const struct series *series,
		 const struct walk_options *options, struct verdict *verdict)
{
	struct walk walk = {
		.program = program,
		.series = series,
		.options = options,
		.verdict = verdict,
		.checkpoints = calloc(program->code_count + 1, sizeof(struct checkpoint *)),
		.points = calloc(program->code_count + 1, 1),
		.live = calloc(program->code_count + 2, sizeof(uint16_t)),
	};

	*verdict = (struct verdict){ .kind = VERDICT_ACCEPTED };
	if (!walk.checkpoints || !walk.points || !walk.live)
		walk.error = -ENOMEM;
	else
		walk_all(&walk);
	/* The kernel may not come there: what it was told decides. */
	if (verdict->kind == VERDICT_REFUSED && walk.uncertain)
		verdict->kind = VERDICT_ACCEPTED;
	if (verdict->kind == VERDICT_REFUSED) {
		verdict->state = walk.state;
		/* It goes below. */
		if (walk.state)
			walk.state->parent = NULL;
		walk.state = NULL;
	} else if (verdict->undecided) {
		verdict->kind = VERDICT_UNDECIDED;
	}
	state_free(walk.state);
	while (take_waiting(&walk))
		state_free(walk.state);
	if (walk.checkpoints)
		forget_checkpoints(&walk);
	free(walk.checkpoints);
	free(walk.points);
	free(walk.live);
	if (walk.error)
		verdict_free(verdict);
	return walk.error;
}

void verdict_free(struct verdict *verdict)
{
	state_free(verdict->state);
	verdict->state = NULL;
}
