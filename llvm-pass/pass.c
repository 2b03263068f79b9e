// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The pass from end to end: for each function and each hazard, analyse, detect, then warn or
 * rewrite. Knows no hazard by name; they come from the table.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/annotations.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/options.h"
#include "llvm-pass/report.h"

/* One run over one module. */
struct run {
	struct options options;
	struct ignored_functions ignored;
	struct reports reports;
	struct call_effects effects;
	bool changed;
};

static void facts_free(struct function_facts *facts)
{
	stack_state_free(&facts->state);
	stack_objects_free(&facts->objects);
}

static int facts_find(struct run *run, LLVMValueRef function, struct function_facts *facts)
{
	int error;

	*facts = (struct function_facts){ .function = function, .analyses = run->effects.analyses };
	error = stack_objects_find(function, &run->effects, &facts->objects);
	if (!error)
		error = stack_state_compute(function, &facts->objects, &facts->state);
	if (error)
		facts_free(facts);
	return error;
}

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
		    !options_affected(&run->options, row, finding->variant, kernels,
				      sizeof(kernels)))
			continue;
		report_finding(&run->reports, row, finding, kernels, mended);
		if (mended)
			finding_hazard(finding, row->hazard)->mend(finding);
		changed |= mended;
	}
	return changed;
}

static int run_hazard(struct run *run, const struct hazard_row *row, LLVMValueRef function)
{
	struct function_facts facts;
	struct findings findings = { 0 };
	int error;

	if (!options_want(&run->options, row))
		return 0;
	error = facts_find(run, function, &facts);
	if (error)
		return error;
	error = row->hazard->detect(&facts, &findings);
	if (!error && treat(run, row, &findings)) {
		bridge_clean_up(function, run->effects.analyses);
		run->changed = true;
	}
	free(findings.items);
	facts_free(&facts);
	return error;
}

static int run_module(struct run *run, LLVMModuleRef module)
{
	int error = ignored_functions_find(module, &run->ignored);

	for (LLVMValueRef function = LLVMGetFirstFunction(module); function && !error;
	     function = LLVMGetNextFunction(function))
		for (size_t i = 0; i < hazard_row_count && !error; i++)
			if (!LLVMIsDeclaration(function))
				error = run_hazard(run, &hazard_rows[i], function);
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
