// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Puts faults into a kernel that was audited: the flags of each argument of which the declaration
 * was found to be true are changed, and the bodies of some helpers and of what they call. Each
 * declaration that is then false must be reported, as what it is, and none that is still true.
 *
 * usage: audit-mutate-tree OUTPUT
 *
 * OUTPUT is the folder that bpfmend audit was given. Ends with 0 if all were found, 1 if one was
 * not, 2 if it could not be done.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/bridge/debug.h"
#include "audit/report/judge.h"
#include "audit/tests/mutations.h"
#include "lab/cache.h"

struct tree_test {
	struct program program;
	struct prototypes prototypes;
	struct answers answers;
	unsigned int (*before)[ARGUMENTS]; /* verdicts by prototype and argument */
	unsigned int (*declared)[ARGUMENTS]; /* before anything was changed */
	bool (*used)[ARGUMENTS]; /* it is read or written, not only left in a dynptr */
	bool (*written)[ARGUMENTS];
	int64_t rdonly, write, uninit; /* the flags; 0 in a kernel that has none for it */
	int64_t mem, uninit_mem; /* and what 5.10 has for the last */
	unsigned int tried, wrong;
};

static const struct {
	const char *function;
	enum mutation mutation;
	unsigned int parameter;
	const char *prototype;
	unsigned int argument; /* from 1 */
	enum verdict verdict;
} changes[] = {
#define CHANGE(function, mutation, parameter, prototype, argument, verdict) \
	{ #function, mutation, parameter, #prototype, argument, VERDICT_##verdict },
#include "audit/tests/mutate-tree.def"
#undef CHANGE
};

static unsigned int verdicts_of(struct tree_test *test, struct answers *answers, size_t at,
				unsigned int argument)
{
	struct judgement judgement;

	if (!test->prototypes.items[at].arguments[argument].declared)
		return VERDICT_BIT(VERDICT_TRUE);
	if (judge(answers, &test->prototypes.items[at], argument, &judgement))
		exit(2);
	/* Those of the code as it is. */
	if (judgement.answer && answers == &test->answers) {
		test->written[at][argument] = judgement.answer->writes.holds;
		test->used[at][argument] =
			judgement.answer->reads.holds || judgement.answer->writes.holds;
	}
	return judgement.verdicts;
}

static int read_all(struct tree_test *test, const char *output, struct failure *why)
{
	char *list, *text = NULL;
	int error;

	if (asprintf(&list, "%s/files", output) < 0)
		return -ENOMEM;
	error = cache_read_file(list, &text, why);
	free(list);
	for (char *line = error ? NULL : strtok(text, "\n"); line && !error;
	     line = strtok(NULL, "\n")) {
		char *file;

		if (asprintf(&file, "%s/%.*sll", output, (int)strlen(line) - 1, line) < 0)
			error = -ENOMEM;
		else if (!access(file, R_OK))
			error = program_read(&test->program, line, file, why);
		free(file);
	}
	free(text);
	return error;
}

static int64_t flag(const struct tree_test *test, const char *name)
{
	int64_t value;

	for (size_t i = 0; i < test->program.count; i++)
		if (bridge_enumerator(test->program.modules[i].module, name, &value))
			return value;
	return 0;
}

static int prepare(struct tree_test *test, const char *output, struct failure *why)
{
	int error = program_open(&test->program);

	if (!error)
		error = read_all(test, output, why);
	if (!error)
		error = prototypes_read(&test->program, &test->prototypes, why);
	if (!error)
		error = answers_open(&test->answers, &test->program);
	if (error)
		return error;
	test->rdonly = flag(test, "MEM_RDONLY");
	test->write = flag(test, "MEM_WRITE");
	test->uninit = flag(test, "MEM_UNINIT");
	test->mem = flag(test, "ARG_PTR_TO_MEM");
	test->uninit_mem = flag(test, "ARG_PTR_TO_UNINIT_MEM");
	test->before = calloc(test->prototypes.count, sizeof(*test->before));
	test->declared = calloc(test->prototypes.count, sizeof(*test->declared));
	test->used = calloc(test->prototypes.count, sizeof(*test->used));
	test->written = calloc(test->prototypes.count, sizeof(*test->written));
	if (!test->before || !test->declared || !test->used || !test->written)
		return -ENOMEM;
	for (size_t i = 0; i < test->prototypes.count; i++)
		for (unsigned int k = 0; k < ARGUMENTS; k++) {
			test->declared[i][k] = test->prototypes.items[i].arguments[k].declared;
			test->before[i][k] = verdicts_of(test, &test->answers, i, k);
		}
	return 0;
}

static LLVMValueRef global_of(const struct tree_test *test, const struct prototype *prototype)
{
	for (size_t i = 0; i < test->program.count; i++) {
		LLVMValueRef global =
			LLVMGetNamedGlobal(test->program.modules[i].module, prototype->name);

		if (global && LLVMGetInitializer(global) &&
		    !strcmp(test->program.modules[i].path, prototype->path))
			return global;
	}
	return NULL;
}

/* What an argument is declared as instead, and what must be said of that. */
struct flip {
	const char *name;
	unsigned int from_read, from_written; /* for what is only read, and what is written */
	unsigned int of_read, of_written; /* one of these verdicts must be found */
};

/*
 * Only plain memory that is used, whose declaration says which of the two it is, and truly. Before
 * there were flags for it, 5.10's, no declaration says so, and all but UNINIT is true.
 */
static bool is_flipped(const struct tree_test *test, size_t at, unsigned int argument)
{
	unsigned int declared = test->declared[at][argument];

	return (declared & DECLARED_KIND) == MEM && (declared & (RDONLY | WRITE) || !test->write) &&
	       test->used[at][argument] && test->before[at][argument] == VERDICT_BIT(VERDICT_TRUE);
}

/* What is only read, and declared so. */
static bool is_read(const struct tree_test *test, size_t at, unsigned int argument)
{
	return test->write ? test->declared[at][argument] & RDONLY : !test->written[at][argument];
}

static void set_declared(const struct tree_test *test, LLVMValueRef global, int64_t offset,
			 unsigned int declared)
{
	int64_t flags = 0, all = test->rdonly | test->write | test->uninit;

	if (declared & RDONLY)
		flags |= test->rdonly;
	if (declared & WRITE)
		flags |= test->write;
	if (declared & UNINIT)
		flags |= test->uninit;
	if (test->write)
		mutate_flags(global, offset, (int)all, (int)flags);
	else
		mutate_flags(global, offset, -1,
			     (int)(declared & UNINIT ? test->uninit_mem : test->mem));
}

static void set_flags(struct tree_test *test, const struct flip *flip)
{
	for (size_t i = 0; i < test->prototypes.count; i++)
		for (unsigned int k = 0; k < ARGUMENTS; k++) {
			LLVMValueRef global = global_of(test, &test->prototypes.items[i]);
			char member[] = "arg1_type";

			member[3] += (char)k;
			if (global && is_flipped(test, i, k))
				set_declared(test, global, bridge_member_of(global, member),
					     is_read(test, i, k) ? flip->from_read
								 : flip->from_written);
		}
}

static void check_flip(struct tree_test *test, const struct flip *flip, size_t at, unsigned int k)
{
	unsigned int must = is_read(test, at, k) ? flip->of_read : flip->of_written;
	unsigned int verdicts = verdicts_of(test, &test->answers, at, k);

	/* What is not changed, and what is as true as before, is not reported. */
	if (!is_flipped(test, at, k))
		must = test->before[at][k];
	else
		test->tried++;
	if (must == VERDICT_BIT(VERDICT_TRUE) || !is_flipped(test, at, k) ? verdicts == must
									  : verdicts & must)
		return;
	printf("%s: %s, argument %u: 0x%x, not 0x%x\n", flip->name, test->prototypes.items[at].name,
	       k + 1, verdicts, must);
	test->wrong++;
}

static int try_flags(struct tree_test *test, struct failure *why)
{
	const unsigned int ok = VERDICT_BIT(VERDICT_TRUE);
	const struct flip flips[] = {
		{ "no flag", 0, 0, VERDICT_BIT(VERDICT_READS_UNSAID),
		  VERDICT_BIT(VERDICT_WRITES_UNSAID) },
		{ "the other flag", WRITE, RDONLY, VERDICT_BIT(VERDICT_READS_WRITABLE),
		  VERDICT_BIT(VERDICT_WRITES_READ_ONLY) },
		{ "to be filled, if read", WRITE | UNINIT, WRITE, VERDICT_BIT(VERDICT_FILLS_NOT),
		  ok },
		{ "as before", RDONLY, WRITE, ok, ok },
	};

	for (size_t i = 0; i < sizeof(flips) / sizeof(*flips); i++) {
		int error;

		/* A kernel that has no such flags cannot lie with them. */
		if (!test->write && i < 2)
			continue;

		set_flags(test, &flips[i]);
		prototypes_free(&test->prototypes);
		error = prototypes_read(&test->program, &test->prototypes, why);
		if (error)
			return error;
		for (size_t at = 0; at < test->prototypes.count; at++)
			for (unsigned int k = 0; k < ARGUMENTS; k++)
				check_flip(test, &flips[i], at, k);
	}
	return 0;
}

static size_t find_prototype(const struct tree_test *test, const char *name)
{
	size_t at = 0;

	while (at < test->prototypes.count && strcmp(test->prototypes.items[at].name, name))
		at++;
	return at;
}

/* Whether what a change makes false is declared by this kernel, and is true as it is; says why not.
 */
static bool is_told_by(const struct tree_test *test, size_t row, size_t at)
{
	unsigned int k = changes[row].argument - 1, declared;
	const char *why = NULL;

	declared = at < test->prototypes.count ? test->declared[at][k] : 0;
	if (at == test->prototypes.count)
		why = "is not in this kernel";
	else if (test->before[at][k] & VERDICT_BIT(changes[row].verdict))
		why = "is false as it is";
	else if (changes[row].verdict == VERDICT_FILLS_NOT && !(declared & UNINIT))
		why = "is not declared as to be filled";
	else if (changes[row].verdict == VERDICT_READS_WRITABLE && !test->write)
		why = "says nothing of writing here";
	else if (changes[row].verdict == VERDICT_WRITES_READ_ONLY && !test->write &&
		 (declared & DECLARED_KIND) == MEM)
		why = "says nothing of writing here";
	if (why)
		printf("%s(): %s %s, and not changed\n", changes[row].function,
		       changes[row].prototype, why);
	return !why;
}

static int try_change(struct tree_test *test, size_t row)
{
	LLVMValueRef function = mutation_target(&test->program, changes[row].function);
	size_t at = find_prototype(test, changes[row].prototype);
	unsigned int k = changes[row].argument - 1, verdicts;
	struct answers answers;
	struct mutated mutated;
	int error;

	if (!is_told_by(test, row, at))
		return 0;
	test->tried++;
	if (!function) {
		printf("%s() is not in this kernel, but %s is\n", changes[row].function,
		       changes[row].prototype);
		test->wrong++;
		return 0;
	}
	error = mutate(function, changes[row].mutation, changes[row].parameter, &mutated);
	if (!error)
		error = answers_open(&answers, &test->program);
	if (error)
		return error;
	verdicts = verdicts_of(test, &answers, at, k);
	if (!(verdicts & VERDICT_BIT(changes[row].verdict))) {
		printf("%s(), change %d: %s, argument %u: 0x%x, and before 0x%x\n",
		       changes[row].function, changes[row].mutation, changes[row].prototype, k + 1,
		       verdicts, test->before[at][k]);
		test->wrong++;
	}
	answers_close(&answers);
	mutation_undo(&mutated);
	return 0;
}

int main(int argc, char **argv)
{
	struct tree_test test = { 0 };
	struct failure why = { "" };
	int error;

	if (argc != 2)
		return 2;
	error = prepare(&test, argv[1], &why);
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes) && !error; i++)
		error = try_change(&test, i);
	if (!error)
		error = try_flags(&test, &why);
	if (error)
		fprintf(stderr, "audit-mutate-tree: %s\n",
			why.text[0] ? why.text : strerror(-error));
	else
		printf("%u changes, %u not found or found wrongly\n", test.tried, test.wrong);
	answers_close(&test.answers);
	prototypes_free(&test.prototypes);
	program_close(&test.program);
	free(test.before);
	free(test.declared);
	free(test.used);
	free(test.written);
	if (error)
		return 2;
	return test.wrong != 0;
}
