/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where bpfmend's own files are. They are found from the place of the running program, PREFIX/bin,
 * so that a build directory (files in PREFIX/lib) and an installation (PREFIX/lib/bpfmend) both
 * work wherever they are moved.
 */
#ifndef BPFMEND_LAB_PLACE_H
#define BPFMEND_LAB_PLACE_H

#include "lab/failure.h"

/*
 * Finds a file by its name below those folders ("guest-init", "llvm-22/bpfmend.so"). Returns 0 and
 * its path, to be freed by the caller; -ENOENT where there is none; or another negative errno.
 */
int place_find(const char *name, char **path, struct failure *why);

#endif
