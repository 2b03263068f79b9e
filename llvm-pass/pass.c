// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The pass from end to end: for each function and each hazard, analyse, detect, then warn or
 * rewrite. Knows no hazard by name; they come from the table.
 */
#include <errno.h>
#include <string.h>

#include "llvm-pass/annotations.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/options.h"
#include "llvm-pass/report.h"
#include "llvm-pass/scalar_memo.h"
#include "llvm-pass/stack_objects.h"
#include "llvm-pass/unknown_calls.h"

/* One run over one module. */
struct run {
	struct options options;
	struct ignored_functions ignored;
	struct reports reports;
	struct call_effects effects;
	bool changed;
};

static bool is_ignored(const struct run *run, const struct finding *finding)
{
	return (finding->object && finding->object->ignored) ||
	       ignored_functions_hold(&run->ignored, finding->place);
}

/* Reports what was found and, in mend mode, rewrites it. Returns whether it did. */
static bool treat(struct run *run, const struct hazard_row *row, const struct findings *findings)
{
	char kernels[KERNELS_TEXT];
	bool changed = false;

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];
		bool mended = run->options.mode == BRIDGE_MODE_MEND && !finding->obstacle;

		if (is_ignored(run, finding) ||
		    !options_affected(&run->options, row, finding, kernels, sizeof(kernels)))
			continue;
		report_finding(&run->reports, row, finding, kernels, mended);
		if (mended)
			finding_hazard(finding, row->hazard)->mend(finding);
		changed |= mended;
	}
	return changed;
}

static int run_hazard(struct run *run, const struct hazard_row *row,
		      const struct function_facts *facts, bool *changed)
{
	struct findings findings = { 0 };
	struct scalar_memo asked = { 0 };
	int error;

	scalar_memo_begin(facts->analyses, &asked);
	error = row->hazard->detect(facts, &findings);
	scalar_memo_end(facts->analyses, &asked);
	/* Before the first mend moves blocks. */
	for (size_t i = 0; i < findings.count; i++)
		findings.items[i].unreached =
			unknown_calls_before(facts->analyses, findings.items[i].place);
	*changed = !error && treat(run, row, &findings);
	if (*changed) {
		bridge_clean_up(facts->function, run->effects.analyses);
		run->changed = true;
	}
	findings_free(&findings);
	return error;
}

/* Runs the hazards that are asked for; all look at the same objects until one changes something. */
static int run_hazards(struct run *run, LLVMValueRef function)
{
	struct function_facts facts = { .function = function, .analyses = run->effects.analyses };
	bool found = false, changed;
	int error = 0;

	for (size_t i = 0; i < hazard_row_count && !error; i++) {
		if (!options_want(&run->options, &hazard_rows[i]))
			continue;
		if (!found)
			error = stack_objects_find(function, &run->effects, &facts.objects);
		if (error)
			break;
		error = run_hazard(run, &hazard_rows[i], &facts, &changed);
		found = !changed;
		if (changed)
			stack_objects_free(&facts.objects);
	}
	stack_objects_free(&facts.objects);
	bridge_forget(function, run->effects.analyses);
	return error;
}

static int run_module(struct run *run, LLVMModuleRef module)
{
	int error = ignored_functions_find(module, &run->ignored);

	for (LLVMValueRef function = LLVMGetFirstFunction(module); function && !error;
	     function = LLVMGetNextFunction(function))
		if (!LLVMIsDeclaration(function))
			error = run_hazards(run, function);
	call_effects_free(&run->effects);
	ignored_functions_free(&run->ignored);
	reports_free(&run->reports);
	return error;
}

bool bpfmend_run(LLVMModuleRef module, bridge_analyses *analyses)
{
	struct run run = { .effects = { .analyses = analyses } };
	char message[OPTIONS_ERROR_SIZE];

	/* bpf, bpfel or bpfeb; a build for another machine has no verifier. */
	if (strncmp(LLVMGetTarget(module), "bpf", 3) || bridge_option_mode() == BRIDGE_MODE_OFF)
		return false;
	if (options_read(&run.options, message))
		bridge_error(module, message);
	else if (run_module(&run, module))
		bridge_error(module, "bpfmend: out of memory");
	options_free(&run.options);
	return run.changed;
}
