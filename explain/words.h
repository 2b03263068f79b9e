/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What the words of a kernel mean when it refuses a program, as tables: words.def has the words,
 * kinds.def the kinds of rejection, classes.def whose doing one can be. Relies on lab/log-match.h.
 */
#ifndef BPFMEND_EXPLAIN_WORDS_H
#define BPFMEND_EXPLAIN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum rejection_class {
#define CLASS(name, title, meaning) CLASS_##name,
#include "explain/classes.def"
#undef CLASS
	CLASS_COUNT,
};

enum rejection_kind {
#define KIND(name, class, doubt, subject, advice) KIND_##name,
#include "explain/kinds.def"
#undef KIND
	KIND_COUNT,
};

struct kind_row {
	const char *name; /* "MAP_BOUND" */
	enum rejection_class class; /* that the words alone speak for */
	bool maybe; /* another class can have the same words */
	const char *subject, *advice;
};

struct words_row {
	enum rejection_kind kind;
	const char *pattern, *example, *meaning;
};

extern const struct kind_row kind_rows[KIND_COUNT];
extern const struct words_row words_rows[];
extern const size_t words_row_count;

/* The first row whose pattern occurs in the line, or NULL. */
const struct words_row *words_match(const char *line);

/* "bug"; "not told" for CLASS_UNTOLD. */
const char *class_title(enum rejection_class class);

#endif
