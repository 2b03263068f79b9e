// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Writes obligations as SMT-LIB 2, for another solver to look at. The first check-sat asks whether
 * the goal can be false, which must be "unsat"; the second whether the place can be reached at all,
 * which must be "sat". The file's name is the function, its block and instruction by number, the
 * hazard, and a number that makes it unique.
 */
#include "llvm-pass/prove/prover.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bridge/facts.h"

static unsigned int block_number(LLVMBasicBlockRef block)
{
	unsigned int number = 0;

	while ((block = LLVMGetPreviousBasicBlock(block)))
		number++;
	return number;
}

static unsigned int instruction_number(LLVMValueRef instruction)
{
	unsigned int number = 0;

	while ((instruction = LLVMGetPreviousInstruction(instruction)))
		number++;
	return number;
}

/* A folder may be any; a function's name has no slash, but IR may call one anything. */
static void plain(char *name)
{
	for (; *name; name++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-",
			    *name))
			*name = '_';
}

static FILE *open_file(struct prover *prover, struct proof_place place, LLVMModuleRef module,
		       char *what, size_t size)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(place.at);
	LLVMValueRef function = LLVMGetBasicBlockParent(block);
	char path[4096], text[4200];
	size_t length;
	const char *name = LLVMGetValueName2(function, &length);
	FILE *file;

	snprintf(what, size, "%.*s.%u.%u.%s.%u", length < 64 ? (int)length : 64, name,
		 block_number(block), instruction_number(place.at), place.hazard,
		 prover->written++);
	plain(what);
	snprintf(path, sizeof(path), "%s/%s.smt2", bridge_option_proofs(), what);
	file = fopen(path, "w");
	if (!file) {
		snprintf(text, sizeof(text), "bpfmend: cannot write %s: %s", path, strerror(errno));
		bridge_error(module, text);
	}
	return file;
}

void evidence_write(struct prover *prover, struct proof_place place, const Z3_ast *assumed,
		    size_t count, Z3_ast goal)
{
	LLVMModuleRef module =
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(place.at)));
	struct terms *terms = &prover->terms;
	char what[256], *text, *end;
	Z3_ast named, *all;
	FILE *file;

	if (!*bridge_option_proofs())
		return;
	all = malloc((count + 1) * sizeof(*all));
	file = all ? open_file(prover, place, module, what, sizeof(what)) : NULL;
	if (!file) {
		free(all);
		return;
	}
	named = term_unknown_condition(terms, "goal");
	memcpy(all, assumed, count * sizeof(*all));
	all[count] = term_equal(terms, named, goal);
	/* As it was put together, not as Z3 simplifies it. The text is Z3's, until the next call.
	 */
	text = (char *)Z3_benchmark_to_smtlib_string(terms->z3, what, "QF_BV", "unknown", "",
						     (unsigned int)count + 1, all,
						     term_true(terms));
	end = strstr(text, "(check-sat)");
	fprintf(file, "%.*s", end ? (int)(end - text) : 0, text);
	fprintf(file, "(push 1)\n(assert (not %s))\n(set-info :status unsat)\n(check-sat)\n",
		Z3_ast_to_string(terms->z3, named));
	fprintf(file, "(pop 1)\n(set-info :status sat)\n(check-sat)\n");
	free(all);
	if (fclose(file))
		bridge_error(module, "bpfmend: cannot write a proof");
}
