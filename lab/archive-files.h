/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* One file out of an archive that libarchive reads, by the places where it may be. */
#ifndef BPFMEND_LAB_ARCHIVE_FILES_H
#define BPFMEND_LAB_ARCHIVE_FILES_H

#include <archive.h>

#include "lab/failure.h"

/*
 * Writes the first regular file that is at one of the places, patterns of fnmatch(3) without a
 * leading "/" and ended by NULL, to the descriptor file. files was opened with the status; path
 * names it in messages. Returns 0; -ENOENT where the archive is whole and has no such file (why
 * stays empty); -EBADMSG where it is damaged; or the negative errno of writing.
 */
int archive_files_extract(struct archive *files, int status, const char *path,
			  const char *const places[], int file, struct failure *why);

/* Says that the archive is damaged, and how. Returns -EBADMSG. */
int archive_files_damaged(const char *path, struct archive *archive, struct failure *why);

#endif
