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
#include "llvm-pass/driver/refusals.h"
#include "llvm-pass/driver/report.h"
#include "llvm-pass/driver/walks.h"
#include "llvm-pass/ir/value_map.h"

/* A function with a body, and what was done to it. */
struct visited {
	LLVMValueRef function;
	bool used; /* before the first rewrite */
	bridge_copy *before; /* its body before the first rewrite; NULL while there was none */
	unsigned int changes; /* visits that rewrote something */
	bool rewrote_above; /* its rewrites changed functions from which calls lead here */
	bool pending; /* to be visited */
	unsigned int refused; /* visits for what a walk refuses */
	bool quiet; /* of a finding in it nothing was said, because verifiers take what it is in */
	bool rewritten; /* by the last visit, where that is dealt with later */
	unsigned int climbed; /* from here calls lead to where that climb began; see struct run */
	bool below; /* see visit_mark_below() */
	bool spare; /* rewrites that take a register more made its frame too deep */
	/* Found by look.c: its rewrites made what no verifier takes, and what is said of that. */
	const char *worse;
	bool deeper; /* that is a frame which is too deep */
	bool doubled; /* it is mended, or leads to what is; see variants.c */
	LLVMValueRef twin; /* the same, mended, under another name; or NULL */
	const char *why_not; /* nothing is rewritten any more, and why; NULL if it may be */
};

/* One run over one module. */
struct run {
	struct options options;
	struct ignored_functions ignored;
	struct reports reports;
	struct call_effects effects;
	struct walks walks;
	struct refusals refusals; /* of the code that is visited for them, else none */
	bool trusts; /* a hazard holds verifiers able to follow what only a walk can tell */
	struct emitted plain; /* the code before the first rewrite */
	struct emitted mended; /* the code as it is after the last one so far */
	struct visited *functions; /* in the module's order */
	size_t function_count;
	struct value_map numbers; /* from a function to its index there */
	unsigned int climbs; /* from a function to those that lead to it, so far */
	bool compiling; /* it is looked for what LLVM does not compile; see compiling.h */
	bool changed; /* something was rewritten, even if it was undone then */
};

/*
 * Visits a function: for the hazards of the IR, or, with the code as it is, for those that only the
 * code shows. *changed tells whether something was rewritten; pending is then set for
 * callers whose stack objects were. Returns 0 or -ENOMEM.
 */
int visit(struct run *run, struct visited *visited, const struct emitted *code, bool *changed);

/* Summaries of functions are those of what the functions were. */
void visit_forget_summaries(struct run *run);

/* Calls each for the functions with a body that a function's code names. */
typedef void visit_named(struct run *run, struct visited *named);
void visit_each_named(struct run *run, const struct visited *visited, visit_named *each);

/* Notes in climbed, by a new number of climbs, all functions from which calls lead to this one. */
void visit_mark_above(struct run *run, const struct visited *visited);

/* The same in below, of all functions to which calls lead from it. */
void visit_mark_below(struct run *run, const struct visited *visited);

/* What is known of a function; NULL if it has no body. */
struct visited *visited_of(const struct run *run, LLVMValueRef function);

#endif
