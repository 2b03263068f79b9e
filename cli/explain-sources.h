/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The three places that `bpfmend explain` has rejections from: a file, the lab, the walk. */
#ifndef BPFMEND_CLI_EXPLAIN_SOURCES_H
#define BPFMEND_CLI_EXPLAIN_SOURCES_H

#include "cli/arguments.h"
#include "cli/explanations.h"

struct loading; /* cli/loading.h, which cannot stand beside the walk's verdicts */

/* Each adds what it explains. All return 0 or a negative errno, with why filled. */

/* The log in a file, - for standard input; program is the name of its program, or NULL. */
int explain_log_file(const char *log, const char *object, const char *program,
		     struct explanations *explanations, struct failure *why);

/* What the kernels of loading say of its objects; program: of this one alone, or NULL. */
int explain_on_kernels(struct loading *loading, const char *program,
		       struct explanations *explanations, struct failure *why);

/* What every known series would say. */
int explain_predictions(const struct words *objects, const char *program,
			struct explanations *explanations, struct failure *why);

#endif
