// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Asks Z3. Its limit is a count of steps ("rlimit"), which is the same on every machine. The simple
 * solver answers these questions in a millisecond or two, where the one for QF_BV, which first
 * rewrites them as a whole, takes 15 in the mean.
 */
#include "llvm-pass/prove/prover.h"

/* The steps of one answer, about half a second: ten times what any obligation of the tests takes.
 */
#define MOST_STEPS 600000
/* A module that has come to the limit so often gets half of it, and so on: a hash is in the way. */
#define PATIENCE 4

static unsigned int most_steps(const struct prover *prover)
{
	unsigned int halves = prover->too_long / PATIENCE;

	return MOST_STEPS >> (halves < 6 ? halves : 6);
}

/* What the number that is asked about is in the solver's example. */
static void note_example(struct prover *prover, Z3_solver solver)
{
	Z3_context z3 = prover->terms.z3;
	Z3_model model = Z3_solver_get_model(z3, solver);
	Z3_ast value = NULL;

	if (!model)
		return;
	Z3_model_inc_ref(z3, model);
	if (Z3_model_eval(z3, model, prover->shown, true, &value) && value) {
		Z3_inc_ref(z3, value);
		prover->example.is_known =
			Z3_get_numeral_uint64(z3, value, &prover->example.number);
		Z3_dec_ref(z3, value);
	}
	Z3_model_dec_ref(z3, model);
}

static Z3_lbool check(struct prover *prover, const Z3_ast *assumed, size_t count, Z3_ast goal)
{
	struct terms *terms = &prover->terms;
	Z3_context z3 = terms->z3;
	Z3_solver solver = Z3_mk_simple_solver(z3);
	Z3_params params;
	Z3_lbool answer;

	/* What nobody refers to is freed by the next call. */
	Z3_solver_inc_ref(z3, solver);
	params = Z3_mk_params(z3);
	Z3_params_inc_ref(z3, params);
	Z3_params_set_uint(z3, params, Z3_mk_string_symbol(z3, "rlimit"), most_steps(prover));
	Z3_solver_set_params(z3, solver, params);
	for (size_t i = 0; i < count; i++)
		Z3_solver_assert(z3, solver, assumed[i]);
	if (goal)
		Z3_solver_assert(z3, solver, term_not(terms, goal));
	answer = Z3_solver_check(z3, solver);
	if (Z3_get_error_code(z3) != Z3_OK)
		answer = Z3_L_UNDEF;
	if (goal && prover->shown && answer == Z3_L_TRUE)
		note_example(prover, solver);
	prover->too_long += answer == Z3_L_UNDEF;
	Z3_params_dec_ref(z3, params);
	Z3_solver_dec_ref(z3, solver);
	return answer;
}

enum proof solver_ask(struct prover *prover, const Z3_ast *assumed, size_t count, Z3_ast goal)
{
	switch (check(prover, assumed, count, goal)) {
	case Z3_L_TRUE:
		return PROOF_NONE;
	case Z3_L_UNDEF:
		return PROOF_TOO_LONG;
	default:
		break;
	}
	/* From what contradicts itself, all follows. */
	switch (check(prover, assumed, count, NULL)) {
	case Z3_L_TRUE:
		return PROOF_FOUND;
	case Z3_L_UNDEF:
		return PROOF_TOO_LONG;
	default:
		return PROOF_UNREACHED;
	}
}
