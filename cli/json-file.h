/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Rows of any subcommand as a file of JSON. */
#ifndef BPFMEND_CLI_JSON_FILE_H
#define BPFMEND_CLI_JSON_FILE_H

#include "lab/failure.h"

struct json_object;

/*
 * Writes an array, one element per line, to the file at path, whole or not at all, or to standard
 * output for "-". Returns 0 or a negative errno.
 */
int json_file_write(struct json_object *rows, const char *path, struct failure *why);

#endif
