/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The kernel images in the cache: kernels/<name>/vmlinuz, the name being the release or what
 * vendor.h makes of a vendor's kernel, and beside it a line of text, origin, that says where it
 * came from. A directory appears there when it is whole. Next to it stands "packages", what
 * Debian's mirror offered when it was last asked.
 */
#ifndef BPFMEND_LAB_STORE_H
#define BPFMEND_LAB_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "kernel/version.h"
#include "lab/failure.h"
#include "lab/packages.h"
#include "lab/watch.h"

/* An image in the store. Its strings are owned by struct store. */
struct stored_image {
	char *name; /* a vendor's; NULL for one that is known by its release */
	struct kernel_version release;
	char *path;
	char *origin;
	unsigned long long bytes;
};

/* What was there when store_read() looked, newest release first, of one release by name. */
struct store {
	struct stored_image *images;
	size_t count;
	struct packages packages; /* what the mirror had */
	time_t packages_time; /* when; 0 if it was never asked */
};

/*
 * Reads the store; one that does not exist is empty. Returns 0 and *store, to be freed with
 * store_free(), or a negative errno.
 */
int store_read(struct store *store, struct failure *why);

void store_free(struct store *store);

/* The image of a release, or of a series' newest release; NULL if it is not there. No vendor's. */
const struct stored_image *store_find(const struct store *store, struct kernel_version wanted);

/* The image of that name, a vendor's or a release; NULL if it is not there. */
const struct stored_image *store_find_name(const struct store *store, const char *name);

/*
 * Takes the store's lock and removes what a killed process may have left half-done. Returns a
 * descriptor to be closed when done, or a negative errno: -EINTR on Ctrl-C.
 */
int store_lock(const struct watch *watch, struct failure *why);

/* A place to put an image together, inside the store's file system. Needs the lock. */
struct staging {
	char *directory; /* free for other use until store_install() */
	char *image; /* the path to write the image to */
};

/* Returns 0 and *staging, to be ended by store_install() or store_discard(). */
int store_stage(struct staging *staging, struct failure *why);

/*
 * Moves staging->image into the store, on disk and whole, as the image of that name; one that is
 * there already is replaced. Frees staging and removes its directory, also on failure.
 */
int store_install(struct staging *staging, const char *name, const char *origin,
		  struct failure *why);

/* Frees staging and removes its directory. */
void store_discard(struct staging *staging);

/* Remembers what the mirror has: the text that packages_parse() reads. Needs the lock. */
int store_write_packages(const char *text, struct failure *why);

#endif
