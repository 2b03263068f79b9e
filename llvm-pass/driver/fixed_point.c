// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* A worklist of functions, and what undoes them; see fixed_point.h. */
#include "llvm-pass/driver/fixed_point.h"

#include <errno.h>

#include "llvm-pass/driver/compiling.h"
#include "llvm-pass/driver/look.h"
#include "llvm-pass/support/array.h"
#include "llvm-pass/support/planted.h"

static void visit_users(struct run *run, LLVMValueRef function)
{
	for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAInstruction(user))
			visited_of(run, LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)))
				->pending = true;
	}
}

static void await(struct run *run, struct visited *named)
{
	(void)run;
	named->pending = true;
}

/* What verifiers say of programs that are rewritten is not known any more. */
static void visit_quiet(struct run *run)
{
	for (size_t i = 0; i < run->function_count; i++) {
		run->functions[i].pending |= run->functions[i].quiet;
		run->functions[i].quiet = false;
	}
}

/* A function is another one now: it, its callers and its callees are to be visited. */
static void changed(struct run *run, struct visited *visited)
{
	run->changed = true;
	visit_quiet(run);
	visited->pending = true;
	walks_drop_mended(&run->walks);
	emitted_drop(&run->mended);
	visit_forget_summaries(run);
	visit_users(run, visited->function);
	visit_each_named(run, visited, await);
}

static void restore_one(struct run *run, struct visited *visited)
{
	bridge_copy_restore(visited->before, run->effects.analyses);
	visited->before = NULL;
	visited->rewrote_above = false;
	reports_drop(&run->reports, visited->function, NULL, true);
	changed(run, visited);
}

/* Makes a function what it was before its first rewrite, and what it rewrote in those above it. */
static void restore(struct run *run, struct visited *visited)
{
	bool above = visited->rewrote_above;

	if (above)
		visit_mark_above(run, visited);
	restore_one(run, visited);
	for (size_t i = 0; i < run->function_count && above; i++)
		if (run->functions[i].climbed == run->climbs && run->functions[i].before)
			restore_one(run, &run->functions[i]);
}

/*
 * The same for good. What those below rewrote in it is gone: they begin anew, once all are marked,
 * because that may put other bodies in the place of those that are walked.
 */
static void undo(struct run *run, struct visited *visited, const char *why_not)
{
	visited->why_not = why_not;
	restore(run, visited);
	visit_mark_below(run, visited);
	for (size_t i = 0; i < run->function_count; i++)
		if (run->functions[i].below && run->functions[i].rewrote_above &&
		    run->functions[i].before)
			restore(run, &run->functions[i]);
}

/* Deals with a visit that rewrote a function. */
static void rewrote(struct run *run, struct visited *visited)
{
	changed(run, visited);
	if (++visited->changes >= bridge_option_rewrites())
		undo(run, visited, "what is rewritten is found again");
}

/* Visits all that are pending, once. *any tells whether there was one. */
static int visit_pending(struct run *run, bool *any)
{
	int error = 0;

	*any = false;
	for (size_t i = 0; i < run->function_count && !error; i++) {
		struct visited *visited = &run->functions[i];
		bool rewritten;

		if (!visited->pending)
			continue;
		*any = true;
		visited->pending = false;
		reports_drop(&run->reports, visited->function, NULL, false);
		error = visit(run, visited, NULL, &rewritten);
		if (!error && rewritten)
			rewrote(run, visited);
	}
	return error;
}

/* True if a hazard that only the code shows may be in a function, as far as its IR tells. */
static bool is_suspected(const struct run *run, LLVMValueRef function)
{
	for (size_t i = 0; i < hazard_row_count; i++)
		if (hazard_rows[i].hazard->suspect &&
		    options_want(&run->options, &hazard_rows[i]) &&
		    hazard_rows[i].hazard->suspect(function))
			return true;
	return false;
}

