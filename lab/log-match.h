/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Holds a verifier log against patterns, as the __msg() and __not_msg() of the kernel's selftests
 * mean them. A pattern is plain text, with extended POSIX regular expressions between "{{" and
 * "}}", that match within a line.
 */
#ifndef BPFMEND_LAB_LOG_MATCH_H
#define BPFMEND_LAB_LOG_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/failure.h"

struct log_pattern {
	char *text;
	bool absent; /* __not_msg() */
};

/* In the order of the source. */
struct log_patterns {
	struct log_pattern *patterns;
	size_t count;
};

/*
 * Appends a copy of text, which may be empty unless it is to be absent: the kernel's tests write
 * __msg_unpriv("") where nothing is expected. Returns 0; -EINVAL where it is no pattern, with why
 * filled; or -ENOMEM.
 */
int log_patterns_add(struct log_patterns *patterns, const char *text, bool absent,
		     struct failure *why);

/* Appends copies of all patterns of another list. Returns 0 or -ENOMEM. */
int log_patterns_copy(struct log_patterns *patterns, const struct log_patterns *from);

void log_patterns_free(struct log_patterns *patterns);

/*
 * Each pattern must be found behind the end of the one before it; an absent one must not be found
 * between the end of the last that is not absent and the beginning of the next, or the ends of the
 * log. Returns NULL, or the first pattern that is not as it should be.
 */
const struct log_pattern *log_match(const char *log, const struct log_patterns *patterns);

#endif
