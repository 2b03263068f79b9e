// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/patches.c: what patches touch, and that they are applied or refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lab/cache.h"
#include "lab/patches.h"
#include "lab/tests/scratch.h"

#define CHANGE(path, from, to) "--- a/" path "\n+++ b/" path "\n@@ -1 +1 @@\n-" from "\n+" to "\n"
#define ADD(path, text) "--- /dev/null\n+++ b/" path "\n@@ -0,0 +1 @@\n+" text "\n"
#define REMOVE(path, text) "--- a/" path "\n+++ /dev/null\n@@ -1 +0,0 @@\n-" text "\n"

static void write_text(void *state, const char *name, const char *text)
{
	scratch_write(scratch_path(state, name), text, strlen(text));
}

/* A source of two files, an empty directory to patch in, and one for the patches. */
static int begin(void **state)
{
	static const char *const directories[] = { "source", "source/net", "target", "patches" };

	scratch_begin(state);
	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++)
		assert_int_equal(mkdir(scratch_path(*state, directories[i]), 0777), 0);
	write_text(*state, "source/a.c", "one\n");
	write_text(*state, "source/net/b.c", "one\n");
	return 0;
}

static int read_patches(void *state, struct patches *patches, struct failure *why)
{
	*why = (struct failure){ "" };
	return patches_read(scratch_path(state, "patches"), patches, why);
}

static int apply(void *state, const struct patches *patches, struct failure *why)
{
	char *source = strdup(scratch_path(state, "source"));
	char *target = strdup(scratch_path(state, "target"));
	int error = patches_apply(patches, source, target, why);

	free(source);
	free(target);
	return error;
}

static void expect_file(void *state, const char *name, const char *expected)
{
	char *text;

	assert_int_equal(cache_read_file(scratch_path(state, name), &text, NULL), 0);
	assert_string_equal(text, expected);
	free(text);
}

static void patches_are_applied_in_order_to_copies(void **state)
{
	struct patches patches;
	struct failure why;

	write_text(*state, "patches/0002-b.patch",
		   CHANGE("a.c", "two", "three") ADD("new/c.c", "new"));
	write_text(*state, "patches/0001-a.patch",
		   "Subject: x\n\n" CHANGE("a.c", "one", "two") REMOVE("net/b.c", "one"));
	write_text(*state, "patches/README.md", "not a patch");
	assert_int_equal(read_patches(*state, &patches, &why), 0);
	assert_int_equal(patches.count, 2);
	assert_int_equal(patches.touched_count, 3);
	assert_string_equal(patches.touched[0], "a.c");
	assert_string_equal(patches.touched[1], "net/b.c");
	assert_string_equal(patches.touched[2], "new/c.c");
	assert_int_equal(apply(*state, &patches, &why), 0);
	expect_file(*state, "target/a.c", "three\n");
	expect_file(*state, "target/new/c.c", "new\n");
	assert_int_not_equal(access(scratch_path(*state, "target/net/b.c"), F_OK), 0);
	expect_file(*state, "source/a.c", "one\n");
	expect_file(*state, "source/net/b.c", "one\n");
	patches_free(&patches);
}

static void a_patch_that_does_not_fit_is_named(void **state)
{
	struct patches patches;
	struct failure why;

	write_text(*state, "patches/0001-a.patch", CHANGE("a.c", "zero", "two"));
	assert_int_equal(read_patches(*state, &patches, &why), 0);
	assert_int_equal(apply(*state, &patches, &why), -EINVAL);
	assert_non_null(strstr(why.text, "0001-a.patch does not apply"));
	patches_free(&patches);
}

static void no_patch_leads_out_of_the_tree(void **state)
{
	static const char *const texts[] = {
		CHANGE("../x.c", "one", "two"),
		CHANGE("net/../../x.c", "one", "two"),
		CHANGE("/etc/x", "one", "two"),
		CHANGE("net/..", "one", "two"),
	};
	struct patches patches;
	struct failure why;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_text(*state, "patches/0001-a.patch", texts[i]);
		assert_int_equal(read_patches(*state, &patches, &why), -EINVAL);
		assert_non_null(strstr(why.text, "outside of the kernel's tree"));
	}
}

static void a_directory_without_patches_is_an_error(void **state)
{
	struct patches patches;
	struct failure why;

	assert_int_equal(read_patches(*state, &patches, &why), -ENOENT);
	rmdir(scratch_path(*state, "patches"));
	assert_int_equal(read_patches(*state, &patches, &why), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(patches_are_applied_in_order_to_copies, begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(a_patch_that_does_not_fit_is_named, begin,
						scratch_end),
		cmocka_unit_test_setup_teardown(no_patch_leads_out_of_the_tree, begin, scratch_end),
		cmocka_unit_test_setup_teardown(a_directory_without_patches_is_an_error, begin,
						scratch_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
