/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What tests on real kernels share: one object, for the oldest and the newest kernel in the store.
 */
#ifndef BPFMEND_LAB_TESTS_BOTH_KERNELS_H
#define BPFMEND_LAB_TESTS_BOTH_KERNELS_H

#include "lab/kernels.h"
#include "lab/object.h"

extern const struct kernel_images both_kernels;

/*
 * Finds the kernels and reads the object FOLDER/NAME. Returns 0, or -1 with a message, as a set-up
 * of cmocka's. both_kernels_close() in any case.
 */
int both_kernels_open(const char *folder, const char *name, struct object *object);

void both_kernels_close(struct object *object);

#endif
