/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Explanations of many programs on many kernels, for people and, as JSON, for programs. Equal ones
 * are printed once, with the kernels that they are of.
 */
#ifndef BPFMEND_CLI_EXPLANATIONS_H
#define BPFMEND_CLI_EXPLANATIONS_H

#include <stdio.h>

#include "explain/explain.h"
#include "lab/failure.h"

struct json_object;

/* Where an explanation comes from. */
enum explained_how { EXPLAINED_REJECTED, EXPLAINED_PREDICTED, EXPLAINED_NOT_TRIED };

/* One of them, as text and as a row. */
struct explained {
	enum explained_how how;
	char *object, *program, *kernel; /* kernel is "" where nobody knows */
	char *text;
	struct json_object *row;
};

/* Zero-initialise; explanations_free() in any case. */
struct explanations {
	struct explained *all;
	size_t count;
};

/* Adds what is printed and written of an explanation; keeps copies. Returns 0 or -ENOMEM. */
int explanations_add(struct explanations *explanations, enum explained_how how, const char *object,
		     const char *kernel, const struct explanation *explanation);

void explanations_print(const struct explanations *explanations, FILE *out);

/*
 * Writes an array, as rows_put() does, of
 *
 * { "kernel": "" where nobody knows, "file": the object's, "program", "how":
 *   "rejected"|"predicted"|"not tried", "class": as in classes.def, "maybe": bool, "message": the
 *   last words, "before": the words before them or null, "what", "why", "do", "source": the
 *   source's file or null, "line", "column", "instruction": numbers or null }
 */
int explanations_write(const struct explanations *explanations, const char *path,
		       struct failure *why);

void explanations_free(struct explanations *explanations);

#endif
