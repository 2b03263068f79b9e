/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A kernel image out of what distributions hand out: a .deb, a .rpm, an archive (Arch's packages
 * are tar), or a directory that one of these was unpacked in, or that a kernel was built in.
 */
#ifndef BPFMEND_LAB_KERNEL_PACKAGE_H
#define BPFMEND_LAB_KERNEL_PACKAGE_H

#include "lab/failure.h"

/*
 * Writes the image that the package at path holds to the descriptor image, which starts at offset
 * 0. Returns 0; -ENOENT where it holds none; -EINVAL where the file is no package; -EBADMSG where
 * it is damaged; or the negative errno of writing.
 */
int kernel_package_extract(const char *path, int image, struct failure *why);

/*
 * Finds the image in a directory. Returns 0 and its path, to be freed; -ENOENT where there is none;
 * -EINVAL where there are several, which why then names; or -ENOMEM.
 */
int kernel_package_search(const char *directory, char **image, struct failure *why);

#endif
