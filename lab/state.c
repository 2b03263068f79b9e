// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Finds, keeps and removes saved machine states; see state.h. What the files hold is
 * state-files.c's matter.
 */
#include "lab/state.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/digest.h"
#include "lab/place.h"
#include "lab/state-files.h"

/* Grows where a guest or a command line of QEMU changes in a way that no file tells. */
#define STATE_FORMAT 1

/* Disk that must stay free beside a new state. */
#define ROOM_LEFT (512ULL << 20)

/* The path of something in states/; "" for that itself. NULL on failure. The caller frees it. */
static char *path_of(const char *name, const char *file)
{
	char *relative = NULL, *path = NULL;

	if (asprintf(&relative, "states%s%s%s%s", *name ? "/" : "", name, *file ? "/" : "", file) <
	    0)
		return NULL;
	if (cache_path(relative, &path, NULL))
		path = NULL;
	free(relative);
	return path;
}

/* Adds what tells a file from another one of the same name. */
static int describe(FILE *out, const char *path)
{
	struct stat status;

	if (stat(path, &status))
		return -errno;
	fprintf(out, "%s %" PRIdMAX " %" PRIdMAX ".%09ld %" PRIdMAX ".%09ld %" PRIuMAX "\n", path,
		(intmax_t)status.st_size, (intmax_t)status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
		(intmax_t)status.st_ctim.tv_sec, status.st_ctim.tv_nsec, (uintmax_t)status.st_ino);
	return 0;
}

/* The first file of that name in PATH. NULL where there is none; the caller frees it. */
static char *find_in_path(const char *name)
{
	const char *folder = getenv("PATH");
	char *path = NULL;

	while (folder && *folder) {
		int length = (int)strcspn(folder, ":");

		if (asprintf(&path, "%.*s/%s", length, folder, name) < 0)
			return NULL;
		if (!access(path, X_OK))
			return path;
		free(path);
		path = NULL;
		folder += length;
		folder += *folder == ':';
	}
	return NULL;
}

static int describe_all(FILE *out, const char *image, const char *machine)
{
	char *qemu = find_in_path("qemu-system-x86_64"), *guest = NULL;
	char *kernel = realpath(image, NULL);
	int error = qemu && kernel ? place_find("guest-init", &guest, NULL) : -ENOENT;

	fprintf(out, "%d %s\n", STATE_FORMAT, machine);
	if (!error)
		error = describe(out, kernel);
	if (!error)
		error = describe(out, guest);
	if (!error)
		error = describe(out, qemu);
	free(kernel);
	free(guest);
	free(qemu);
	return error;
}

int state_key_make(struct state_key *key, const char *image, const char *machine)
{
	size_t size;
	FILE *out;
	int error;

	*key = (struct state_key){ 0 };
	if (!state_files_limit())
		return -EOPNOTSUPP;
	out = open_memstream(&key->text, &size);
	if (!out)
		return -ENOMEM;
	error = describe_all(out, image, machine);
	if (fclose(out) && !error)
		error = -ENOMEM;
	if (error)
		state_key_free(key);
	else
		snprintf(key->name, sizeof(key->name), "%016" PRIx64,
			 digest_bytes(DIGEST_START, key->text, size));
	return error;
}

void state_key_free(struct state_key *key)
{
	free(key->text);
	key->text = NULL;
}

void state_close(struct state *state)
{
	if (state->ram >= 0)
		close(state->ram);
	if (state->device >= 0)
		close(state->device);
	*state = (struct state){ -1, -1 };
}

int state_open(const struct state_key *key, struct state *state)
{
	char *folder = path_of(key->name, "");
	int error = folder ? state_files_open(folder, key->text, state) : -ENOMEM;

	if (!error)
		utimensat(AT_FDCWD, folder, NULL, 0); /* used now */
	else if (error != -ENOENT && error != -EOPNOTSUPP)
		state_discard(key);
	free(folder);
	return error && error != -EOPNOTSUPP ? -ENOENT : error;
}

void state_discard(const struct state_key *key)
{
	char *folder = path_of(key->name, "");

	if (folder)
		state_files_remove(folder);
	free(folder);
}

/* Makes a folder that no other run looks into. Returns its path, which the caller frees, and a
 * lock that tells others that it is in use; or NULL. */
static char *begin_folder(int *lock)
{
	char *states = path_of("", ""), *draft = path_of(STATE_DRAFT "XXXXXX", "");
	char *path = NULL;

	*lock = -1;
	if (states && draft && !cache_make_directory(states, NULL) && mkdtemp(draft) &&
	    asprintf(&path, "%s/" STATE_LOCK, draft) >= 0) {
		*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		free(path);
		if (*lock >= 0)
			flock(*lock, LOCK_EX | LOCK_NB);
	}
	free(states);
	if (*lock >= 0)
		return draft;
	free(draft);
	return NULL;
}

/* Moves the folder to its name, unless there is one already. */
static int move_into_place(const struct state_key *key, const char *draft)
{
	char *folder = path_of(key->name, ""), *lock = NULL;
	int error = folder ? 0 : -ENOMEM;

	if (!error && asprintf(&lock, "%s/" STATE_LOCK, draft) >= 0) {
		unlink(lock);
		free(lock);
	}
	if (!error && rename(draft, folder))
		error = -errno;
	free(folder);
	return error;
}

int state_save(const struct state_key *key, int ram, int device)
{
	char *states = path_of("", ""), *draft = NULL;
	struct stat status = { 0 };
	int error = states ? 0 : -ENOMEM, lock = -1;

	if (!error && (fstat(ram, &status) || !(draft = begin_folder(&lock))))
		error = -EIO;
	if (!error)
		error = cache_check_room(
			states, (unsigned long long)status.st_blocks * 512 + ROOM_LEFT, NULL);
	if (!error)
		error = state_files_write(draft, key->text, ram, device);
	if (!error)
		error = move_into_place(key, draft);
	if (error && draft)
		cache_remove(draft);
	if (lock >= 0)
		close(lock);
	if (!error)
		state_files_tidy(states, key->name);
	free(draft);
	free(states);
	return error;
}

void state_refuse(const struct state_key *key)
{
	int lock;
	char *draft = begin_folder(&lock);

	if (!draft)
		return;
	if (state_files_refuse(draft, key->text) || move_into_place(key, draft))
		cache_remove(draft);
	close(lock);
	free(draft);
}
