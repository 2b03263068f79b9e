// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What the annotations of the kernel's selftests say; see annotation.h. */
#include "lab/annotation.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lab/load-options.h"

/* What both series write: 0x and hexadecimal digits, or decimal ones. */
static int read_number(const char *text, long long *number)
{
	bool hexadecimal = !strncmp(text, "0x", 2);
	const char *digits = hexadecimal || *text == '-' ? text + (hexadecimal ? 2 : 1) : text;
	char *end;

	if (!isxdigit((unsigned char)*digits))
		return -EINVAL;
	errno = 0;
	*number = strtoll(text, &end, hexadecimal ? 16 : 10);
	if (*end || errno || *number < INT_MIN || *number > UINT_MAX)
		return -EINVAL;
	return 0;
}

static int read_success(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	test->cases[mode].wanted = test->cases[mode].verdict_said = true;
	test->cases[mode].is_rejected = false;
	return *value ? -EINVAL : 0;
}

static int read_failure(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	test->cases[mode].wanted = test->cases[mode].verdict_said = true;
	test->cases[mode].is_rejected = true;
	return *value ? -EINVAL : 0;
}

static int read_message(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	test->cases[mode].wanted = true;
	return log_patterns_add(&test->cases[mode].messages, value, false, NULL);
}

static int read_absent(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	test->cases[mode].wanted = true;
	return log_patterns_add(&test->cases[mode].messages, value, true, NULL);
}

/* The names are 6.12's; 7.x writes their values, but for the least integer. */
static int read_value(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	struct kernel_test_case *expected = &test->cases[mode];
	long long number = 0;

	expected->wanted = expected->is_run = true;
	if (!strcmp(value, "INT_MIN") || !strcmp(value, "_INT_MIN"))
		number = INT_MIN;
	else if (!strcmp(value, "TEST_DATA_LEN"))
		number = 64;
	else if (!strcmp(value, "POINTER_VALUE") || !strcmp(value, "0xbadcafe"))
		expected->any_value = true;
	else if (read_number(value, &number))
		return -EINVAL;
	expected->value = (int)number;
	return 0;
}

static int read_auxiliary(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	test->is_auxiliary[mode] = true;
	return *value ? -EINVAL : 0;
}

static int read_description(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	(void)test, (void)mode, (void)value;
	return 0;
}

static int read_log_level(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	long long number;

	(void)mode;
	if (read_number(value, &number) || number < 0 || number > 7)
		return -EINVAL;
	test->log_level = (unsigned int)number;
	return 0;
}

static int read_flag(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	bool clear = *value == '!';
	long long number;
	uint32_t flag;

	(void)mode;
	value += clear;
	if (load_flag_find(value, &flag)) {
		if (read_number(value, &number) || number < 0)
			return -EINVAL;
		flag = (uint32_t)number;
	}
	if (clear)
		test->cleared_flags |= flag;
	else
		test->flags |= flag;
	return 0;
}

/* Numbers with | between them. */
static int read_capabilities(struct kernel_test *test, enum kernel_test_mode mode,
			     const char *value)
{
	test->cases[mode].wanted = true;
	for (;; value++) {
		char *end;
		unsigned long number = strtoul(value, &end, 10);

		if (!isdigit((unsigned char)*value) || number > 63)
			return -EINVAL;
		test->cases[mode].capabilities |= UINT64_C(1) << number;
		value = end;
		if (!*value)
			return 0;
		if (*value != '|')
			return -EINVAL;
	}
}

/* Several may stand on a program; skip is told only if none is this machine's. */
static int read_processor(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	static const char other[] = "for another processor", none[] = "";
	static const char *const others[] = { "ARM64", "RISCV64", "s390x", "LOONGARCH" };

	(void)mode;
	if (!strcmp(value, "X86_64")) {
		if (!test->skip || test->skip == other)
			test->skip = none;
		return 0;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(value, others[i])) {
			if (!test->skip)
				test->skip = other;
			return 0;
		}
	return -EINVAL;
}

static int read_load_mode(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	(void)mode;
	if (!strcmp(value, "no_jited"))
		test->skip = "for a kernel without JIT";
	else if (strcmp(value, "jited") != 0)
		return -EINVAL;
	return 0;
}

