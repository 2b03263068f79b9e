// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the annotations of the kernel's own selftests; see kernel-test.h. */
#include "lab/kernel-test.h"

#include <bpf/btf.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/annotation.h"

static const char prefix[] = "comment:";

/* One annotation of a program. */
struct tag {
	size_t test; /* the program's number */
	unsigned long number; /* its place in the source; 0 where the form does not tell */
	const char *text; /* as it stands in the object */
	const struct annotation *annotation;
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

	tag->annotation = annotation_find(rest, &tag->value);
	if (!tag->annotation)
		return fail_with(why, -EINVAL, "%s: nobody knows the annotation '%s'", program,
				 tag->text);
	if (!numbered && tag->annotation->repeatable &&
	    !take_number(&tag->value, '=', &tag->number))
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
		const char *text, *name;

		if (!btf_is_decl_tag(type) || btf_decl_tag(type)->component_idx != -1)
			continue;
		target = btf__type_by_id(btf, type->type);
		text = btf__name_by_offset(btf, type->name_off);
		name = target ? btf__name_by_offset(btf, target->name_off) : NULL;
		/* libbpf does not say that types and names that are referred to are there. */
		if (text && name && btf_is_func(target) && after(text, prefix))
			error = collect_tag(tags, tests, name, text, why);
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
	int error = tag->annotation->read(test, tag->annotation->mode, tag->value);

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
