/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The kernel's kfuncs and what they declare of the memory they are given: those that a set of BTF
 * ids names, which is assembly in the modules, with the parameters that the debug information has
 * of them. Relies on BPF's rules for names: "__sz" and "__szk" is the size of the pointer before
 * it.
 */
#ifndef BPFMEND_AUDIT_TREE_KFUNCS_H
#define BPFMEND_AUDIT_TREE_KFUNCS_H

#include "audit/ir/program.h"

/* An argument of a kfunc that is plain memory. */
struct kfunc_argument {
	LLVMValueRef function;
	const char *function_name;
	const char *path;
	unsigned int argument; /* from 0 */
	const char *name; /* "data__sz" is that of the size; this is the pointer's */
	bool constant;
	bool uninit; /* "__uninit" */
	bool sized; /* by the next argument */
	uint64_t size; /* of what it points at, where it is not */
};

struct kfuncs {
	struct kfunc_argument *items;
	size_t count;
	size_t functions; /* how many kfuncs there are */
	size_t parameters; /* and pointers among their parameters */
	size_t bodiless; /* and how many were not read: they are in missing */
};

/*
 * Reads all, and adds to missing the names of those that no file has the code of, as the set that
 * names one is often in another file. Returns 0 or -ENOMEM; kfuncs_free() in any case.
 */
int kfuncs_read(const struct program *program, struct kfuncs *kfuncs, struct names *missing);

void kfuncs_free(struct kfuncs *kfuncs);

#endif
