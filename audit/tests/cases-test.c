// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What the auditor says of each helper of kernel.c under each declaration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <glob.h>
#include <sys/stat.h>

#include "audit/ir/simplify.h"
#include "audit/report/chain.h"
#include "audit/report/judge.h"
#include "audit/report/report.h"
#include "lab/cache.h"

#define OK VERDICT_BIT(VERDICT_TRUE)
#define WRITTEN VERDICT_BIT(VERDICT_WRITES_READ_ONLY)
#define WRITES_UNSAID VERDICT_BIT(VERDICT_WRITES_UNSAID)
#define READ VERDICT_BIT(VERDICT_READS_WRITABLE)
#define READS_UNSAID VERDICT_BIT(VERDICT_READS_UNSAID)
#define EARLY VERDICT_BIT(VERDICT_READS_EARLY)
#define LEFT VERDICT_BIT(VERDICT_FILLS_NOT)
#define BEYOND VERDICT_BIT(VERDICT_BEYOND)
#define UNKNOWN VERDICT_BIT(VERDICT_UNKNOWN)

static const struct {
	const char *helper;
	unsigned int unsaid, rdonly, write, uninit;
} cases[] = {
	{ "reads", READS_UNSAID, OK, READ, READ | EARLY | LEFT },
	{ "fills", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "writes_deep", WRITES_UNSAID, WRITTEN, OK, UNKNOWN },
	{ "reads_deep", READS_UNSAID, OK, READ, READ | EARLY | LEFT },
	{ "returns_early", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "fills_when_it_fails", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "leaves_when_it_fails", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "copies_in", READS_UNSAID, OK, READ, READ | EARLY | LEFT },
	{ "copies_out", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "commands_that_read", READS_UNSAID, OK, READ, READ | EARLY | LEFT },
	{ "any_command", WRITES_UNSAID, WRITTEN, OK, EARLY | LEFT },
	{ "through_a_table", WRITES_UNSAID, WRITTEN, OK, EARLY | LEFT },
	{ "fills_where_the_table_fails", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "leaves_where_the_table_fails", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "through_a_struct", WRITES_UNSAID, WRITTEN, OK, UNKNOWN },
	{ "calls_the_unknown", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN },
	{ "fills_by_fields", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "fills_half_of_the_fields", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "fills_the_rest", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "reads_and_writes", WRITES_UNSAID, WRITTEN, OK, EARLY },
	{ "writes_and_reads", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "keeps", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN },
	{ "fills_in_many_ways", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "refuses_one_number", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "allows_the_number", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "copies_text", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "copies_text_and_pads", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "copies_text_and_pads_too_late", WRITES_UNSAID, WRITTEN, OK, UNKNOWN },
	{ "fills_from_nothing_on", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "fills_where_the_check_fails", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "fills_where_an_error_is_told", WRITES_UNSAID, WRITTEN, OK, UNKNOWN },
	{ "leaves_where_an_error_is_told", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "fills_where_none_came", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "leaves_where_none_came", WRITES_UNSAID, WRITTEN, OK, LEFT },
	{ "fills_by_a_number", WRITES_UNSAID, WRITTEN, OK, OK },
	{ "prints", READS_UNSAID, OK, READ, READ | EARLY | LEFT },
	{ "scans", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN },
	{ "fills_a_value", WRITES_UNSAID, WRITTEN, OK, UNKNOWN },
	{ "fills_a_key", WRITES_UNSAID, WRITTEN, OK, UNKNOWN },
};

enum { CASES = sizeof(cases) / sizeof(*cases) };

static const char *ir; /* the file with the IR of kernel.c */

/* What every test starts from. */
struct opened {
	struct program program;
	struct prototypes prototypes;
	struct answers answers;
};

static int open_all(void **state)
{
	struct opened *opened = calloc(1, sizeof(*opened));
	struct failure why = { "" };

	assert_non_null(opened);
	assert_int_equal(program_open(&opened->program), 0);
	assert_int_equal(program_read(&opened->program, "kernel.c", ir, &why), 0);
	assert_int_equal(prototypes_read(&opened->program, &opened->prototypes, &why), 0);
	assert_int_equal(answers_open(&opened->answers, &opened->program), 0);
	*state = opened;
	return 0;
}

static int close_all(void **state)
{
	struct opened *opened = *state;

	if (!opened)
		return 0;
	answers_close(&opened->answers);
	prototypes_free(&opened->prototypes);
	program_close(&opened->program);
	free(opened);
	return 0;
}

static struct judgement judge_named(struct opened *opened, const char *helper, const char *kind)
{
	struct judgement judgement;
	char name[128];

