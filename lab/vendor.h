/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The names of kernels that a distribution built: "ubuntu-6.8.0-51". Debian's cloud kernels and
 * what somebody built for themselves have none, and are named by their release. A name starts with
 * a letter, as no version does, and has no comma.
 */
#ifndef BPFMEND_LAB_VENDOR_H
#define BPFMEND_LAB_VENDOR_H

#include <stdbool.h>
#include <stddef.h>

/* Room for the longest name, with its NUL. */
#define VENDOR_NAME 96

/*
 * Writes the name that the version text of an image makes. Returns true; false where the text is of
 * no vendor, and name is empty.
 */
bool vendor_name(const char *text, char name[VENDOR_NAME]);

/* True for what could be such a name; every other text is a version, or nothing. */
bool vendor_is_name(const char *text);

#endif
