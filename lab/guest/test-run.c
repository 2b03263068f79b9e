// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs a program that was just loaded, by BPF_PROG_TEST_RUN, over the inputs of test-run.h. The
 * kernel makes a packet of the bytes it is given and takes the fields from a context beside them. A
 * syscall program has no packet: the same context is the memory that it is given.
 *
 * How long the packet must be depends on what the program sees of it. The kernel always wants an
 * Ethernet header; to all but XDP and tc it shows only what comes behind.
 */
#include "lab/test-run.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/guest/guest.h"
#include "lab/protocol.h"

/* How the kernel runs a type of program. */
struct packet_type {
	enum bpf_prog_type type;
	bool has_packet;
	bool sees_ethernet; /* its data begins with the Ethernet header */
	bool has_context; /* a __sk_buff can be given beside the data */
};

static const struct packet_type packet_types[] = {
	{ BPF_PROG_TYPE_SOCKET_FILTER, true, false, true },
	{ BPF_PROG_TYPE_CGROUP_SKB, true, false, true },
	{ BPF_PROG_TYPE_LWT_IN, true, false, true },
	{ BPF_PROG_TYPE_LWT_OUT, true, false, true },
	{ BPF_PROG_TYPE_LWT_XMIT, true, false, true },
	{ BPF_PROG_TYPE_SCHED_CLS, true, true, true },
	{ BPF_PROG_TYPE_SCHED_ACT, true, true, true },
	{ BPF_PROG_TYPE_XDP, true, true, false },
	{ BPF_PROG_TYPE_SYSCALL, false, false, true },
};

static const struct packet_type *find_type(enum bpf_prog_type type)
{
	for (size_t i = 0; i < sizeof(packet_types) / sizeof(packet_types[0]); i++)
		if (packet_types[i].type == type)
			return &packet_types[i];
	return NULL;
}

static bool is_of_packet(enum test_field field)
{
	return field == TEST_FIELD_LEN || field == TEST_FIELD_DATA;
}

/* Returns why the program cannot be run with such inputs at all, or NULL. */
static const char *refuse(const struct packet_type *type, const struct test_runs *runs)
{
	if (!type)
		return "only programs that are given a packet, and syscall programs, can be run";
	for (size_t i = 0; i < runs->count; i++) {
		if (!type->has_context && !is_of_packet(runs->ranges[i].field))
			return "an XDP program has only len and data";
		if (!type->has_packet && is_of_packet(runs->ranges[i].field))
			return "a syscall program has no len and data";
	}
	return NULL;
}

/* Runs it once over a packet, which the options are given. Returns 0 or a negative errno. */
static int run_over_packet(int program, const struct packet_type *type,
			   const uint32_t values[TEST_FIELD_COUNT],
			   struct bpf_test_run_opts *options)
{
	size_t hidden = type->sees_ethernet ? 0 : ETH_HLEN, length = values[TEST_FIELD_LEN];
	unsigned char *packet = calloc(1, hidden + length);
	int error;

	if (!packet)
		return -ENOMEM;
	options->data_in = packet;
	options->data_size_in = (__u32)(hidden + length);
	options->repeat = 1;
	if (length >= sizeof(values[TEST_FIELD_DATA]))
		memcpy(packet + hidden, &values[TEST_FIELD_DATA], sizeof(values[TEST_FIELD_DATA]));
	error = length >= sizeof(values[TEST_FIELD_DATA]) || !values[TEST_FIELD_DATA]
			? bpf_prog_test_run_opts(program, options)
			: -EINVAL;
	free(packet);
	return error;
}

/* Runs it once. Returns 0 and what it returned, or a negative errno. */
static int run_once(int program, const struct packet_type *type,
		    const uint32_t values[TEST_FIELD_COUNT], int *returned)
{
	struct __sk_buff context = {
		.mark = values[TEST_FIELD_MARK],
		.priority = values[TEST_FIELD_PRIORITY],
		.cb = { values[TEST_FIELD_CB0], values[TEST_FIELD_CB1], values[TEST_FIELD_CB2],
			values[TEST_FIELD_CB3], values[TEST_FIELD_CB4] },
	};
	LIBBPF_OPTS(bpf_test_run_opts, options);
	int error;

	if (type->has_context) {
		options.ctx_in = &context;
		options.ctx_size_in = sizeof(context);
	}
	error = type->has_packet ? run_over_packet(program, type, values, &options)
				 : bpf_prog_test_run_opts(program, &options);
	*returned = (int)options.retval;
	return error;
}

void test_run_all(const struct bpf_program *program, const struct test_runs *runs,
		  struct json_object *row)
{
	const struct packet_type *type = find_type(bpf_program__type(program));
	struct json_object *returns = json_object_new_array();
	const char *refusal = refuse(type, runs);
	char input[128], text[256];
	int error = 0, returned;

	for (size_t i = 0; i < test_runs_total(runs) && !refusal; i++) {
		uint32_t values[TEST_FIELD_COUNT];

		test_runs_values(runs, i, values);
		error = run_once(bpf_program__fd(program), type, values, &returned);
		if (error) {
			test_runs_describe(runs, i, input, sizeof(input));
			snprintf(text, sizeof(text), "with %s: %s", input, strerror(-error));
			refusal = text;
		} else {
			json_object_array_add(returns, json_object_new_int(returned));
		}
	}
	json_object_object_add(row, ROW_RETURNS, returns);
	if (refusal)
		json_object_object_add(row, ROW_RUN_TROUBLE, json_object_new_string(refusal));
}

/* What the kernel's own selftests give a program whose __retval() they check. */
enum { ZEROES = 64 };

void test_run_zeroes(const struct bpf_program *program, struct json_object *row)
{
	unsigned char in[ZEROES] = { 0 }, out[4 * ZEROES];
	LIBBPF_OPTS(bpf_test_run_opts, packet, .data_in = in, .data_size_in = sizeof(in),
		    .data_out = out, .data_size_out = sizeof(out), .repeat = 1);
	LIBBPF_OPTS(bpf_test_run_opts, nothing);
	bool has_data = bpf_program__type(program) != BPF_PROG_TYPE_SYSCALL;
	struct bpf_test_run_opts *options = has_data ? &packet : &nothing;
	struct json_object *returns = json_object_new_array();
	int error = bpf_prog_test_run_opts(bpf_program__fd(program), options);

	if (error)
		json_object_object_add(row, ROW_RUN_TROUBLE,
				       json_object_new_string(strerror(-error)));
	else
		json_object_array_add(returns, json_object_new_int((int)options->retval));
	json_object_object_add(row, ROW_RETURNS, returns);
}
