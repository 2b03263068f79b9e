/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The root file system of the guest: a cpio archive (newc, uncompressed: emulated processors are
 * slow at decompressing) in memory. Holds the guest's /init and what the caller adds. Made once
 * per run: every kernel boots the same one. Relies on libarchive.
 */
#ifndef BPFMEND_LAB_INITRAMFS_H
#define BPFMEND_LAB_INITRAMFS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "lab/failure.h"

struct initramfs;

/*
 * Starts an archive with the program at init as /init; NULL stands for the lab's guest. Returns 0
 * and an archive to be ended with initramfs_finish() or initramfs_abandon(), or a negative errno.
 */
int initramfs_begin(const char *init, struct initramfs **initramfs, struct failure *why);

/*
 * Each adds one thing at an absolute path, with the folders above it. A path that is there already
 * is left as it is. Return 0 or a negative errno.
 */
int initramfs_add_folder(struct initramfs *initramfs, const char *path, struct failure *why);
int initramfs_add_bytes(struct initramfs *initramfs, const char *path, const void *bytes,
			size_t size, mode_t mode, struct failure *why);
int initramfs_add_link(struct initramfs *initramfs, const char *path, const char *target,
		       struct failure *why);
/* Copies the host's file at source; permissions come with it. */
int initramfs_add_file(struct initramfs *initramfs, const char *path, const char *source,
		       struct failure *why);

/* True if something was added at the path. */
bool initramfs_has(const struct initramfs *initramfs, const char *path);

/*
 * Ends the archive and frees it. Returns a descriptor (close-on-exec) of a file in memory to be
 * closed by the caller, or a negative errno.
 */
int initramfs_finish(struct initramfs *initramfs, struct failure *why);

/* Frees an archive that is not wanted any more; NULL is fine. */
void initramfs_abandon(struct initramfs *initramfs);

#endif
