// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the annotations of the kernel's own selftests; see kernel-test.h. */
#include "lab/kernel-test.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lab/load-options.h"

static const char prefix[] = "comment:";

/* How to read the annotation of one name; value is what stands behind its "=". */
struct reader {
	const char *name;
	int (*read)(struct kernel_test *test, enum kernel_test_mode mode, const char *value);
	enum kernel_test_mode mode;
	/* In the form of 6.12 a number and another "=" stand before the value. */
	bool repeatable;
};

/* One annotation of a program. */
struct tag {
	size_t test; /* the program's number */
	unsigned long number; /* its place in the source; 0 where the form does not tell */
	const char *text; /* as it stands in the object */
	const struct reader *reader;
	const char *value;
};

struct tags {
	struct tag *tags;
	size_t count;
};

static const char *after(const char *text, const char *beginning)
{
	size_t length = strlen(beginning);

	return strncmp(text, beginning, length) ? NULL : text + length;
}

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

static const struct reader readers[] = {
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

/* Names without "=" are the whole tag, and some begin others. */
static const struct reader *find_reader(const char *text, const char **value)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		*value = after(text, readers[i].name);
		if (*value && (strchr(readers[i].name, '=') || !**value))
			return &readers[i];
	}
	return NULL;
}

/* Takes a number and the character behind it off the front of text, if they stand there. */
static bool take_number(const char **text, char end, unsigned long *number)
{
	char *rest;

	if (!isdigit((unsigned char)**text))
		return false;
	*number = strtoul(*text, &rest, 10);
	if (*rest != end)
		return false;
	*text = rest + 1;
	return true;
}

static int parse_tag(struct tag *tag, const char *program, struct failure *why)
{
	const char *rest = after(tag->text, prefix);
	bool numbered = take_number(&rest, ':', &tag->number);

	tag->reader = find_reader(rest, &tag->value);
	if (!tag->reader)
		return fail_with(why, -EINVAL, "%s: nobody knows the annotation '%s'", program,
				 tag->text);
	if (!numbered && tag->reader->repeatable && !take_number(&tag->value, '=', &tag->number))
		return fail_with(why, -EINVAL, "%s: the annotation '%s' cannot be read", program,
				 tag->text);
	return 0;
}

/* The number of the program with this name, or the count of them. */
static size_t find_program(const struct kernel_tests *tests, const char *name)
{
	size_t i = 0;

	while (i < tests->count && strcmp(tests->tests[i].program, name) != 0)
		i++;
	return i;
}

/* A tag on anything but a program is parsed, so that an unknown one is found, and left out. */
static int collect_tag(struct tags *tags, const struct kernel_tests *tests, const char *function,
		       const char *text, struct failure *why)
{
	struct tag tag = { .test = find_program(tests, function), .text = text }, *longer;
	int error = parse_tag(&tag, function, why);

	if (error || tag.test == tests->count)
		return error;
	longer = realloc(tags->tags, (tags->count + 1) * sizeof(*longer));
	if (!longer)
		return -ENOMEM;
	tags->tags = longer;
	longer[tags->count++] = tag;
	return 0;
}

static int collect_tags(struct tags *tags, const struct kernel_tests *tests, const struct btf *btf,
			struct failure *why)
{
	int error = 0;

	for (unsigned int id = 1; id < btf__type_cnt(btf) && !error; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id), *target;
		const char *text;

		if (!btf_is_decl_tag(type) || btf_decl_tag(type)->component_idx != -1)
			continue;
		target = btf__type_by_id(btf, type->type);
		text = btf__name_by_offset(btf, type->name_off);
		if (btf_is_func(target) && after(text, prefix))
			error = collect_tag(tags, tests, btf__name_by_offset(btf, target->name_off),
					    text, why);
	}
	return error;
}

static int compare_tags(const void *a, const void *b)
{
	const struct tag *one = a, *other = b;

	return (one->number > other->number) - (one->number < other->number);
}

static int apply(struct kernel_tests *tests, const struct tag *tag, struct failure *why)
{
	struct kernel_test *test = &tests->tests[tag->test];
	int error = tag->reader->read(test, tag->reader->mode, tag->value);

	if (error == -EINVAL)
		fail_with(why, error, "%s: the annotation '%s' cannot be read", test->program,
			  tag->text);
	return error;
}

/* What is not said of the unprivileged mode is as in the other. */
static int follow(struct kernel_test_case *user, const struct kernel_test_case *root)
{
	if (!user->verdict_said)
		user->is_rejected = root->is_rejected;
	if (!user->is_run) {
		user->is_run = root->is_run;
		user->any_value = root->any_value;
		user->value = root->value;
	}
	if (!user->unchecked)
		user->unchecked = root->unchecked;
	return user->messages.count ? 0 : log_patterns_copy(&user->messages, &root->messages);
}

static int complete(struct kernel_test *test)
{
	struct kernel_test_case *root = &test->cases[MODE_PRIVILEGED];
	struct kernel_test_case *user = &test->cases[MODE_UNPRIVILEGED];

	if (test->is_auxiliary[MODE_PRIVILEGED] || test->is_auxiliary[MODE_UNPRIVILEGED])
		root->wanted = user->wanted = false;
	else if (!user->wanted)
		root->wanted = true;
	if (test->skip && !*test->skip)
		test->skip = NULL;
	return user->wanted ? follow(user, root) : 0;
}

static int read_all(struct kernel_tests *tests, const struct btf *btf, struct failure *why)
{
	struct tags tags = { 0 };
	int error = collect_tags(&tags, tests, btf, why);

	tests->annotated = tags.count > 0;
	if (tags.count)
		qsort(tags.tags, tags.count, sizeof(*tags.tags), compare_tags);
	for (size_t i = 0; i < tags.count && !error; i++)
		error = apply(tests, &tags.tags[i], why);
	free(tags.tags);
	for (size_t i = 0; i < tests->count && !error; i++)
		error = complete(&tests->tests[i]);
	return error;
}

int kernel_tests_read(const struct object *object, struct kernel_tests *tests, struct failure *why)
{
	struct btf *btf = btf__parse_elf(object->path, NULL);
	struct failure detail = { "" };
	int error;

	*tests = (struct kernel_tests){ 0 };
	if (!btf)
		return fail_with(why, -errno, "%s: no BTF to read annotations from: %s",
				 object->path, strerror(errno));
	tests->tests = calloc(object->count, sizeof(*tests->tests));
	if (tests->tests) {
		tests->count = object->count;
		for (size_t i = 0; i < object->count; i++)
			tests->tests[i].program = object->programs[i];
		error = read_all(tests, btf, &detail);
	} else {
		error = -ENOMEM;
	}
	btf__free(btf);
	if (error == -ENOMEM)
		fail_with(why, error, "out of memory");
	else if (error)
		fail_with(why, error, "%s: %s", object->path, detail.text);
	if (error)
		kernel_tests_free(tests);
	return error;
}

void kernel_tests_free(struct kernel_tests *tests)
{
	for (size_t i = 0; i < tests->count; i++)
		for (int mode = 0; mode < MODE_COUNT; mode++)
			log_patterns_free(&tests->tests[i].cases[mode].messages);
	free(tests->tests);
	*tests = (struct kernel_tests){ 0 };
}
