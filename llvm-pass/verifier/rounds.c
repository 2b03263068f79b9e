// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Counts the turns of the loop that a path does not leave; see rounds.h. */
#include "llvm-pass/verifier/rounds.h"

#include "llvm-pass/verifier/path.h"

/* Where one is on the way back over a path: behind that many steps of a state. */
struct way_back {
	const struct state *state;
	size_t steps;
};

/* The step before, or NULL at the path's start. */
static const struct step *step_back(struct way_back *at)
{
	while (!at->steps) {
		if (!at->state->parent)
			return NULL;
		at->state = at->state->parent->state;
		at->steps = at->state->step_count;
	}
	return &at->state->steps[--at->steps];
}

/* How often the path came by the first instruction since it entered the loop from there to last. */
static unsigned long count_rounds(const struct walk *walk, unsigned int frame, size_t first,
				  size_t last)
{
	struct way_back at = { walk->state, walk->state->step_count };
	const struct step *step;
	unsigned long rounds = 0;

	while ((step = step_back(&at))) {
		/* What a turn calls is in it. */
		if (step->top > frame)
			continue;
		if (step->top < frame || step->place < first || step->place > last)
			break;
		rounds += step->place == first;
	}
	return rounds;
}

/* Of all loops of the frame that a place in it is in. */
static void note_loops_around(struct walk *walk, unsigned int frame, size_t place)
{
	const struct instruction *code = walk->program->code;

	for (size_t i = place; i < walk->program->code_count; i++) {
		int64_t target = (int64_t)i + 1 + instruction_distance(&code[i]);
		unsigned long rounds;

		if (!instruction_is_jump(&code[i]) || target > (int64_t)place)
			continue;
		rounds = count_rounds(walk, frame, (size_t)target, i);
		if (rounds <= walk->verdict->rounds)
			continue;
		walk->verdict->rounds = rounds;
		walk->verdict->loop = (size_t)target;
	}
}

void note_rounds(struct walk *walk)
{
	struct way_back at = { walk->state, walk->state->step_count };
	unsigned int frame = walk->state->frame_count;
	const struct step *step;

	/* The last step of the path in each frame. */
	while (frame && (step = step_back(&at)))
		if (step->top < frame) {
			frame = step->top;
			note_loops_around(walk, frame, step->place);
		}
}
