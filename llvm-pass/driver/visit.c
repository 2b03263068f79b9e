// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Analyse, detect, then warn or rewrite; see visit.h. Knows no hazard by name. */
#include "llvm-pass/driver/visit.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/driver/look.h"
#include "llvm-pass/driver/quiet.h"
#include "llvm-pass/ranges/scalar_memo.h"
#include "llvm-pass/stack/stack_objects.h"
#include "llvm-pass/stack/unknown_calls.h"
#include "llvm-pass/prove/prove.h"

void visit_forget_summaries(struct run *run)
{
	bridge_analyses *analyses = run->effects.analyses;

	call_effects_free(&run->effects);
	run->effects = (struct call_effects){ .analyses = analyses };
}

struct visited *visited_of(const struct run *run, LLVMValueRef function)
{
	size_t number = value_map_get(&run->numbers, function);

	return number == VALUE_MAP_NONE ? NULL : &run->functions[number];
}

/* Keeps what the function is now. Returns 0 or -ENOMEM. */
static int begin_change(struct run *run, struct visited *visited)
{
	int error;

	if (visited->before || visited->why_not)
		return 0;
	error = emitted_search(&run->plain);
	if (error)
		return error;
	visited->before = bridge_copy_body(visited->function);
	if (!visited->before)
		visited->why_not = "its function takes the address of a label";
	return 0;
}

/* True if the author of a function said bpfmend:ignore. */
static bool is_left_alone(const struct run *run, const struct visited *visited)
{
	LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(visited->function);

	return ignored_functions_hold(&run->ignored, LLVMGetBasicBlockTerminator(entry));
}

