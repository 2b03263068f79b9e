// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unit tests of compare-objects and check-object, as commands, on objects that clang compiled from
 * the files beside this.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/process.h"

static char compare[] = COMPARE, check[] = CHECK;
static char pairs_plain[] = OBJECTS "/pairs.plain.bpf.o";
static char pairs_mended[] = OBJECTS "/pairs.mended.bpf.o";
static char pointers_plain[] = OBJECTS "/pointers.plain.bpf.o";
static char pointers_mended[] = OBJECTS "/pointers.mended.bpf.o";

static struct process_output said;

static void run(char *const argv[])
{
	process_output_free(&said);
	said = (struct process_output){ 0 };
	assert_int_equal(process_run(argv, 60, &said, NULL), 0);
}

static int forget(void **state)
{
	(void)state;
	process_output_free(&said);
	said = (struct process_output){ 0 };
	return 0;
}

/* The line that has both words, or NULL. */
static const char *line_with(const char *first, const char *second)
{
	static char line[512];
	const char *at = said.output;

	while (at && *at) {
		size_t length = strcspn(at, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, at);
		if (strstr(line, first) && strstr(line, second))
			return line;
		at += length + (at[length] == '\n');
	}
	return NULL;
}

static void assert_line(const char *first, const char *second)
{
	if (!line_with(first, second))
		fail_msg("no line with '%s' and '%s' in:\n%s%s", first, second, said.output,
			 said.error);
}

static void each_planted_difference_is_found(void **state)
{
	static const char *const expected[][2] = {
		{ ": returned: ", ": returned 2, mended returned 1" },
		{ ": in_global: ", ": global from byte 0 on: " },
		{ ": in_index: ", ": returned " },
		{ ": in_array: ", ": array[" },
		{ ": in_table: ", "trace at 2, of bpf_map_update_elem() from byte 0 on: 08" },
		{ ": in_record: ", "of bpf_ringbuf_submit() from byte 4 on: 00000000, mended 01" },
		{ ": in_text: ", "of bpf_trace_printk() from byte " },
		{ ": in_context: ", ": the context from byte 32 on: 04" },
		{ ": in_packet: ", ": the packet from byte 3 on: 04" },
		{ ": in_fault: ",
		  "mended fault: load of 4 bytes at context 0 +4096, in in_fault at "
		  "instruction 0" },
		{ ": in_constant: ", ": returned 3, mended fault: store of 4 bytes at globals " },
		{ ": in_queue: ", ": queue: one is longer" },
		{ ": in_inner: ", ": outer[01000000] from byte 0 on: 06" },
		{ ": in_kernel: ", "mended returned " },
		{ ": in_slice: ", "mended returned " },
		{ ": in_redirect: ", "of bpf_redirect() from byte 0 on: 02" },
	};
	char *const argv[] = { compare, pairs_plain, pairs_mended, NULL };

	(void)state;
	run(argv);
	assert_int_equal(said.status, 1);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_line(expected[i][0], expected[i][1]);
	assert_null(line_with("DIFFERS", ": same: "));
	assert_line("21 programs, ", " 16 programs differ");
}

static void plain_programs_that_are_wrong_are_counted_apart(void **state)
{
	char *const argv[] = { compare, pairs_plain, pairs_mended, NULL };

	(void)state;
	run(argv);
	assert_line("plain reads what it never wrote: ", ": plain_reads_unwritten: ");
	assert_line("plain faults: ", "pairs.plain.bpf.o: plain_faults: ");
	assert_null(line_with("DIFFERS", "plain_"));
	assert_line("1 plain programs fault (in 256 runs)",
		    "1 plain programs read what they never wrote (in 256 runs)");
	assert_line("not run: section nothing/known: 1 programs", "");
	assert_line("not run: bpf_of_no_kernel(): 1 programs", "");
}

/* Which is also that instructions of one cpu do what those of another do. */
static void what_does_not_differ_is_said_to(void **state)
{
	static char v1[] = OBJECTS "/cpus.v1.bpf.o", v2[] = OBJECTS "/cpus.v2.bpf.o",
		    v3[] = OBJECTS "/cpus.v3.bpf.o", v4[] = OBJECTS "/cpus.v4.bpf.o",
		    runs[] = "--runs", many[] = "5000";
	char *const argv[] = { compare, runs, many, v1, v2, v1, v3, v1, v4, NULL };

	(void)state;
	run(argv);
	assert_string_equal(said.error, "");
	assert_line("24 programs, 24 compared in 120000 runs, ", " 0 programs differ");
	assert_line("0 programs not compared, 0 plain programs fault", "");
	assert_int_equal(said.status, 0);
}

