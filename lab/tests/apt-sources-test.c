// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/apt-sources.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/apt.h"

#define OTHERS                                                                     \
	"Packages|Docker|Docker|main|bookworm|http://other.example/debian/\n"      \
	"Sources|Debian|Debian|main|bookworm|http://sources.example/debian/\n"     \
	"Packages|Debian|Debian|contrib|bookworm|http://contrib.example/debian/\n" \
	"Packages|$(ORIGIN)|$(LABEL)|main|$(CODENAME)|http://unread.example/debian/\n"
#define MAIN "Packages|Debian|Debian|main|forky|http://mirror.example/debian/\n"
#define SECURITY "Packages|Debian|Debian-Security|main|forky-security|http://safe.example/s/\n"

static void suites_are_added_on_the_machines_mirrors(void **state)
{
	char *sources;

	(void)state;
	assert_int_equal(apt_make_sources(OTHERS MAIN SECURITY, "/k.gpg", &sources, NULL), 0);
	assert_non_null(strstr(sources, "deb [arch=amd64 signed-by=/k.gpg] "
					"http://mirror.example/debian/ trixie-backports main\n"));
	assert_non_null(strstr(sources, "http://mirror.example/debian/ forky main\n"));
	assert_non_null(strstr(sources, "http://safe.example/s/ bullseye-security main\n"));
	assert_null(strstr(sources, "other.example"));
	assert_null(strstr(sources, "sources.example"));
	assert_null(strstr(sources, "contrib.example"));
	assert_null(strstr(sources, "unread.example"));
	free(sources);
}

static void security_and_keyring_may_be_missing(void **state)
{
	char *sources;

	(void)state;
	assert_int_equal(apt_make_sources(MAIN, NULL, &sources, NULL), 0);
	assert_non_null(strstr(sources, "deb [arch=amd64] http://mirror.example/debian/ sid"));
	assert_null(strstr(sources, "security"));
	free(sources);
}

static void other_vendors_alone_are_a_failure(void **state)
{
	struct failure why = { "" };
	char *sources;

	(void)state;
	assert_int_equal(apt_make_sources(OTHERS, NULL, &sources, &why), -ENOENT);
	assert_null(sources);
	assert_non_null(strstr(why.text, "no Debian mirror"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(suites_are_added_on_the_machines_mirrors),
		cmocka_unit_test(security_and_keyring_may_be_missing),
		cmocka_unit_test(other_vendors_alone_are_a_failure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
