/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a bzImage says of itself in its setup header (Documentation/arch/x86/boot.rst). */
#ifndef BPFMEND_LAB_IMAGE_H
#define BPFMEND_LAB_IMAGE_H

#include <stdbool.h>

#include "kernel/version.h"
#include "lab/failure.h"

/* Room for the version text of an image, with its NUL. */
#define IMAGE_TEXT 256

/*
 * Reads the version text of the bzImage at path, "6.12.5-x (me@home) #1 SMP ...", and makes sure
 * that no part of the image is missing. Errors as for image_read().
 */
int image_read_text(const char *path, char text[IMAGE_TEXT], struct failure *why);

/*
 * Reads which release the bzImage at path is, and makes sure that no part of it is missing. For
 * Debian's kernels that is the upstream release ("6.1.0-56-cloud-amd64 … Debian 6.1.192-2" is
 * 6.1.192), for others what `uname -r` starts with. Returns 0; -EINVAL where it is no bzImage or
 * a cut one; or the negative errno of reading it.
 */
int image_read(const char *path, struct kernel_version *release, struct failure *why);

/*
 * True for a file that starts as a bzImage does, whole or not, or as an ELF file, of which
 * image_read() says what to give in its place.
 */
bool image_is_one(const char *path);

/*
 * The release in the version text of a kernel, as image_read() finds it. Always has a patch
 * level: 6.9 is 6.9.0. Returns 0, or -EINVAL where the text does not start with a version.
 */
int image_release(const char *text, struct kernel_version *release);

#endif
