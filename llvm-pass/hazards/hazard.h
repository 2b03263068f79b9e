/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What every hazard is: a way to find its places in a function, to explain one to the
 * programmer, and to rewrite it. The driver (pass.c) asks, reports and cleans up; a hazard only
 * looks at the analyses and changes the instructions it found.
 */
#ifndef BPFMEND_HAZARD_H
#define BPFMEND_HAZARD_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>

#include "kernel/version.h"
#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/stack/stack_objects.h"
#include "llvm-pass/verifier/walk.h"

struct emitted; /* emitted.h */
struct emission_error; /* emission.h */

/* An instruction at whose code verifiers would refuse. */
struct refused {
	LLVMValueRef at; /* only to be compared: it may be gone */
	LLVMValueRef function;
	char kernels[256]; /* that refuse, as users write a list */
	const char *words; /* of the last of them; the walk's */
	/* Why: of bounds, if it is neither of these. */
	bool unset; /* a register was never written */
	bool unset_stack; /* a byte of the stack was never written */
	unsigned long rounds; /* the walk has no end: it went round the loop there, so often */
};

/* What the analyses know of one function. */
struct function_facts {
	LLVMValueRef function;
	bridge_analyses *analyses;
	struct stack_objects objects;
	const struct emitted *code; /* searched; NULL for hazards without suspect() */
	/*
	 * Where a walk of the code as it stands ends because something may be out of bounds, or was
	 * never written, or has no end: of all functions, or none.
	 */
	const struct refused *refused;
	size_t refused_count;
	/* Why LLVM cannot compile the module, for hazards with uncompiled() only. */
	const struct emission_error *errors;
	size_t error_count;
	/*
	 * Set by a hazard that holds verifiers able to follow a bound, or for which something may
	 * be unset, which only a walk can tell.
	 */
	bool *trusts;
};

/* One place where a hazard is. */
struct finding {
	LLVMValueRef place; /* the instruction that reports point at */
	const struct stack_object *object; /* what it is about; NULL if no stack object */
	struct byte_span bytes; /* of the object, if the hazard looks at a part of it */
	unsigned int variant; /* of hazards.def: which kernels are affected; 0 is plain */
	/* The kernels this place affects, as users write a list, if they are not the variant's. */
	const char *kernels;
	const char *obstacle; /* why it cannot be mended, or NULL if it can */
	/* What explains and mends it in place of the hazard that found it, or NULL. */
	const struct hazard *as;
	/*
	 * What the verifier gets wrong can hardly matter here: no warning, only an analysis remark.
	 * It is mended all the same.
	 */
	bool harmless;
	/*
	 * It is one only if its rewrite has a licence: else the source may be what is refused, and
	 * nothing is said.
	 */
	bool if_licensed;
	/* It matters only if a loader sets other numbers in .rodata than the module has. */
	bool if_set;
	const char *advice; /* what the programmer can do here, or NULL for the hazard's advice */
	/* The rewrite changes functions that lead here by calls, too. */
	bool in_callers;
	/* The driver's: this series and those before it do not come to the place. */
	struct kernel_version unreached;
	void *details; /* what explain and mend need besides; of malloc(), freed with the finding */
};

struct findings {
	struct finding *items;
	size_t count;
};

struct hazard {
	/*
	 * Of a hazard of what LLVM's backend refuses to compile: true if the IR of a function may
	 * have it. It is looked for before all others, if the backend refuses the module, which it
	 * is not asked for nothing. Its mend is never undone: there is no code without it.
	 */
	bool (*uncompiled)(LLVMValueRef function);
	/*
	 * Of a hazard that only the code shows: true if the IR of a function may have it. Then, or
	 * if something was rewritten, the backend is asked; detect gets its code for functions that
	 * are suspected, or in which it has what no verifier takes. NULL for hazards of the IR.
	 */
	bool (*suspect)(LLVMValueRef function);
	/* It is what no verifier takes: looked for, asked for or not, where rewrites made such. */
	bool violation;
	/* Appends the places in the function, in its order. Returns 0 or -ENOMEM. */
	int (*detect)(const struct function_facts *facts, struct findings *findings);
	/*
	 * Asks the prover whether mend keeps the meaning of a place without an obstacle. Returns
	 * why it is not known to, or NULL. Asked of what is told of, and before anything is
	 * rewritten: proofs are what takes longest. NULL where nothing is to be proved.
	 */
	const char *(*licence)(const struct function_facts *facts, const struct finding *finding);
	/*
	 * True for what it may be that verifiers refuse a program for. Of one that is refused for
	 * something else nothing is said: how the rest of it would be taken nobody knows, and once
	 * that is mended it is asked again. NULL for all reasons.
	 */
	bool (*refused_for)(enum reason reason);
	/*
	 * Writes what the verifier of those kernels ("6.12 to 7.2") will believe, as the first half
	 * of a sentence that starts small and ends without a full stop.
	 */
	void (*explain)(const struct finding *finding, const char *kernels, char *text,
			size_t size);
	/*
	 * Of a finding that is only one if it is licensed, and is not: writes what could not be
	 * proved, as a sentence that starts small and ends without a full stop; nothing where there
	 * is nothing to say. NULL for hazards that have no such findings.
	 */
	void (*unproved)(const struct finding *finding, char *text, size_t size);
	/*
	 * Rewrites a place without an obstacle so that the C meaning stays for every input. May
	 * delete the place, and no other instruction that a finding can point at.
	 */
	void (*mend)(const struct finding *finding);
	const char *advice; /* what the programmer can do, as the sentence's second half */
	const char *mended; /* what mend did, as the sentence's first half in the remark */
	/*
	 * Kernels load a program that has it, and run it wrongly. Of all other hazards a kernel
	 * that takes the program has nothing to say. Asked of what found it, and of what explains
	 * it.
	 */
	bool runs_wrongly;
	bool of_instructions; /* it is about an instruction that came later than the kernel */
	bool lives_long; /* what mend builds may live beside what was there: a register more */
};

/* What explains and mends a finding of this hazard. */
const struct hazard *finding_hazard(const struct finding *finding, const struct hazard *found_by);

/* Appends one finding, whose details are then the findings', also if it fails. Returns 0 or
 * -ENOMEM. */
int findings_add(struct findings *findings, struct finding finding);

void findings_free(struct findings *findings);

/*
 * Writes how to call an object in a sentence, in 128 bytes at most: its C name in quotes, or what
 * can be said without debug information. Returns text.
 */
#define OBJECT_NAME_SIZE 128
char *object_name(const struct stack_object *object, char text[OBJECT_NAME_SIZE]);

#define HAZARD(symbol, name, kernels) extern const struct hazard symbol;
#define HAZARD_VARIANT(symbol, variant, kernels)
#include "llvm-pass/hazards/hazards.def"
#undef HAZARD
#undef HAZARD_VARIANT

#endif
