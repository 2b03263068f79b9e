// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The pass from end to end: options, every function to its fixed point, what is said of it. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/driver/fixed_point.h"
#include "llvm-pass/driver/variants.h"
#include "llvm-pass/emit/emitted_file.h"
#include "llvm-pass/prove/prove.h"

/* Leaves in the object what was found, for `bpfmend explain`. */
static int leave_notes(struct run *run, LLVMModuleRef module)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out;

	if (!bridge_leaves_notes(run->effects.analyses) || !run->reports.count)
		return 0;
	out = open_memstream(&text, &size);
	if (!out)
		return -ENOMEM;
	reports_note(&run->reports, module, out);
	if (fclose(out)) {
		free(text);
		return -ENOMEM;
	}
	if (size) {
		bridge_add_notes(module, text, size);
		run->changed = true;
	}
	free(text);
	return 0;
}

static int run_module(struct run *run, LLVMModuleRef module)
{
	int error = ignored_functions_find(module, &run->ignored);

	if (!error)
		error = fixed_point_run(run, module);
	if (!error)
		error = refusals_report(run);
	if (!error)
		reports_say(&run->reports, module);
	if (!error && run->options.variants)
		error = variants_make(run, module);
	if (!error)
		error = leave_notes(run, module);
	fixed_point_delete_unused(run);
	fixed_point_free(run);
	ignored_functions_free(&run->ignored);
	reports_free(&run->reports);
	return error;
}

bool bpfmend_run(LLVMModuleRef module, bridge_analyses *analyses)
{
	const struct emitted not_yet = {
		.module = module,
		.level = bridge_level(analyses),
		.state = bridge_option_looks() ? EMITTED_NOT : EMITTED_REFUSED,
	};
	struct run run = {
		.effects = { .analyses = analyses },
		.plain = not_yet,
		.mended = not_yet,
	};
	char message[OPTIONS_ERROR_SIZE];
	bool lowered;

	/* For walks. */
	run.plain.types = true;
	run.mended.types = true;

	/* bpf, bpfel or bpfeb; a build for another machine has no verifier. */
	if (strncmp(LLVMGetTarget(module), "bpf", 3) || bridge_option_mode() == BRIDGE_MODE_OFF)
		return false;
	lowered = bridge_lower_comparisons(module);
	if (options_read(&run.options, message))
		bridge_error(module, message);
	else if (run_module(&run, module))
		bridge_error(module, "bpfmend: out of memory");
	prove_end(analyses);
	options_free(&run.options);
	if (*bridge_option_emitted() &&
	    emitted_file_write(module, bridge_level(analyses), bridge_option_emitted()))
		bridge_error(module, "bpfmend: what was emitted cannot be written");
	return run.changed || lowered;
}
