// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Begins walks of a run's code when they are first asked for; see walks.h. */
#include "llvm-pass/driver/walks.h"

#include <errno.h>

#include "llvm-pass/driver/visit.h"

#define ROUTINE 20 /* the whole budget is so many times what a look at every module may take */
/* One walk of rewritten code may take so much of the whole: a program without an end takes all. */
#define ONE_OF_REWRITTEN 40

/* An object that cannot be read is not walked. */
static int begin(struct emitted *code, struct module_walk *walk, struct walks *walks, bool *failed)
{
	const struct emission *emission;
	struct failure why = { "" };
	int error = emitted_now(code, &emission);

	if (!error && emission && !walks->budgeted) {
		walks->budget = module_walk_budget(emission);
		walks->routine = walks->budget / ROUTINE;
		walks->rewritten = walks->budget;
		walks->one_of_rewritten = walks->budget / ONE_OF_REWRITTEN;
		walks->budgeted = true;
	}
	if (!error && emission)
		error = module_walk_begin(emission, &walks->budget, walk, &why);
	if (error)
		module_walk_free(walk);
	*failed = error || !emission;
	return error == -ENOMEM ? error : 0;
}

static int begin_plain(struct run *run, struct module_walk **walk)
{
	struct walks *walks = &run->walks;
	int error = 0;

	if (!walks->begun)
		error = begin(&run->plain, &walks->plain, walks, &walks->failed);
	walks->begun = true;
	*walk = walks->failed ? NULL : &walks->plain;
	return error;
}

int walks_of_plain(struct run *run, struct module_walk **walk)
{
	int error = begin_plain(run, walk);

	if (*walk)
		(*walk)->budget = &run->walks.budget;
	return error;
}

int walks_of_current(struct run *run, struct module_walk **walk)
{
	struct walks *walks = &run->walks;
	bool failed = false;
	int error = 0;

	if (!run->changed) {
		error = begin_plain(run, walk);
	} else {
		if (!walks->mended_begun)
			error = begin(&run->mended, &walks->mended, walks, &failed);
		walks->mended_begun = !failed;
		*walk = failed ? NULL : &walks->mended;
	}
	if (walks->begun && !walks->failed) {
		walks->plain.budget = &walks->routine;
		walks->mended.before = &walks->plain;
	}
	if (*walk)
		(*walk)->budget = run->changed ? &walks->rewritten : &walks->routine;
	walks->mended.most = walks->one_of_rewritten;
	return error;
}

void walks_drop_mended(struct walks *walks)
{
	if (walks->mended_begun)
		module_walk_free(&walks->mended);
	walks->mended_begun = false;
}

void walks_free(struct walks *walks)
{
	walks_drop_mended(walks);
	module_walk_free(&walks->plain);
}
