// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend exec`: runs a command inside a kernel. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "lab/exec.h"
#include "lab/kernels.h"

enum { OPTION_IMAGE = 256, OPTION_ACCEL };

#define DEFAULT_SECONDS 60
#define MOST_SECONDS 86400

struct request {
	const char *kernel;
	const char *image;
	struct words files;
	struct exec_request exec;
};

static const struct argp_option options[] = {
	{ "kernel", 'k', "KERNEL", 0, "The kernel to boot: a series (6.12) or a release (6.12.117)",
	  0 },
	{ "kernel-image", OPTION_IMAGE, "PATH", 0, "A kernel (bzImage) of your own instead", 0 },
	{ "file", 'f', "FILE", 0,
	  "Bring this file along, at its own path, with the libraries it needs; a directory with "
	  "all that is in it; may be given more than once",
	  0 },
	{ "timeout", 't', "SECONDS", 0, "How long the command may take (default: 60)", 0 },
	{ "accel", OPTION_ACCEL, "HOW", 0,
	  "kvm, tcg (emulation), counted (emulation by a clock that counts instructions: slow, but "
	  "times of two runs compare) or auto: try KVM, fall back to emulation (default)",
	  0 },
	{ 0 }
};

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case 'k':
		request->kernel = argument;
		return 0;
	case OPTION_IMAGE:
		request->image = argument;
		return 0;
	case 'f':
		words_add(&request->files, argument, state);
		return 0;
	case 't':
		request->exec.seconds = parse_number(argument, MOST_SECONDS, "seconds", state);
		return 0;
	case OPTION_ACCEL:
		request->exec.accel = parse_accel(argument, state);
		return 0;
	case ARGP_KEY_ARG:
		/* From here on all words are the command's, options too. */
		request->exec.argv = &state->argv[state->next - 1];
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a command is missing");
		return 0;
	case ARGP_KEY_SUCCESS:
		if (!request->kernel == !request->image)
			argp_error(state, "give one kernel, by --kernel or --kernel-image");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int find_kernel(const struct request *request, struct kernel_images *kernels,
		       struct failure *why)
{
	int error = request->image ? kernels_find_path(request->image, kernels, why)
				   : kernels_find(request->kernel, kernels, why);

	if (!error && kernels->count != 1)
		error = fail_with(why, -EINVAL, "%s is more than one kernel: a command runs in one",
				  request->kernel);
	return error;
}

int command_exec(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_option,
		.args_doc = "CMD [ARG...]",
		.doc = "Runs a command of this machine, as root, inside a kernel in a virtual "
		       "machine. The command and what it needs to start are brought along; other "
		       "files only with --file.\vThe exit status is the command's, 128 plus the "
		       "number of the signal that ended it, or 2 with a line on standard error "
		       "if it could not be run.",
	};
	struct request request = { .exec = { .seconds = DEFAULT_SECONDS } };
	struct kernel_images kernels = { 0 };
	int status = 0, error;

	command_parse(&argp, argc, argv, &request);
	error = find_kernel(&request, &kernels, why);
	if (!error) {
		request.exec.kernel = &kernels.images[0];
		request.exec.files = request.files.words;
		request.exec.file_count = request.files.count;
		error = exec_run(&request.exec, STDOUT_FILENO, STDERR_FILENO, &status, why);
	}
	kernel_images_free(&kernels);
	free(request.files.words);
	return error ? error : status;
}
