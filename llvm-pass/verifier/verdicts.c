// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks once for all kernels that cannot be told apart by it; see verdicts.h. */
#include "llvm-pass/verifier/verdicts.h"

#include <errno.h>
#include <stdlib.h>

struct verdicts_walk {
	struct series series;
	struct series_asked asked;
	struct verdict verdict;
};

static const struct verdicts_walk *find_alike(const struct verdicts *verdicts,
					      const struct series *series)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		const struct verdicts_walk *walk = verdicts->walks[i];

		if (series_answers_alike(&walk->series, &walk->asked, series))
			return walk;
	}
	return NULL;
}

static struct verdicts_walk *add(struct verdicts *verdicts)
{
	struct verdicts_walk **grown =
		realloc(verdicts->walks, (verdicts->count + 1) * sizeof(struct verdicts_walk *));
	struct verdicts_walk *walk;

	if (!grown)
		return NULL;
	verdicts->walks = grown;
	walk = calloc(1, sizeof(*walk));
	if (walk)
		grown[verdicts->count++] = walk;
	return walk;
}

int verdicts_at(struct verdicts *verdicts, struct kernel_version kernel,
		const struct walk_options *options, const struct verdict **verdict)
{
	struct series series = series_of(kernel);
	const struct verdicts_walk *alike = options->trace ? NULL : find_alike(verdicts, &series);
	struct verdicts_walk *walk;
	int error;

	*verdict = alike ? &alike->verdict : NULL;
	if (alike)
		return 0;
	walk = add(verdicts);
	if (!walk)
		return -ENOMEM;
	walk->asked = series_asked_nothing();
	walk->series = series;
	series.asked = &walk->asked;
	error = walk_program(verdicts->program, &series, options, &walk->verdict);
	*verdict = &walk->verdict;
	return error;
}

void verdicts_free(struct verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		verdict_free(&verdicts->walks[i]->verdict);
		free(verdicts->walks[i]);
	}
	free(verdicts->walks);
	*verdicts = (struct verdicts){ .program = verdicts->program };
}
