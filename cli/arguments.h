/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Pieces of option parsing that subcommands share. Each is for an argp parser, reports what is
 * wrong through argp, and then does not return.
 */
#ifndef BPFMEND_CLI_ARGUMENTS_H
#define BPFMEND_CLI_ARGUMENTS_H

#include <argp.h>
#include <stddef.h>

#include "lab/accel.h"

/* Words of the command line, in their order. Zero-initialise; words is freed by its owner. */
struct words {
	char **words;
	size_t count;
};

void words_add(struct words *words, char *word, struct argp_state *state);

/* A whole number from 1 to most; what says of what, for the message: "machines", "seconds". */
unsigned int parse_number(const char *text, unsigned int most, const char *what,
			  struct argp_state *state);

/* "auto", "kvm" or "tcg". */
enum accel parse_accel(const char *text, struct argp_state *state);

#endif
