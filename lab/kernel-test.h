/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the kernel's own BPF selftests say of themselves, in the annotations of their
 * progs/bpf_misc.h: declaration tags in the object's BTF, that begin with "comment:". Both forms
 * are understood, that of 6.12 and that of 7.x, which numbers every tag. Relies on libbpf to read
 * them.
 *
 * A program is a test in one or two modes. Without any annotation it is one that root loads.
 */
#ifndef BPFMEND_LAB_KERNEL_TEST_H
#define BPFMEND_LAB_KERNEL_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lab/failure.h"
#include "lab/log-match.h"
#include "lab/object.h"

enum kernel_test_mode {
	MODE_PRIVILEGED,
	MODE_UNPRIVILEGED, /* without CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_PERFMON and CAP_BPF */
	MODE_COUNT
};

/* What is expected in one mode. */
struct kernel_test_case {
	bool wanted; /* it is a test in this mode */
	bool verdict_said; /* __success or __failure stands there */
	bool is_rejected; /* __failure */
	struct log_patterns messages; /* __msg, __not_msg */
	bool is_run; /* __retval, of one that loads */
	bool any_value; /* __retval(POINTER_VALUE) */
	int value;
	uint64_t capabilities; /* __caps_unpriv: those that it has of the four after all */
	const char *unchecked; /* the first annotation that nobody here checks; NULL if none */
};

struct kernel_test {
	const char *program; /* the object's */
	struct kernel_test_case cases[MODE_COUNT];
	bool is_auxiliary[MODE_COUNT]; /* no test, but loaded beside those of this mode */
	unsigned int log_level; /* 0 where nothing is said */
	uint32_t flags; /* __flag(X) */
	uint32_t cleared_flags; /* __flag(!X): of those that a runner would set by itself */
	const char *skip; /* why it cannot be tried here; NULL if it can */
};

/* One for each program of the object, in its order. */
struct kernel_tests {
	struct kernel_test *tests;
	size_t count;
	bool annotated; /* at least one has an annotation */
};

/*
 * Reads the annotations of an object, which must outlive them; freed with kernel_tests_free().
 * Returns 0; -EINVAL where one is unknown or makes no sense, with why naming it and the program;
 * or another negative errno.
 */
int kernel_tests_read(const struct object *object, struct kernel_tests *tests, struct failure *why);

void kernel_tests_free(struct kernel_tests *tests);

#endif
