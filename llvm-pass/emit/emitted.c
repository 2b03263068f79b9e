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
	/* What it wrote and cannot be read is not known either. */
	if (error == -ENOMEM)
		return error;
	if (emitted->state == EMITTED_MADE)
		*emission = &emitted->emission;
	return 0;
}

void emitted_drop(struct emitted *emitted)
{
	emission_free(&emitted->emission);
	emitted->refusal.text[0] = '\0';
	emitted->state = EMITTED_NOT;
}
