// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Writes the script around clang, and asks it who it is; see compiler.h. */
#include "audit/tree/compiler.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lab/cache.h"
#include "lab/process.h"

#define VERSION_SECONDS 60

/* "-S" is kbuild's, and stands before; of two kinds of output cc1 makes the last. */
static const char script[] =
	"#!/bin/sh\n"
	"# Written by bpfmend audit: clang, with memory in large pages, and bitcode for IR.\n"
	"export GLIBC_TUNABLES=glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864:"
	"glibc.malloc.mmap_threshold=268435456\n"
	"for word; do\n"
	"  [ \"$word\" != -emit-llvm ] || exec clang-%u \"$@\" -Xclang -emit-llvm-bc\n"
	"done\n"
	"exec clang-%u \"$@\"\n";

int compiler_write(const char *directory, unsigned int llvm, char **path, struct failure *why)
{
	char *text = NULL;
	int error = 0;

	if (asprintf(path, "%s/clang", directory) < 0) {
		*path = NULL;
		return -ENOMEM;
	}
	if (asprintf(&text, script, llvm, llvm) < 0)
		return -ENOMEM;
	error = cache_write_file(*path, text, strlen(text), why);
	free(text);
	if (!error && chmod(*path, 0755))
		error = cache_fail(why, -errno, "make executable", *path);
	return error;
}

/* Kconfig writes the first line of what the compiler says of itself. */
bool compiler_configured(const char *compiler, const char *config, struct failure *why)
{
	char *argv[] = { (char *)compiler, (char *)"--version", NULL };
	struct process_output output;
	char *line = NULL;
	bool same;

	if (process_run(argv, VERSION_SECONDS, &output, why))
		return false;
	if (output.status || asprintf(&line, "\nCONFIG_CC_VERSION_TEXT=\"%.*s\"\n",
				      (int)strcspn(output.output, "\n"), output.output) < 0)
		line = NULL;
	same = line && strstr(config, line);
	free(line);
	process_output_free(&output);
	return same;
}
