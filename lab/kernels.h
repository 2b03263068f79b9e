/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The kernels that can be booted: a store of images in
 * ${XDG_CACHE_HOME:-~/.cache}/bpfmend/kernels/<release>/ that is filled from Debian's packages
 * (kernels_fetch) or by hand (kernels_add). Nothing enters it half-written.
 */
#ifndef BPFMEND_LAB_KERNELS_H
#define BPFMEND_LAB_KERNELS_H

#include <stdbool.h>
#include <stddef.h>

#include "kernel/version.h"
#include "lab/failure.h"
#include "lab/watch.h"

/* One kernel to boot. All strings are owned by it. */
struct kernel_image {
	char *name; /* as it was asked for: "6.12", "6.18.12", "ubuntu-6.8.0-51", or a path */
	char *release; /* "6.12.117": upstream's, not what uname -r says of a Debian kernel */
	char *origin; /* package and version it came from, or "added from PATH", or "file" */
	char *path; /* of the bzImage */
};

struct kernel_images {
	struct kernel_image *images;
	size_t count;
};

/* Whether a series, or a release, can be had. */
enum kernel_state {
	KERNEL_FETCHED, /* is in the store */
	KERNEL_AVAILABLE, /* is not, and the mirror has it */
	KERNEL_UNAVAILABLE, /* is not, and the mirror has none */
	KERNEL_UNKNOWN, /* is not, and the mirror was never asked */
};

/* A row of `bpfmend kernels list`. All strings are owned by it. */
struct kernel_entry {
	char *name; /* "6.12" or "6.18.12" */
	enum kernel_state state;
	char *release; /* of the image, or of the package that fetch would take; else NULL */
	char *origin; /* likewise: "linux-image-6.12.117+deb13-cloud-amd64 6.12.117-1" */
	char *newer; /* a later release of the series that the mirror has; NULL if none */
	unsigned long long bytes; /* size of the image, or of the package; 0 where neither is */
};

struct kernel_entries {
	struct kernel_entry *entries;
	size_t count;
};

/*
 * Finds the images for a list of kernels as a user writes it ("6.12,6.16-7.2,6.18.12"; NULL for
 * every known series that is in the store), or vendors' kernels by their names, without touching
 * the network. A series means its newest release in the store; a range means the known series in
 * it. Returns 0 and images, to be freed with kernel_images_free(); -EINVAL where the list cannot be
 * read; -ENOENT where one is not in the store, or with NULL where none is. why then says which and
 * how to fetch it.
 */
int kernels_find(const char *list, struct kernel_images *images, struct failure *why);

/*
 * The image at a path given by --kernel-image, appended to images, which is zero-initialised or
 * was filled before. Returns 0; -EINVAL where the file is no bzImage; or a negative errno.
 */
int kernels_find_path(const char *path, struct kernel_images *images, struct failure *why);

void kernel_images_free(struct kernel_images *images);

/*
 * Brings the kernels of the list (NULL: every known series) into the store: the newest release of
 * a series that the mirror has, or the very release. What is in the store suffices, and if that is
 * all, nothing is run and nothing written; update asks for newer releases of the series too, by
 * fresh package lists (otherwise those of the last day are good enough). Older releases stay. With
 * all, a series means every release of it that the mirror has.
 * Uses apt with a state of its own beside the store; the system's is only read. One fetch at a
 * time works, another waits. entries, to be freed with kernel_entries_free() in any case, has a
 * row for each kernel asked for, unavailable ones included, also if an error is returned as long
 * as the list could be read. watch may be NULL.
 * Returns 0 if all are in the store; -ENOENT if some are unavailable, or apt is; -EINTR on Ctrl-C;
 * -ENOSPC, -EROFS, … or another negative errno.
 */
int kernels_fetch(const char *list, bool update, bool all, struct kernel_entries *entries,
		  const struct watch *watch, struct failure *why);

/*
 * A row for each known series and for each other release in the store, by version: what is in
 * the store and, from the last fetch's package lists, what could be. With all, each release that
 * the mirror has is a row, too. No network. entries is to be freed with kernel_entries_free(), and
 * only if 0 is returned.
 */
int kernels_list(bool all, struct kernel_entries *entries, struct failure *why);

void kernel_entries_free(struct kernel_entries *entries);

/*
 * Puts a kernel of others into the store: a bzImage; a package of any distribution that holds one
 * (kernel-package.h); or a directory with one. It is named as vendor.h says, else by its release,
 * and takes the place of one that was added before. added, which may be NULL, is filled and to be
 * freed with kernel_image_free(). Returns 0; -EEXIST where a fetched image of that name is there;
 * -EINVAL or -ENOENT where there is no bzImage in it, or several; -EBADMSG where a package is
 * damaged; or a negative errno.
 */
int kernels_add(const char *path, struct kernel_image *added, struct failure *why);

/* Duplicates all four. Returns 0 or -ENOMEM, and then *image is empty. */
int kernel_image_fill(struct kernel_image *image, const char *name, struct kernel_version release,
		      const char *origin, const char *path);

void kernel_image_free(struct kernel_image *image);

#endif
