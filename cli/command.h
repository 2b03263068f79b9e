/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What every subcommand is: a name, a line of help, and a function with main()'s shape that gets
 * its own words only. A subcommand prints its results on standard output and fills why on
 * failure; main() prints that sentence, once, and turns it into the exit status.
 */
#ifndef BPFMEND_CLI_COMMAND_H
#define BPFMEND_CLI_COMMAND_H

#include <argp.h>

#include "lab/failure.h"

/* What the process ends with. */
enum {
	EXIT_ALL_WELL = 0, /* did what was asked; matrix: every program loads on every kernel */
	EXIT_REJECTED = 1, /* matrix: at least one program is rejected by a kernel; selftest: fails
			    */
	EXIT_NOT_DONE = 2, /* something could not be tried or done; standard error says what */
};

struct command {
	const char *name;
	const char *help; /* one line for `bpfmend --help` */
	/*
	 * argv[0] is "bpfmend NAME", for argp's messages. Returns an exit status, or a negative
	 * errno with why filled, which becomes EXIT_NOT_DONE.
	 */
	int (*run)(int argc, char **argv, struct failure *why);
};

/*
 * argp_parse() with our exit status for wrong usage (EXIT_NOT_DONE); every subcommand parses
 * through this. Prints usage errors itself and does not return from them, nor from --help.
 */
void command_parse(const struct argp *argp, int argc, char **argv, void *input);

int command_audit(int argc, char **argv, struct failure *why);
int command_cflags(int argc, char **argv, struct failure *why);
int command_compare(int argc, char **argv, struct failure *why);
int command_exec(int argc, char **argv, struct failure *why);
int command_explain(int argc, char **argv, struct failure *why);
int command_kernels(int argc, char **argv, struct failure *why);
int command_matrix(int argc, char **argv, struct failure *why);
int command_predict(int argc, char **argv, struct failure *why);
int command_probe(int argc, char **argv, struct failure *why);
int command_report(int argc, char **argv, struct failure *why);
int command_sarif(int argc, char **argv, struct failure *why);
int command_selftest(int argc, char **argv, struct failure *why);
int command_variants(int argc, char **argv, struct failure *why);

#endif