	snprintf(name, sizeof(name), "%s_%s_proto", helper, kind);
	for (size_t i = 0; i < opened->prototypes.count; i++) {
		if (strcmp(opened->prototypes.items[i].name, name))
			continue;
		assert_int_equal(
			judge(&opened->answers, &opened->prototypes.items[i], 0, &judgement), 0);
		return judgement;
	}
	fail_msg("there is no %s", name);
	abort();
}

static void print_verdicts(const char *what, unsigned int verdicts)
{
	fprintf(stderr, "%s:", what);
	for (int i = 0; i < VERDICTS; i++)
		if (verdicts & VERDICT_BIT(i))
			fprintf(stderr, " %s", verdict_name((enum verdict)i));
	fprintf(stderr, "\n");
}

/* Each declaration that lies is found, and none that does not. */
static void test_declarations(void **state)
{
	static const char *const kinds[] = { "unsaid", "rdonly", "write", "uninit" };
	int wrong = 0;

	for (size_t i = 0; i < CASES; i++) {
		const unsigned int expected[] = { cases[i].unsaid, cases[i].rdonly, cases[i].write,
						  cases[i].uninit };

		for (size_t k = 0; k < 4; k++) {
			unsigned int verdicts =
				judge_named(*state, cases[i].helper, kinds[k]).verdicts;

			if (verdicts == expected[k])
				continue;
			fprintf(stderr, "%s, declared %s\n", cases[i].helper, kinds[k]);
			print_verdicts("  found", verdicts);
			print_verdicts("  expected", expected[k]);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* A value is as large as its map says. */
static void test_map_value(void **state)
{
	assert_int_equal(judge_named(*state, "fills_a_value", "value").verdicts, OK);
	assert_int_equal(judge_named(*state, "fills_a_key", "value").verdicts, UNKNOWN);
}

/* Of parameters that are not const, which would be said, too. */
static const struct {
	const char *kfunc;
	unsigned int verdicts;
} kfunc_cases[] = {
	{ "kf_checked", OK },
	{ "kf_checked_late", BEYOND },
	{ "kf_checked_too_low", BEYOND },
	{ "kf_one_of_two", OK },
	{ "kf_one_too_short", BEYOND },
	{ "kf_not_empty", OK },
	{ "kf_by_size", OK },
	{ "kf_passes_size", READS_UNSAID },
	{ "kf_passes_size_late", BEYOND },
	{ "kf_forgets_size", BEYOND },
	{ "kf_fills_uninit", OK },
	{ "kf_leaves_uninit", LEFT },
	{ "kf_copies_all", BEYOND | READS_UNSAID },
	{ "kf_by_cases", OK },
	{ "kf_more_than", OK },
};

/* What stands in the set, and of each: the size bounds what is accessed, or does not. */
static void test_kfuncs(void **state)
{
	struct opened *opened = *state;
	struct kfuncs kfuncs = { 0 };
	struct names missing = { 0 };
	size_t cases_of_kfuncs = sizeof(kfunc_cases) / sizeof(*kfunc_cases);
	int wrong = 0;

	assert_int_equal(kfuncs_read(&opened->program, &kfuncs, &missing), 0);
	assert_int_equal(kfuncs.bodiless, 1);
	assert_int_equal(missing.count, 1);
	assert_string_equal(missing.items[0].text, "kf_elsewhere");
	names_free(&missing);
	assert_int_equal(kfuncs.count, cases_of_kfuncs);
	for (size_t i = 0; i < kfuncs.count; i++) {
		struct kfunc_judgement judgement;

		assert_string_equal(kfuncs.items[i].function_name, kfunc_cases[i].kfunc);
		assert_int_equal(judge_kfunc(&opened->answers, &kfuncs.items[i], &judgement), 0);
		if (judgement.verdicts == kfunc_cases[i].verdicts)
			continue;
		print_verdicts(kfunc_cases[i].kfunc, judgement.verdicts);
		print_verdicts("  expected", kfunc_cases[i].verdicts);
		wrong++;
	}
	kfuncs_free(&kfuncs);
	assert_int_equal(wrong, 0);
}

static void add_function(void *context, const struct bridge_place *place, const char *reason)
{
	char *text = context;

	(void)reason;
	strncat(text, place->function.start, place->function.length);
	strcat(text, " ");
}

/* A path from the top of the tree, whatever of it clang has in common with its own folder. */
static void test_paths(void **state)
{
	static const struct {
		const char *directory, *file, *path;
	} places[] = {
		{ "/c/audits/ir", "/c/builds/7/source/kernel/bpf/btf.c", "kernel/bpf/btf.c" },
		{ "/c", "builds/7/source/kernel/bpf/btf.c", "kernel/bpf/btf.c" },
		{ "/c/builds", "7/source/kernel/bpf/btf.c", "kernel/bpf/btf.c" },
		{ "/c/audits/ir", "kernel/bpf/btf.c", "kernel/bpf/btf.c" },
		{ "/c", "builds/7/source2/btf.c", "builds/7/source2/btf.c" },
	};
	struct run run = { .tree.source = (char *)"/c/builds/7/source" };

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct bridge_place place = {
			.file = { places[i].file, strlen(places[i].file) },
			.directory = { places[i].directory, strlen(places[i].directory) },
		};
		struct text path = report_path(&run, &place);

		assert_int_equal(path.length, strlen(places[i].path));
		assert_memory_equal(path.start, places[i].path, path.length);
	}
}

/* The chain goes from the helper, through what was inlined, to the store. */
static void test_chain(void **state)
{
	struct judgement judgement = judge_named(*state, "writes_deep", "rdonly");
	char text[256] = "";

	chain_visit(judgement.answer, CHAIN_WRITES, add_function, text);
	assert_string_equal(text,
			    "writes_deep do_writes_deep store_soon store_later store_at_last ");
}

/* Where it cannot tell it says why. */
static void note_reason(void *context, const struct bridge_place *place, const char *reason)
{
	(void)place;
	if (reason)
		*(const char **)context = reason;
}

static void test_reason(void **state)
{
	struct judgement judgement = judge_named(*state, "calls_the_unknown", "rdonly");
	const char *reason = NULL;

	chain_visit(judgement.answer, CHAIN_UNKNOWN, note_reason, (void *)&reason);
	assert_string_equal(reason, "the function that is called is not known");
}

/* A type that was read with a number, because there was one of its name, and got a second one. */
static void test_numbered_types(void **state)
{
	static const struct {
		const char *type, *name;
	} types[] = {
		{ "struct.bpf_map_ops", "bpf_map_ops" },
		{ "struct.bpf_map_ops.1898", "bpf_map_ops" },
		{ "struct.bpf_map_ops.1898.23", "bpf_map_ops" },
		{ "struct.in6", "in6" },
		{ "struct.in6.7", "in6" },
	};
	struct opened *opened = *state;

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		LLVMTypeRef type = LLVMStructCreateNamed(opened->program.context, types[i].type);
		size_t length;
		const char *name = program_struct_name(type, &length);

		assert_int_equal(length, strlen(types[i].name));
		assert_memory_equal(name, types[i].name, length);
	}
}

/* What is kept beside a copy of the IR, simplified by children; the caller frees it. */
static char *simplified_copy(const char *folder, const char *name, char **path)
{
	char *files[3] = { NULL }, *text = NULL, *kept = NULL;
	glob_t found;

	assert_true(asprintf(path, "%s/%s", folder, name) > 0);
	assert_int_equal(cache_read_file(ir, &text, NULL), 0);
	assert_int_equal(cache_write_file(*path, text, strlen(text), NULL), 0);
	free(text);
	/* One that did not compile, and one that is no IR, stop nobody. */
	files[1] = *path;
	files[2] = (char *)"/dev/null/none.ll";
	simplify_files(files, 3);
	assert_true(asprintf(&text, "%s.*.bc", *path) > 0);
	assert_int_equal(glob(text, 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	kept = strdup(found.gl_pathv[0]);
	globfree(&found);
	free(text);
	return kept;
}

/* The children leave what is then read: it is not simplified again. */
static void test_simplified_by_children(void **state)
{
	struct opened *opened = *state;
	char folder[] = "/tmp/audit-cases-XXXXXX", *path, *kept;
	LLVMModuleRef module;
	struct stat before, after;

	assert_non_null(mkdtemp(folder));
	kept = simplified_copy(folder, "kernel.ll", &path);
	assert_int_equal(stat(kept, &before), 0);
	assert_int_equal(simplified_read(opened->program.context, "kernel.c", path, &module, NULL),
			 0);
	LLVMDisposeModule(module);
	assert_int_equal(stat(kept, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	remove(kept);
	remove(path);
	remove(folder);
	free(kept);
	free(path);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_declarations),
		cmocka_unit_test(test_map_value),
		cmocka_unit_test(test_kfuncs),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_numbered_types),
		cmocka_unit_test(test_simplified_by_children),
		cmocka_unit_test(test_paths),
	};

	if (argc != 2)
		return 2;
	ir = argv[1];
	return cmocka_run_group_tests(tests, open_all, close_all);
}
