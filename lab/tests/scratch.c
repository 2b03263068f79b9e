// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* See scratch.h. */
#include "lab/tests/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/cache.h"

int scratch_begin(void **state)
{
	char *directory = strdup("/tmp/bpfmend-test-XXXXXX");

	if (!directory || !mkdtemp(directory))
		return -1;
	*state = directory;
	return setenv("XDG_CACHE_HOME", directory, 1);
}

int scratch_end(void **state)
{
	cache_remove(*state);
	free(*state);
	return 0;
}

const char *scratch_path(void *state, const char *name)
{
	static char paths[2][256];
	static int turn;
	char *path = paths[turn++ % 2];

	snprintf(path, sizeof(paths[0]), "%s/%s", (const char *)state, name);
	return path;
}

void scratch_write(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Offsets of the boot protocol: one setup sector after the first, then 0x60 paragraphs. */
void scratch_make_image(unsigned char *image, const char *version)
{
	memset(image, 0, SCRATCH_IMAGE_SIZE);
	image[0x1f1] = 1;
	image[0x1f4] = 0x60;
	image[0x1fe] = 0x55;
	image[0x1ff] = 0xaa;
	memcpy(image + 0x202, "HdrS", 4);
	image[0x207] = 0x02;
	image[0x20f] = 0x01;
	strcpy((char *)image + 0x300, version);
}

void scratch_write_image(const char *path, const char *version)
{
	unsigned char image[SCRATCH_IMAGE_SIZE];

	scratch_make_image(image, version);
	scratch_write(path, image, sizeof(image));
}
