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

#include "llvm-pass/verifier/prune.h"
#include "llvm-pass/verifier/rounds.h"
#include "llvm-pass/verifier/shape.h"
#include "llvm-pass/verifier/words.h"

/* Ways that may wait to be walked: BPF_COMPLEXITY_LIMIT_JMP_SEQ. */
#define MOST_WAITING 8192

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
	note_rounds(walk);
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

static bool count(struct walk *walk, unsigned long budget)
{
	if (++walk->verdict->processed <= budget)
		return true;
	note_rounds(walk);
	if (budget == VERIFIER_BUDGET)
		return refuse(walk, REASON_TOO_COMPLEX,
			      "BPF program is too large. Processed %lu insn",
			      walk->verdict->processed);
	undecided(walk, "what lies behind the budget");
	return false;
}

/* The path that walk->state is on, to its end. */
static bool walk_path(struct walk *walk)
{
	unsigned long budget = walk->options->budget ? walk->options->budget : VERIFIER_BUDGET;
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
		if (walk->options->reached)
			walk->options->reached[walk->place] = 1;
		if (walk->options->trace)
			print_state(walk->options->trace, walk->series, walk->place, walk->state);
		if (!path_step(walk) || !walk_instruction(walk, &next, &ended))
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
		.accessed = calloc(program->code_count + 1, 1),
	};

	*verdict = (struct verdict){ .kind = VERDICT_ACCEPTED };
	if (!walk.checkpoints || !walk.points || !walk.live || !walk.accessed)
		walk.error = -ENOMEM;
	else
		verdict->complete = walk_all(&walk);
	/* The kernel may not come there: what it was told decides. */
	if (verdict->kind == VERDICT_REFUSED && walk.uncertain) {
		verdict->kind = VERDICT_ACCEPTED;
		undecided(&walk, "how the kernel was configured");
	}
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
	free(walk.accessed);
	if (walk.error)
		verdict_free(verdict);
	return walk.error;
}

void verdict_free(struct verdict *verdict)
{
	state_free(verdict->state);
	verdict->state = NULL;
}
