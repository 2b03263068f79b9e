/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The files that rows are written to for others to read: options that `matrix` and `report` share,
 * as an argp parser that theirs have as a child.
 */
#ifndef BPFMEND_CLI_OUTPUTS_H
#define BPFMEND_CLI_OUTPUTS_H

#include <argp.h>
#include <json-c/json.h>
#include <stdbool.h>

#include "lab/failure.h"

/* Zero-initialise. */
struct outputs {
	const char *junit, *markdown, *html; /* NULL for none */
	const char *baseline;
};

/* To be a child of a parser that at ARGP_KEY_INIT gives it an outputs as its input. */
extern const struct argp outputs_arguments;

/* Whether one of them takes the table's place on standard output. */
bool outputs_hide_table(const struct outputs *outputs);

/* Writes them. Returns 0 or a negative errno. */
int outputs_write(const struct outputs *outputs, struct json_object *rows, struct failure *why);

#endif
