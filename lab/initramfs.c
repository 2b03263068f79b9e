// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The guest's root file system as a cpio archive in memory; see initramfs.h. */
#include "lab/initramfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "lab/place.h"

#define COPY_SIZE 65536

struct initramfs {
	struct archive *archive;
	int file;
	char **paths; /* what is in it */
	size_t count;
};

static int out_of_memory(struct failure *why)
{
	return fail_with(why, -ENOMEM, "out of memory");
}

/* The message of libarchive; its error number where it knows one. */
static int archive_failed(struct initramfs *initramfs, const char *path, struct failure *why)
{
	int error = archive_errno(initramfs->archive);

	return fail_with(why, error > 0 ? -error : -EIO,
			 "cannot put %s into the guest's file system: %s", path,
			 archive_error_string(initramfs->archive));
}

bool initramfs_has(const struct initramfs *initramfs, const char *path)
{
	for (size_t i = 0; i < initramfs->count; i++)
		if (!strcmp(initramfs->paths[i], path))
			return true;
	return false;
}

static int remember(struct initramfs *initramfs, const char *path, struct failure *why)
{
	char **paths =
		realloc(initramfs->paths, (initramfs->count + 1) * sizeof(*initramfs->paths));

	if (!paths)
		return out_of_memory(why);
	initramfs->paths = paths;
	paths[initramfs->count] = strdup(path);
	if (!paths[initramfs->count])
		return out_of_memory(why);
	initramfs->count++;
	return 0;
}

/* Adds the folders that path stands in. */
static int add_parents(struct initramfs *initramfs, const char *path, struct failure *why)
{
	char *folder = strdup(path);
	int error = folder ? 0 : out_of_memory(why);

	for (char *slash = folder ? strchr(folder + 1, '/') : NULL; slash && !error;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		error = initramfs_add_folder(initramfs, folder, why);
		*slash = '/';
	}
	free(folder);
	return error;
}

/* What is to be known of a path before its bytes: everything that a cpio header says. */
struct header {
	mode_t type; /* AE_IFREG and its kind */
	mode_t mode;
	off_t size;
	const char *target; /* of a symbolic link */
	dev_t device;
};

static int add_header(struct initramfs *initramfs, const char *path, const struct header *header,
		      struct failure *why)
{
	struct archive_entry *entry;
	int error = add_parents(initramfs, path, why);

	if (!error)
		error = remember(initramfs, path, why);
	if (error)
		return error;
	entry = archive_entry_new();
	if (!entry)
		return out_of_memory(why);
	archive_entry_set_pathname(entry, path + 1);
	archive_entry_set_filetype(entry, header->type);
	archive_entry_set_perm(entry, header->mode & 07777);
	archive_entry_set_size(entry, header->size);
	archive_entry_set_mtime(entry, 0, 0);
	if (header->target)
		archive_entry_set_symlink(entry, header->target);
	if (header->device)
		archive_entry_set_rdev(entry, header->device);
	if (archive_write_header(initramfs->archive, entry) < ARCHIVE_WARN)
		error = archive_failed(initramfs, path, why);
	archive_entry_free(entry);
	return error;
}

int initramfs_add_folder(struct initramfs *initramfs, const char *path, struct failure *why)
{
	const struct header header = { .type = AE_IFDIR, .mode = 0755 };

	if (!path[0] || !strcmp(path, "/") || initramfs_has(initramfs, path))
		return 0;
	return add_header(initramfs, path, &header, why);
}

int initramfs_add_link(struct initramfs *initramfs, const char *path, const char *target,
		       struct failure *why)
{
	const struct header header = { .type = AE_IFLNK, .mode = 0777, .target = target };

	return initramfs_has(initramfs, path) ? 0 : add_header(initramfs, path, &header, why);
}

int initramfs_add_bytes(struct initramfs *initramfs, const char *path, const void *bytes,
			size_t size, mode_t mode, struct failure *why)
{
	const struct header header = { .type = AE_IFREG, .mode = mode, .size = (off_t)size };
	int error;

	if (initramfs_has(initramfs, path))
		return 0;
	error = add_header(initramfs, path, &header, why);
	if (!error && archive_write_data(initramfs->archive, bytes, size) != (ssize_t)size)
		error = archive_failed(initramfs, path, why);
	return error;
}

