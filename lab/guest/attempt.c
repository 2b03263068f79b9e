// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What became of loading a program; see attempt.h. Relies on libbpf, and on the linker's --wrap. */
#include "lab/guest/attempt.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/protocol.h"
#include "lab/verifier-log.h"

/* errno values of the kernel that the C library has no name for. */
#define KERNEL_ENOTSUPP 524

/* The one program that this process loads, and what the kernel answered. */
static struct {
	const char *program;
	bool asked;
	int error; /* 0 or a positive errno */
	size_t insns;
	char first_warning[1024];
} attempt;

int __real_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *insns, size_t count,
			 const struct bpf_prog_load_opts *options);
int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *insns, size_t count,
			 const struct bpf_prog_load_opts *options);

/* libbpf loads small programs of its own, too, to see what the kernel can do. */
int __wrap_bpf_prog_load(enum bpf_prog_type type, const char *name, const char *license,
			 const struct bpf_insn *insns, size_t count,
			 const struct bpf_prog_load_opts *options)
{
	int file = __real_bpf_prog_load(type, name, license, insns, count, options);

	if (name && attempt.program && !strcmp(name, attempt.program)) {
		attempt.asked = true;
		attempt.error = file < 0 ? errno : 0;
		attempt.insns = count;
	}
	return file;
}

/* True for what libbpf warns of and then gets over. */
static bool is_harmless(const char *warning)
{
	return strstr(warning, "etrying without BTF") || strstr(warning, "Error loading .BTF") ||
	       strstr(warning, "loading kernel BTF");
}

/* Keeps libbpf's first warning: it names the cause, those after it repeat the consequence. */
static int keep_first_warning(enum libbpf_print_level level, const char *format, va_list arguments)
{
	char *text = attempt.first_warning;

	if (level != LIBBPF_WARN || text[0])
		return 0;
	vsnprintf(text, sizeof(attempt.first_warning), format, arguments);
	text[strcspn(text, "\n")] = '\0';
	if (!strncmp(text, "libbpf: ", 8))
		memmove(text, text + 8, strlen(text + 8) + 1);
	if (is_harmless(text))
		text[0] = '\0';
	return 0;
}

static const char *error_text(int error)
{
	return error == KERNEL_ENOTSUPP ? "Operation not supported by this kernel"
					: strerror(error);
}

/* True for errors that say nothing of the program: the machine could not do it. */
static bool is_shortage(int error)
{
	return error == ENOMEM || error == EAGAIN || error == EINTR || error == ENOSPC;
}

void row_set_text(struct json_object *row, const char *key, const char *text)
{
	json_object_object_add(row, key, json_object_new_string(text));
}

static void set_number(struct json_object *row, const char *key, long long number)
{
	if (number >= 0)
		json_object_object_add(row, key, json_object_new_int64(number));
}

void row_set_verdict(struct json_object *row, const char *verdict, int error, const char *message)
{
	row_set_text(row, ROW_VERDICT, verdict);
	set_number(row, ROW_ERRNO, error);
	row_set_text(row, ROW_MESSAGE, message);
}

void attempt_keep_warnings(void)
{
	libbpf_set_print(keep_first_warning);
}

void attempt_begin(const char *program)
{
	attempt.program = program;
	attempt.asked = false;
	attempt.first_warning[0] = '\0';
}

void attempt_end(void)
{
	attempt.program = NULL;
}

int attempt_refuse(const char *words)
{
	snprintf(attempt.first_warning, sizeof(attempt.first_warning), "%s", words);
	return -EPERM;
}

void attempt_judge(struct json_object *row, int error, const char *log)
{
	struct verifier_numbers numbers = verifier_log_numbers(log);
	char *words = verifier_log_message(log);
	const char *warning = attempt.first_warning;

	if (!attempt.asked)
		row_set_verdict(row, VERDICT_NAME_ERROR, error < 0 ? -error : 0,
				warning[0] ? warning : error_text(-error));
	else if (attempt.error && !words && is_shortage(attempt.error))
		row_set_verdict(row, VERDICT_NAME_ERROR, attempt.error, error_text(attempt.error));
	else if (attempt.error)
		row_set_verdict(row, VERDICT_NAME_REJECT, attempt.error,
				words ? words : error_text(attempt.error));
	else if (error)
		row_set_verdict(row, VERDICT_NAME_ERROR, -error,
				warning[0] ? warning : error_text(-error));
	else
		row_set_verdict(row, VERDICT_NAME_ACCEPT, 0, "");
	if (attempt.asked)
		set_number(row, ROW_INSNS, (long long)attempt.insns);
	set_number(row, ROW_PROCESSED, numbers.processed);
	set_number(row, ROW_STATES, numbers.states);
	set_number(row, ROW_PEAK_STATES, numbers.peak_states);
	set_number(row, ROW_MICROSECONDS, numbers.microseconds);
	free(words);
}
