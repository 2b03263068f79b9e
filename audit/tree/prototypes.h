/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the kernel declares of its helpers: every constant struct bpf_func_proto of the modules,
 * with the function and what each argument is, in the words of kernel/contracts/prototypes.h. The
 * values of flags and types, and where the fields are, come from the kernel's own debug
 * information: no release's numbers are known here, only the names.
 */
#ifndef BPFMEND_AUDIT_TREE_PROTOTYPES_H
#define BPFMEND_AUDIT_TREE_PROTOTYPES_H

#include "audit/ir/program.h"
#include "kernel/contracts/prototypes.h"

#define ARGUMENTS 5

enum declared_size { DECLARED_NO_SIZE, DECLARED_FIXED, DECLARED_BY_ARGUMENT };

struct prototype_argument {
	unsigned int declared; /* of enum declared; 0 if it is no memory of the program */
	enum declared_size size_kind;
	uint64_t size; /* bytes, or the argument, counted from 1 */
};

struct prototype {
	const char *name; /* of the constant; the module's, as all here */
	LLVMValueRef function; /* the definition, or NULL if no module has it */
	const char *function_name;
	const char *path; /* of the source that has the constant */
	struct prototype_argument arguments[ARGUMENTS];
	unsigned int flags; /* which of RDONLY, WRITE and UNINIT this kernel can declare */
};

struct prototypes {
	struct prototype *items;
	size_t count;
	size_t arguments; /* memory arguments of all of them */
};

/* Reads all. Returns 0, -ENOMEM, or -EINVAL with why; prototypes_free() in any case. */
int prototypes_read(const struct program *program, struct prototypes *prototypes,
		    struct failure *why);

void prototypes_free(struct prototypes *prototypes);

#endif
