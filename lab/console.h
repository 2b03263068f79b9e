/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What is worth quoting of a machine's console when it ended badly. */
#ifndef BPFMEND_LAB_CONSOLE_H
#define BPFMEND_LAB_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

/* Room for a quotation: one line, printable, cut where it is longer. */
#define CONSOLE_QUOTE 256

/* Finds the line that says why the kernel panicked. Returns false where there is none. */
bool console_find_panic(const char *console, size_t length, char quote[CONSOLE_QUOTE]);

/* Returns quote, filled with the last line that is not empty, or with "(silence)". */
const char *console_last_line(const char *console, size_t length, char quote[CONSOLE_QUOTE]);

#endif
