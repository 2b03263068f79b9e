// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unpacks a cpio archive (newc) as the kernel does with its initramfs: what initramfs.h makes, and
 * no more. The guest's own program and its devices are there already, and what lies below one of
 * its mounts would have been hidden by that.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/guest/guest.h"

#define HEADER_SIZE 110
#define FIELD_SIZE 8

/* Fields of a header, by their number after the magic. */
enum { FIELD_MODE = 1, FIELD_SIZE_OF_FILE = 6, FIELD_SIZE_OF_NAME = 11 };

struct entry {
	const char *name, *bytes;
	size_t size, whole; /* whole: with its header and padding */
	mode_t mode;
};

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static size_t field(const char *header, int number)
{
	char text[FIELD_SIZE + 1] = "";

	memcpy(text, header + 6 + number * FIELD_SIZE, FIELD_SIZE);
	return strtoul(text, NULL, 16);
}

static int read_entry(const char *at, size_t left, struct entry *entry)
{
	size_t name, start;

	if (left < HEADER_SIZE || memcmp(at, "070701", 6) != 0)
		return -EPROTO;
	name = field(at, FIELD_SIZE_OF_NAME);
	start = padded(HEADER_SIZE + name);
	*entry = (struct entry){
		.name = at + HEADER_SIZE,
		.bytes = at + start,
		.size = field(at, FIELD_SIZE_OF_FILE),
		.mode = (mode_t)field(at, FIELD_MODE),
	};
	entry->whole = start + padded(entry->size);
	if (!name || start > left || entry->size > left - start || entry->name[name - 1])
		return -EPROTO;
	return 0;
}

static bool is_there_already(const char *name)
{
	static const char *const own[] = { "dev", "proc", "sys" };

	if (!strcmp(name, "init"))
		return true;
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		size_t length = strlen(own[i]);

		if (!strncmp(name, own[i], length) && (!name[length] || name[length] == '/'))
			return true;
	}
	return false;
}

static int write_file(const struct entry *entry)
{
	int file = open(entry->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	size_t done = 0;
	ssize_t wrote = 1;

	if (file < 0)
		return -errno;
	while (done < entry->size && wrote > 0) {
		wrote = write(file, entry->bytes + done, entry->size - done);
		done += wrote > 0 ? (size_t)wrote : 0;
	}
	if (done < entry->size || fchmod(file, entry->mode & 07777)) {
		int error = errno ? -errno : -EIO;

		close(file);
		return error;
	}
	return close(file) ? -errno : 0;
}

static int make(const struct entry *entry)
{
	char *target;
	int error = 0;

	switch (entry->mode & S_IFMT) {
	case S_IFDIR:
		return mkdir(entry->name, entry->mode & 07777) && errno != EEXIST ? -errno : 0;
	case S_IFREG:
		return write_file(entry);
	case S_IFLNK:
		target = strndup(entry->bytes, entry->size);
		if (!target || symlink(target, entry->name))
			error = -errno;
		free(target);
		return error;
	default:
		return 0;
	}
}

int unpack(const char *archive, size_t size)
{
	struct entry entry;
	int error = chdir("/") ? -errno : 0;

	while (!error) {
		error = read_entry(archive, size, &entry);
		if (error)
			return error;
		if (!strcmp(entry.name, "TRAILER!!!"))
			return 0;
		if (!is_there_already(entry.name))
			error = make(&entry);
		if (error)
			report_trouble("cannot unpack %s: %s", entry.name, strerror(-error));
		archive += entry.whole;
		size -= entry.whole < size ? entry.whole : size;
	}
	return error;
}
