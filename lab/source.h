/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The source of a kernel as Debian builds it, from its linux-source package, unpacked in the cache
 * at builds/<version of the package>/source and never changed there.
 */
#ifndef BPFMEND_LAB_SOURCE_H
#define BPFMEND_LAB_SOURCE_H

#include <stdbool.h>

#include "kernel/version.h"
#include "lab/failure.h"
#include "lab/watch.h"

struct source {
	char *version; /* of the package: "6.12.117-1" */
	char *directory; /* builds/<version>, for whatever is made from the source */
	char *path; /* builds/<version>/source */
};

/*
 * Finds the newest source of a series, or that of a release, in the cache. Returns 0 and *source,
 * to be freed with source_free(); -ENOENT where there is none, with nothing in why; or another
 * negative errno.
 */
int source_find(struct kernel_version wanted, struct source *source, struct failure *why);

/*
 * As source_find(), and what is not in the cache comes from the Debian mirror, which update asks in
 * any case. Needs the lock of the builds: build.h takes it. Returns 0 and *source; -ENOENT where
 * the mirror has none; -EINTR on Ctrl-C; or another negative errno.
 */
int source_get(struct kernel_version wanted, bool update, struct source *source,
	       const struct watch *watch, struct failure *why);

void source_free(struct source *source);

/* The package among those of `apt-cache show` to take the source of a kernel from. */
struct source_package {
	char *version; /* NULL if there is none; owned by the caller */
	unsigned long long bytes;
};

/*
 * Picks the newest package of the wanted release, or of any release where wanted has no patch
 * level, out of the text of `apt-cache show` for one series. Returns 0 or -ENOMEM.
 */
int source_choose(const char *text, struct kernel_version wanted, struct source_package *chosen);

#endif
