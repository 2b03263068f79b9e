// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * A .deb is an ar archive with a member data.tar.xz (or .zst), the files: two archives of
 * libarchive, the inner one reading the outer one's member block by block. See deb.h.
 */
#include "lab/deb.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "lab/archive-files.h"

#define READ_SIZE (64 * 1024)

/* Where Debian's packages have had the image, oldest first. */
static const char *const image_places[] = {
	"boot/vmlinuz-*",
	"usr/lib/modules/*/vmlinuz",
	"usr/lib/modules/*/vmlinuz.unsigned",
	NULL,
};

static const char *const source_places[] = { "usr/src/linux-source-*.tar.xz", NULL };

/* The inner archive's read callback: context is the outer archive. */
static ssize_t read_member(struct archive *inner, void *context, const void **block)
{
	struct archive *outer = context;
	la_int64_t offset;
	size_t size = 0;
	int status = archive_read_data_block(outer, block, &size, &offset);

	if (status == ARCHIVE_EOF)
		return 0;
	if (status < ARCHIVE_WARN) {
		archive_set_error(inner, EIO, "%s", archive_error_string(outer));
		return -1;
	}
	return (ssize_t)size;
}

static int extract_from_files(const char *path, struct archive *outer, const char *const places[],
			      int file, struct failure *why)
{
	struct archive *files = archive_read_new();
	int status, error;

	if (!files)
		return -ENOMEM;
	archive_read_support_format_tar(files);
	archive_read_support_filter_all(files);
	status = archive_read_open(files, outer, NULL, read_member, NULL);
	error = archive_files_extract(files, status, path, places, file, why);
	archive_read_free(files);
	return error;
}

/* Writes the first file of the package that is at one of the places. */
static int extract(const char *path, const char *const places[], int file, struct failure *why)
{
	struct archive *outer = archive_read_new();
	struct archive_entry *member;
	int status, error;

	if (!outer)
		return -ENOMEM;
	archive_read_support_format_ar(outer);
	status = archive_read_open_filename(outer, path, READ_SIZE);
	while (status >= ARCHIVE_WARN) {
		status = archive_read_next_header(outer, &member);
		if (status == ARCHIVE_EOF ||
		    (status >= ARCHIVE_WARN &&
		     !strncmp(archive_entry_pathname(member), "data.tar", strlen("data.tar"))))
			break;
	}
	if (status == ARCHIVE_EOF || status < ARCHIVE_WARN)
		error = archive_files_damaged(path, outer, why);
	else
		error = extract_from_files(path, outer, places, file, why);
	archive_read_free(outer);
	return error;
}

int deb_extract_image(const char *path, int image, struct failure *why)
{
	return extract(path, image_places, image, why);
}

int deb_extract_source(const char *path, int archive, struct failure *why)
{
	return extract(path, source_places, archive, why);
}
