// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * `bpfmend audit`, as a program of its own, because it is linked with LLVM. Ends with 0 where every
 * declaration is true or cannot be told, 1 where one is not true, and 2 where it could not be done.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/report/report.h"
#include "lab/cache.h"
#include "lab/interrupt.h"

const char *argp_program_version = "bpfmend " BPFMEND_VERSION;

#define NOT_DONE 2
#define DEFAULT_LLVM 19

enum { OPTION_SOURCE = 256, OPTION_LLVM, OPTION_JSON, OPTION_CONTRACTS, OPTION_OUTPUT };

struct options {
	const char *source, *json, *contracts, *output;
	unsigned int llvm;
};

static const struct argp_option options[] = {
	{ "kernel-source", OPTION_SOURCE, "DIR", 0,
	  "The configured tree: a kernel's source with a .config in it, or a folder that one was "
	  "configured in with O=",
	  0 },
	{ "llvm", OPTION_LLVM, "N", 0, "The clang that compiles the kernel (default: 19)", 0 },
	{ "json", OPTION_JSON, "FILE", 0, "Write all that was found to this file, too", 0 },
	{ "contracts", OPTION_CONTRACTS, "DIR", 0,
	  "Write what helpers and kfuncs do as rows of C, DIR/SERIES.def", 0 },
	{ "output", OPTION_OUTPUT, "DIR", 0,
	  "Where to compile; what is there is used again (default: a folder in the cache)", 0 },
	{ 0 }
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct options *chosen = state->input;
	char *end;

	switch (key) {
	case OPTION_SOURCE:
		chosen->source = argument;
		return 0;
	case OPTION_LLVM:
		chosen->llvm = (unsigned int)strtoul(argument, &end, 10);
		if (!chosen->llvm || *end)
			argp_error(state, "'%s' is no version of LLVM", argument);
		return 0;
	case OPTION_JSON:
		chosen->json = argument;
		return 0;
	case OPTION_CONTRACTS:
		chosen->contracts = argument;
		return 0;
	case OPTION_OUTPUT:
		chosen->output = argument;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is one word too many", argument);
		return 0;
	case ARGP_KEY_END:
		if (!chosen->source)
			argp_error(state, "the kernel is missing: --kernel-source DIR");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void show_status(void *context, const char *text)
{
	(void)context;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s", text);
}

/* One folder in the cache for each tree. */
static int find_output(const char *source, char **output, struct failure *why)
{
	char *real = realpath(source, NULL), *name;
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	int error;

	if (!real)
		return fail_with(why, -errno, "there is no %s", source);
	for (const char *at = real; *at; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
	free(real);
	if (asprintf(&name, "audits/%016llx", (unsigned long long)hash) < 0)
		return -ENOMEM;
	error = cache_path(name, output, why);
	free(name);
	return error;
}

static int run_with(const struct options *chosen, struct failure *why)
{
	struct watch watch = { .status = show_status };
	struct request request = { .directory = chosen->source,
				   .llvm = chosen->llvm,
				   .watch = &watch };
	struct run run = { 0 };
	char *output = NULL;
	int error = chosen->output ? 0 : find_output(chosen->source, &output, why);

	request.output = chosen->output ? chosen->output : output;
	if (!error)
		error = run_audit(&run, &request, why);
	show_status(NULL, "");
	if (!error) {
		report_sort(&run);
		report_text(&run, stdout);
	}
	if (!error && chosen->json)
		error = report_json(&run, chosen->json, why);
	if (!error && chosen->contracts)
		error = report_contracts(&run, chosen->contracts, why);
	if (!error) {
		struct figures figures = report_figures(&run);

		error = figures.mismatches || figures.kfunc_mismatches;
	}
	run_close(&run);
	free(output);
	return error;
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.doc = "Finds prototypes of BPF helpers and kfuncs that are not true, in the "
		       "source "
		       "of a configured kernel: memory that is written though it is declared as "
		       "only read, or the reverse, and buffers that are not filled. Says which "
		       "calls lead to the line that proves it.\v"
		       "The kernel's own build compiles the files that are needed, with clang, in "
		       "a "
		       "folder beside the tree. Exit status: 0 no declaration was found to be "
		       "wrong, 1 one was, 2 it could not be done.",
	};
	struct options chosen = { .llvm = DEFAULT_LLVM };
	struct failure why = { "" };
	static char name[] = "bpfmend audit";
	int status;

	if (argc)
		argv[0] = name;
	argp_err_exit_status = NOT_DONE;
	status = argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &chosen);
	if (status) {
		fprintf(stderr, "bpfmend: %s\n", strerror(status));
		return NOT_DONE;
	}
	status = interrupt_catch();
	if (!status)
		status = run_with(&chosen, &why);
	if (status < 0)
		fprintf(stderr, "bpfmend: %s\n", why.text[0] ? why.text : strerror(-status));
	if (fflush(stdout)) {
		perror("bpfmend: cannot write the output");
		return NOT_DONE;
	}
	return status < 0 ? NOT_DONE : status;
}
