/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the programmer is told: one warning or remark per hazard and source place, however often
 * the optimiser copied that place. Relies on the bridge to reach clang's diagnostics.
 */
#ifndef BPFMEND_REPORT_H
#define BPFMEND_REPORT_H

#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/options.h"

/* The places reported so far in a module. Zero-initialise; free with reports_free(). */
struct reports {
	void *places; /* of tsearch() */
};

/*
 * Warns of a finding (an analysis remark if it is harmless), or, if mended, remarks that it will be
 * rewritten (call it before, while the place exists). kernels are those asked for that the hazard
 * affects, as words.
 */
void report_finding(struct reports *reports, const struct hazard_row *row,
		    const struct finding *finding, const char *kernels, bool mended);

void reports_free(struct reports *reports);

#endif