static void one_input_can_be_run_again(void **state)
{
	static char one[] = "--one", returned[] = "returned", same[] = "same", input[] = "--input";
	static char number[32], none[] = "none";
	char *all[] = { compare, pairs_plain, pairs_mended, NULL };
	char *argv[] = { compare, one, returned, input, number, pairs_plain, pairs_mended, NULL };
	const char *line;

	(void)state;
	run(all);
	line = line_with("DIFFERS", ": returned: input ");
	assert_non_null(line);
	assert_int_equal(sscanf(strstr(line, "input "), "input %31[0-9]", number), 1);
	run(argv);
	assert_int_equal(said.status, 1);
	assert_line("DIFFERS: returned 2, mended returned 1", "");
	assert_line("  returned 1, after ", " instructions");
	argv[2] = same;
	run(argv);
	assert_int_equal(said.status, 0);
	assert_line("bytes ", "");
	argv[2] = none;
	run(argv);
	assert_int_equal(said.status, 2);
}

static void the_seed_says_which_inputs(void **state)
{
	static char seed[] = "--seed", two[] = "2", runs[] = "--runs", one[] = "1";
	char *const first[] = { compare, runs, one, pairs_plain, pairs_mended, NULL };
	char *const other[] = { compare, seed, two, runs, one, pairs_plain, pairs_mended, NULL };
	char *kept;

	(void)state;
	run(first);
	kept = strdup(said.output);
	run(first);
	assert_string_equal(said.output, kept);
	run(other);
	assert_string_not_equal(said.output, kept);
	free(kept);
}

static void what_cannot_be_done_is_said(void **state)
{
	static char missing[] = OBJECTS "/missing.bpf.o", list[] = "--list", itself[] = COMPARE;
	static char runs[] = "--runs", none[] = "0", one[] = "--one";
	char *const absent[] = { compare, pairs_plain, missing, NULL };
	char *const single[] = { compare, pairs_plain, NULL };
	char *const nothing_run[] = { compare, runs, none, pairs_plain, pairs_mended, NULL };
	char *const no_input[] = { compare, one, missing, pairs_plain, pairs_mended, NULL };
	char *const listed[] = { compare, list, pairs_plain, NULL };
	char *const other[] = { check, pointers_plain, itself, NULL };

	(void)state;
	run(absent);
	assert_int_equal(said.status, 2);
	assert_non_null(strstr(said.error, "missing.bpf.o: No such file or directory"));
	run(single);
	assert_int_equal(said.status, 2);
	run(nothing_run);
	assert_int_equal(said.status, 2);
	run(no_input);
	assert_int_equal(said.status, 2);
	run(listed);
	assert_int_equal(said.status, 0);
	assert_line("pairs.plain.bpf.o: in_packet: tc", "");
	run(other);
	assert_int_equal(said.status, 2);
	assert_non_null(strstr(said.error, "is no BPF object"));
}

static void what_no_verifier_takes_is_found(void **state)
{
	static const char *const expected[][2] = {
		{ ": ored: instruction ", ": |= on a frame pointer" },
		{ ": by_function: instruction ", ": |= on a frame pointer" },
		{ ": spilled: instruction ", ": a shift on a map value pointer" },
		{ ": packet_on_one_path: instruction ", ": ^= on a packet pointer" },
		{ ": misaligned: instruction ", ": a misaligned access of the stack at -7" },
		{ ": by_table: instruction ", ": |= on a frame pointer" },
		{ ": too_deep: instruction 0", ": 640 bytes of stack with what it calls" },
		{ ": jumps: instruction 0", ": a tail call behind 320 bytes of stack" },
	};
	char *const argv[] = { check, pointers_plain, pointers_mended, NULL };

	(void)state;
	run(argv);
	assert_int_equal(said.status, 1);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		assert_line(expected[i][0], expected[i][1]);
	assert_null(line_with("ored_in_both", ""));
	assert_null(line_with("allowed", ""));
	assert_null(line_with(": handed", ""));
	assert_null(line_with(": deep", ""));
	assert_null(line_with(": too_deep_to_jump", ""));
}

static void what_the_plain_one_has_is_not(void **state)
{
	char *const argv[] = { check,		pointers_mended, pointers_mended,
			       pointers_mended, pointers_plain,	 NULL };

	(void)state;
	run(argv);
	assert_string_equal(said.output, "");
	assert_int_equal(said.status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_planted_difference_is_found),
		cmocka_unit_test(plain_programs_that_are_wrong_are_counted_apart),
		cmocka_unit_test(what_does_not_differ_is_said_to),
		cmocka_unit_test(one_input_can_be_run_again),
		cmocka_unit_test(the_seed_says_which_inputs),
		cmocka_unit_test(what_cannot_be_done_is_said),
		cmocka_unit_test(what_no_verifier_takes_is_found),
		cmocka_unit_test(what_the_plain_one_has_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, forget);
}
