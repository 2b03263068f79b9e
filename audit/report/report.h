/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What an audit found, written out: for people (text.c), for programs (json.c), and as data for
 * kernel/contracts (contracts.c). All of them write in the order of the prototypes' names.
 */
#ifndef BPFMEND_AUDIT_REPORT_REPORT_H
#define BPFMEND_AUDIT_REPORT_REPORT_H

#include <stdio.h>

#include "audit/report/chain.h"
#include "audit/run.h"

struct figures {
	size_t helpers; /* functions */
	size_t arguments; /* of all prototypes, and so may count one of a function more than once */
	size_t unknown; /* of them */
	size_t mismatches;
	size_t kfuncs;
	size_t kfunc_arguments;
	size_t kfunc_unknown;
	size_t kfunc_mismatches;
	size_t failed; /* files */
	size_t unread; /* prototypes in them, by their text */
};

struct figures report_figures(const struct run *run);

/* How many prototypes the text of a file has. */
size_t report_prototypes_in(const struct run *run, const char *path);

/* The release of the kernel, as its build wrote it down; "unknown". Owned by the caller, or NULL.
 */
char *report_release(const struct run *run);

/* The path of a place's file from the top of the tree. */
struct text report_path(const struct run *run, const struct bridge_place *place);

/* That of the file that a kfunc stands in, which another may include. */
struct text report_kfunc_path(const struct run *run, const struct kfunc_argument *argument);

/* "MEM | RDONLY", as in kernel/contracts/prototypes.def. */
#define DECLARED_WORDS 64
char *report_declared(unsigned int declared, char text[DECLARED_WORDS]);

/* "READS | MAY_WRITE", as in kernel/contracts/helpers.def; "NOTHING", "UNKNOWN". */
#define EFFECT_WORDS 64
char *report_effect(const struct answer *answer, char text[EFFECT_WORDS]);

/* The chains that prove what a verdict says; enum chain_of, -1 where there is none. */
int report_chain_of(enum verdict verdict);

/* Puts judgements into their order. */
void report_sort(struct run *run);

/* Mismatches with their chains, what is unknown and why, and figures. */
void report_text(const struct run *run, FILE *out);

/* All of it. Returns 0 or a negative errno. */
int report_json(const struct run *run, const char *path, struct failure *why);

/* Writes DIRECTORY/SERIES.def. Returns 0 or a negative errno. */
int report_contracts(const struct run *run, const char *directory, struct failure *why);

#endif
