// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of what a kernel's build decides without building: build.c, source.c, make.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/build.h"
#include "lab/make.h"
#include "lab/source.h"
#include "lab/work-tree.h"

static void the_hash_changes_with_every_input(void **state)
{
	static char one[] = "one", two[] = "two", onetwo[] = "onetwo", empty[] = "";
	char *both[] = { one, two }, *swapped[] = { two, one }, *joined[] = { onetwo, empty };
	struct patches none = { 0 }, patches = { .texts = both, .count = 2 },
		       other_order = { .texts = swapped, .count = 2 },
		       other_split = { .texts = joined, .count = 2 },
		       fewer = { .texts = both, .count = 1 };
	const struct build_inputs inputs[] = {
		{ "6.12.117-1", "CONFIG_BPF=y\n", "gcc 12\n", &patches },
		{ "6.12.118-1", "CONFIG_BPF=y\n", "gcc 12\n", &patches },
		{ "6.12.117-1", "CONFIG_NET=y\n", "gcc 12\n", &patches },
		{ "6.12.117-1", "CONFIG_BPF=y\n", "gcc 13\n", &patches },
		{ "6.12.117-1", "CONFIG_BPF=y\n", "gcc 12\n", &none },
		{ "6.12.117-1", "CONFIG_BPF=y\n", "gcc 12\n", &fewer },
		{ "6.12.117-1", "CONFIG_BPF=y\n", "gcc 12\n", &other_order },
		{ "6.12.117-1", "CONFIG_BPF=y\n", "gcc 12\n", &other_split },
	};
	const size_t count = sizeof(inputs) / sizeof(inputs[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		char hash[BUILD_HASH_SIZE], again[BUILD_HASH_SIZE];

		build_hash(&inputs[i], hash);
		assert_int_equal(strlen(hash), BUILD_HASH_SIZE - 1);
		for (size_t k = 0; k < count; k++)
			assert_int_equal(!strcmp(hash, build_hash(&inputs[k], again)), i == k);
	}
}

static void a_commit_message_does_not_change_the_hash(void **state)
{
	static char one[] = "Subject: a\n\ndiff --git a/x b/x\n+1\n",
		    reworded[] = "Subject: b\n\ndiff --git a/x b/x\n+1\n",
		    other[] = "Subject: a\n\ndiff --git a/x b/x\n+2\n";
	char *texts[] = { one, reworded, other }, hashes[3][BUILD_HASH_SIZE];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct patches patches = { .texts = &texts[i], .count = 1 };

		build_hash(&(struct build_inputs){ "6.12.117-1", "", "", &patches }, hashes[i]);
	}
	assert_string_equal(hashes[0], hashes[1]);
	assert_string_not_equal(hashes[0], hashes[2]);
}

#define PACKAGE(version, size) \
	"Package: linux-source-6.12\nVersion: " version "\nSize: " size "\nDescription: x\n\n"

static void expect_source(const char *offers, const char *wanted, const char *version)
{
	struct kernel_version kernel;
	struct source_package chosen;

	assert_int_equal(kernel_version_parse(wanted, &kernel, NULL), 0);
	assert_int_equal(source_choose(offers, kernel, &chosen), 0);
	if (version) {
		assert_non_null(chosen.version);
		assert_string_equal(chosen.version, version);
		assert_int_equal(chosen.bytes, 200);
	} else {
		assert_null(chosen.version);
	}
	free(chosen.version);
}

static void the_newest_source_of_a_series_is_taken(void **state)
{
	static const char offers[] =
		PACKAGE("6.12.94-1", "100") PACKAGE("6.12.117-1~deb12u1", "100")
			PACKAGE("6.12.117-1", "200") PACKAGE("6.12.116-1", "200");

	(void)state;
	expect_source(offers, "6.12", "6.12.117-1");
	expect_source(offers, "6.12.116", "6.12.116-1");
	expect_source(offers, "6.12.95", NULL);
	expect_source(offers, "6.1", NULL);
	expect_source("", "6.12", NULL);
}

static void expect_error(const char *output, const char *expected)
{
	const char *start;
	size_t length = make_find_error(output, 2, &start);

	assert_int_equal(length, strlen(expected));
	assert_memory_equal(start, expected, length);
}

static void the_compilers_words_are_found(void **state)
{
	(void)state;
	expect_error("  CC a.o\na.c:1:2: error: no\n  1 | x\n  more\nmake: *** [a.o] Error 1\n",
		     "a.c:1:2: error: no\n  1 | x\n");
	expect_error("  LD vmlinux\nld: a.o: undefined reference to `b'\nmake: *** [v] Error 1\n",
		     "ld: a.o: undefined reference to `b'\nmake: *** [v] Error 1\n");
	expect_error("one\nmake: *** No rule.  Stop.\n", "make: *** No rule.  Stop.\n");
	expect_error("one\ntwo\nthree\n", "two\nthree\n");
	expect_error("one\n", "one\n");
	expect_error("", "");
}

static void a_symbol_must_be_there_as_it_was_asked_for(void **state)
{
	static const char made[] = "CONFIG_BPF=y\n# CONFIG_NET is not set\nCONFIG_BPF_JIT_X=y\n"
				   "CONFIG_LSM=\"bpf\"\n";
	const char *missing;

	(void)state;
	assert_int_equal(work_tree_missing_symbol("# CONFIG_A=y\n\nCONFIG_BPF=y\n", made, &missing),
			 0);
	assert_int_equal(work_tree_missing_symbol("CONFIG_LSM=\"bpf\"", made, &missing), 0);
	assert_int_equal(work_tree_missing_symbol("CONFIG_BPF=y\nCONFIG_NET=y\n", made, &missing),
			 strlen("CONFIG_NET=y"));
	assert_memory_equal(missing, "CONFIG_NET=y", strlen("CONFIG_NET=y"));
	assert_int_not_equal(work_tree_missing_symbol("CONFIG_BPF_JIT=y\n", made, &missing), 0);
	assert_int_not_equal(work_tree_missing_symbol("CONFIG_LSM=\"b\"\n", made, &missing), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hash_changes_with_every_input),
		cmocka_unit_test(a_commit_message_does_not_change_the_hash),
		cmocka_unit_test(the_newest_source_of_a_series_is_taken),
		cmocka_unit_test(the_compilers_words_are_found),
		cmocka_unit_test(a_symbol_must_be_there_as_it_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
