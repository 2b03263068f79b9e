// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Bytes as files and texts; see fuzz.h. Files are in memory. */
#include "lab/tests/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void fuzz_as_file(const uint8_t *data, size_t size, void (*take)(const char *path))
{
	int file = memfd_create("input", MFD_CLOEXEC);
	char path[64];

	if (file < 0 || write(file, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	take(path);
	close(file);
}

char *fuzz_as_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text)
		abort();
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}
