/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A file of the kernel made simple: locals in registers, small functions inlined, constants through
 * branches. What a file is simplified to is kept beside it, in file.HASH.bc, and is taken instead
 * the next time unless the file is newer. Each is simplified in a context of its own, so that what
 * comes out does not depend on which files were read before. Relies on clang having optimised
 * nothing.
 */
#ifndef BPFMEND_AUDIT_IR_SIMPLIFY_H
#define BPFMEND_AUDIT_IR_SIMPLIFY_H

#include <stddef.h>
#include <llvm-c/Core.h>

#include "lab/failure.h"

/*
 * Reads the IR of one source into context, simplified; simplifies it where that is not kept.
 * *module is the caller's. Returns 0; -EINVAL if it is no IR; or another negative errno.
 */
int simplified_read(LLVMContextRef context, const char *source, const char *file,
		    LLVMModuleRef *module, struct failure *why);

/*
 * Simplifies all that is not kept of files, a process for each processor; one of files may be NULL.
 * Says nothing of what fails: simplified_read() tries again, and says why.
 */
void simplify_files(char *const *files, size_t count);

#endif
