// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The table of sections, held against libbpf for every name that this libbpf knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <bpf/libbpf.h>

#include "llvm-pass/bpf/sections.h"

static int silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level;
	(void)format;
	(void)arguments;
	return 0;
}

/* Rows that libbpf of Debian 12 (1.1) gives another meaning, or has not yet. */
static void agrees_with_libbpf(void **state)
{
	unsigned int compared = 0;

	(void)state;
	libbpf_set_print(silent);
	for (unsigned int i = 0; i < section_count; i++) {
		enum bpf_prog_type type;
		enum bpf_attach_type attach;

		if (libbpf_prog_type_by_name(sections[i].name, &type, &attach))
			continue;
		assert_int_equal(sections[i].type, (int)type);
		if (sections[i].attach != BPF_ATTACH_NONE)
			assert_int_equal(sections[i].attach, (int)attach);
		else
			assert_int_equal(attach, 0);
		compared++;
	}
	assert_true(compared > 80);
}

static void longest_name_counts(void **state)
{
	struct section section;

	(void)state;
	assert_true(section_find("fentry.s/do_unlinkat", &section));
	assert_string_equal(section.name, "fentry.s");
	assert_string_equal(section.target, "do_unlinkat");
	assert_int_equal(section.flags, SECTION_SLEEPABLE);
	assert_true(section_find("?tcx/ingress", &section));
	assert_int_equal(section.attach, BPF_ATTACH_TCX_INGRESS);
	assert_null(section.target);
	assert_true(section_find("netkit/peer", &section));
	assert_int_equal(section.type, BPF_PROGRAM_SCHED_CLS);
	assert_true(section_find("freplace/other", &section));
	assert_int_equal(section.type, BPF_PROGRAM_EXT);
}

static void unknown_names_say_nothing(void **state)
{
	struct section section;

	(void)state;
	assert_false(section_find("tcp", &section));
	assert_false(section_find(".text", &section));
	assert_null(section.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_libbpf),
		cmocka_unit_test(longest_name_counts),
		cmocka_unit_test(unknown_names_say_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
