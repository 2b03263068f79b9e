// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/packages.c: what apt-cache says, and which package is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/packages.h"

#define PACKAGE(name, version, size)                                                             \
	"Package: " name "\nSource: linux\nVersion: " version "\nInstalled-Size: 9\nSize: " size \
	"\nDescription: x\n more\n\n"
#define BIG "34671208"

static const char offers[] = PACKAGE("linux-image-6.12.94+deb13-cloud-amd64", "6.12.94-1", BIG)
	PACKAGE("linux-image-6.12.117+deb12-cloud-amd64", "6.12.117-1~deb12u1", BIG) PACKAGE(
		"linux-image-6.12.117+deb13-cloud-amd64-unsigned", "6.12.117-1",
		BIG) PACKAGE("linux-image-6.12.117+deb13-cloud-amd64", "6.12.117-1",
			     BIG) PACKAGE("linux-image-6.12-cloud-amd64", "6.12.118-1", "1524")
		PACKAGE("linux-image-6.12.119+deb13-amd64", "6.12.119-1", BIG) PACKAGE(
			"linux-image-6.12.119+deb13-cloud-amd64-dbg", "6.12.119-1", BIG)
			PACKAGE("linux-image-7.2.12+deb13-cloud-amd64", "7.2.12-1~bpo13+1", "1924")
				PACKAGE("linux-binary-unsigned-7.2.12+deb13-cloud-amd64",
					"7.2.12-1~bpo13+1",
					BIG) PACKAGE("linux-binary-7.2.12+deb13-cloud-amd64",
						     "7.2.12-1~bpo13+1", BIG)
					PACKAGE("linux-binary-unsigned-7.3.4+deb13-cloud-amd64",
						"7.3.4-1~bpo13+1", BIG)
						PACKAGE("linux-binary-7.4~rc5-cloud-amd64",
							"7.4~rc5-1~exp1", BIG);

static void expect(const char *wanted, const char *const names[])
{
	const struct package *package = NULL;
	struct kernel_version version;
	struct packages packages;

	assert_int_equal(packages_parse(offers, &packages), 0);
	assert_int_equal(kernel_version_parse(wanted, &version, NULL), 0);
	for (; *names; names++) {
		package = packages_next(&packages, version, package);
		assert_non_null(package);
		assert_string_equal(package->name, *names);
	}
	assert_null(packages_next(&packages, version, package));
	packages_free(&packages);
}

static void a_series_is_its_newest_release_signed_first(void **state)
{
	static const char *const names[] = { "linux-image-6.12.117+deb13-cloud-amd64",
					     "linux-image-6.12.117+deb12-cloud-amd64",
					     "linux-image-6.12.117+deb13-cloud-amd64-unsigned",
					     "linux-image-6.12.94+deb13-cloud-amd64", NULL };

	(void)state;
	expect("6.12", names);
}

static void empty_shells_are_passed_over(void **state)
{
	static const char *const names[] = { "linux-binary-7.2.12+deb13-cloud-amd64",
					     "linux-binary-unsigned-7.2.12+deb13-cloud-amd64",
					     NULL };

	(void)state;
	expect("7.2", names);
}

static void an_unsigned_image_is_better_than_none(void **state)
{
	static const char *const names[] = { "linux-binary-unsigned-7.3.4+deb13-cloud-amd64",
					     NULL };

	(void)state;
	expect("7.3", names);
}

static void a_release_is_that_release(void **state)
{
	static const char *const old[] = { "linux-image-6.12.94+deb13-cloud-amd64", NULL };
	static const char *const none[] = { NULL };

	(void)state;
	expect("6.12.94", old);
	expect("6.12.118", none);
}

static void pre_releases_and_other_series_do_not_count(void **state)
{
	static const char *const none[] = { NULL };

	(void)state;
	expect("7.4", none);
	expect("6.1", none);
}

static void versions_are_ordered_as_dpkg_does(void **state)
{
	static const char *const ordered[] = {
		"6.9-1",     "6.12~rc1-1",	  "6.12-1",
		"6.12.9-1",  "6.12.90-1~bpo13+1", "6.12.90-1~deb12u1",
		"6.12.90-1", "6.12.90-1+b1",	  "6.12.90-2",
		"6.12.117-1"
	};

	(void)state;
	for (size_t i = 1; i < sizeof(ordered) / sizeof(ordered[0]); i++) {
		assert_true(packages_compare_versions(ordered[i - 1], ordered[i]) < 0);
		assert_true(packages_compare_versions(ordered[i], ordered[i - 1]) > 0);
	}
	assert_int_equal(packages_compare_versions("6.012-1", "6.12-1"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_series_is_its_newest_release_signed_first),
		cmocka_unit_test(empty_shells_are_passed_over),
		cmocka_unit_test(an_unsigned_image_is_better_than_none),
		cmocka_unit_test(a_release_is_that_release),
		cmocka_unit_test(pre_releases_and_other_series_do_not_count),
		cmocka_unit_test(versions_are_ordered_as_dpkg_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
