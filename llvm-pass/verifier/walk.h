/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Walks a program as the verifier of one series does, and says what comes of it. A refusal is a
 * prediction: which instruction, in which words, with what state. What the library does not model
 * is let pass and counted; it is never a refusal.
 */
#ifndef BPFMEND_VERIFIER_WALK_H
#define BPFMEND_VERIFIER_WALK_H

#include <stdio.h>

#include "llvm-pass/verifier/program.h"
#include "llvm-pass/verifier/state.h"

/* Why a kernel refuses: one for each way that something else may mend. */
enum reason {
#define REASON(name) REASON_##name,
#include "llvm-pass/verifier/reasons.def"
#undef REASON
	REASON_COUNT,
};

enum verdict_kind {
	VERDICT_ACCEPTED,
	VERDICT_REFUSED,
	VERDICT_UNDECIDED, /* nothing was refused, but something was not modelled */
};

struct verdict {
	enum verdict_kind kind;
	/* Of a refusal. */
	enum reason reason;
	size_t place; /* the instruction */
	char words[256]; /* as the kernel of that series writes them */
	struct state *state; /* before the instruction; NULL if it is not about one */
	/* What was let pass, on all paths walked: how often, what first, and where. */
	unsigned int undecided;
	/* How often of these it was something that only the kernel's own types or the function
	 * that the program is attached to decide, whatever the program computes. */
	unsigned int left_to_kernel;
	char why[128];
	size_t why_place;
	unsigned long processed; /* instructions, over all paths, as the kernel counts */
	/* A number was read that is known only because its memory is frozen: .rodata. */
	bool read_frozen;
	bool complete; /* every path was walked to its end, or to a state that covers it */
	/*
	 * Where the walk became too long: how often its last path went round the loop that starts
	 * at that instruction. 0: it was in none.
	 */
	unsigned long rounds;
	size_t loop;
};

/* A helper's argument, from 0, that the prototype says is only read, and that the helper writes. */
struct lie {
	unsigned int helper, argument;
	bool known; /* so that what lay there is forgotten, as by a prototype that says it */
};

/* Instructions that the kernel walks, over all paths: BPF_COMPLEXITY_LIMIT_INSNS. */
#define VERIFIER_BUDGET 1000000

struct walk_options {
	unsigned long budget; /* instructions to walk; 0: as many as the kernel, VERIFIER_BUDGET */
	bool test_state_frequency; /* BPF_F_TEST_STATE_FREQ: a state at each instruction */
	bool any_frozen; /* numbers in frozen memory may be any: a loader sets them */
	bool all_instructions; /* none is refused because it came later than the kernel */
	const struct lie *lies; /* of the kernel; they go before its prototypes */
	size_t lie_count;
	uint8_t *reached; /* 1 of each instruction that is walked; NULL: not noted */
	/* Where the states go, each instruction as walked, for tests and printers; NULL: nowhere.
	 */
	FILE *trace;
};

/*
 * Returns 0 and a verdict to be freed with verdict_free(), or -ENOMEM. The verdict's state points
 * into program.
 */
int walk_program(const struct program *program, const struct series *series,
		 const struct walk_options *options, struct verdict *verdict);

void verdict_free(struct verdict *verdict);

#endif
