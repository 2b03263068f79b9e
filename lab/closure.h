/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Brings programs of the host into the guest with everything that they need to start: a program's
 * dynamic loader and libraries, a script's interpreter. Everything keeps its own path. Relies on
 * the host's dynamic loader to say which libraries a program would get.
 */
#ifndef BPFMEND_LAB_CLOSURE_H
#define BPFMEND_LAB_CLOSURE_H

#include "lab/failure.h"
#include "lab/initramfs.h"

/*
 * Adds the host's file at an absolute path without "." and ".." (closure_absolute()), with what
 * it needs; a directory with all that is in it, symbolic links as such. An interpreter or library
 * that this machine lacks is lacking in the guest, too. Returns 0 or a negative errno.
 */
int closure_add(struct initramfs *initramfs, const char *path, struct failure *why);

/*
 * Finds a command as a shell does: in PATH, or where its name has a slash, there. Returns 0 and
 * its absolute path, to be freed by the caller, or a negative errno.
 */
int closure_find_command(const char *name, char **path, struct failure *why);

/* Makes a path absolute and takes "." and ".." out of it; symbolic links stay. NULL: no memory. */
char *closure_absolute(const char *path);

#endif
