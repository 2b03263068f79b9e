// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unit tests of llvm-pass/bpf/program_types.c and helper_prototypes.c: what the verifiers were
 * measured to believe must come out of the rows. Arguments are counted from 0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel/version.h"
#include "llvm-pass/bpf/helper_prototypes.h"

enum {
	map_lookup_elem = 1,
	get_stack = 67,
	fib_lookup = 69,
	strtol = 105,
	read_branch_records = 119,
	d_path = 147,
	snprintf_btf = 149,
	snprintf = 165,
	sys_bpf = 166,
	xdp_store_bytes = 190,
	syncookie_first = 204,
	syncookie_last = 207,
};

typedef int (*question)(unsigned int helper, unsigned int argument, program_types programs,
			const char **kernels);

static const char *ask(question question, unsigned int helper, unsigned int argument,
		       const char *section)
{
	const char *kernels;

	assert_int_equal(question(helper, argument, program_types_of_section(section), &kernels),
			 0);
	return kernels;
}

static program_types only(enum bpf_program_type type)
{
	return UINT64_C(1) << type;
}

static void a_section_names_the_type(void **state)
{
	(void)state;
	assert_true(program_types_of_section("xdp") == only(BPF_PROGRAM_XDP));
	assert_true(program_types_of_section("?tc/ingress") == only(BPF_PROGRAM_SCHED_CLS));
	assert_true(program_types_of_section("lsm.s/file_open") == only(BPF_PROGRAM_LSM));
	assert_true(program_types_of_section("cgroup/sock_create") ==
		    only(BPF_PROGRAM_CGROUP_SOCK));
	assert_true(program_types_of_section("raw_tp/sys_enter") ==
		    only(BPF_PROGRAM_RAW_TRACEPOINT));
	assert_true(program_types_of_section("raw_tp.w/x") ==
		    only(BPF_PROGRAM_RAW_TRACEPOINT_WRITABLE));
}

static void what_no_section_names_may_be_any(void **state)
{
	(void)state;
	assert_true(program_types_of_section(NULL) == PROGRAM_TYPES_ANY);
	assert_true(program_types_of_section(".text") == PROGRAM_TYPES_ANY);
	assert_true(program_types_of_section("xdpfilter") == PROGRAM_TYPES_ANY);
	assert_true(program_types_of_section("freplace/f") == PROGRAM_TYPES_ANY);
	assert_true(program_types_of_section("") == PROGRAM_TYPES_ANY);
}

static void the_seven_measured_pairs_are_stale(void **state)
{
	static const struct {
		unsigned int helper, argument;
		const char *section, *kernels;
	} pairs[] = {
		{ d_path, 1, "lsm/file_open", "6.14-6.17" },
		{ snprintf, 0, "tc", "6.14-6.18.12" },
		{ snprintf_btf, 0, "fentry/f", "6.14-6.18.12" },
		{ read_branch_records, 1, "perf_event", "6.14-6.18.12" },
		{ get_stack, 1, "raw_tp/sys_enter", "6.14-6.18.12" },
		{ fib_lookup, 1, "xdp", "6.14-6.18.12" },
		{ fib_lookup, 1, "tc", "6.14-6.18.12" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		assert_string_equal(ask(helper_stale_kernels, pairs[i].helper, pairs[i].argument,
					pairs[i].section),
				    pairs[i].kernels);
}

static void an_honest_prototype_is_not_stale(void **state)
{
	(void)state;
	assert_null(ask(helper_stale_kernels, get_stack, 1, "kprobe/f"));
	assert_null(ask(helper_stale_kernels, map_lookup_elem, 1, "xdp"));
	assert_null(ask(helper_stale_kernels, 4000, 1, "xdp"));
	assert_null(ask(helper_stale_kernels, fib_lookup, 0, "xdp"));
}

/* Not among the seven, and not mended in any kernel: it writes log_true_size. */
static void the_bpf_call_is_stale_to_this_day(void **state)
{
	(void)state;
	assert_string_equal(ask(helper_stale_kernels, sys_bpf, 1, "syscall"), "6.14-newest");
}

static void an_unknown_type_gets_all_that_may_be(void **state)
{
	(void)state;
	assert_string_equal(ask(helper_stale_kernels, get_stack, 1, NULL), "6.14-6.18.12");
	assert_string_equal(ask(helper_stale_kernels, fib_lookup, 1, NULL), "6.14-6.18.12");
}

static void a_buffer_that_is_only_filled_may_have_to_be_initialised(void **state)
{
	const char *kernels = ask(helper_uninit_kernels, get_stack, 1, "raw_tp/x");

	(void)state;
	assert_non_null(kernels);
	assert_null(ask(helper_uninit_kernels, get_stack, 1, "kprobe/f"));
	/* It reads them, too: initialising is the program's own affair. */
	assert_null(ask(helper_uninit_kernels, fib_lookup, 1, "xdp"));
}

static void syncookies_refuse_read_only_memory(void **state)
{
	(void)state;
	for (unsigned int helper = syncookie_first; helper <= syncookie_last; helper++)
		for (unsigned int argument = 0; argument < 2; argument++)
			assert_string_equal(ask(helper_rdonly_kernels, helper, argument, "xdp"),
					    "6.4-6.18.12");
	assert_null(ask(helper_rdonly_kernels, fib_lookup, 1, "xdp"));
}

static void a_stretch_of_kernels_may_lie_in_between(void **state)
{
	(void)state;
	assert_string_equal(ask(helper_rdonly_kernels, xdp_store_bytes, 2, "xdp"),
			    "6.16.3-6.18.12");
	assert_string_equal(ask(helper_rdonly_kernels, map_lookup_elem, 1, "xdp"), "6.4-newest");
	/* A format string lies in a read-only map anyway. */
	assert_null(ask(helper_rdonly_kernels, snprintf, 2, "xdp"));
}

static void a_change_ends_one_range_and_starts_another(void **state)
{
	(void)state;
	assert_string_equal(ask(helper_uninit_kernels, d_path, 1, "lsm/x"),
			    "5.10-6.17,6.18.5-newest");
	assert_string_equal(ask(helper_uninit_kernels, strtol, 3, "cgroup/sysctl"), "5.10");
}

/* A list that cannot be read would silently affect no kernel. */
static void every_row_can_be_read(void **state)
{
	static const char *const lists[] = {
#define HELPER_DECLARES(helper, name, argument, programs, kernels, declared, source) kernels,
#include "kernel/contracts/prototypes.def"
#undef HELPER_DECLARES
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		struct kernel_list list = { 0 };

		assert_int_equal(kernel_list_parse(lists[i], &list, NULL), 0);
		kernel_list_free(&list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_section_names_the_type),
		cmocka_unit_test(what_no_section_names_may_be_any),
		cmocka_unit_test(the_seven_measured_pairs_are_stale),
		cmocka_unit_test(an_honest_prototype_is_not_stale),
		cmocka_unit_test(the_bpf_call_is_stale_to_this_day),
		cmocka_unit_test(a_stretch_of_kernels_may_lie_in_between),
		cmocka_unit_test(a_change_ends_one_range_and_starts_another),
		cmocka_unit_test(an_unknown_type_gets_all_that_may_be),
		cmocka_unit_test(a_buffer_that_is_only_filled_may_have_to_be_initialised),
		cmocka_unit_test(syncookies_refuse_read_only_memory),
		cmocka_unit_test(every_row_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
