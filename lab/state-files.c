// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Reads and writes the files of a saved state; see state-files.h. Pages of zeroes are holes, so
 * that a state takes what the guest has touched, and its digest is one of the pages that are none.
 */
#include "lab/state-files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/digest.h"

#define PAGE 4096U
#define DEFAULT_LIMIT_MIB 4096
#define DEVICE_LIMIT (64U << 20)

unsigned long long state_files_limit(void)
{
	const char *text = getenv("BPFMEND_STATES_LIMIT");

	return (text ? strtoull(text, NULL, 10) : DEFAULT_LIMIT_MIB) << 20;
}

/* A file of the folder. Returns a descriptor or a negative errno. */
static int open_file(const char *folder, const char *name, int flags)
{
	char *path;
	int file;

	if (asprintf(&path, "%s/%s", folder, name) < 0)
		return -ENOMEM;
	file = open(path, flags | O_CLOEXEC, 0600);
	if (file < 0)
		file = -errno;
	free(path);
	return file;
}

static char *boot_id(void)
{
	char *id = NULL;

	if (!cache_read_file("/proc/sys/kernel/random/boot_id", &id, NULL))
		id[strcspn(id, "\n")] = '\0';
	return id;
}

static bool is_zero(const unsigned char *page)
{
	return !page[0] && !memcmp(page, page + 1, PAGE - 1);
}

/*
 * Goes over a file's pages that are not zero: copies them to the same place of another one, unless
 * that is -1, and adds them to the digest. Holes are passed over, not read.
 */
static int walk_pages(int from, off_t size, int to, uint64_t *digest)
{
	unsigned char *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, from, 0);
	off_t at = 0, end;
	int error = 0;

	if (bytes == MAP_FAILED)
		return -errno;
	while (!error && (at = lseek(from, at, SEEK_DATA)) >= 0) {
		end = lseek(from, at, SEEK_HOLE);
		for (at -= at % PAGE; at < end && !error; at += PAGE) {
			size_t part = size - at < (off_t)PAGE ? (size_t)(size - at) : PAGE;

			if (part == PAGE && is_zero(bytes + at))
				continue;
			*digest = digest_word(*digest, (uint64_t)at);
			*digest = digest_bytes(*digest, bytes + at, part);
			if (to >= 0 && pwrite(to, bytes + at, part, at) != (ssize_t)part)
				error = errno ? -errno : -EIO;
		}
	}
	if (!error && errno != ENXIO)
		error = -errno;
	munmap(bytes, (size_t)size);
	return error;
}

/* What "about" says of the two files, and of where it was written. */
static struct json_object *make_about(const char *key, off_t ram, off_t device, uint64_t digest)
{
	struct json_object *about = json_object_new_object();
	char *id = boot_id(), text[24];

	snprintf(text, sizeof(text), "%016" PRIx64, digest);
	json_object_object_add(about, "key", json_object_new_string(key));
	json_object_object_add(about, "boot", json_object_new_string(id ? id : ""));
	json_object_object_add(about, "ram", json_object_new_int64(ram));
	json_object_object_add(about, "device", json_object_new_int64(device));
	json_object_object_add(about, "digest", json_object_new_string(text));
	free(id);
	return about;
}

static int write_about(const char *folder, struct json_object *about)
{
	const char *text = json_object_to_json_string_ext(about, JSON_C_TO_STRING_PRETTY);
	char *path;
	int error;

	if (asprintf(&path, "%s/about", folder) < 0)
		return -ENOMEM;
	error = text ? cache_write_file(path, text, strlen(text), NULL) : -ENOMEM;
	free(path);
	return error;
}

static int copy_file(int from, const char *folder, const char *name, off_t *size, uint64_t *digest)
{
	int to = open_file(folder, name, O_RDWR | O_CREAT | O_EXCL), error = 0;
	struct stat status;

	if (to < 0)
		return to;
	if (fstat(from, &status) || ftruncate(to, status.st_size))
		error = -errno;
	*size = status.st_size;
	if (!error)
		error = walk_pages(from, status.st_size, to, digest);
	if (close(to) && !error)
		error = -errno;
	return error;
}

int state_files_write(const char *folder, const char *key, int ram, int device)
{
	uint64_t digest = DIGEST_START;
	struct json_object *about;
	off_t sizes[2];
	int error = copy_file(ram, folder, "ram", &sizes[0], &digest);

	if (!error)
		error = copy_file(device, folder, "device", &sizes[1], &digest);
	if (error)
		return error;
	about = make_about(key, sizes[0], sizes[1], digest);
	error = write_about(folder, about);
	json_object_put(about);
	return error;
}

int state_files_refuse(const char *folder, const char *key)
{
	struct json_object *about = make_about(key, 0, 0, 0);
	int error = write_about(folder, about);

	json_object_put(about);
	return error;
}

static const char *text_of(struct json_object *about, const char *name)
{
	const char *text = json_object_get_string(json_object_object_get(about, name));

	return text ? text : "";
}

/* Reads both files as a whole, and notes that it need not be done again before the next boot. */
static int check_digest(const char *folder, const struct state *state, struct json_object *about)
{
	off_t ram = json_object_get_int64(json_object_object_get(about, "ram"));
	off_t device = json_object_get_int64(json_object_object_get(about, "device"));
	uint64_t digest = DIGEST_START;
	char *id = boot_id(), text[24];
	bool known = id && !strcmp(text_of(about, "boot"), id);
	int error = known ? 0 : walk_pages(state->ram, ram, -1, &digest);

	if (!known && !error)
		error = walk_pages(state->device, device, -1, &digest);
	snprintf(text, sizeof(text), "%016" PRIx64, digest);
	if (!known && !error && strcmp(text_of(about, "digest"), text) != 0)
		error = -EBADMSG;
	if (!known && !error && id) {
		json_object_object_add(about, "boot", json_object_new_string(id));
		write_about(folder, about);
	}
	free(id);
	return error;
}

static int check_size(int file, struct json_object *about, const char *name)
{
	struct stat status;

	if (file < 0)
		return file;
	if (fstat(file, &status) ||
	    status.st_size != json_object_get_int64(json_object_object_get(about, name)))
		return -EBADMSG;
	return 0;
}

static int open_as_told(const char *folder, const char *key, struct json_object *about,
			struct state *state)
{
	int error;

	if (strcmp(text_of(about, "key"), key) != 0)
		return -EBADMSG;
	if (!json_object_get_int64(json_object_object_get(about, "ram")))
		return -EOPNOTSUPP;
	/* QEMU opens it for writing, though it then maps it privately. */
	state->ram = open_file(folder, "ram", O_RDWR);
	state->device = open_file(folder, "device", O_RDONLY);
	error = check_size(state->ram, about, "ram");
	if (!error)
		error = check_size(state->device, about, "device");
	return error ? error : check_digest(folder, state, about);
}

int state_files_open(const char *folder, const char *key, struct state *state)
{
	struct json_object *about = NULL;
	char *path, *text = NULL;
	int error;

	*state = (struct state){ -1, -1 };
	if (asprintf(&path, "%s/about", folder) < 0)
		return -ENOMEM;
	error = cache_read_file(path, &text, NULL);
	if (error == -ENOENT && !access(folder, F_OK))
		error = -EBADMSG;
	if (!error) {
		about = json_tokener_parse(text);
		error = about ? open_as_told(folder, key, about, state) : -EBADMSG;
	}
	if (error)
		state_close(state);
	json_object_put(about);
	free(text);
	free(path);
	return error;
}
