/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The kernel as the auditor sees it: modules of LLVM IR, each one file of the kernel, made simple
 * enough to read (locals in registers, small functions inlined) but with the types of structs still
 * on each access; and what the modules say of one another: where a function is defined, and which
 * functions a field of an operations table may hold. Relies on clang having optimised nothing.
 */
#ifndef BPFMEND_AUDIT_IR_PROGRAM_H
#define BPFMEND_AUDIT_IR_PROGRAM_H

#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "audit/ir/names.h"
#include "lab/failure.h"

struct program_module {
	LLVMModuleRef module;
	char *path; /* of the source, in the kernel's tree */
};

/* Zero-initialise before program_open(). */
struct program {
	LLVMContextRef context;
	struct program_module *modules;
	size_t count;
	struct names functions; /* those that other files can call; index into definitions */
	LLVMValueRef *definitions;
	size_t definition_count;
	struct names fields; /* "bpf_map_ops+88"; index into definitions, with one entry for each */
};

/* Returns 0 or -ENOMEM; program_close() in any case. */
int program_open(struct program *program);

/*
 * Reads the IR of one source, simplified: see simplify.h. Returns 0; -EINVAL if it is no IR; or
 * another negative errno.
 */
int program_read(struct program *program, const char *source, const char *file,
		 struct failure *why);

/* The definition that a function stands for, itself if it has one; or NULL. */
LLVMValueRef program_definition(const struct program *program, LLVMValueRef function);

/* The global function of that name with a body, or NULL. */
LLVMValueRef program_function(const struct program *program, const char *name);

/* The module of a function, or NULL. */
const struct program_module *program_module_of(const struct program *program,
					       LLVMValueRef function);

/* The target's sizes and offsets, as a module has them. */
LLVMTargetDataRef program_layout(LLVMValueRef function);

/*
 * The constant at an offset in bytes from the start of another one. Returns NULL if none starts
 * there, and the constant that holds the byte where it is within a larger number.
 */
LLVMValueRef program_constant_at(LLVMTargetDataRef layout, LLVMValueRef constant, uint64_t offset);

/* "bpf_map_ops" of %struct.bpf_map_ops.12: returns its start and sets *length; NULL without one. */
const char *program_struct_name(LLVMTypeRef type, size_t *length);

void program_close(struct program *program);

#endif
