/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What clang says of the plugin's findings, line by line as a build prints it:
 *
 *   prog.bpf.c:34:20: warning: WORDS [-Wpass-failed=bpfmend-HAZARD]
 *
 * and nothing else that stands between. The line has all that clang's own SARIF and its serialized
 * diagnostics have, and they do not have the hazard: there all findings are of one rule, which has
 * a number.
 */
#ifndef BPFMEND_CLI_DIAGNOSTICS_H
#define BPFMEND_CLI_DIAGNOSTICS_H

#include <stdbool.h>

enum diagnostic_level {
	DIAGNOSTIC_REMARK, /* was rewritten: -Rpass=bpfmend */
	DIAGNOSTIC_WARNING,
	DIAGNOSTIC_ERROR, /* a warning, with -Werror */
};

/* The strings are pieces of the line that was read. */
struct diagnostic {
	enum diagnostic_level level;
	const char *file; /* NULL where clang knows no place */
	unsigned int line, column; /* from 1 on; 0 where there is none */
	const char *words;
	const char *hazard; /* "zero-read" */
};

/* Reads a line without its newline, which it takes to pieces. Returns false where it is no finding.
 */
bool diagnostic_read(char *line, struct diagnostic *diagnostic);

/*
 * The folder that a line of make enters ("make[1]: Entering directory 'DIR'"), or "" for one that
 * it leaves; a piece of the line. NULL for every other line.
 */
const char *diagnostic_folder(char *line);

#endif
