// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Keeps the folder of saved states within its bounds; see state-files.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/state-files.h"

/* A draft without its lock may be one that is being made. */
#define DRAFT_SECONDS 600

struct kept {
	char *path;
	struct timespec used;
	unsigned long long bytes;
};

void state_files_remove(const char *folder)
{
	int length = (int)(strrchr(folder, '/') - folder);
	char *path;

	if (asprintf(&path, "%.*s/" STATE_DRAFT "XXXXXX", length, folder) < 0)
		return;
	/* An empty folder may be replaced by one that is not. */
	if (mkdtemp(path)) {
		if (!rename(folder, path))
			cache_remove(path);
		else
			rmdir(path);
	}
	free(path);
}

static unsigned long long bytes_in(const char *folder)
{
	static const char *const names[] = { "ram", "device", "about" };
	unsigned long long bytes = 0;
	struct stat status;
	char *path;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (asprintf(&path, "%s/%s", folder, names[i]) < 0)
			continue;
		if (!stat(path, &status))
			bytes += (unsigned long long)status.st_blocks * 512;
		free(path);
	}
	return bytes;
}

/* Whether whoever made the draft is gone. */
static int is_abandoned(const char *folder)
{
	struct stat status;
	int lock, free_now;
	char *path;

	if (asprintf(&path, "%s/" STATE_LOCK, folder) < 0)
		return 0;
	lock = open(path, O_RDWR | O_CLOEXEC);
	free(path);
	if (lock < 0)
		return !stat(folder, &status) && time(NULL) - status.st_mtim.tv_sec > DRAFT_SECONDS;
	free_now = !flock(lock, LOCK_EX | LOCK_NB);
	close(lock);
	return free_now;
}

static int older_first(const void *a, const void *b)
{
	const struct kept *left = a, *right = b;

	if (left->used.tv_sec != right->used.tv_sec)
		return left->used.tv_sec < right->used.tv_sec ? -1 : 1;
	return left->used.tv_nsec < right->used.tv_nsec ? -1 : 1;
}

/* Adds a state to the list; drops it where there is no memory. */
static void add(struct kept **all, size_t *count, char *path)
{
	struct kept *more = realloc(*all, (*count + 1) * sizeof(*more));
	struct stat status;

	if (more)
		*all = more;
	if (more && !stat(path, &status))
		more[(*count)++] = (struct kept){ path, status.st_mtim, bytes_in(path) };
	else
		free(path);
}

static size_t list(const char *states, struct kept **all)
{
	DIR *folder = opendir(states);
	struct dirent *entry;
	size_t count = 0;
	char *path;

	while (folder && (entry = readdir(folder))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    asprintf(&path, "%s/%s", states, entry->d_name) < 0)
			continue;
		if (strncmp(entry->d_name, STATE_DRAFT, strlen(STATE_DRAFT)) != 0) {
			add(all, &count, path);
			continue;
		}
		if (is_abandoned(path))
			cache_remove(path);
		free(path);
	}
	if (folder)
		closedir(folder);
	return count;
}

void state_files_tidy(const char *states, const char *keep)
{
	struct kept *all = NULL;
	size_t count = list(states, &all);
	unsigned long long bytes = 0;

	for (size_t i = 0; i < count; i++)
		bytes += all[i].bytes;
	if (count)
		qsort(all, count, sizeof(*all), older_first);
	for (size_t i = 0; i < count; i++) {
		const char *name = strrchr(all[i].path, '/') + 1;

		if (bytes > state_files_limit() && strcmp(name, keep) != 0) {
			state_files_remove(all[i].path);
			bytes -= all[i].bytes;
		}
		free(all[i].path);
	}
	free(all);
}