/* Copies size bytes; the archive's header has promised that many. */
static int copy_bytes(struct initramfs *initramfs, const char *path, int source, off_t size,
		      struct failure *why)
{
	char bytes[COPY_SIZE];

	while (size > 0) {
		ssize_t got = read(source, bytes, sizeof(bytes));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_with(why, -errno, "cannot read %s: %s", path, strerror(errno));
		if (got == 0)
			return fail_with(why, -EIO, "%s became shorter while it was read", path);
		if (got > size)
			got = (ssize_t)size;
		if (archive_write_data(initramfs->archive, bytes, (size_t)got) != got)
			return archive_failed(initramfs, path, why);
		size -= got;
	}
	return 0;
}

int initramfs_add_file(struct initramfs *initramfs, const char *path, const char *source,
		       struct failure *why)
{
	struct header header = { .type = AE_IFREG };
	struct stat status;
	int file, error = 0;

	if (initramfs_has(initramfs, path))
		return 0;
	file = open(source, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return fail_with(why, -errno, "cannot open %s: %s", source, strerror(errno));
	if (fstat(file, &status))
		error = fail_with(why, -errno, "cannot read %s: %s", source, strerror(errno));
	else if (!S_ISREG(status.st_mode))
		error = fail_with(why, -EINVAL, "%s is not a regular file", source);
	if (!error) {
		header.mode = status.st_mode;
		header.size = status.st_size;
		error = add_header(initramfs, path, &header, why);
	}
	if (!error)
		error = copy_bytes(initramfs, source, file, status.st_size, why);
	close(file);
	return error;
}

/* The kernel opens it for PID 1 before anything is mounted. */
static int add_console(struct initramfs *initramfs, struct failure *why)
{
	const struct header console = {
		.type = AE_IFCHR,
		.mode = 0600,
		.device = makedev(5, 1),
	};

	return add_header(initramfs, "/dev/console", &console, why);
}

static int open_archive(struct initramfs *initramfs, struct failure *why)
{
	struct archive *archive;

	initramfs->file = memfd_create("initramfs", MFD_CLOEXEC);
	if (initramfs->file < 0)
		return fail_with(why, -errno, "cannot make a file in memory: %s", strerror(errno));
	archive = initramfs->archive = archive_write_new();
	if (!archive)
		return out_of_memory(why);
	if (archive_write_set_format_cpio_newc(archive) ||
	    archive_write_set_bytes_in_last_block(archive, 1) ||
	    archive_write_open_fd(archive, initramfs->file))
		return archive_failed(initramfs, "the first byte", why);
	return 0;
}

int initramfs_begin(const char *init, struct initramfs **result, struct failure *why)
{
	struct initramfs *initramfs = calloc(1, sizeof(*initramfs));
	char *guest = NULL;
	int error;

	*result = NULL;
	if (!initramfs)
		return out_of_memory(why);
	initramfs->file = -1;
	error = init ? 0 : place_find("guest-init", &guest, why);
	if (!error)
		error = open_archive(initramfs, why);
	if (!error)
		error = add_console(initramfs, why);
	if (!error)
		error = initramfs_add_file(initramfs, "/init", init ? init : guest, why);
	free(guest);
	if (error)
		initramfs_abandon(initramfs);
	else
		*result = initramfs;
	return error;
}

int initramfs_finish(struct initramfs *initramfs, struct failure *why)
{
	int file;

	if (archive_write_close(initramfs->archive)) {
		int error = archive_failed(initramfs, "the last byte", why);

		initramfs_abandon(initramfs);
		return error;
	}
	file = initramfs->file;
	initramfs->file = -1;
	initramfs_abandon(initramfs);
	return file;
}

void initramfs_abandon(struct initramfs *initramfs)
{
	if (!initramfs)
		return;
	archive_write_free(initramfs->archive);
	if (initramfs->file >= 0)
		close(initramfs->file);
	for (size_t i = 0; i < initramfs->count; i++)
		free(initramfs->paths[i]);
	free(initramfs->paths);
	free(initramfs);
}
