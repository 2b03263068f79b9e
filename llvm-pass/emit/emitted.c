// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Keeps one emission; see emitted.h. */
#include "llvm-pass/emit/emitted.h"

#include <errno.h>

int emitted_now(struct emitted *emitted, const struct emission **emission)
{
	int error = 0;

	*emission = NULL;
	if (emitted->state == EMITTED_NOT) {
		error = emission_make(emitted->module, emitted->level, emitted->types,
				      &emitted->emission, &emitted->refusal);
		emitted->state = error ? EMITTED_REFUSED : EMITTED_MADE;
	}
	if (error == -ENOMEM)
		return error;
	if (emitted->state == EMITTED_MADE)
		*emission = &emitted->emission;
	return 0;
}

int emitted_search(struct emitted *emitted)
{
	const struct emission *emission;
	struct pointer_flow flow;
	int error = emitted_now(emitted, &emission);

	if (error || !emission || emitted->searched)
		return error;
	error = pointer_flow_compute(&flow, &emission->code);
	if (error)
		return error;
	error = violations_search(&emitted->violations, &flow);
	pointer_flow_free(&flow);
	emitted->searched = !error;
	return error;
}

size_t emitted_function(const struct emission *emission, LLVMValueRef function)
{
	size_t i = 0;

	while (i < emission->code.function_count && emission->functions[i] != function)
		i++;
	return i;
}

void emitted_drop(struct emitted *emitted)
{
	violations_free(&emitted->violations);
	emission_free(&emitted->emission);
	*emitted = (struct emitted){ .module = emitted->module,
				     .level = emitted->level,
				     .types = emitted->types };
}