/* What was said of such hazards is said anew. */
static void drop_reports_of_code(struct run *run, LLVMValueRef function)
{
	for (size_t i = 0; i < hazard_row_count; i++)
		if (hazard_rows[i].hazard->suspect)
			reports_drop(&run->reports, function, &hazard_rows[i], false);
}

static bool has_violation(const struct emitted *code, LLVMValueRef function)
{
	for (size_t i = 0; i < code->violations.count; i++)
		if (code->emission.functions[code->violations.list[i].function] == function)
			return true;
	return false;
}

/*
 * Visits all functions that may have what only the code shows, or what no verifier takes. *any
 * tells whether something was rewritten; that is dealt with only when all are through, because the
 * code names instructions.
 */
static int visit_with(struct run *run, struct emitted *code, bool *any)
{
	int error = 0;

	for (size_t i = 0; i < run->function_count && !error; i++) {
		struct visited *visited = &run->functions[i];

		visited->rewritten = false;
		drop_reports_of_code(run, visited->function);
		if (has_violation(code, visited->function) || is_suspected(run, visited->function))
			error = visit(run, visited, code, &visited->rewritten);
		*any |= visited->rewritten;
	}
	for (size_t i = 0; i < run->function_count && !error; i++)
		if (run->functions[i].rewritten)
			rewrote(run, &run->functions[i]);
	return error;
}

/* The same, if the code may show something: a module is not emitted for nothing. */
static int visit_code(struct run *run, bool *any)
{
	struct emitted *code = run->changed ? &run->mended : &run->plain;
	bool asked = false;
	int error;

	*any = false;
	for (size_t i = 0; i < run->function_count && !asked; i++)
		asked = run->functions[i].before || is_suspected(run, run->functions[i].function);
	if (!asked || run->plain.state == EMITTED_REFUSED)
		return 0;
	error = emitted_search(code);
	return error || code->state != EMITTED_MADE ? error : visit_with(run, code, any);
}

/* How often a function is visited for what a walk refuses: a fix that does not help ends it. */
#define REFUSED_VISITS 6

static bool is_refused(const struct run *run, LLVMValueRef function)
{
	for (size_t i = 0; i < run->refusals.count; i++)
		if (run->refusals.items[i].function == function)
			return true;
	return false;
}

/* What was said of hazards that the IR shows is said anew, and not of those that the code shows. */
static void drop_reports_of_ir(struct run *run, LLVMValueRef function)
{
	for (size_t i = 0; i < hazard_row_count; i++)
		if (!hazard_rows[i].hazard->suspect)
			reports_drop(&run->reports, function, &hazard_rows[i], false);
}

static int visit_with_refusals(struct run *run, bool *any)
{
	int error = 0;

	for (size_t i = 0; i < run->function_count && !error; i++) {
		struct visited *visited = &run->functions[i];

		visited->rewritten = false;
		if (!is_refused(run, visited->function) || visited->refused++ >= REFUSED_VISITS)
			continue;
		drop_reports_of_ir(run, visited->function);
		error = visit(run, visited, NULL, &visited->rewritten);
		*any |= visited->rewritten;
	}
	return error;
}

/* Of more instructions than this a module is not emitted only to look for what nobody suspects. */
#define ROUTINE_INSTRUCTIONS 4000

static bool is_larger(LLVMModuleRef module, size_t most)
{
	size_t count = 0;

	for (LLVMValueRef function = LLVMGetFirstFunction(module); function && count <= most;
	     function = LLVMGetNextFunction(function))
		for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
		     block = LLVMGetNextBasicBlock(block))
			for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && count <= most;
			     i = LLVMGetNextInstruction(i))
				count++;
	return count > most;
}

/* True if the code as it stands is there, or is cheaply made. */
static bool may_look(const struct run *run)
{
	const struct emitted *code = run->changed ? &run->mended : &run->plain;

	return code->state == EMITTED_MADE || !is_larger(code->module, ROUTINE_INSTRUCTIONS);
}

