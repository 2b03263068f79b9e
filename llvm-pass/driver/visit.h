/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One visit to one function: each hazard is looked for, reported and, in mend mode, rewritten, in
 * the order of hazards.def. What the function was before its first rewrite is kept, so that
 * fixed_point.c can undo them all.
 */
#ifndef BPFMEND_VISIT_H
#define BPFMEND_VISIT_H

#include "llvm-pass/emit/emitted.h"
#include "llvm-pass/ir/annotations.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/hazard.h"
#include "llvm-pass/driver/options.h"
#include "llvm-pass/driver/quiet.h"
#include "llvm-pass/driver/report.h"
#include "llvm-pass/ir/value_map.h"

/* A function with a body, and what was done to it. */
struct visited {
	LLVMValueRef function;
	bridge_copy *before; /* its body before the first rewrite; NULL while there was none */
	/* Before the first rewrite it had a hazard that rewrites can make; see hazard.h: undone. */
	bool had_made;
	unsigned int changes; /* visits that rewrote something */
	bool rewrote_above; /* its rewrites changed functions from which calls lead here */
	bool pending; /* to be visited */
	bool quiet; /* of a finding in it nothing was said, because verifiers take what it is in */
	unsigned int climbed; /* from here calls lead to where that climb began; see struct run */
	bool below; /* while fixed_point.c undoes one: calls lead from that to here */
	const char *why_not; /* nothing is rewritten any more, and why; NULL if it may be */
};

/* One run over one module. */
struct run {
	struct options options;
	struct ignored_functions ignored;
	struct reports reports;
	struct call_effects effects;
	struct quiet quiet;
	struct emitted emitted; /* of the module as it stands */
	struct visited *functions; /* in the module's order */
	size_t function_count;
	struct value_map numbers; /* from a function to its index there */
	unsigned int climbs; /* from a function to those that lead to it, so far */
	bool changed;
};

/*
 * Visits a function. *changed tells whether something was rewritten; pending is then set for
 * callers whose stack objects were. Returns 0 or -ENOMEM.
 */
int visit(struct run *run, struct visited *visited, bool *changed);

/*
 * Finds out whether a function has a hazard that rewrites can make. *why_not is then what is said
 * of an undone rewrite, else NULL. Returns 0 or -ENOMEM.
 */
int visit_find_made(struct run *run, LLVMValueRef function, const char **why_not);

/* Notes in climbed, by a new number of climbs, all functions from which calls lead to this one. */
void visit_mark_above(struct run *run, const struct visited *visited);

/* What is known of a function; NULL if it has no body. */
struct visited *visited_of(const struct run *run, LLVMValueRef function);

#endif
