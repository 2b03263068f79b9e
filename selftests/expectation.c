// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads what selftests say of themselves out of their BTF; see expectation.h. */
#include "selftests/expectation.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char reject_tag[] = "bpfmend:reject=";
static const char mended_reject_tag[] = "bpfmend:mended-reject=";
static const char unmended_tag[] = "bpfmend:unmended";
static const char either_tag[] = "bpfmend:any";
static const char run_tag[] = "bpfmend:run=";
static const char attached_tag[] = "bpfmend:attached=";
static const char returns_on_tag[] = "bpfmend:returns-on=";
static const char returns_tag[] = "bpfmend:returns=";
static const char capabilities_tag[] = "bpfmend:capabilities=";
static const char flag_tag[] = "bpfmend:flag=";
static const char any_tag[] = "bpfmend:";

static struct expectation *find(const struct expectations *expectations, const char *program)
{
	for (size_t i = 0; i < expectations->count; i++)
		if (!strcmp(expectations->items[i].program, program))
			return &expectations->items[i];
	return NULL;
}

static struct expectation *find_or_add(struct expectations *expectations, const char *program)
{
	struct expectation *found = find(expectations, program), *longer;
	char *name;

	if (found)
		return found;
	longer = realloc(expectations->items,
			 (expectations->count + 1) * sizeof(*expectations->items));
	if (!longer)
		return NULL;
	expectations->items = longer;
	name = strdup(program);
	if (!name)
		return NULL;
	found = &longer[expectations->count++];
	*found = (struct expectation){ .program = name };
	return found;
}

/* Reads the kernels of "6.12-7.2:the rest"; *rest receives what is behind the colon. */
static int read_kernels(const char *text, struct kernel_list *kernels, const char **rest)
{
	const char *colon = strchr(text, ':');
	char *list = strndup(text, colon ? (size_t)(colon - text) : 0);
	int error = -ENOMEM;

	if (list)
		error = colon && colon[1] ? kernel_list_parse(list, kernels, NULL) : -EINVAL;
	free(list);
	*rest = colon ? colon + 1 : text;
	return error;
}

/* text is "6.12-7.2:the words". */
static int add_rejection(struct expectation *expectation, const char *text, bool mended,
			 struct failure *why)
{
	struct rejection *longer =
		realloc(expectation->rejections,
			(expectation->count + 1) * sizeof(*expectation->rejections));
	struct rejection rejection = { .mended = mended };
	const char *words;
	int error;

	if (!longer)
		return -ENOMEM;
	expectation->rejections = longer;
	error = read_kernels(text, &rejection.kernels, &words);
	if (error == -EINVAL)
		fail_with(why, error, "%s: expect_%sreject() cannot be read: '%s'",
			  expectation->program, mended ? "mended_" : "", text);
	if (error)
		return error;
	rejection.words = strdup(words);
	if (!rejection.words) {
		kernel_list_free(&rejection.kernels);
		return -ENOMEM;
	}
	expectation->rejections[expectation->count++] = rejection;
	return 0;
}

static int add_capabilities(struct expectation *expectation, const char *text, struct failure *why)
{
	if (expectation->load.limited)
		return fail_with(why, -EINVAL, "%s: load_with() may be given once",
				 expectation->program);
	expectation->load.limited = true;
	if (!*text || capabilities_parse(text, &expectation->load.capabilities))
		return fail_with(why, -EINVAL, "%s: load_with() cannot be read: '%s'",
				 expectation->program, text);
	return 0;
}

static int add_flag(struct expectation *expectation, const char *name, struct failure *why)
{
	uint32_t flag;

	if (load_flag_find(name, &flag))
		return fail_with(why, -EINVAL, "%s: load_flags() knows no '%s'",
				 expectation->program, name);
	expectation->load.flags |= flag;
	return 0;
}

/* text is "6.16-6.18.12:0 1". */
static int add_exception(struct expectation *expectation, const char *text, struct failure *why)
{
	struct exception *longer =
		realloc(expectation->exceptions,
			(expectation->exception_count + 1) * sizeof(*expectation->exceptions));
	struct exception exception = { 0 };
	const char *values;
	int error;

	if (!longer)
		return -ENOMEM;
	expectation->exceptions = longer;
	error = read_kernels(text, &exception.kernels, &values);
	if (error == -EINVAL)
		return fail_with(why, error, "%s: expect_returns_on() cannot be read: '%s'",
				 expectation->program, text);
	if (!error)
		error = run_tag_returns(expectation->program, values, &exception.returns, why);
	if (error) {
		kernel_list_free(&exception.kernels);
		return error;
	}
	expectation->exceptions[expectation->exception_count++] = exception;
	return 0;
}

static int add_tag(struct expectations *expectations, const char *program, const char *tag,
		   struct failure *why)
{
	struct expectation *expectation;

