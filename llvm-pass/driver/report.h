/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the programmer is told: one warning or remark per hazard and source place, however often
 * the optimiser copied that place. It is kept until the pass is through, because a rewrite may be
 * undone and a function looked at again. Relies on the bridge to reach clang's diagnostics.
 */
#ifndef BPFMEND_REPORT_H
#define BPFMEND_REPORT_H

#include <stdio.h>

#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/driver/options.h"

/* What is to be said of a module. Zero-initialise; free with reports_free(). */
struct reports {
	struct report *items; /* in the order they were made */
	size_t count;
};

/*
 * Notes a warning about a finding (an analysis remark if it is harmless), or, if mended, a remark
 * that it is rewritten (call it before, while the place exists). kernels are those asked for that
 * the hazard affects, as words. Returns 0 or -ENOMEM.
 */
int report_finding(struct reports *reports, const struct hazard_row *row,
		   const struct finding *finding, const char *kernels, bool mended);

/*
 * Notes a warning that kernels, as words, will refuse the code of an instruction, in the words of
 * their verifier. Returns 0 or -ENOMEM.
 */
int report_refusal(struct reports *reports, LLVMValueRef at, const char *kernels,
		   const char *words);

/*
 * Notes what could not be proved of a finding that therefore is none. It is not said: it is for who
 * reads notes. Returns 0 or -ENOMEM.
 */
int report_unproved(struct reports *reports, const struct hazard_row *row,
		    const struct finding *finding, const char *kernels);

/* True if a warning about a function was noted. */
bool reports_warn(const struct reports *reports, LLVMValueRef function);

/*
 * Takes back what was noted of a function, because it is looked at again: its warnings of a hazard,
 * or of all but those of what LLVM does not compile if row is NULL; and, if its rewrites were
 * undone, its remarks too.
 */
void reports_drop(struct reports *reports, LLVMValueRef function, const struct hazard_row *row,
		  bool remarks_too);

/* Says all of it, function by function. */
void reports_say(const struct reports *reports, LLVMModuleRef module);

/*
 * Writes all of it that has a place in the source, a line each: what became of it ("warning",
 * "stuck", which is one that cannot be mended, "mended", "remark", "unproved"), hazard, kernels as
 * words, function, file, line, column, and what is said, with a tab behind each. What
 * explain/notes.h reads.
 */
void reports_note(const struct reports *reports, LLVMModuleRef module, FILE *out);

void reports_free(struct reports *reports);

#endif
