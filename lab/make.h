/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Runs make in a kernel's tree: says how far it is, and what the compiler says if it fails. */
#ifndef BPFMEND_LAB_MAKE_H
#define BPFMEND_LAB_MAKE_H

#include <stddef.h>

#include "lab/failure.h"
#include "lab/watch.h"

struct make {
	const char *name; /* of what is made, for messages: "6.12.117-1 patched" */
	const char *directory; /* of the tree */
	const char *log; /* file that gets all of the output; "" for none */
	const char *const *words; /* targets and settings; ends with NULL */
};

/*
 * Runs make with as many jobs as there are processors. What the caller's environment says of
 * kernels, compilers and make itself has no influence. On failure the compiler's words are passed
 * on through watch, line by line. Returns 0; -EIO where make failed; -EINTR on Ctrl-C, -ETIMEDOUT
 * where it said nothing for twenty minutes, both after make has put its half-made files away; or
 * another negative errno.
 */
int make_run(const struct make *make, const struct watch *watch, struct failure *why);

/*
 * The lines of make's output that say why it failed, from the first error on and at most count of
 * them: *start is set to the first and the number of bytes is returned. Without an error in it,
 * these are the last lines.
 */
size_t make_find_error(const char *output, unsigned int count, const char **start);

#endif
