/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What tests of the store share: a cache directory of their own, and bzImages made up for it. */
#ifndef BPFMEND_LAB_TESTS_SCRATCH_H
#define BPFMEND_LAB_TESTS_SCRATCH_H

#include <stddef.h>

/* cmocka set-up and tear-down: *state is a new directory, which XDG_CACHE_HOME names. */
int scratch_begin(void **state);
int scratch_end(void **state);

/* DIRECTORY/NAME; the text is good until the call after next. */
const char *scratch_path(void *state, const char *name);

void scratch_write(const char *path, const void *data, size_t size);

/* The smallest whole bzImage whose version text this is; it has SCRATCH_IMAGE_SIZE bytes. */
#define SCRATCH_IMAGE_SIZE 2560
void scratch_make_image(unsigned char *image, const char *version);

void scratch_write_image(const char *path, const char *version);

#endif
