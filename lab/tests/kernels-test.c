// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/kernels.c, lab/store.c and lab/wanted.c on a store of their own. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lab/kernels.h"
#include "lab/store.h"
#include "lab/tests/scratch.h"
#include "lab/wanted.h"

static void install(const char *release, const char *origin)
{
	struct staging staging;
	int lock = store_lock(NULL, NULL);

	assert_true(lock >= 0);
	assert_int_equal(store_stage(&staging, NULL), 0);
	scratch_write_image(staging.image, release);
	assert_int_equal(store_install(&staging, release, origin, NULL), 0);
	close(lock);
}

static void expect_wanted(const char *list, const char *spread)
{
	struct wanted wanted;
	char *text;

	assert_int_equal(wanted_parse(list, &wanted, NULL), 0);
	text = wanted_format(&wanted, ",");
	assert_string_equal(text, spread);
	free(text);
	wanted_free(&wanted);
}

static void ranges_mean_the_known_series_in_them(void **state)
{
	struct wanted wanted;

	(void)state;
	expect_wanted("6.14,6.12,6.16-6.18,6.17", "6.14,6.12,6.16,6.17,6.18");
	expect_wanted("6.13-6.16", "6.16");
	expect_wanted("6.18.12-7.0", "6.18.12,6.19,7.0");
	expect_wanted("6.18.12-6.18.15", "6.18.12,6.18.15");
	assert_int_equal(wanted_parse("9.1-9.9", &wanted, NULL), -EINVAL);
}

static void a_series_is_its_newest_release(void **state)
{
	struct kernel_images images;

	(void)state;
	install("6.12.9", "package 1");
	install("6.12.117", "package 2");
	assert_int_equal(kernels_find("6.12,6.12.9", &images, NULL), 0);
	assert_int_equal(images.count, 2);
	assert_string_equal(images.images[0].name, "6.12");
	assert_string_equal(images.images[0].release, "6.12.117");
	assert_string_equal(images.images[0].origin, "package 2");
	assert_string_equal(images.images[1].release, "6.12.9");
	kernel_images_free(&images);
}

static void what_is_missing_is_named(void **state)
{
	struct kernel_images images;
	struct failure why = { "" };

	(void)state;
	assert_int_equal(kernels_find(NULL, &images, &why), -ENOENT);
	assert_string_equal(why.text, "no kernel is fetched: run bpfmend kernels fetch");
	install("6.12.9", "package");
	why = (struct failure){ "" };
	assert_int_equal(kernels_find("6.14,6.12,6.16", &images, &why), -ENOENT);
	assert_string_equal(why.text, "6.14 and 6.16 are not fetched: run bpfmend kernels fetch "
				      "6.14,6.16");
	assert_int_equal(store_write_packages("", NULL), 0);
	why = (struct failure){ "" };
	assert_int_equal(kernels_find("9.9", &images, &why), -ENOENT);
	assert_non_null(strstr(why.text, "the mirror has no kernel 9.9"));
}

static void an_added_image_is_found_and_replaced(void **state)
{
	const char *path = scratch_path(*state, "bzImage");
	struct kernel_image added;
	struct kernel_images images;

	scratch_write_image(path, "7.2.5-mine");
	assert_int_equal(kernels_add(path, NULL, NULL), 0);
	assert_int_equal(kernels_add(path, &added, NULL), 0);
	assert_string_equal(added.release, "7.2.5");
	kernel_image_free(&added);
	assert_int_equal(kernels_find("7.2", &images, NULL), 0);
	assert_non_null(strstr(images.images[0].origin, "added from "));
	kernel_images_free(&images);
}

static void a_fetched_image_is_not_replaced(void **state)
{
	const char *path = scratch_path(*state, "bzImage");
	struct failure why = { "" };

	install("7.2.5", "package");
	scratch_write_image(path, "7.2.5-mine");
	assert_int_equal(kernels_add(path, NULL, &why), -EEXIST);
	assert_non_null(strstr(why.text, "--kernel-image"));
}

static void leftovers_go_and_never_count(void **state)
{
	struct kernel_entries entries;
	struct staging staging;
	struct stat status;

	(void)state;
	install("6.12.9", "package");
	assert_int_equal(store_stage(&staging, NULL), 0);
	install("6.16.1", "package");
	assert_int_equal(stat(staging.directory, &status), -1);
	store_discard(&staging);
	assert_int_equal(kernels_list(false, &entries, NULL), 0);
	assert_int_equal(entries.count, kernel_series_count);
	kernel_entries_free(&entries);
}

static void rows_tell_what_can_be_had(void **state)
{
	static const char offers[] = "Package: linux-binary-7.2.6+deb13-cloud-amd64\n"
				     "Version: 7.2.6-1\nSize: 9000000\n";
	struct kernel_entries entries;

	(void)state;
	install("7.2.5", "package");
	assert_int_equal(kernels_fetch("7.2,7.3", false, false, &entries, NULL, NULL), -ENOENT);
	kernel_entries_free(&entries);
	assert_int_equal(store_write_packages(offers, NULL), 0);
	assert_int_equal(kernels_fetch("7.2", false, false, &entries, NULL, NULL), 0);
	assert_int_equal(entries.entries[0].state, KERNEL_FETCHED);
	assert_string_equal(entries.entries[0].newer, "7.2.6");
	kernel_entries_free(&entries);
	assert_int_equal(kernels_list(false, &entries, NULL), 0);
	assert_int_equal(entries.entries[0].state, KERNEL_UNAVAILABLE);
	kernel_entries_free(&entries);
}

static void each_release_of_the_mirror_can_be_listed(void **state)
{
	static const char offers[] = "Package: linux-binary-7.2.6+deb13-cloud-amd64\n"
				     "Version: 7.2.6-1\nSize: 9000000\n\n"
				     "Package: linux-binary-7.2.4+deb13-cloud-amd64\n"
				     "Version: 7.2.4-1\nSize: 9000000\n";
	struct kernel_entries few, all;

	(void)state;
	install("7.2.5", "package");
	assert_int_equal(store_write_packages(offers, NULL), 0);
	assert_int_equal(kernels_list(false, &few, NULL), 0);
	assert_int_equal(kernels_list(true, &all, NULL), 0);
	assert_int_equal(all.count, few.count + 2);
	for (size_t i = 0; i + 2 < all.count; i++)
		if (!strcmp(all.entries[i].name, "7.2")) {
			assert_string_equal(all.entries[i + 1].name, "7.2.4");
			assert_int_equal(all.entries[i + 1].state, KERNEL_AVAILABLE);
			assert_string_equal(all.entries[i + 2].name, "7.2.6");
		}
	kernel_entries_free(&few);
	kernel_entries_free(&all);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_mean_the_known_series_in_them),
		STORE_TEST(a_series_is_its_newest_release),
		STORE_TEST(what_is_missing_is_named),
		STORE_TEST(an_added_image_is_found_and_replaced),
		STORE_TEST(a_fetched_image_is_not_replaced),
		STORE_TEST(leftovers_go_and_never_count),
		STORE_TEST(rows_tell_what_can_be_had),
		STORE_TEST(each_release_of_the_mirror_can_be_listed),
	};

	/* Without apt, nothing here can reach the network. */
	setenv("PATH", "/nonexistent", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
