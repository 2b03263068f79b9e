/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Writes what the backend makes of a module to files, for tests to hold it against clang's own. */
#ifndef BPFMEND_EMIT_EMITTED_FILE_H
#define BPFMEND_EMIT_EMITTED_FILE_H

#include <llvm-c/Core.h>

/*
 * Writes the object to path, and to path.txt what code_printer.h says of it. level is the
 * optimiser's. A module that cannot be emitted leaves no object, and the reason in path.txt.
 * Returns 0 or a negative errno.
 */
int emitted_file_write(LLVMModuleRef module, unsigned int level, const char *path);

#endif
