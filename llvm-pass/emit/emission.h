/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the BPF backend makes of a module as it stands: the object, its instructions, and for each
 * the IR instruction that it came from. Relies on backend.h, which says what it is exact about, and
 * on bytecode.h to read the object.
 */
#ifndef BPFMEND_EMIT_EMISSION_H
#define BPFMEND_EMIT_EMISSION_H

#include <llvm-c/Core.h>

#include "lab/failure.h"
#include "llvm-pass/bytecode/bytecode.h"

/* An error that the backend reports, which clang will report, too. */
struct emission_error {
	char *words;
	LLVMValueRef function, at; /* that it is about; NULL if that is not known */
};

struct emission {
	unsigned char *object; /* the file; its debug information is not the program's */
	size_t object_size;
	struct bytecode code; /* what is in it */
	/*
	 * For each of code.code the instruction of the module that it came from, or NULL. One that
	 * has no place of its own, as what is spilled, counts to the one before it in its block; at
	 * the block's start to the one behind it, and is near: so is what a phi takes, which stands
	 * before the jump. Valid as long as the module is what it was.
	 */
	LLVMValueRef *from;
	bool *near;
	LLVMValueRef *functions; /* for each of code.functions that of the module, or NULL */
	/* What the backend could not compile: then there is nothing else. */
	struct emission_error *errors;
	size_t error_count;
};

/*
 * Emits a module. level is the optimiser's, 0 to 3. With types the code has the types that the
 * program's BTF has: of maps, of what functions take; else maps have only names. Returns 0;
 * -ENOTSUP with the backend's words if it reports an error, which clang will report too; -ENOMEM,
 * or -EINVAL where what it wrote cannot be read, both with a sentence. Free with emission_free() in
 * any case.
 */
int emission_make(LLVMModuleRef module, unsigned int level, bool types, struct emission *emission,
		  struct failure *why);

void emission_free(struct emission *emission);

#endif