static void mark_callers(struct run *run, const struct visited *visited)
{
	for (LLVMUseRef use = LLVMGetFirstUse(visited->function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		struct visited *caller;

		if (!LLVMIsAInstruction(user))
			continue;
		caller = visited_of(run, LLVMGetBasicBlockParent(LLVMGetInstructionParent(user)));
		if (caller->climbed == run->climbs)
			continue;
		caller->climbed = run->climbs;
		mark_callers(run, caller);
	}
}

void visit_mark_above(struct run *run, const struct visited *visited)
{
	run->climbs++;
	mark_callers(run, visited);
}

void visit_each_named(struct run *run, const struct visited *visited, visit_named *each)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(visited->function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			for (int k = 0; k < LLVMGetNumOperands(i); k++) {
				LLVMValueRef named = LLVMGetOperand(i, (unsigned int)k);

				if (LLVMIsAFunction(named) && visited_of(run, named))
					each(run, visited_of(run, named));
			}
}

static void mark_named(struct run *run, struct visited *named)
{
	if (named->below)
		return;
	named->below = true;
	visit_each_named(run, named, mark_named);
}

void visit_mark_below(struct run *run, const struct visited *visited)
{
	for (size_t i = 0; i < run->function_count; i++)
		run->functions[i].below = false;
	visit_each_named(run, visited, mark_named);
}

/*
 * Makes ready for a rewrite that changes functions from which calls lead here. *why_not is that of
 * one that must stay.
 */
static int begin_change_above(struct run *run, struct visited *visited, const char **why_not)
{
	int error = 0;

	visit_mark_above(run, visited);
	for (size_t i = 0; i < run->function_count && !error && !*why_not; i++) {
		struct visited *caller = &run->functions[i];

		if (caller->climbed != run->climbs)
			continue;
		if (is_left_alone(run, caller))
			*why_not = "a function that leads here is annotated with bpfmend:ignore";
		else
			error = begin_change(run, caller);
		if (caller->why_not)
			*why_not = caller->why_not;
	}
	if (error || *why_not)
		return error;
	visited->rewrote_above = true;
	for (size_t i = 0; i < run->function_count; i++)
		run->functions[i].pending |= run->functions[i].climbed == run->climbs;
	return 0;
}

/* Tells why a finding is not to be rewritten, apart from its own obstacle, or NULL. */
static int find_why_not(struct run *run, struct visited *visited, const struct hazard_row *row,
			const struct finding *finding, const char **why_not)
{
	int error;

	*why_not = NULL;
	if (run->compiling)
		return 0;
	error = begin_change(run, visited);
	*why_not = visited->why_not;
	if (!*why_not && visited->spare && finding_hazard(finding, row->hazard)->lives_long)
		*why_not = "it needs a register more, and the stack is too full to spill one";
	if (error || *why_not || !finding->in_callers)
		return error;
	return begin_change_above(run, visited, why_not);
}

static bool is_ignored(const struct run *run, const struct finding *finding)
{
	return (finding->object && finding->object->ignored) ||
	       ignored_functions_hold(&run->ignored, finding->place);
}

/* Takes out of the kernels that a finding affects, as words, those that have nothing to say. */
static int leave_out_quiet(struct run *run, struct visited *visited, const struct hazard *hazard,
			   struct finding *finding, const struct kernel_list *affected,
			   char *kernels)
{
	const struct quiet_question question = {
		.function = visited->function,
		.hazard = finding_hazard(finding, hazard),
		.kernels = affected,
	};
	struct kernel_list refusing, if_set;
	int error = quiet_ask(run, &question, &refusing, &if_set);

	if (!kernel_list_describe(&refusing, affected, kernels, KERNELS_TEXT)) {
		visited->quiet = true;
		finding->if_set = kernel_list_describe(&if_set, affected, kernels, KERNELS_TEXT);
	}
	kernel_list_free(&refusing);
	kernel_list_free(&if_set);
	return error;
}

/* Writes which of the kernels asked for a finding affects, as words: none if nobody minds it. */
static int find_affected(struct run *run, struct visited *visited, const struct hazard_row *row,
			 struct finding *finding, char *kernels)
{
	struct kernel_list affected;
	int error = options_affected(row, finding, &affected);
	bool wrongly;

	kernel_list_describe(&run->options.kernels, &affected, kernels, KERNELS_TEXT);
	wrongly = row->hazard->runs_wrongly || finding_hazard(finding, row->hazard)->runs_wrongly;
	if (!error && *kernels && !wrongly && !run->compiling && bridge_option_walk())
		error = leave_out_quiet(run, visited, row->hazard, finding, &affected, kernels);
	kernel_list_free(&affected);
	return error;
}

/*
 * Finds out of each finding whom it affects, and whether its rewrite has a licence. Before anything
 * is rewritten: both are about the module as it is.
 */
static int judge(struct run *run, struct visited *visited, const struct hazard_row *row,
		 const struct function_facts *facts, struct findings *findings,
		 char (*kernels)[KERNELS_TEXT])
{
	int error = 0;

	for (size_t i = 0; i < findings->count && !error; i++) {
		struct finding *finding = &findings->items[i];
		const struct hazard *hazard = finding_hazard(finding, row->hazard);

		if (is_ignored(run, finding))
			continue;
		error = find_affected(run, visited, row, finding, kernels[i]);
		if (*kernels[i] && !finding->obstacle && hazard->licence)
			finding->obstacle = hazard->licence(facts, finding);
		if (finding->obstacle && finding->if_licensed) {
			if (*kernels[i] && !error)
				error = report_unproved(&run->reports, row, finding, kernels[i]);
			*kernels[i] = '\0';
		}
	}
	return error;
}

/* Reports one finding and, in mend mode, rewrites it. */
static int treat(struct run *run, struct visited *visited, const struct hazard_row *row,
		 struct finding *finding, const char *kernels, bool *changed)
{
	bool mended = run->options.mode == BRIDGE_MODE_MEND && !finding->obstacle;
	int error = 0;

	if (!*kernels)
		return 0;
	if (mended)
		error = find_why_not(run, visited, row, finding, &finding->obstacle);
	mended &= !finding->obstacle;
	if (!error)
		error = report_finding(&run->reports, row, finding, kernels, mended);
	if (!error && mended)
		finding_hazard(finding, row->hazard)->mend(finding);
	*changed |= mended;
	return error;
}

static int visit_hazard(struct run *run, struct visited *visited, const struct hazard_row *row,
			const struct function_facts *facts, bool *changed)
{
	struct findings findings = { 0 };
	struct scalar_memo asked = { 0 };
	char (*kernels)[KERNELS_TEXT] = NULL;
	int error;

	*changed = false;
	scalar_memo_begin(facts->analyses, &asked);
	prove_forget(facts->analyses);
	error = row->hazard->detect(facts, &findings);
	for (size_t i = 0; i < findings.count; i++)
		findings.items[i].unreached =
			unknown_calls_before(facts->analyses, findings.items[i].place);
	if (!error && findings.count)
		kernels = calloc(findings.count, sizeof(*kernels));
	if (kernels)
		error = judge(run, visited, row, facts, &findings, kernels);
	else if (!error && findings.count)
		error = -ENOMEM;
	scalar_memo_end(facts->analyses, &asked);
	for (size_t i = 0; i < findings.count && !error; i++)
		error = treat(run, visited, row, &findings.items[i], kernels[i], changed);
	if (*changed)
		bridge_clean_up(facts->function, facts->analyses);
	free(kernels);
	findings_free(&findings);
	return error;
}

/* A hazard is looked for if it is asked for, or if it may be of the pass's own making. */
static bool is_due(struct run *run, const struct visited *visited, const struct hazard_row *row,
		   const struct emitted *code)
{
	if (!row->hazard->suspect != !code || !row->hazard->uncompiled == run->compiling)
		return false;
	return options_want(&run->options, row) ||
	       (code && row->hazard->violation && visited->before &&
		look_finds_new(run, visited->function));
}

int visit(struct run *run, struct visited *visited, const struct emitted *code, bool *changed)
{
	struct function_facts facts = { .function = visited->function,
					.analyses = run->effects.analyses,
					.code = code,
					.refused = run->refusals.items,
					.refused_count = run->refusals.count,
					.errors = run->plain.emission.errors,
					.error_count = run->plain.emission.error_count,
					.trusts = &run->trusts };
	bool found = false, changed_now;
	int error = 0;

	*changed = false;
	/* All look at the same objects until one changes something, and the same code. */
	for (size_t i = 0; i < hazard_row_count && !error && !(code && *changed); i++) {
		if (!is_due(run, visited, &hazard_rows[i], code))
			continue;
		if (!found)
			error = stack_objects_find(facts.function, &run->effects, &facts.objects);
		if (error)
			break;
		error = visit_hazard(run, visited, &hazard_rows[i], &facts, &changed_now);
		found = !changed_now;
		if (changed_now)
			stack_objects_free(&facts.objects);
		*changed |= changed_now;
	}
	stack_objects_free(&facts.objects);
	bridge_forget(facts.function, facts.analyses);
	return error;
}
