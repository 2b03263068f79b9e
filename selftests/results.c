// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Compares what programs returned; see results.h. */
#include "selftests/results.h"

enum { INPUT_SIZE = TRIGGER_PATH_SIZE + TRIGGER_TEXT_SIZE + 16 };

static bool is_complete(const struct expectation *expected, const struct matrix_cell *cell)
{
	return cell->verdict == VERDICT_ACCEPT && !cell->run_trouble &&
	       cell->return_count == expectation_runs(expected);
}

/* Writes what is missing of the runs. Returns whether anything is. */
static bool is_missing(FILE *out, const struct expectation *expected, const struct tried *tried)
{
	if (is_complete(expected, tried->cell))
		return false;
	fprintf(out, "%s: %s: %zu of %zu runs have a result: %s\n", tried->file, expected->program,
		tried->cell->return_count, expectation_runs(expected),
		tried->cell->run_trouble ? tried->cell->run_trouble
					 : "nothing was heard of the rest");
	return true;
}

int results_check(FILE *out, const struct expectation *expected, const struct tried *tried)
{
	const struct return_list *returns =
		expectation_returns(expected, tried->kernel, tried->mended, NULL);
	size_t wrong = 0, first = 0;
	char input[INPUT_SIZE];

	if (tried->cell->verdict != VERDICT_ACCEPT || !expectation_runs(expected))
		return 0;
	if (is_missing(out, expected, tried))
		return 1;
	for (size_t i = 0; i < tried->cell->return_count && returns->count; i++) {
		if (tried->cell->returns[i] == returns->values[i % returns->count])
			continue;
		if (!wrong++)
			first = i;
	}
	if (!wrong)
		return 0;
	expectation_describe_run(expected, first, input, sizeof(input));
	fprintf(out,
		"%s: %s: with %s it returns %d, but should return %d (%zu of %zu runs differ)\n",
		tried->file, expected->program, input, tried->cell->returns[first],
		returns->values[first % returns->count], wrong, tried->cell->return_count);
	return 1;
}

int results_compare(FILE *out, const struct expectation *expected, const struct tried *plain,
		    const struct tried *mended)
{
	size_t total = expectation_runs(expected), wrong = 0, first = 0;
	char input[INPUT_SIZE];
	bool own;

	expectation_returns(expected, plain->kernel, false, &own);
	if (own)
		return 0;
	if (!is_complete(expected, plain->cell) || !is_complete(expected, mended->cell))
		return 0;
	for (size_t i = 0; i < total; i++)
		if (plain->cell->returns[i] != mended->cell->returns[i] && !wrong++)
			first = i;
	if (!wrong)
		return 0;
	expectation_describe_run(expected, first, input, sizeof(input));
	fprintf(out,
		"%s: %s: with %s the plain program returns %d, the mended one %d (%zu of %zu runs "
		"differ)\n",
		mended->file, expected->program, input, plain->cell->returns[first],
		mended->cell->returns[first], wrong, total);
	return 1;
}
