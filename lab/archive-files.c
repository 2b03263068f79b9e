// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks for one file in an open archive; see archive-files.h. */
#include "lab/archive-files.h"

#include <archive_entry.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

int archive_files_damaged(const char *path, struct archive *archive, struct failure *why)
{
	const char *reason = archive_error_string(archive);

	return fail_with(why, -EBADMSG, "%s is damaged (%s): get it again", path,
			 reason ? reason : "it ends too early");
}

static bool is_wanted(struct archive_entry *entry, const char *const places[])
{
	const char *name = archive_entry_pathname(entry);

	if (!name || archive_entry_filetype(entry) != AE_IFREG)
		return false;
	/* A package's files are at "./boot", "/boot" or "boot". */
	if (!strncmp(name, "./", 2))
		name += 2;
	name += strspn(name, "/");
	for (size_t i = 0; places[i]; i++)
		if (!fnmatch(places[i], name, FNM_PATHNAME))
			return true;
	return false;
}

/* Copies the file's data; tells a damaged package from a full disk. */
static int write_file(const char *path, struct archive *files, int file, struct failure *why)
{
	const void *block;
	la_int64_t offset;
	size_t size;
	int status;

	while ((status = archive_read_data_block(files, &block, &size, &offset)) >= ARCHIVE_WARN) {
		if (status == ARCHIVE_EOF)
			return 0;
		while (size) {
			ssize_t wrote = pwrite(file, block, size, offset);

			if (wrote < 0 && errno == EINTR)
				continue;
			if (wrote < 0)
				return -errno;
			block = (const char *)block + wrote;
			offset += wrote;
			size -= (size_t)wrote;
		}
	}
	return archive_files_damaged(path, files, why);
}

int archive_files_extract(struct archive *files, int status, const char *path,
			  const char *const places[], int file, struct failure *why)
{
	struct archive_entry *entry;
	int error = -ENOENT;

	while (status >= ARCHIVE_WARN && error == -ENOENT) {
		status = archive_read_next_header(files, &entry);
		if (status == ARCHIVE_EOF)
			break;
		if (status >= ARCHIVE_WARN && is_wanted(entry, places))
			error = write_file(path, files, file, why);
	}
	return status < ARCHIVE_WARN ? archive_files_damaged(path, files, why) : error;
}
