// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* `bpfmend variants`: lists the variants that objects have, and what each is for. */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "lib/variants.h"

static int parse_option(int key, char *argument, struct argp_state *state)
{
	struct words *files = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		words_add(files, argument, state);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a BPF object is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void print_variant(const struct bpf_object *object, const struct variant *variant)
{
	const char *helper;

	printf("  %s: %zu instructions\n", bpf_program__name(variant->plain),
	       bpf_program__insn_cnt(variant->plain));
	printf("  %s: %zu instructions; where the kernel refuses %s",
	       bpf_program__name(variant->mended), bpf_program__insn_cnt(variant->mended),
	       bpf_program__name(variant->plain));
	for (size_t i = 0; (helper = bpfmend_variant_helper(object, variant, i)); i++)
		printf("%s %s()", i ? "," : ", or believes what is untrue of", helper);
	printf("\n");
}

static int print_object(const char *path, struct failure *why)
{
	struct bpf_object *object = bpf_object__open(path);
	struct variants variants;
	int error;

	if (!object)
		return fail_with(why, -errno, "%s: %s", path, strerror(errno));
	error = bpfmend_variants_find(object, &variants);
	if (!error) {
		printf("%s%s\n", path, variants.count ? ":" : ": no variants");
		for (size_t i = 0; i < variants.count; i++)
			print_variant(object, &variants.items[i]);
		bpfmend_variants_free(&variants);
	}
	bpf_object__close(object);
	if (error == -EOPNOTSUPP)
		return fail_with(why, error, "%s: a later bpfmend made its variants", path);
	return error ? fail_with(why, error, "%s: %s", path, strerror(-error)) : 0;
}

/* What libbpf has to say of a file is in its errno, too. */
static int be_quiet(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

int command_variants(int argc, char **argv, struct failure *why)
{
	static const struct argp argp = {
		.parser = parse_option,
		.args_doc = "FILE.bpf.o...",
		.doc = "Lists which programs of BPF objects are there plain and mended, and on "
		       "which "
		       "kernels a loader takes the mended one (libbpfmend). Objects have them if "
		       "they were compiled with -mllvm -bpfmend-mode=variants.\vThe exit status is "
		       "0, or 2 where an object cannot be read.",
	};
	struct words files = { 0 };
	int error = 0;

	command_parse(&argp, argc, argv, &files);
	libbpf_set_print(be_quiet);
	for (size_t i = 0; i < files.count && !error; i++)
		error = print_object(files.words[i], why);
	free(files.words);
	return error;
}
