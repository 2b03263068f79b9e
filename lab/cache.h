/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The cache directory, ${XDG_CACHE_HOME:-~/.cache}/bpfmend, and how things get into it: whole or
 * not at all. Every failure here says which path it was and how to get a cache that can be
 * written. Knows nothing of kernels.
 */
#ifndef BPFMEND_LAB_CACHE_H
#define BPFMEND_LAB_CACHE_H

#include <stddef.h>

#include "lab/failure.h"
#include "lab/watch.h"

/*
 * The path of something in the cache; name is relative to it ("kernels/6.12.117"), "" for itself.
 * It need not exist. Returns 0 and *path, which the caller frees; -ENOENT where neither
 * XDG_CACHE_HOME nor HOME says where the cache is; or -ENOMEM.
 */
int cache_path(const char *name, char **path, struct failure *why);

/* Makes a directory and those above it. What exists stays. Returns 0 or a negative errno. */
int cache_make_directory(const char *path, struct failure *why);

/*
 * Writes a file under a temporary name in the same directory, then renames it into place: whoever
 * opens path sees the old content or all of the new. Returns 0 or a negative errno.
 */
int cache_write_file(const char *path, const void *data, size_t size, struct failure *why);

/*
 * Reads a whole file. Returns 0 and *text, NUL-terminated, which the caller frees; or a negative
 * errno, and then says nothing in why if the file does not exist (-ENOENT).
 */
int cache_read_file(const char *path, char **text, struct failure *why);

/*
 * Copies a file to one that does not exist yet and sees to it that it is on disk; -EINTR on Ctrl-C.
 * On failure a part of it may be left.
 */
int cache_copy_file(const char *from, const char *to, struct failure *why);

/* Makes sure that what was written to an open file is on the disk, and closes it. */
int cache_close_file(int file, const char *path, struct failure *why);

/* Removes a file or a directory with all it holds; what cannot be removed stays behind silently. */
void cache_remove(const char *path);

/*
 * Takes the lock at path, a file that is created and stays; waits for whoever holds it, and says
 * so. Returns a descriptor to be closed when done; -EINTR on Ctrl-C; or another negative errno.
 */
int cache_lock(const char *path, const struct watch *watch, struct failure *why);

/*
 * Returns 0 if the disk that a directory lies on has room for so many bytes more, or -ENOSPC.
 * apt-get can wait forever on a full disk: ask before it is run.
 */
int cache_check_room(const char *directory, unsigned long long bytes, struct failure *why);

/*
 * Records "cannot VERB PATH: REASON" and, where the disk is full or may not be written, what to
 * do about it. Returns error.
 */
int cache_fail(struct failure *why, int error, const char *verb, const char *path);

#endif
