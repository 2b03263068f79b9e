/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The graph of control, followed from each function's start. Programs that a compiler wrote have
 * none of these faults but one: instructions behind a call that does not return.
 */
#include "llvm-pass/verifier/shape.h"

#include <errno.h>
#include <stdlib.h>

/* Helpers that call a function of the program: see bpf_helpers.h. */
static bool calls_back(const struct instruction *call)
{
	static const int32_t helpers[] = { 164, 170, 180, 181, 209 };

	if (call->target != TARGET_NUMBER || call->src)
		return false;
	for (size_t i = 0; i < sizeof(helpers) / sizeof(*helpers); i++)
		if (call->number == helpers[i])
			return true;
	return false;
}

struct search {
	struct walk *walk;
	const struct subprogram *subprogram;
	size_t *todo;
	size_t count;
};

static bool reach(struct search *search, size_t from, int64_t to, unsigned int point)
{
	const struct subprogram *subprogram = search->subprogram;

	if (to < (int64_t)subprogram->first ||
	    to >= (int64_t)(subprogram->first + subprogram->count)) {
		search->walk->place = from;
		if (point & POINT_COMPARE)
			return refuse(search->walk, REASON_INSTRUCTION,
				      "jump out of range from insn %zu to %lld", from,
				      (long long)to);
		return refuse(search->walk, REASON_INSTRUCTION, "last insn is not an exit or jmp");
	}
	if (!(search->walk->points[to] & POINT_REACHED)) {
		search->walk->points[to] |= POINT_REACHED;
		search->todo[search->count++] = (size_t)to;
	}
	search->walk->points[to] |= (uint8_t)point;
	return true;
}

static bool follow(struct search *search, size_t place)
{
	struct walk *walk = search->walk;
	const struct instruction *instruction = &walk->program->code[place];
	unsigned int class = instruction_class(instruction);
	int64_t next = (int64_t)place + 1, target = next + instruction_distance(instruction);

	if (instruction_is_constant(instruction)) {
		walk->points[next] |= POINT_REACHED;
		return reach(search, place, next + 1, 0);
	}
	if (class != BPF_JMP && class != BPF_JMP32)
		return reach(search, place, next, 0);
	if (instruction_is_exit(instruction))
		return true;
	if (instruction_is_goto_register(instruction))
		return undecided(walk, "a jump to where a register says");
	if (instruction_is_call(instruction)) {
		bool compare = instruction->target == TARGET_FUNCTION ||
			       series_has(walk->series, RULE_STATES_AT_CALLS);

		if (calls_back(instruction) && series_has(walk->series, RULE_CALLBACK_LOOPS))
			walk->points[place] |= POINT_COMPARE | POINT_FORCED;
		return reach(search, place, next, compare ? POINT_COMPARE : 0);
	}
	if (instruction_is_goto(instruction))
		return reach(search, place, target, POINT_COMPARE);
	walk->points[place] |= POINT_COMPARE;
	return reach(search, place, target, POINT_COMPARE) && reach(search, place, next, 0);
}

bool check_shape(struct walk *walk)
{
	const struct program *program = walk->program;
	struct search search = { .walk = walk };
	bool ok = true;

	search.todo = calloc(program->code_count + 1, sizeof(*search.todo));
	if (!search.todo) {
		walk->error = -ENOMEM;
		return false;
	}
	for (size_t i = 0; i < program->subprogram_count && ok; i++) {
		search.subprogram = &program->subprograms[i];
		ok = reach(&search, search.subprogram->first, (int64_t)search.subprogram->first,
			   POINT_COMPARE);
		while (search.count && ok)
			ok = follow(&search, search.todo[--search.count]);
	}
	free(search.todo);
	for (size_t place = 0; place < program->code_count && ok; place++)
		if (!(walk->points[place] & POINT_REACHED)) {
			walk->place = place;
			ok = refuse(walk, REASON_UNREACHABLE, "unreachable insn %zu", place);
		}
	return ok;
}
