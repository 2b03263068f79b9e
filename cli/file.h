/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Files that the command writes for others: whole or not at all. */
#ifndef BPFMEND_CLI_FILE_H
#define BPFMEND_CLI_FILE_H

#include <stdio.h>

#include "lab/failure.h"

/*
 * Writes what print prints to the file at path, or to standard output for "-". print returns 0 or a
 * negative errno. So does this.
 */
int file_write(const char *path, int (*print)(void *context, FILE *out), void *context,
	       struct failure *why);

#endif
