/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* The forms that a report takes for others to read. Each writes to an open stream. */
#ifndef BPFMEND_CLI_REPORT_FORMATS_H
#define BPFMEND_CLI_REPORT_FORMATS_H

#include <stdio.h>

#include "cli/report.h"

/*
 * JUnit's XML: a suite for each kernel, a case for each program; a rejection is a failure, what has
 * no verdict an error.
 */
void report_junit(const struct report *report, FILE *out);

/*
 * Markdown that fits the summary of a pull request: counts, what changed against baseline (NULL for
 * none), a table of the programs that are not accepted everywhere, and each message once.
 */
void report_markdown(const struct report *report, const struct report *baseline, FILE *out);

/*
 * One HTML page that needs nothing else: kernels across, programs down, light and dark; a cell
 * opens what the verifier said, below the line of source that it was at where the row has a log.
 */
void report_html(const struct report *report, const struct report *baseline, FILE *out);

/* Writes text with what means something to XML and HTML put in other words. */
void write_escaped(const char *text, FILE *out);

/*
 * What changed: the verdict, or which words say no. NULL where nothing did, and where one of the
 * two is not there.
 */
const char *report_change(struct json_object *before, struct json_object *now);

#endif
