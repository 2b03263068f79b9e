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
	char *name; /* as it was asked for: "6.12", "6.18.12", or a path */
	char *release; /* "6.12.117"; read out of the image where it did not come from a package */
	char *origin; /* package and version it came from, or "added from PATH" */
	char *path; /* of the bzImage */
};

struct kernel_images {
	struct kernel_image *images;
	size_t count;
};

/* Whether and where a series (or a full release that was asked for) can be had. */
enum kernel_state { KERNEL_FETCHED, KERNEL_AVAILABLE, KERNEL_UNAVAILABLE };

/* A row of `bpfmend kernels list`. */
struct kernel_entry {
	char *name; /* "6.12" or "6.18.12" */
	enum kernel_state state;
	char *release; /* of the image, or of the package that fetch would take; NULL if unavailable
			*/
	char *origin; /* likewise */
	unsigned long long bytes; /* size of the image, or of the package to fetch */
};

struct kernel_entries {
	struct kernel_entry *entries;
	size_t count;
};

/*
 * Finds the images for a list of kernels as a user writes it ("6.12,6.16-7.2,6.18.12"; NULL for
 * every known series that is in the store) without touching the network. A series means its newest
 * release in the store. Returns 0 and images to be freed with kernel_images_free(); -EINVAL where
 * the list cannot be read or names an unknown series; -ENOENT where one is not in the store. why
 * then says which and how to fetch it.
 */
int kernels_find(const char *list, struct kernel_images *images, struct failure *why);

/* The image at a path given by --kernel-image, appended to images. Returns 0 or a negative errno.
 */
int kernels_find_path(const char *path, struct kernel_images *images, struct failure *why);

void kernel_images_free(struct kernel_images *images);

/*
 * Brings the kernels of the list (NULL: every known series) into the store: the newest release of
 * a series that the mirror has, or the very release. What is there is not fetched again, unless
 * the mirror has a newer release of the series. Uses apt with a state of its own below the store;
 * the system's is only read. entries, to be freed with kernel_entries_free(), has a row for each
 * kernel asked for, unavailable ones included, and is filled even if an error is returned later.
 * Returns 0 if all are in the store; -ENOENT if some are unavailable; -EINTR on Ctrl-C; or
 * another negative errno.
 */
int kernels_fetch(const char *list, struct kernel_entries *entries, const struct watch *watch,
		  struct failure *why);

/* What is in the store and, from the last fetch's package lists, what could be. No network. */
int kernels_list(struct kernel_entries *entries, struct failure *why);

void kernel_entries_free(struct kernel_entries *entries);

/* Copies a bzImage into the store under the release its header states. added may be NULL. */
int kernels_add(const char *path, struct kernel_image *added, struct failure *why);

#endif
