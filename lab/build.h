/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Kernels compiled from source: a series as Debian has it, or with bpfmend's patches, in the
 * smallest configuration that the lab can use. In the cache stands, for each version of the
 * source, builds/<version>/ with
 *
 *   source/          as it came in the package
 *   tree/            where it is compiled; work-tree.h
 *   images/<hash>/   the finished kernels: vmlinuz, and origin, a line that says what it is
 *
 * The hash is over all that makes the image what it is: version of the source, what the patches
 * change, configuration, compiler. An image appears when it is whole.
 */
#ifndef BPFMEND_LAB_BUILD_H
#define BPFMEND_LAB_BUILD_H

#include <stdbool.h>

#include "lab/failure.h"
#include "lab/patches.h"
#include "lab/watch.h"

enum build_variant {
	BUILD_STOCK, /* the source as it is */
	BUILD_PATCHED, /* with kernel/patches/<series>/ */
	BUILD_UNSOUND, /* with kernel/patches/<series>/unsound/: accepts what it must not */
};

struct build_request {
	const char *kernel; /* a series, "6.12", or a release of it, "6.12.117" */
	enum build_variant variant;
	const char *patches; /* a directory of patches to take instead; NULL for the variant's */
	bool update; /* ask the mirror for a newer source */
};

/*
 * Finds the image in the cache, or builds it. One build at a time works, another waits. Returns 0
 * and *image, its path, which the caller frees; -EINVAL where kernel is no version, or a patch does
 * not apply; -ENOENT where there is no such source or no patch for it; -EIO where make fails, with
 * the compiler's words passed on through watch; -EINTR on Ctrl-C; or another negative errno. What
 * failed leaves no image and, of what was compiled, only whole objects for the next time.
 */
int build_kernel(const struct build_request *request, char **image, const struct watch *watch,
		 struct failure *why);

/*
 * Brings the source of a kernel into the cache without compiling it. Returns 0 and *path, its
 * directory, which the caller frees and nobody changes; or as build_kernel().
 */
int build_source(const char *kernel, char **path, const struct watch *watch, struct failure *why);

/* What an image is made from. Texts whose change changes the image. */
struct build_inputs {
	const char *version; /* of the source */
	const char *config;
	const char *tools; /* what the compiler and the others say of their versions */
	const struct patches *patches;
};

#define BUILD_HASH_SIZE 17 /* with the NUL */

/* Writes the name of the image's directory, 16 digits, and returns text. */
char *build_hash(const struct build_inputs *inputs, char text[BUILD_HASH_SIZE]);

#endif
