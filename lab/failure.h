/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How the lab's functions say what went wrong. An error travels up as a negative errno; beside it
 * travels one sentence for the person at the terminal, written where the cause is known and
 * printed once, at the top, by the command. Relies on nothing but the C library.
 */
#ifndef BPFMEND_LAB_FAILURE_H
#define BPFMEND_LAB_FAILURE_H

/* One line, no newline at its end: what happened, and what to do about it. Start with { "" }. */
struct failure {
	char text[1024];
};

/*
 * Records the sentence and returns error, so that a caller can write
 * "return fail_with(why, -ENOENT, ...)". The first sentence stays: what is nearest the cause wins
 * over what its callers add. why may be NULL. error is a negative errno.
 */
int fail_with(struct failure *why, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
