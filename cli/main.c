// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * bpfmend: finds the subcommand, runs it, and says once what went wrong. Relies on argp for
 * everything that concerns options.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "lab/interrupt.h"

const char *argp_program_version = "bpfmend " BPFMEND_VERSION;

static const struct command commands[] = {
	{ "cflags", "print the clang flags that load the plugin", command_cflags },
	{ "kernels", "list, fetch, build and add the kernels that can be booted", command_kernels },
	{ "matrix", "load programs on many kernels and show which take them", command_matrix },
	{ "predict", "guess, without a kernel, which kernels take programs", command_predict },
	{ "probe", "ask kernels which hazards they have", command_probe },
	{ "variants", "list which programs of objects are there plain and mended",
	  command_variants },
	{ "explain", "say of each rejection where it is, whose doing, and what to do",
	  command_explain },
	{ "compare", "compare what two kernels made of the same programs", command_compare },
	{ "report", "make reports of what matrix wrote", command_report },
	{ "sarif", "make SARIF of the warnings that a build printed", command_sarif },
	{ "selftest", "run the kernel's own BPF selftests as they are", command_selftest },
	{ "audit", "find prototypes of helpers and kfuncs that are not true", command_audit },
	{ "exec", "run a command inside a kernel", command_exec },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

/* The subcommand, and where its own words start in argv. */
struct choice {
	const struct command *command;
	int first;
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct choice *choice = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		for (size_t i = 0; i < COMMAND_COUNT; i++)
			if (!strcmp(argument, commands[i].name))
				choice->command = &commands[i];
		if (!choice->command)
			argp_error(state, "there is no command '%s'", argument);
		choice->first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a command is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The table of commands stands after the options of `bpfmend --help`. */
static char *list_commands(int key, const char *text, void *input)
{
	char *list = NULL;
	size_t size;
	FILE *out;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	out = open_memstream(&list, &size);
	if (!out)
		return NULL;
	fprintf(out, "Commands:\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].help);
	fprintf(out, "\n`bpfmend COMMAND --help` tells more of each.");
	fclose(out);
	return list;
}

void command_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	error_t error = argp_parse(argp, argc, argv, ARGP_IN_ORDER, NULL, input);

	if (error) {
		fprintf(stderr, "bpfmend: %s\n", strerror(error));
		exit(EXIT_NOT_DONE);
	}
}

/* At exit, argp's own for --help included: output that was lost is no success. */
static void check_output(void)
{
	bool lost = ferror(stdout);

	if (fflush(stdout) || lost) {
		perror("bpfmend: cannot write the output");
		_exit(EXIT_NOT_DONE);
	}
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse_option,
		.args_doc = "COMMAND [ARG...]",
		.doc = "Finds BPF code that the compiler and the kernel's verifier misunderstand, "
		       "mends it, and shows it on real kernels.\v",
		.help_filter = list_commands,
	};
	struct failure why = { "" };
	struct choice choice = { 0 };
	char *name = NULL;
	int status;

	if (atexit(check_output))
		return EXIT_NOT_DONE;
	argp_err_exit_status = EXIT_NOT_DONE;
	command_parse(&argp, argc, argv, &choice);

	status = interrupt_catch();
	if (!status && asprintf(&name, "bpfmend %s", choice.command->name) < 0)
		status = -ENOMEM;
	if (!status) {
		argv[choice.first] = name;
		status = choice.command->run(argc - choice.first, argv + choice.first, &why);
	}
	free(name);
	if (status < 0) {
		fprintf(stderr, "bpfmend: %s\n", why.text[0] ? why.text : strerror(-status));
		status = EXIT_NOT_DONE;
	}
	return status;
}
