/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The compiler that a kernel's make is given: a clang, by way of a script that says what kbuild has
 * no word for. IR comes as bitcode, in files that kbuild names ".ll", and the memory of clang comes
 * in pages of 2 MB: with small ones a third of a compilation is page faults. Relies on glibc 2.35
 * for that; another takes no notice.
 */
#ifndef BPFMEND_AUDIT_TREE_COMPILER_H
#define BPFMEND_AUDIT_TREE_COMPILER_H

#include <stdbool.h>

#include "lab/failure.h"

/*
 * Writes the script for clang-LLVM into a directory. Returns 0 and *path, which the caller frees;
 * or a negative errno.
 */
int compiler_write(const char *directory, unsigned int llvm, char **path, struct failure *why);

/*
 * Whether a configuration (the text of a .config) was made with that compiler, by the name and
 * version in it: then all that was asked of a compiler has its answer there.
 */
bool compiler_configured(const char *compiler, const char *config, struct failure *why);

#endif
