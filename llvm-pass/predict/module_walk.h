/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What kernels will say of the programs of a module, guessed from the code that the backend makes
 * of it: the verifier's walk (verifier/walk.h) of what was emitted (emit/emission.h), told in terms
 * of the module. A kernel's answer is walked when it is first asked for, the budget is that of the
 * whole module, and what lies behind it is undecided, on every machine and in every run.
 */
#ifndef BPFMEND_MODULE_WALK_H
#define BPFMEND_MODULE_WALK_H

#include "llvm-pass/bytecode/programs.h"
#include "llvm-pass/emit/emission.h"
#include "llvm-pass/verifier/verdicts.h"

/*
 * The budget: instructions that are walked of a module, over all programs, kernels and paths. So
 * many in any case, and so many more for each instruction that it has, because what it takes to
 * compile grows with these. Walking one takes most of a microsecond, compiling one a hundred.
 */
#define MODULE_WALK_LEAST 500000
#define MODULE_WALK_EACH 50

/* How a program is walked: MODULE_WALK_AS_IS, or any of the others together. */
enum module_walk_how {
	MODULE_WALK_AS_IS = 0,
	MODULE_WALK_ANY_FROZEN = 1 << 0, /* with any numbers in .rodata: a loader sets them */
	MODULE_WALK_ALL_INSTRUCTIONS = 1 << 1, /* as if the kernel knew all instructions */
	MODULE_WALK_HOWS = 1 << 2,
};

struct module_walk {
	const struct emission *emission; /* the caller's, made with types; lives as long */
	/* The walk of the module as it was before, or NULL: what it says of equal programs holds.
	 */
	struct module_walk *before;
	struct programs programs;
	struct verdicts *verdicts[MODULE_WALK_HOWS]; /* one for each program */
	unsigned long *budget; /* the caller's: what is left of it */
	unsigned long most; /* of it that one walk may take; 0: half of what is left */
};

/* The budget for a module. */
unsigned long module_walk_budget(const struct emission *emission);

/*
 * Makes ready to walk, on a budget that is the caller's. Returns 0; or -ENOMEM or -EINVAL, with a
 * sentence. Free with module_walk_free() in any case.
 */
int module_walk_begin(const struct emission *emission, unsigned long *budget,
		      struct module_walk *walk, struct failure *why);
void module_walk_free(struct module_walk *walk);

/*
 * What a kernel, a release or the newest of a series, says of the program of that number, walked as
 * how tells. Returns 0 or -ENOMEM.
 */
int module_walk_verdict(struct module_walk *walk, size_t program, struct kernel_version kernel,
			unsigned int how, const struct verdict **verdict);

/*
 * The number of the next program, from one on, in which a function of the module has code: because
 * it is that program, or is called from it. Returns false if there is none.
 */
bool module_walk_next_with(const struct module_walk *walk, LLVMValueRef function, size_t *program);

/* The function of the module that a subprogram is the code of; NULL if there is none. */
LLVMValueRef module_walk_function(const struct module_walk *walk,
				  const struct subprogram *subprogram);

/*
 * The instruction of the module that one of a program came from, or NULL; *near as in emission.h.
 */
LLVMValueRef module_walk_from(const struct module_walk *walk, size_t program, size_t place,
			      bool *near);

#endif
