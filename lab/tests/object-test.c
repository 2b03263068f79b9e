// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/object.c on objects that clang made (argv[1] is their folder). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <stdio.h>
#include <unistd.h>

#include "lab/object.h"

static const char *folder;

static void expect_refusal(const char *path, int error, const char *words)
{
	struct failure why = { "" };
	struct object object;

	assert_int_equal(object_read(path, &object, &why), error);
	if (!strstr(why.text, path) || !strstr(why.text, words))
		fail_msg("'%s' does not name '%s' and say '%s'", why.text, path, words);
}

static char *in_folder(const char *name)
{
	char *path;

	assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
	return path;
}

static void programs_are_named_in_their_order(void **state)
{
	char *path = in_folder("verdicts.bpf.o");
	struct object object;

	(void)state;
	assert_int_equal(object_read(path, &object, NULL), 0);
	assert_int_equal(object.count, 2);
	assert_string_equal(object.programs[0], "checked_read");
	assert_string_equal(object.programs[1], "unchecked_read");
	object_free(&object);
	free(path);
}

static void what_is_not_for_bpf_is_refused(void **state)
{
	char *big = in_folder("verdicts.bpfeb.o"), *library = in_folder("library.bpf.o");

	(void)state;
	expect_refusal("/etc/passwd", -EINVAL, "is not an ELF object");
	expect_refusal("/dev/null", -EINVAL, "is not a regular file");
	expect_refusal("/", -EINVAL, "is not a regular file");
	expect_refusal("/proc/self/exe", -EINVAL, "not for BPF");
	expect_refusal("/no/such/file", -ENOENT, "No such file or directory");
	expect_refusal(big, -EINVAL, "is big-endian");
	expect_refusal(library, -EINVAL, "has no programs");
	free(big);
	free(library);
}

/* Wherever an object is cut off, it is refused and nothing crashes. */
static void truncated_objects_are_refused(void **state)
{
	char *path = in_folder("verdicts.bpf.o"), *cut = in_folder("cut.bpf.o");
	struct object whole, object;

	(void)state;
	assert_int_equal(object_read(path, &whole, NULL), 0);
	for (size_t size = 0; size < whole.size; size += size < 128 ? 1 : 97) {
		FILE *out = fopen(cut, "w");

		assert_non_null(out);
		assert_int_equal(fwrite(whole.bytes, 1, size, out), size);
		assert_int_equal(fclose(out), 0);
		assert_int_equal(object_read(cut, &object, NULL), -EINVAL);
		if (size > 64)
			expect_refusal(cut, -EINVAL, "is truncated");
	}
	unlink(cut);
	object_free(&whole);
	free(path);
	free(cut);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_are_named_in_their_order),
		cmocka_unit_test(what_is_not_for_bpf_is_refused),
		cmocka_unit_test(truncated_objects_are_refused),
	};

	if (argc != 2)
		return 2;
	folder = argv[1];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
