// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* KVM or emulation, and remembering which; see accel.h. */
#include "lab/accel.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/cache.h"

static const char *const names[] = { "auto", "kvm", "tcg", "counted" };

int accel_parse(const char *text, enum accel *accel, struct failure *why)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(text, names[i])) {
			*accel = (enum accel)i;
			return 0;
		}
	return fail_with(why, -EINVAL,
			 "'%s' is no way to run a machine: it is auto, kvm, tcg or counted", text);
}

/* What the cache says if it is of this boot: "BOOT-ID kvm". The caller frees it; NULL on failure.
 */
static char *describe(enum accel accel)
{
	char *id = NULL, *line = NULL;

	if (cache_read_file("/proc/sys/kernel/random/boot_id", &id, NULL))
		return NULL;
	id[strcspn(id, "\n")] = '\0';
	if (asprintf(&line, "%s %s\n", id, names[accel]) < 0)
		line = NULL;
	free(id);
	return line;
}

static bool says(const char *text, enum accel accel)
{
	char *line = describe(accel);
	bool same = line && !strcmp(text, line);

	free(line);
	return same;
}

enum accel accel_recall(void)
{
	enum accel accel = ACCEL_AUTO;
	char *path, *text;

	if (access("/dev/kvm", R_OK | W_OK))
		return ACCEL_TCG;
	if (cache_path("accel", &path, NULL))
		return ACCEL_AUTO;
	if (!cache_read_file(path, &text, NULL)) {
		if (says(text, ACCEL_KVM))
			accel = ACCEL_KVM;
		else if (says(text, ACCEL_TCG))
			accel = ACCEL_TCG;
		free(text);
	}
	free(path);
	return accel;
}

void accel_remember(enum accel accel)
{
	char *folder = NULL, *path = NULL, *line = describe(accel);

	if (line && !cache_path("", &folder, NULL) && !cache_path("accel", &path, NULL) &&
	    !cache_make_directory(folder, NULL))
		cache_write_file(path, line, strlen(line), NULL);
	free(line);
	free(path);
	free(folder);
}
