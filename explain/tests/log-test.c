// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Logs as people have them: of kernels old and new, of libbpf, out of dmesg and mails. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "explain/log.h"

#define BODY                                                  \
	"0: (b7) r0 = 0\n"                                    \
	"; counts[index]++; @ prog.bpf.c:12\n"                \
	"3: (71) r1 = *(u8 *)(r1 +0)\n"                       \
	"R1=pkt(off=14,r=14) R10=fp0\n"                       \
	"invalid access to packet, off=14 size=1, R1(id=0)\n" \
	"R1 offset is outside of the packet\n"                \
	"processed 4 insns (limit 1000000) max_states_per_insn 0 total_states 0\n"

static struct verifier_logs logs;

static int free_logs(void **state)
{
	(void)state;
	verifier_logs_free(&logs);
	return 0;
}

static const struct log_part *only(const char *text)
{
	assert_int_equal(verifier_logs_read(text, &logs), 0);
	assert_int_equal(logs.count, 1);
	return &logs.parts[0];
}

static void check_body(const struct log_part *part)
{
	assert_string_equal(part->words, "R1 offset is outside of the packet");
	assert_string_equal(part->before, "invalid access to packet, off=14 size=1, R1(id=0)");
	assert_int_equal(part->instruction_count, 2);
	assert_int_equal(part->instructions[1].place, 3);
	assert_int_equal(part->instructions[1].code, 0x71);
	assert_string_equal(part->source, "counts[index]++;");
	assert_string_equal(part->file, "prog.bpf.c");
	assert_int_equal(part->line, 12);
}

static void as_the_kernel_wrote_it(void **state)
{
	const struct log_part *part = only(BODY);

	(void)state;
	check_body(part);
	assert_null(part->program);
}

static void as_libbpf_printed_it(void **state)
{
	const struct log_part *part = only(
		"libbpf: prog 'p': BPF program load failed: Permission denied\n"
		"libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n" BODY "-- END PROG LOAD LOG --\n"
		"libbpf: prog 'p': failed to load: -13\n"
		"libbpf: failed to load object 'prog.bpf.o'\n"
		"tool: it does not work\n");

	(void)state;
	check_body(part);
	assert_string_equal(part->program, "p");
}

static void as_old_libbpf_printed_it(void **state)
{
	const struct log_part *part =
		only("libbpf: load bpf program failed: Permission denied\n"
		     "libbpf: -- BEGIN DUMP LOG ---\nlibbpf: \n" BODY "\nlibbpf: -- END LOG --\n"
		     "libbpf: failed to load program 'p'\n");

	(void)state;
	check_body(part);
}

static void of_two_programs(void **state)
{
	(void)state;
	assert_int_equal(verifier_logs_read("libbpf: prog 'p': -- BEGIN PROG LOAD LOG --\n" BODY
					    "-- END PROG LOAD LOG --\n"
					    "libbpf: prog 'q': -- BEGIN PROG LOAD LOG --\n"
					    "R2 !read_ok\nprocessed 1 insns\n"
					    "-- END PROG LOAD LOG --\n",
					    &logs),
			 0);
	assert_int_equal(logs.count, 2);
	assert_string_equal(logs.parts[0].program, "p");
	assert_string_equal(logs.parts[1].program, "q");
	assert_string_equal(logs.parts[1].words, "R2 !read_ok");
}

static void with_what_others_put_before_its_lines(void **state)
{
	const struct log_part *part = only("[   12.345678] 0: (b7) r0 = 0\r\n"
					   "[   12.345679] 1: (61) r1 = *(u32 *)(r2 +0)\r\n"
					   "[   12.345680] R2 !read_ok\r\n"
					   "[   12.345681] processed 2 insns\r\n");

	(void)state;
	assert_string_equal(part->words, "R2 !read_ok");
	assert_int_equal(part->instruction_count, 2);
	verifier_logs_free(&logs);
	part = only("> \t0: (61) r1 = *(u32 *)(r2 +0)\n> \tR2 !read_ok\n");
	assert_string_equal(part->words, "R2 !read_ok");
	assert_int_equal(part->instruction_count, 1);
}

static void the_words_before_are_not_those_of_another_instruction(void **state)
{
	const struct log_part *part = only("0: (61) r1 = *(u32 *)(r2 +0)\n"
					   "invalid access to packet, off=14 size=1, R1(id=0)\n"
					   "1: (61) r1 = *(u32 *)(r2 +0)\n"
					   "R2 !read_ok\n");

	(void)state;
	assert_null(part->before);
}

static void of_the_lowest_level(void **state)
{
	const struct log_part *part = only("R2 !read_ok\nprocessed 2 insns\n");

	(void)state;
	assert_string_equal(part->words, "R2 !read_ok");
	assert_int_equal(part->instruction_count, 0);
}

/* As 7.3 explains itself below its words. */
static void with_a_report_behind_it(void **state)
{
	const struct log_part *part = only("0: (61) r1 = *(u32 *)(r2 +0)\nR2 !read_ok\n"
					   "Verification failed: Register Type Safety\n"
					   "  R1 pointer comparison prohibited\n"
					   "processed 1 insns\n");

	(void)state;
	assert_string_equal(part->words, "R2 !read_ok");
}

static void where_no_verifier_wrote(void **state)
{
	const struct log_part *part =
		only("libbpf: map 'm': failed to create: Invalid argument(-22)\n"
		     "libbpf: failed to load object 'prog.bpf.o'\n");

	(void)state;
	assert_string_equal(part->words, "map 'm': failed to create: Invalid argument(-22)");
	verifier_logs_free(&logs);
	part = only("libbpf: prog 'p': BPF program load failed: Invalid argument\n"
		    "libbpf: prog 'p': failed to load: -22\n");
	assert_string_equal(part->words, "Invalid argument");
	assert_string_equal(part->program, "p");
}

static void what_refuses_nothing_is_no_rejection(void **state)
{
	(void)state;
	assert_int_equal(verifier_logs_read("", &logs), -ENODATA);
	assert_int_equal(verifier_logs_read(" \n\n", &logs), -ENODATA);
	assert_int_equal(
		verifier_logs_read("0: (b7) r0 = 0\n1: (95) exit\nprocessed 2 insns\n", &logs),
		-ENODATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(as_the_kernel_wrote_it, free_logs),
		cmocka_unit_test_teardown(as_libbpf_printed_it, free_logs),
		cmocka_unit_test_teardown(as_old_libbpf_printed_it, free_logs),
		cmocka_unit_test_teardown(of_two_programs, free_logs),
		cmocka_unit_test_teardown(with_what_others_put_before_its_lines, free_logs),
		cmocka_unit_test_teardown(the_words_before_are_not_those_of_another_instruction,
					  free_logs),
		cmocka_unit_test_teardown(of_the_lowest_level, free_logs),
		cmocka_unit_test_teardown(with_a_report_behind_it, free_logs),
		cmocka_unit_test_teardown(where_no_verifier_wrote, free_logs),
		cmocka_unit_test_teardown(what_refuses_nothing_is_no_rejection, free_logs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
