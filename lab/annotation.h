/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The annotations of the kernel's selftests, one by one: what each is called and what it says of a
 * test. kernel-test.h puts together what they say.
 */
#ifndef BPFMEND_LAB_ANNOTATION_H
#define BPFMEND_LAB_ANNOTATION_H

#include <stdbool.h>

#include "lab/kernel-test.h"

struct annotation {
	const char *name; /* "test_expect_msg=", or without "=" the whole text */
	/* Reads what stands behind the "=". Returns 0, -EINVAL where it makes no sense, or -ENOMEM.
	 */
	int (*read)(struct kernel_test *test, enum kernel_test_mode mode, const char *value);
	enum kernel_test_mode mode;
	/* In the form of 6.12 a number and another "=" stand before the value. */
	bool repeatable;
};

/* The annotation with this text and its value in it; NULL where there is none. */
const struct annotation *annotation_find(const char *text, const char **value);

#endif
