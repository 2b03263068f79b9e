// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/load-options.c: names are known or refused, and a job carries everything. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "lab/load-options.h"

static void capabilities_are_named(void **state)
{
	uint64_t mask;

	(void)state;
	assert_int_equal(capabilities_parse("cap_bpf,cap_net_admin", &mask), 0);
	assert_true(mask == (UINT64_C(1) << 39 | UINT64_C(1) << 12));
	assert_int_equal(capabilities_parse("cap_perfmon", &mask), 0);
	assert_true(mask == UINT64_C(1) << 38);
	assert_int_equal(capabilities_parse("none", &mask), 0);
	assert_true(mask == 0);
	assert_int_equal(capabilities_parse("", &mask), 0);
	assert_true(mask == 0);
}

static void what_is_no_capability_is_refused(void **state)
{
	static const char *const texts[] = { "cap",	 "cap_bpf,",
					     ",cap_bpf", "cap_bpf cap_bpf",
					     "bpf",	 "cap_bpf,,cap_bpf",
					     "CAP_BPF",	 "cap_bpf,none" };
	uint64_t mask;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (capabilities_parse(texts[i], &mask) != -EINVAL)
			fail_msg("taken for capabilities: '%s'", texts[i]);
}

static void privilege_is_bpf_or_admin(void **state)
{
	(void)state;
	assert_true(capabilities_suffice(UINT64_C(1) << 39));
	assert_true(capabilities_suffice(UINT64_C(1) << 21));
	assert_false(capabilities_suffice(UINT64_C(1) << 12));
	assert_false(capabilities_suffice(0));
}

static void flags_are_named(void **state)
{
	uint32_t flag;

	(void)state;
	assert_int_equal(load_flag_find("BPF_F_TEST_STATE_FREQ", &flag), 0);
	assert_int_equal(flag, 8);
	assert_int_equal(load_flag_find("BPF_F_TEST_STATE", &flag), -EINVAL);
	assert_int_equal(load_flag_find("BPF_F_TEST_STATE_FREQUENTLY", &flag), -EINVAL);
	assert_int_equal(load_flag_find("", &flag), -EINVAL);
}

static void carry(const struct load_options *options)
{
	struct json_object *json = load_options_to_json(options);
	struct load_options read;

	assert_int_equal(load_options_from_json(json, &read), 0);
	assert_int_equal(read.log_level, options->log_level);
	assert_int_equal(read.flags, options->flags);
	assert_int_equal(read.limited, options->limited);
	assert_true(read.capabilities == options->capabilities);
	assert_int_equal(read.run, options->run);
	json_object_put(json);
}

static void a_job_brings_them_over(void **state)
{
	static const struct load_options usual,
		unprivileged = { .limited = true },
		all = { 2, 0xffffffff, true, UINT64_C(1) << 40 | 1, true };

	(void)state;
	carry(&usual);
	carry(&unprivileged);
	carry(&all);
}

static void a_garbled_job_is_refused(void **state)
{
	static const char *const jobs[] = {
		"7",
		"{}",
		"{\"log_level\":0,\"flags\":0}",
		"{\"log_level\":0,\"flags\":-1,\"run\":false}",
		"{\"log_level\":\"1\",\"flags\":0,\"run\":false}",
		"{\"log_level\":0,\"flags\":0,\"run\":1}",
		"{\"log_level\":0,\"flags\":0,\"run\":true,\"capabilities\":\"none\"}",
	};
	struct load_options options;

	(void)state;
	for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
		struct json_object *json = json_tokener_parse(jobs[i]);

		if (load_options_from_json(json, &options) != -EPROTO)
			fail_msg("taken for options: %s", jobs[i]);
		json_object_put(json);
	}
	assert_int_equal(load_options_from_json(NULL, &options), -EPROTO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(capabilities_are_named),
		cmocka_unit_test(what_is_no_capability_is_refused),
		cmocka_unit_test(privilege_is_bpf_or_admin),
		cmocka_unit_test(flags_are_named),
		cmocka_unit_test(a_job_brings_them_over),
		cmocka_unit_test(a_garbled_job_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
