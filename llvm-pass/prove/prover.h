/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What lives from one question of a module to the next: the store of terms, what is known of the
 * functions' control flow, and counts. Internal to the prover.
 */
#ifndef BPFMEND_PROVE_PROVER_H
#define BPFMEND_PROVE_PROVER_H

#include "llvm-pass/prove/prove.h"
#include "llvm-pass/prove/terms.h"
#include "llvm-pass/prove/turns.h"

struct turn_facts; /* turn_facts.c */

/* What a number is in the solver's example, where the answer to a question about it is no. */
struct example {
	bool is_known;
	uint64_t number;
};

struct prover {
	struct terms terms;
	struct turns **turns; /* of the functions asked about since something changed */
	size_t turns_count;
	struct value_map functions; /* indices into turns */
	struct turn_facts **turn_facts; /* of the loops asked about since something changed */
	size_t turn_facts_count;
	struct value_map loops; /* by header: indices into turn_facts */
	unsigned int written; /* pieces of evidence */
	unsigned int too_long; /* answers for which the solver came to its limit */
	Z3_ast shown; /* of the question that is asked: the number that it is about, or NULL */
	struct example example; /* of the last question */
};

/* The prover of a module, set up when it is first asked; NULL without memory. */
struct prover *prover_of(bridge_analyses *analyses);

/* What is known of a function's turns, until prove_forget(); NULL without memory. */
const struct turns *prover_turns(struct prover *prover, bridge_analyses *analyses,
				 LLVMValueRef function);

/* ---- solver.c ---- */

/* Asks the solver whether a goal follows from assumptions, and whether these can be true. */
enum proof solver_ask(struct prover *prover, const Z3_ast *assumed, size_t count, Z3_ast goal);

/* ---- evidence.c ---- */

/*
 * Writes an obligation that was proved to the folder of -bpfmend-proofs; does nothing without. A
 * file that cannot be written is an error of the compilation.
 */
void evidence_write(struct prover *prover, struct proof_place place, const Z3_ast *assumed,
		    size_t count, Z3_ast goal);

#endif