/*
 * Visits the functions in which a walk of the code as it stands ends with something that may be out
 * of bounds, if a hazard relies on verifiers to follow that. *any as above.
 */
static int visit_refused(struct run *run, bool *any)
{
	struct module_walk *walk;
	int error;

	if (!run->trusts || !bridge_option_walk() || run->plain.state == EMITTED_REFUSED ||
	    !may_look(run))
		return 0;
	error = walks_of_current(run, &walk);
	if (!error && walk)
		error = refusals_find(walk, &run->options.kernels, &run->refusals);
	if (!error)
		error = visit_with_refusals(run, any);
	refusals_free(&run->refusals);
	for (size_t i = 0; i < run->function_count && !error && *any; i++)
		if (run->functions[i].rewritten)
			rewrote(run, &run->functions[i]);
	return error;
}

/*
 * Undoes rewrites that made what no verifier takes, as the code shows. *any tells whether there
 * were any. Where the frame is too deep, rewrites that take no register more are tried again.
 */
static int undo_worse(struct run *run, bool *any)
{
	int error = look_at_mended(run, any);

	for (size_t i = 0; i < run->function_count && !error; i++) {
		struct visited *visited = &run->functions[i];

		/* One that leads here, or that this leads to, may have been undone with it. */
		if (!visited->worse || !visited->before)
			continue;
		if (visited->deeper && !visited->spare) {
			visited->spare = true;
			restore(run, visited);
		} else {
			undo(run, visited, visited->worse);
		}
	}
	return error;
}

static int add_function(struct run *run, LLVMValueRef function)
{
	struct visited *grown =
		array_grow(run->functions, run->function_count, sizeof(*run->functions));

	if (!grown)
		return -ENOMEM;
	run->functions = grown;
	run->functions[run->function_count] = (struct visited){
		.function = function, .used = LLVMGetFirstUse(function) != NULL, .pending = true
	};
	return value_map_add(&run->numbers, function, run->function_count++);
}

int fixed_point_run(struct run *run, LLVMModuleRef module)
{
	bool any = true;
	int error = 0;

	for (LLVMValueRef function = LLVMGetFirstFunction(module); function && !error;
	     function = LLVMGetNextFunction(function))
		if (!LLVMIsDeclaration(function))
			error = add_function(run, function);
	if (!error)
		error = compiling_run(run);
	if (!error && PLANTED(visited_once))
		return visit_pending(run, &any);
	while (!error && any) {
		while (!error && any)
			error = visit_pending(run, &any);
		if (!error)
			error = visit_code(run, &any);
		if (!error && !any)
			error = visit_refused(run, &any);
		if (!error && !any)
			error = undo_worse(run, &any);
	}
	return error;
}

static bool is_static(LLVMValueRef function)
{
	LLVMLinkage linkage = LLVMGetLinkage(function);

	return linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage;
}

/* libbpf before 0.2 gives all static functions to the verifier, also those that nothing calls. */
static bool delete_unused(struct run *run)
{
	bool any = false;

	for (size_t i = 0; i < run->function_count; i++) {
		struct visited *visited = &run->functions[i];

		if (!visited->used || !is_static(visited->function) ||
		    LLVMGetFirstUse(visited->function))
			continue;
		bridge_forget(visited->function, run->effects.analyses);
		LLVMDeleteFunction(visited->function);
		visited->used = false;
		any = true;
	}
	return any;
}

void fixed_point_delete_unused(struct run *run)
{
	while (run->changed && delete_unused(run))
		;
}

void fixed_point_free(struct run *run)
{
	for (size_t i = 0; i < run->function_count; i++)
		bridge_copy_free(run->functions[i].before);
	free(run->functions);
	run->functions = NULL;
	value_map_free(&run->numbers);
	walks_free(&run->walks);
	emitted_drop(&run->plain);
	emitted_drop(&run->mended);
	call_effects_free(&run->effects);
}
