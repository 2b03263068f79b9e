// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/vendor.c: version texts as kernels say them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/vendor.h"

static void a_distributions_kernel_has_its_name(void **state)
{
	static const struct {
		const char *text;
		const char *name;
	} cases[] = {
		{ "6.8.0-51-generic (buildd@lcy02-amd64-010) #52-Ubuntu SMP PREEMPT_DYNAMIC",
		  "ubuntu-6.8.0-51" },
		{ "6.8.0-1021-aws (buildd@lcy02-amd64-099) #23-Ubuntu SMP",
		  "ubuntu-6.8.0-1021-aws" },
		{ "6.11.4-301.fc41.x86_64 (mockbuild@d4e4) #1 SMP", "fedora-6.11.4-301.fc41" },
		{ "5.14.0-427.13.1.el9_4.x86_64 (mockbuild@x86-vm) #1 SMP",
		  "el-5.14.0-427.13.1.el9_4" },
		{ "5.15.0-3.60.5.1.el9uek.x86_64 (mockbuild@host) #2 SMP",
		  "oracle-5.15.0-3.60.5.1.el9uek" },
		{ "6.1.119-129.201.amzn2023.x86_64 (mockbuild@ip) #1 SMP",
		  "amazon-6.1.119-129.201.amzn2023" },
		{ "6.4.0-150600.23.25-default (geeko@buildhost) #1 SMP",
		  "suse-6.4.0-150600.23.25" },
		{ "6.12.1-arch1-1 (linux@archlinux) #1 SMP", "arch-6.12.1-arch1-1" },
		{ "6.1.0-56-amd64 (x@y) #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)",
		  "debian-6.1.0-56-amd64" },
	};
	char name[VENDOR_NAME];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(vendor_name(cases[i].text, name));
		assert_string_equal(name, cases[i].name);
		assert_true(vendor_is_name(name));
	}
}

static void what_is_known_by_its_release_has_none(void **state)
{
	static const char *const texts[] = {
		"6.1.0-56-cloud-amd64 (x@y) #1 SMP Debian 6.1.192-2 (2026-11-16)",
		"7.2.12-mine+ (me@home) #3 SMP",
		"6.12.1 (a Debian fan) #1",
		/* A vendor's, with what no name may have. */
		"6.8.0-51,x (buildd@lcy02) #52-Ubuntu SMP",
	};
	char name[VENDOR_NAME];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_false(vendor_name(texts[i], name));
		assert_string_equal(name, "");
	}
	assert_false(vendor_is_name("6.12"));
	assert_false(vendor_is_name(""));
	assert_false(vendor_is_name("a/b"));
	assert_false(vendor_is_name(".new-1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_distributions_kernel_has_its_name),
		cmocka_unit_test(what_is_known_by_its_release_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
