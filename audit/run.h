/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A whole audit: the files that define prototypes and kfuncs are compiled and read, every memory
 * argument is asked about, and where an answer lacks the code of a function, the file that has it
 * is compiled and all is asked again, until nothing more is found. Relies on everything below it.
 */
#ifndef BPFMEND_AUDIT_RUN_H
#define BPFMEND_AUDIT_RUN_H

#include "audit/effects/answers.h"
#include "audit/report/judge.h"
#include "audit/tree/kfuncs.h"
#include "audit/tree/prototypes.h"
#include "audit/tree/search.h"
#include "audit/tree/tree.h"

/* Zero-initialise before run_audit(). */
struct run {
	struct tree tree;
	struct sources sources;
	struct program program;
	struct answers answers;
	struct prototypes prototypes;
	struct judgement *judgements; /* of all memory arguments of all prototypes */
	size_t judgement_count;
	struct kfuncs kfuncs;
	struct kfunc_judgement *kfunc_judgements;
	size_t kfunc_judgement_count;
	struct names files; /* that were compiled; the index is 0 where it failed */
	char **asked; /* the same, in their order; owned by files */
	struct names made; /* that make was asked for, those that no answer needs among them */
	double seconds; /* of a processor, that the analysis took in the last round */
};

struct request {
	const char *directory; /* the configured tree */
	const char *output; /* where to work */
	unsigned int llvm;
	const struct watch *watch;
};

/* Returns 0 or a negative errno with why; run_close() in any case. */
int run_audit(struct run *run, const struct request *request, struct failure *why);

void run_close(struct run *run);

#endif