static int read_btf_path(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	(void)mode, (void)value;
	test->skip = "needs BTF of another file";
	return 0;
}

static int read_linear_size(struct kernel_test *test, enum kernel_test_mode mode, const char *value)
{
	(void)mode, (void)value;
	test->skip = "needs a packet that is not linear";
	return 0;
}

#define UNCHECKED(name, words)                                                                   \
	static int name(struct kernel_test *test, enum kernel_test_mode mode, const char *value) \
	{                                                                                        \
		(void)value;                                                                     \
		test->cases[mode].wanted = true;                                                 \
		if (!test->cases[mode].unchecked)                                                \
			test->cases[mode].unchecked = words;                                     \
		return 0;                                                                        \
	}
UNCHECKED(read_translated, "__xlated")
UNCHECKED(read_jited, "__jited")
UNCHECKED(read_stderr, "__stderr")
UNCHECKED(read_stdout, "__stdout")

static const struct annotation annotations[] = {
	{ "test_expect_success", read_success, MODE_PRIVILEGED, false },
	{ "test_expect_success_unpriv", read_success, MODE_UNPRIVILEGED, false },
	{ "test_expect_failure", read_failure, MODE_PRIVILEGED, false },
	{ "test_expect_failure_unpriv", read_failure, MODE_UNPRIVILEGED, false },
	{ "test_expect_msg=", read_message, MODE_PRIVILEGED, true },
	{ "test_expect_msg_unpriv=", read_message, MODE_UNPRIVILEGED, true },
	{ "test_expect_not_msg=", read_absent, MODE_PRIVILEGED, true },
	{ "test_expect_not_msg_unpriv=", read_absent, MODE_UNPRIVILEGED, true },
	{ "test_retval=", read_value, MODE_PRIVILEGED, false },
	{ "test_retval_unpriv=", read_value, MODE_UNPRIVILEGED, false },
	{ "test_auxiliary", read_auxiliary, MODE_PRIVILEGED, false },
	{ "test_auxiliary_unpriv", read_auxiliary, MODE_UNPRIVILEGED, false },
	{ "test_description=", read_description, MODE_PRIVILEGED, false },
	{ "test_log_level=", read_log_level, MODE_PRIVILEGED, false },
	{ "test_prog_flags=", read_flag, MODE_PRIVILEGED, false },
	{ "test_caps_unpriv=", read_capabilities, MODE_UNPRIVILEGED, false },
	{ "test_arch=", read_processor, MODE_PRIVILEGED, false },
	{ "load_mode=", read_load_mode, MODE_PRIVILEGED, false },
	{ "test_btf_path=", read_btf_path, MODE_PRIVILEGED, false },
	{ "test_btf_func_path=", read_btf_path, MODE_PRIVILEGED, false },
	{ "test_linear_size=", read_linear_size, MODE_PRIVILEGED, false },
	{ "test_expect_xlated=", read_translated, MODE_PRIVILEGED, true },
	{ "test_expect_xlated_unpriv=", read_translated, MODE_UNPRIVILEGED, true },
	{ "test_jited=", read_jited, MODE_PRIVILEGED, true },
	{ "test_jited_unpriv=", read_jited, MODE_UNPRIVILEGED, true },
	{ "test_expect_stderr=", read_stderr, MODE_PRIVILEGED, true },
	{ "test_expect_stderr_unpriv=", read_stderr, MODE_UNPRIVILEGED, true },
	{ "test_expect_stdout=", read_stdout, MODE_PRIVILEGED, true },
	{ "test_expect_stdout_unpriv=", read_stdout, MODE_UNPRIVILEGED, true },
};

const struct annotation *annotation_find(const char *text, const char **value)
{
	for (size_t i = 0; i < sizeof(annotations) / sizeof(annotations[0]); i++) {
		const char *name = annotations[i].name;
		size_t length = strlen(name);

		if (strncmp(text, name, length) != 0)
			continue;
		/* Names without "=" are the whole text, and some begin others. */
		*value = text + length;
		if (strchr(name, '=') || !**value)
			return &annotations[i];
	}
	return NULL;
}
