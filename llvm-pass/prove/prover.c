// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Sets the prover of a module up and takes it down; see prover.h. */
#include "llvm-pass/prove/prover.h"

#include <stdlib.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/bridge/facts.h"

struct prover *prover_of(bridge_analyses *analyses)
{
	struct prover *prover = bridge_attached_prover(analyses);

	if (prover)
		return prover;
	prover = calloc(1, sizeof(*prover));
	if (!prover)
		return NULL;
	if (terms_begin(&prover->terms)) {
		free(prover);
		return NULL;
	}
	bridge_attach_prover(analyses, prover);
	return prover;
}

const struct turns *prover_turns(struct prover *prover, bridge_analyses *analyses,
				 LLVMValueRef function)
{
	size_t index = value_map_get(&prover->functions, function);
	struct turns **grown, *turns;

	if (index != VALUE_MAP_NONE)
		return prover->turns[index];
	grown = array_grow(prover->turns, prover->turns_count, sizeof(struct turns *));
	if (!grown)
		return NULL;
	prover->turns = grown;
	turns = calloc(1, sizeof(*turns));
	if (!turns)
		return NULL;
	if (turns_find(turns, analyses, function) ||
	    value_map_add(&prover->functions, function, prover->turns_count)) {
		turns_free(turns);
		free(turns);
		return NULL;
	}
	grown[prover->turns_count++] = turns;
	return turns;
}

void prove_forget(bridge_analyses *analyses)
{
	struct prover *prover = bridge_attached_prover(analyses);

	if (!prover)
		return;
	for (size_t i = 0; i < prover->turns_count; i++) {
		turns_free(prover->turns[i]);
		free(prover->turns[i]);
	}
	free(prover->turns);
	prover->turns = NULL;
	prover->turns_count = 0;
	value_map_free(&prover->functions);
	for (size_t i = 0; i < prover->turn_facts_count; i++)
		free(prover->turn_facts[i]);
	free(prover->turn_facts);
	prover->turn_facts = NULL;
	prover->turn_facts_count = 0;
	value_map_free(&prover->loops);
}

void prove_end(bridge_analyses *analyses)
{
	struct prover *prover = bridge_attached_prover(analyses);

	if (!prover)
		return;
	prove_forget(analyses);
	terms_end(&prover->terms);
	free(prover);
	bridge_attach_prover(analyses, NULL);
}
