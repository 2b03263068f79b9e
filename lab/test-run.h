/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which inputs a loaded program is run with, by BPF_PROG_TEST_RUN: every combination of some
 * fields' values. Host and guest both include this; the job carries the ranges, and both sides
 * count the runs the same way.
 *
 * The fields are those that every kernel from 5.10 on takes and every program that sees a packet
 * can read: of __sk_buff, only mark, priority, ifindex, cb and the times and sizes of offloads may
 * be given, and an XDP program has no fields at all before 5.14. What is not named is 0, but for
 * the length.
 */
#ifndef BPFMEND_LAB_TEST_RUN_H
#define BPFMEND_LAB_TEST_RUN_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * len   What the program sees as skb->len or as data_end - data. At least 14 where the packet
 *       begins with its Ethernet header (XDP, tc), at least 1 elsewhere; 64 unless given.
 * data  The first four bytes that the program sees, in the machine's byte order. Needs a len of
 *       four or more.
 * The rest are __sk_buff's own; an XDP program has none of them. A syscall program has them alone,
 * in a __sk_buff that is plain memory to it.
 */
enum test_field {
	TEST_FIELD_LEN,
	TEST_FIELD_DATA,
	TEST_FIELD_MARK,
	TEST_FIELD_PRIORITY,
	TEST_FIELD_CB0, /* "cb[0]", and so on */
	TEST_FIELD_CB1,
	TEST_FIELD_CB2,
	TEST_FIELD_CB3,
	TEST_FIELD_CB4,
	TEST_FIELD_COUNT
};

#define TEST_RUN_LENGTH 64
#define TEST_RUN_RANGES 4 /* ranges of one program, at most */
#define TEST_RUN_LIMIT 4096 /* runs of one program, at most */

/* A field takes every value from first to last. */
struct test_range {
	enum test_field field;
	uint32_t first;
	uint32_t last;
};

/* The product of its ranges; the last one changes fastest. No ranges: no runs. */
struct test_runs {
	struct test_range ranges[TEST_RUN_RANGES];
	size_t count;
};

/*
 * Adds a range. Returns 0; -EINVAL for a field that is unknown or there already, and for a first
 * value above the last; -E2BIG where it gets too many ranges or runs.
 */
int test_runs_add(struct test_runs *runs, const char *field, uint32_t first, uint32_t last);

/* How many runs they are. */
size_t test_runs_total(const struct test_runs *runs);

/* Whether both are the same inputs in the same order. */
bool test_runs_equal(const struct test_runs *one, const struct test_runs *other);

/* All fields' values in the run with this number, from 0. */
void test_runs_values(const struct test_runs *runs, size_t run, uint32_t values[TEST_FIELD_COUNT]);

/* Writes the run's input, as in "mark=3, cb[0]=1". */
void test_runs_describe(const struct test_runs *runs, size_t run, char *text, size_t size);

/* As they stand in a job (protocol.h). Reading them: 0, or -EPROTO where they make no sense. */
struct json_object *test_runs_to_json(const struct test_runs *runs);
int test_runs_from_json(struct json_object *json, struct test_runs *runs);

#endif
