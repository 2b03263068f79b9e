// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/image.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lab/image.h"
#include "lab/tests/scratch.h"

static void the_release_is_upstreams(void **state)
{
	static const struct {
		const char *text;
		const char *release;
	} cases[] = {
		{ "6.1.0-56-cloud-amd64 (x@y) #1 SMP Debian 6.1.192-2 (2026-11-16)", "6.1.192" },
		{ "7.2.12-mine+ (me@home) #3 SMP", "7.2.12" },
		{ "7.2.0-rc3 (me@home) #3 SMP", "7.2.0" },
		{ "6.9-old (me@home) #1", "6.9.0" },
		{ "6.12.1 (a Debian fan) #1", "6.12.1" },
	};
	char text[KERNEL_VERSION_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct kernel_version release;

		assert_int_equal(image_release(cases[i].text, &release), 0);
		assert_string_equal(kernel_version_format(release, text), cases[i].release);
	}
}

static void a_whole_image_is_read(void **state)
{
	const char *path = scratch_path(*state, "bzImage");
	struct kernel_version release;

	scratch_write_image(path, "6.12.5-x #1");
	assert_int_equal(image_read(path, &release, NULL), 0);
	assert_int_equal(release.patch, 5);
}

static void a_cut_image_is_refused(void **state)
{
	const char *path = scratch_path(*state, "bzImage");
	unsigned char image[SCRATCH_IMAGE_SIZE];
	struct kernel_version release;
	struct failure why = { "" };

	scratch_make_image(image, "6.12.5-x #1");
	scratch_write(path, image, sizeof(image) - 1);
	assert_int_equal(image_read(path, &release, &why), -EINVAL);
	assert_non_null(strstr(why.text, "is cut off"));
}

static void what_is_no_image_is_refused(void **state)
{
	const char *path = scratch_path(*state, "file");
	struct kernel_version release;
	struct failure why = { "" };

	scratch_write(path, "short", 5);
	assert_int_equal(image_read(path, &release, &why), -EINVAL);
	assert_non_null(strstr(why.text, "not a kernel image"));
	scratch_write(path, "\177ELF", 4);
	why = (struct failure){ "" };
	assert_int_equal(image_read(path, &release, &why), -EINVAL);
	assert_non_null(strstr(why.text, "is an ELF file"));
	scratch_write_image(path, "mine");
	assert_int_equal(image_read(path, &release, NULL), -EINVAL);
	assert_int_equal(image_read(scratch_path(*state, "none"), &release, NULL), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_release_is_upstreams),
		cmocka_unit_test(a_whole_image_is_read),
		cmocka_unit_test(a_cut_image_is_refused),
		cmocka_unit_test(what_is_no_image_is_refused),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
