// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* KVM or emulation, and remembering which; see accel.h. */
#include "lab/accel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/place.h"

#define BOOT_ID_LENGTH 36

static const char *const names[] = { "auto", "kvm", "tcg" };

int accel_parse(const char *text, enum accel *accel, struct failure *why)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(text, names[i])) {
			*accel = (enum accel)i;
			return 0;
		}
	return fail_with(why, -EINVAL, "'%s' is no way to run a machine: it is auto, kvm or tcg",
			 text);
}

/* Reads the first line of a file, without its newline. Returns false if there is none. */
static bool read_line(const char *path, char *line, int size)
{
	FILE *file = fopen(path, "re");
	bool got = file && fgets(line, size, file);

	if (file)
		fclose(file);
	if (got)
		line[strcspn(line, "\n")] = '\0';
	return got;
}

static bool read_boot_id(char id[BOOT_ID_LENGTH + 2])
{
	return read_line("/proc/sys/kernel/random/boot_id", id, BOOT_ID_LENGTH + 2) &&
	       strlen(id) == BOOT_ID_LENGTH;
}

enum accel accel_recall(void)
{
	char id[BOOT_ID_LENGTH + 2], line[BOOT_ID_LENGTH + 8];
	enum accel accel = ACCEL_AUTO;
	char *path;

	if (access("/dev/kvm", R_OK | W_OK))
		return ACCEL_TCG;
	if (place_in_cache("accel", &path, NULL))
		return ACCEL_AUTO;
	if (read_boot_id(id) && read_line(path, line, sizeof(line)) &&
	    !strncmp(line, id, BOOT_ID_LENGTH) && line[BOOT_ID_LENGTH] == ' ')
		accel_parse(line + BOOT_ID_LENGTH + 1, &accel, NULL);
	free(path);
	return accel;
}

void accel_remember(enum accel accel)
{
	char id[BOOT_ID_LENGTH + 2], *path, *draft = NULL;
	int file = -1;

	if (place_in_cache("accel", &path, NULL))
		return;
	if (read_boot_id(id) && asprintf(&draft, "%s.XXXXXX", path) > 0)
		file = mkstemp(draft);
	if (file >= 0) {
		bool written = dprintf(file, "%s %s\n", id, names[accel]) > 0;

		if (close(file) || !written || rename(draft, path))
			unlink(draft);
	}
	free(draft);
	free(path);
}