	if (strncmp(tag, any_tag, strlen(any_tag)))
		return 0;
	expectation = find_or_add(expectations, program);
	if (!expectation)
		return -ENOMEM;
	if (!strcmp(tag, unmended_tag))
		expectation->unmended = true;
	else if (!strcmp(tag, either_tag))
		expectation->any = true;
	else if (!strncmp(tag, reject_tag, strlen(reject_tag)))
		return add_rejection(expectation, tag + strlen(reject_tag), false, why);
	else if (!strncmp(tag, mended_reject_tag, strlen(mended_reject_tag)))
		return add_rejection(expectation, tag + strlen(mended_reject_tag), true, why);
	else if (!strncmp(tag, run_tag, strlen(run_tag)))
		return run_tag_range(program, tag + strlen(run_tag), &expectation->runs, why);
	else if (!strncmp(tag, attached_tag, strlen(attached_tag)))
		return run_tag_attached(program, tag + strlen(attached_tag), &expectation->triggers,
					why);
	else if (!strncmp(tag, returns_on_tag, strlen(returns_on_tag)))
		return add_exception(expectation, tag + strlen(returns_on_tag), why);
	else if (!strncmp(tag, returns_tag, strlen(returns_tag)))
		return run_tag_returns(program, tag + strlen(returns_tag), &expectation->returns,
				       why);
	else if (!strncmp(tag, capabilities_tag, strlen(capabilities_tag)))
		return add_capabilities(expectation, tag + strlen(capabilities_tag), why);
	else if (!strncmp(tag, flag_tag, strlen(flag_tag)))
		return add_flag(expectation, tag + strlen(flag_tag), why);
	else
		return fail_with(why, -EINVAL, "%s: nobody knows the annotation '%s'", program,
				 tag);
	return 0;
}

/* Whether what was read of one program fits together. */
static int check(const struct expectation *read, struct failure *why)
{
	size_t runs = expectation_runs(read);
	int error = run_tags_check(read->program, runs, &read->returns, why);

	if (!error && read->runs.count && read->triggers.count)
		error = fail_with(why, -EINVAL, "%s: run_over() and run_attached() exclude another",
				  read->program);
	if (!error && read->exception_count && !read->returns.count)
		error = fail_with(why, -EINVAL, "%s: expect_returns_on() needs an expect_returns()",
				  read->program);
	for (size_t i = 0; i < read->exception_count && !error; i++)
		error = run_tags_check(read->program, runs, &read->exceptions[i].returns, why);
	return error;
}

int expectations_read(const char *path, struct expectations *expectations, struct failure *why)
{
	struct btf *btf = btf__parse_elf(path, NULL);
	int error = 0;

	*expectations = (struct expectations){ 0 };
	if (!btf)
		return fail_with(why, -errno, "%s: no BTF to read annotations from: %s", path,
				 strerror(errno));
	for (unsigned int id = 1; id < btf__type_cnt(btf) && !error; id++) {
		const struct btf_type *type = btf__type_by_id(btf, id), *target;

		if (!btf_is_decl_tag(type) || btf_decl_tag(type)->component_idx != -1)
			continue;
		target = btf__type_by_id(btf, type->type);
		if (btf_is_func(target))
			error = add_tag(expectations, btf__name_by_offset(btf, target->name_off),
					btf__name_by_offset(btf, type->name_off), why);
	}
	btf__free(btf);
	for (size_t i = 0; i < expectations->count && !error; i++)
		error = check(&expectations->items[i], why);
	if (error)
		expectations_free(expectations);
	return error;
}

const struct expectation *expectations_find(const struct expectations *expectations,
					    const char *program)
{
	return find(expectations, program);
}

size_t expectation_runs(const struct expectation *expectation)
{
	return expectation->triggers.count ? expectation->triggers.count
					   : test_runs_total(&expectation->runs);
}

void expectation_describe_run(const struct expectation *expectation, size_t run, char *text,
			      size_t size)
{
	if (expectation->triggers.count)
		trigger_describe(&expectation->triggers.items[run], text, size);
	else
		test_runs_describe(&expectation->runs, run, text, size);
}

const struct return_list *expectation_returns(const struct expectation *expectation,
					      struct kernel_version kernel, bool mended, bool *own)
{
	const struct return_list *found = NULL;

	for (size_t i = 0; i < expectation->exception_count && !mended; i++)
		if (kernel_list_contains(&expectation->exceptions[i].kernels, kernel))
			found = &expectation->exceptions[i].returns;
	if (own)
		*own = found;
	return found ? found : &expectation->returns;
}

const char *expectations_words(const struct expectations *expectations, const char *program,
			       struct kernel_version kernel, bool mended)
{
	const struct expectation *expectation = find(expectations, program);

	if (!expectation)
		return NULL;
	/* What is not mended is rejected as the plain program is. */
	mended &= !expectation->unmended;
	for (size_t i = 0; i < expectation->count; i++)
		if (expectation->rejections[i].mended == mended &&
		    kernel_list_contains(&expectation->rejections[i].kernels, kernel))
			return expectation->rejections[i].words;
	return NULL;
}

void expectations_free(struct expectations *expectations)
{
	for (size_t i = 0; i < expectations->count; i++) {
		struct expectation *expectation = &expectations->items[i];

		for (size_t k = 0; k < expectation->count; k++) {
			kernel_list_free(&expectation->rejections[k].kernels);
			free(expectation->rejections[k].words);
		}
		free(expectation->rejections);
		for (size_t k = 0; k < expectation->exception_count; k++) {
			kernel_list_free(&expectation->exceptions[k].kernels);
			free(expectation->exceptions[k].returns.values);
		}
		free(expectation->exceptions);
		free(expectation->returns.values);
		free(expectation->program);
	}
	free(expectations->items);
	*expectations = (struct expectations){ 0 };
}
