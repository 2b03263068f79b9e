/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* From a list of kernels as a user writes it to the kernels it means, one by one. */
#ifndef BPFMEND_LAB_WANTED_H
#define BPFMEND_LAB_WANTED_H

#include <stddef.h>

#include "kernel/version.h"
#include "lab/failure.h"

/* Series and releases in the order of the list, each once. */
struct wanted {
	struct kernel_version *versions;
	size_t count;
};

/*
 * Reads a list such as "6.12,6.16-7.2,6.18.12"; NULL means every known series. One version stands
 * for itself, known or not; a range for the known series in it and for those of its ends that are
 * releases. Returns 0 and *wanted, to be freed with wanted_free(); -EINVAL where the list cannot
 * be read or a range holds no known series; or -ENOMEM.
 */
int wanted_parse(const char *list, struct wanted *wanted, struct failure *why);

void wanted_free(struct wanted *wanted);

/* Adds one unless it is there. Returns 0 or -ENOMEM. */
int wanted_add(struct wanted *wanted, struct kernel_version version);

/*
 * Writes them as "6.14", "6.14 and 6.20", "6.14, 6.15 and 6.20" (comma is NULL), or with comma
 * between all, as a list. The caller frees what is returned; NULL without memory.
 */
char *wanted_format(const struct wanted *wanted, const char *comma);

#endif
