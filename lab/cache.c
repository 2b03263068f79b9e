// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The cache directory and atomic writes into it; see cache.h. Relies on POSIX rename(). */
#include "lab/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "lab/interrupt.h"

#define MAKE_ROOM "make room, or set XDG_CACHE_HOME to a directory on another disk"

#define LOCK_RETRY_MS 200

int cache_fail(struct failure *why, int error, const char *verb, const char *path)
{
	const char *advice = "";

	if (error == -ENOSPC || error == -EDQUOT)
		advice = "; " MAKE_ROOM;
	else if (error == -EROFS || error == -EACCES || error == -EPERM)
		advice = "; set XDG_CACHE_HOME to a directory that you can write to";
	return fail_with(why, error, "cannot %s %s: %s%s", verb, path, strerror(-error), advice);
}

int cache_check_room(const char *directory, unsigned long long bytes, struct failure *why)
{
	struct statvfs disk;
	unsigned long long free_bytes;

	if (statvfs(directory, &disk))
		return cache_fail(why, -errno, "read", directory);
	free_bytes = (unsigned long long)disk.f_bavail * disk.f_frsize;
	if (free_bytes >= bytes)
		return 0;
	return fail_with(why, -ENOSPC,
			 "the disk is too full: %s needs %llu MiB, %llu MiB are free; " MAKE_ROOM,
			 directory, bytes >> 20, free_bytes >> 20);
}

int cache_path(const char *name, char **path, struct failure *why)
{
	const char *cache = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");
	int length;

	/* The XDG base directory specification has relative paths ignored. */
	if (cache && cache[0] == '/')
		length = asprintf(path, "%s/bpfmend%s%s", cache, *name ? "/" : "", name);
	else if (home && home[0] == '/')
		length = asprintf(path, "%s/.cache/bpfmend%s%s", home, *name ? "/" : "", name);
	else
		return fail_with(why, -ENOENT,
				 "there is no place for the cache: set HOME or XDG_CACHE_HOME to "
				 "an absolute path");
	return length < 0 ? -ENOMEM : 0;
}

int cache_make_directory(const char *path, struct failure *why)
{
	char *partial = strdup(path);
	int error = partial ? 0 : -ENOMEM;

	for (char *end = partial; end && !error; end = *end ? end : NULL) {
		end += strspn(end, "/");
		end += strcspn(end, "/");
		char kept = *end;

		*end = '\0';
		if (mkdir(partial, 0777) && errno != EEXIST)
			error = cache_fail(why, -errno, "create the directory", partial);
		*end = kept;
	}
	free(partial);
	return error;
}

int cache_close_file(int file, const char *path, struct failure *why)
{
	int error = 0;

	if (fsync(file))
		error = cache_fail(why, -errno, "write", path);
	if (close(file) && !error)
		error = cache_fail(why, -errno, "write", path);
	return error;
}

static int write_all(int file, const char *data, size_t size)
{
	while (size) {
		ssize_t wrote = write(file, data, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return -errno;
		data += wrote;
		size -= (size_t)wrote;
	}
	return 0;
}

int cache_write_file(const char *path, const void *data, size_t size, struct failure *why)
{
	char *temporary;
	int error, file;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	file = mkostemp(temporary, O_CLOEXEC);
	if (file < 0) {
		error = cache_fail(why, -errno, "create", path);
		free(temporary);
		return error;
	}
	error = write_all(file, data, size);
	if (error)
		cache_fail(why, error, "write", path);
	fchmod(file, 0644);
	int closed = cache_close_file(file, path, why);

	error = error ? error : closed;
	if (!error && rename(temporary, path))
		error = cache_fail(why, -errno, "create", path);
	if (error)
		unlink(temporary);
	free(temporary);
	return error;
}

int cache_read_file(const char *path, char **text, struct failure *why)
{
	FILE *file = fopen(path, "re");
	size_t size = 0;

	*text = NULL;
	if (!file && errno == ENOENT)
		return -ENOENT;
	errno = 0;
	/* Up to the first NUL, which no text has: the whole file. */
	if (!file || getdelim(text, &size, '\0', file) < 0) {
		int error = errno ? -errno : 0;

		free(*text);
		*text = error ? NULL : strdup("");
		if (file)
			fclose(file);
		if (error)
			return cache_fail(why, error, "read", path);
		return *text ? 0 : -ENOMEM;
	}
	fclose(file);
	return 0;
}

int cache_copy_file(const char *from, const char *to, struct failure *why)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out, error = 0;
	ssize_t sent;

	if (in < 0)
		return fail_with(why, -errno, "cannot open %s: %s", from, strerror(errno));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (out < 0) {
		error = cache_fail(why, -errno, "create", to);
	} else {
		while ((sent = sendfile(out, in, NULL, 1 << 20)) > 0 && !interrupt_pending())
			;
		if (sent < 0)
			error = cache_fail(why, -errno, "write", to);
		else if (sent > 0)
			error = fail_with(why, -EINTR, "interrupted");
		if (error)
			close(out);
		else
			error = cache_close_file(out, to, why);
	}
	close(in);
	return error;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	remove(path);
	return 0;
}

void cache_remove(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int cache_lock(const char *path, const struct watch *watch, struct failure *why)
{
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (lock < 0)
		return cache_fail(why, -errno, "create", path);
	while (flock(lock, LOCK_EX | LOCK_NB)) {
		struct pollfd interrupt = { interrupt_fd(), POLLIN, 0 };
		int error = errno == EWOULDBLOCK || errno == EINTR ? 0 : -errno;

		if (error)
			cache_fail(why, error, "lock", path);
		else if (interrupt_pending())
			error = fail_with(why, -EINTR, "interrupted");
		if (error) {
			close(lock);
			return error;
		}
		watch_status(watch, "waits for another bpfmend that fills the cache");
		poll(&interrupt, 1, LOCK_RETRY_MS);
	}
	return lock;
}
