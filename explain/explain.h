/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A kernel's rejection of a program, explained: where in the source, in whose words, whose doing it
 * is, why, and what to do. Relies on an object that was compiled with -g for the place, and on what
 * the plugin left in it for a sure answer; without either it says less, and says so.
 */
#ifndef BPFMEND_EXPLAIN_EXPLAIN_H
#define BPFMEND_EXPLAIN_EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "explain/log.h"
#include "explain/words.h"
#include "kernel/version.h"
#include "lab/failure.h"

struct explained_object;

/*
 * Reads an object. Returns 0 and an object for explained_object_free(); or a negative errno.
 */
int explained_object_read(const char *path, struct explained_object **object, struct failure *why);
void explained_object_free(struct explained_object *object);

struct explanation {
	const char *program; /* of the object */
	const char *file, *text; /* of the object or the log; NULL where nothing tells */
	unsigned int line, column; /* 0: unknown */
	long instruction; /* as logs count; -1: unknown */
	const char *words, *before; /* of the log; before may be NULL */
	const char *subject; /* what was refused, in a few words; NULL: unknown words */
	enum rejection_class class;
	bool maybe;
	char *reason, *advice;
};

/*
 * Explains one part of a log. program is its name, NULL if the log tells; the kernel's major is 0
 * where it is not known. The explanation lives as long as object and part, and is freed with
 * explanation_free(). Returns 0; -EINVAL if the log is of another object, -ENOENT if it may be of
 * several programs; or -ENOMEM.
 */
int explain_part(const struct explained_object *object, const char *program,
		 struct kernel_version kernel, const struct log_part *part,
		 struct explanation *explanation, struct failure *why);
void explanation_free(struct explanation *explanation);

/* Prints it as clang prints its diagnostics, with what is to be said of it below. */
void explanation_print(const struct explanation *explanation, FILE *out);

#endif
