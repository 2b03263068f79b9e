// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Emits, mends what is refused, and emits again; see compiling.h. */
#include "llvm-pass/driver/compiling.h"

#include <errno.h>

#include "llvm-pass/driver/visit.h"

/* What comes to light only when something else is mended is mended so often. */
#define MOST_ROUNDS 8

static bool is_suspected(const struct run *run, LLVMValueRef function)
{
	for (size_t i = 0; i < hazard_row_count; i++)
		if (hazard_rows[i].hazard->uncompiled &&
		    options_want(&run->options, &hazard_rows[i]) &&
		    hazard_rows[i].hazard->uncompiled(function))
			return true;
	return false;
}

static bool ends_backend(LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (bridge_ends_backend(i))
				return true;
	return false;
}

/* Asks the backend, if it may refuse the module and lives to say so. */
static int ask(struct run *run)
{
	const struct emission *emission;
	bool suspected = false, ends = false;

	for (size_t i = 0; i < run->function_count; i++) {
		suspected |= is_suspected(run, run->functions[i].function);
		ends |= ends_backend(run->functions[i].function);
	}
	if (!suspected)
		return 0;
	if (ends)
		run->plain.state = EMITTED_REFUSED;
	return emitted_now(&run->plain, &emission);
}

static void drop_reports(struct run *run, LLVMValueRef function)
{
	for (size_t i = 0; i < hazard_row_count; i++)
		if (hazard_rows[i].hazard->uncompiled)
			reports_drop(&run->reports, function, &hazard_rows[i], false);
}

static int visit_all(struct run *run, bool *any)
{
	int error = 0;

	*any = false;
	for (size_t i = 0; i < run->function_count && !error; i++) {
		bool rewritten;

		drop_reports(run, run->functions[i].function);
		error = visit(run, &run->functions[i], NULL, &rewritten);
		*any |= rewritten;
	}
	return error;
}

int compiling_run(struct run *run)
{
	bool any = bridge_option_looks();
	int error = 0;

	for (unsigned int i = 0; i < MOST_ROUNDS && any && !error; i++) {
		error = ask(run);
		if (error || run->plain.state != EMITTED_REFUSED)
			break;
		run->compiling = true;
		error = visit_all(run, &any);
		run->compiling = false;
		if (any) {
			run->changed = true;
			visit_forget_summaries(run);
			emitted_drop(&run->plain);
		}
	}
	return error;
}
