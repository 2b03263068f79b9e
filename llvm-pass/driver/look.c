// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Compares the mended code with the plain one; see look.h. A function answers for what is in it.
 * For stack those answer whose frames grew, of the chain of calls that is too deep; where nobody
 * answers, all that were rewritten do.
 */
#include "llvm-pass/driver/look.h"

#include "llvm-pass/support/planted.h"

static const char *words(const struct violation *violation)
{
	switch (violation->kind) {
	case VIOLATION_OR:
		return violation->pointers & (POINTER_FRAME | POINTER_CALLERS_FRAME)
			       ? "LLVM would then add an offset to a stack address with \"|=\""
			       : "LLVM would then join pointers with \"|=\"";
	case VIOLATION_MISALIGNED:
		return "an access to the stack would then be misaligned";
	case VIOLATION_DEPTH:
	case VIOLATION_TAIL_CALL:
		return "the stack would then be too full";
	default:
		return "LLVM would then compute with a pointer as no verifier allows";
	}
}

static bool blame(struct visited *visited, const char *why, bool deeper)
{
	if (!visited || !visited->before)
		return false;
	visited->worse = why;
	visited->deeper = deeper;
	return true;
}

static void blame_all(struct run *run, const char *why, bool deeper)
{
	for (size_t i = 0; i < run->function_count; i++)
		blame(&run->functions[i], why, deeper);
}

/* True if the function's own frame is deeper than that of the plain one. */
static bool has_grown(const struct run *run, LLVMValueRef function)
{
	size_t was = emitted_function(&run->plain.emission, function);
	size_t is = emitted_function(&run->mended.emission, function);

	return was < run->plain.emission.code.function_count &&
	       is < run->mended.emission.code.function_count &&
	       run->mended.violations.depths[is] > run->plain.violations.depths[was];
}

/* Blames for a chain of frames that begins (or, before a tail call, ends) in a function. */
static bool blame_chain(struct run *run, struct visited *end, bool above, const char *why)
{
	bool any = false;

	if (!end)
		return false;
	if (above)
		visit_mark_above(run, end);
	else
		visit_mark_below(run, end);
	for (size_t i = 0; i < run->function_count; i++) {
		struct visited *visited = &run->functions[i];
		bool in_chain = above ? visited->climbed == run->climbs : visited->below;

		if ((in_chain || visited == end) && has_grown(run, visited->function))
			any |= blame(visited, why, true);
	}
	return any;
}

static void blame_for(struct run *run, const struct violation *violation)
{
	LLVMValueRef function = run->mended.emission.functions[violation->function];
	struct visited *visited = function ? visited_of(run, function) : NULL;
	bool above = violation->kind == VIOLATION_TAIL_CALL;
	bool deeper = above || violation->kind == VIOLATION_DEPTH;
	const char *why = words(violation);

	if (!(deeper ? blame_chain(run, visited, above, why) : blame(visited, why, false)))
		blame_all(run, why, deeper);
}

/* IR written by hand may give a program a number, where every kernel gives it its context. */
static bool takes_context(LLVMValueRef function)
{
	return function && LLVMCountParams(function) &&
	       LLVMGetTypeKind(LLVMTypeOf(LLVMGetParam(function, 0))) == LLVMPointerTypeKind;
}

static bool is_new(const struct run *run, const struct violation *violation)
{
	const struct emission *mended = &run->mended.emission;

	if (violation->pointers == POINTER_CONTEXT &&
	    !takes_context(mended->functions[violation->function]))
		return false;
	return !violations_have(&run->plain.violations, &run->plain.emission.code,
				mended->code.functions[violation->function].name, violation);
}

bool look_finds_new(const struct run *run, LLVMValueRef function)
{
	for (size_t i = 0; i < run->mended.violations.count; i++) {
		const struct violation *violation = &run->mended.violations.list[i];

		if (run->mended.emission.functions[violation->function] == function &&
		    is_new(run, violation))
			return true;
	}
	return false;
}

static void compare(struct run *run)
{
	for (size_t i = 0; i < run->mended.violations.count; i++)
		if (is_new(run, &run->mended.violations.list[i]))
			blame_for(run, &run->mended.violations.list[i]);
}

/* What LLVM most often refuses is a frame that is too deep. */
static void blame_for_refusal(struct run *run)
{
	static const char why[] = "LLVM could then not compile it";
	const struct emission *emission = &run->mended.emission;
	LLVMValueRef refused = emission->error_count ? emission->errors[0].function : NULL;

	if (!refused || !blame(visited_of(run, refused), why, true))
		blame_all(run, why, true);
}

int look_at_mended(struct run *run, bool *any)
{
	bool rewritten = false;
	int error;

	*any = false;
	for (size_t i = 0; i < run->function_count; i++) {
		run->functions[i].worse = NULL;
		rewritten |= run->functions[i].before != NULL;
	}
	/* What is planted is to be seen, not undone. */
	if (!rewritten || !run->changed || run->plain.state != EMITTED_MADE || PLANTED(no_room))
		return 0;
	error = emitted_search(&run->mended);
	if (error)
		return error;
	if (run->mended.state == EMITTED_MADE)
		compare(run);
	else
		blame_for_refusal(run);
	for (size_t i = 0; i < run->function_count; i++)
		*any |= run->functions[i].worse != NULL;
	return 0;
}
