/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which of Debian's packages hold which kernel, read out of the text of `apt-cache show`, and
 * the choice among them. Runs nothing, reads no file.
 */
#ifndef BPFMEND_LAB_PACKAGES_H
#define BPFMEND_LAB_PACKAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/version.h"

/* The names of the packages that may hold an image, as a regular expression for apt-cache. */
#define PACKAGES_PATTERN "^linux-(image|binary)(-unsigned)?-[0-9].*-cloud-amd64(-unsigned)?$"

/* A package that may hold a kernel image. Its strings are owned by struct packages. */
struct package {
	char *name; /* "linux-image-6.12.117+deb13-cloud-amd64" */
	char *version; /* "6.12.117-1" */
	struct kernel_version release; /* 6.12.117: upstream's, never without a patch level */
	unsigned long long bytes; /* of the .deb */
	bool is_signed; /* for Secure Boot; the image is the same otherwise */
};

/* Best first: the newest release, in it the signed package, among those the newest version. */
struct packages {
	struct package *packages;
	size_t count;
};

/*
 * Reads paragraphs of package fields. Passed over are other packages, pre-releases (7.3~rc5),
 * and packages too small for a kernel: metapackages, and linux-image-* since linux-binary-*
 * took over the image. Returns 0 and *packages, to be freed with packages_free(), or -ENOMEM.
 */
int packages_parse(const char *text, struct packages *packages);

void packages_free(struct packages *packages);

/*
 * The package to try for a series (its newest release) or a release; after is NULL, or the one
 * that was tried before and turned out to be empty. NULL if there is none (left).
 */
const struct package *packages_next(const struct packages *packages, struct kernel_version wanted,
				    const struct package *after);

/* Orders two Debian versions without epochs as dpkg does. Returns <0, 0 or >0. */
int packages_compare_versions(const char *a, const char *b);

#endif
