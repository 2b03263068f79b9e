/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Takes the kernel image or the kernel's source out of a Debian package without installing it. */
#ifndef BPFMEND_LAB_DEB_H
#define BPFMEND_LAB_DEB_H

#include "lab/failure.h"

/*
 * Writes the kernel image that the .deb at path holds to the descriptor image, which starts at
 * offset 0 and may be left with part of it on failure. Returns 0; -ENOENT where the package is
 * whole but holds no image (why stays empty: a caller may have another package to try);
 * -EBADMSG where it is damaged; or the negative errno of writing.
 */
int deb_extract_image(const char *path, int image, struct failure *why);

/* The same for the compressed tar archive in a linux-source package. */
int deb_extract_source(const char *path, int archive, struct failure *why);

#endif
