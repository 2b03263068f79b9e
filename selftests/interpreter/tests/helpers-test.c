// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of the helpers of selftests/fuzz: what they answer, write, trace and refuse. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/interpreter/helpers/helpers.h"
#include "selftests/interpreter/memory.h"
#include "selftests/interpreter/tests/calls.h"

static void what_is_added_disturbs_nothing(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		int64_t random[2], now;

		start(seed, 1);
		random[0] = call(BPF_FUNC_get_prandom_u32, 0, 0, 0, 0);
		now = call(BPF_FUNC_jiffies64, 0, 0, 0, 0);
		random[1] = call(BPF_FUNC_get_prandom_u32, 0, 0, 0, 0);
		start(seed, 2);
		call(BPF_FUNC_jiffies64, 0, 0, 0, 0);
		assert_int_equal(call(BPF_FUNC_get_prandom_u32, 0, 0, 0, 0), random[0]);
		assert_int_equal(call(BPF_FUNC_probe_read_kernel, STACK, 16, STACK, 0), 0);
		assert_int_equal(call(BPF_FUNC_jiffies64, 0, 0, 0, 0), now);
		assert_int_equal(call(BPF_FUNC_get_prandom_u32, 0, 0, 0, 0), random[1]);
		assert_int_equal(by_hand.machine->trace.size, 0);
	}
}

static void each_call_draws_anew(void **state)
{
	size_t alike = 0;
	int64_t before = -1;

	(void)state;
	start(1, 1);
	for (int i = 0; i < SEEDS; i++) {
		int64_t now = call(BPF_FUNC_get_prandom_u32, 0, 0, 0, 0);

		alike += now == before;
		before = now;
	}
	assert_true(alike < SEEDS / 8);
	before = 0;
	for (int i = 0; i < SEEDS; i++) {
		int64_t now = call(BPF_FUNC_ktime_get_ns, 0, 0, 0, 0);

		assert_true(now > before);
		before = now;
	}
}

/* Both ways, and within what was given. */
static void what_may_be_written_sometimes_is(void **state)
{
	size_t failed = 0, wrote = 0, kept = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		int64_t length;

		start(seed, 0xee);
		length = call(BPF_FUNC_d_path, KERNEL_ADDRESS, STACK, 16, 0);
		assert_true(length <= 16);
		failed += length < 0;
		wrote += length > 0;
		if (length > 0 && !memchr(stack(), 0, 16))
			kept++;
		for (int i = 16; i < STACK_SIZE; i++)
			assert_int_equal(stack()[i], 0xee);
	}
	assert_true(failed > 4);
	assert_true(wrote > 16);
	assert_true(kept < wrote / 2);
}

static void probes_read_the_kernel_or_clear(void **state)
{
	size_t failed = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		unsigned char first[16];
		int64_t error;

		start(seed, 0xee);
		error = call(BPF_FUNC_probe_read_kernel, STACK, 16, KERNEL_ADDRESS + 8, 0);
		memcpy(first, stack(), 16);
		if (error) {
			assert_int_equal(error, -EFAULT);
			for (int i = 0; i < 16; i++)
				assert_int_equal(first[i], 0);
			failed++;
		}
		/* The same again, and the second half by itself. */
		call(BPF_FUNC_probe_read_kernel, STACK, 8, KERNEL_ADDRESS + 16, 0);
		assert_memory_equal(stack(), first + 8, 8);
	}
	assert_in_range(failed, 1, SEEDS / 2);
	assert_int_equal(call(BPF_FUNC_probe_read_kernel, STACK, 8, 0, 0), -EFAULT);
}

/* Known numbers: of the packet's bytes, and all 0 where it is short. */
static void packets_are_loaded_and_stored(void **state)
{
	struct machine *machine = start(7, 0xee);
	const unsigned char *packet = machine->packet + machine->packet_start;
	static const unsigned char zeroes[8];

	(void)state;
	assert_int_equal(call(BPF_FUNC_skb_load_bytes, 0, 3, STACK, 8), 0);
	assert_memory_equal(stack(), packet + 3, 8);
	assert_int_equal(call(BPF_FUNC_skb_load_bytes, 0, 5000, STACK, 8), -EFAULT);
	assert_memory_equal(stack(), zeroes, 8);
	assert_int_equal(stack()[8], 0xee);
	assert_int_equal(call(BPF_FUNC_skb_load_bytes, 0, (uint32_t)-1, STACK, 8), -EFAULT);
	memcpy(stack(), "changed!", 8);
	assert_int_equal(call(BPF_FUNC_skb_store_bytes, 0, 2, STACK, 8), 0);
	assert_memory_equal(packet + 2, "changed!", 8);
	assert_true(machine->trace.size > 0);
}

static void the_packet_moves(void **state)
{
	struct machine *machine = start(7, 0xee);
	size_t before = machine->packet_start;
	uint32_t data;

	(void)state;
	assert_int_equal(call(BPF_FUNC_xdp_adjust_head, 0, (uint64_t)-16, 0, 0), 0);
	memcpy(&data, machine->context + offsetof(struct __sk_buff, data), sizeof(data));
	assert_int_equal(data, PACKET_ADDRESS + before - 16);
	assert_int_equal(call(BPF_FUNC_xdp_adjust_head, 0, (uint64_t)-1000, 0, 0), -EINVAL);
}

static void what_is_put_out_is_traced(void **state)
{
	struct machine *machine = start(1, 0xee);
	int64_t result;

	(void)state;
	memcpy(stack(), "%d %s %lx", 10);
	memcpy(stack() + 16, "text", 5);
	{
		const uint64_t arguments[] = { STACK, 10, (uint64_t)-5, STACK + 16, 0xabcdef0123 };
		uint64_t answer;

		assert_int_equal(helpers_call(machine, BPF_FUNC_trace_printk, arguments, &answer),
				 0);
		assert_int_equal(answer, 18);
	}
	assert_memory_equal(machine->trace.bytes + machine->trace.size - 18, "-5 text abcdef0123",
			    18);
	/* Beyond what it has, and a helper that is not here. */
	assert_int_equal(
		ending_of(BPF_FUNC_perf_event_output, 0, map(RING), 0, STACK + STACK_SIZE, &result),
		GOES_ON);
	assert_int_equal(ending_of(BPF_FUNC_probe_read_kernel, STACK + 60, 8, STACK, 0, &result),
			 FAULT);
	assert_int_equal(ending_of(BPF_FUNC_sock_map_update, 0, 0, 0, 0, &result), NOT_RUN);
	assert_string_equal(machine->reason, "bpf_sock_map_update()");
	assert_int_equal(ending_of(9999, 0, 0, 0, 0, &result), NOT_RUN);
	assert_int_equal(ending_of(BPF_FUNC_map_lookup_elem, STACK, STACK, 0, 0, &result), FAULT);
}

/* The packet itself, or a copy of it where one is given. */
static void slices_are_the_packet_or_a_copy(void **state)
{
	uint64_t result, copies = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		struct machine *machine = start(seed, 0xee);
		const unsigned char *packet = machine->packet + machine->packet_start;
		const uint64_t made[5] = { 0, 0, STACK }, slice[5] = { STACK, 5, STACK + 16, 8 };
		const uint64_t behind[5] = { STACK, 5, STACK + 16, 1000 };
		const uint64_t direct[5] = { STACK, 5, 0, 8 };

		assert_int_equal(helpers_call_kfunc(machine, "bpf_dynptr_from_skb", made, &result),
				 GOES_ON);
		assert_int_equal(result, 0);
		assert_int_equal(helpers_call_kfunc(machine, "bpf_dynptr_slice", slice, &result),
				 GOES_ON);
		assert_memory_equal(memory_at(machine, result, 8, true), packet + 5, 8);
		copies += result == STACK + 16;
		helpers_call_kfunc(machine, "bpf_dynptr_slice", direct, &result);
		assert_ptr_equal(memory_at(machine, result, 8, true), packet + 5);
		helpers_call_kfunc(machine, "bpf_dynptr_slice", behind, &result);
		assert_int_equal(result, 0);
		helpers_call_kfunc(machine, "bpf_dynptr_size", slice, &result);
		assert_int_equal(result, machine->packet_end - machine->packet_start);
	}
	assert_in_range(copies, SEEDS / 4, 3 * SEEDS / 4);
}

/* What bpf_fib_lookup() is asked for decides what it answers. */
static void what_is_read_has_a_part_in_the_answer(void **state)
{
	size_t differ = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		unsigned char first[STACK_SIZE];
		int64_t one, other;

		start(seed, 0);
		one = call(BPF_FUNC_fib_lookup, 0, STACK, STACK_SIZE, 0);
		memcpy(first, stack(), sizeof(first));
		start(seed, 0);
		other = call(BPF_FUNC_fib_lookup, 0, STACK, STACK_SIZE, 0);
		assert_int_equal(one, other);
		assert_memory_equal(first, stack(), sizeof(first));
		start(seed, 0);
		stack()[3] = 1;
		other = call(BPF_FUNC_fib_lookup, 0, STACK, STACK_SIZE, 0);
		differ += one != other || memcmp(first, stack(), sizeof(first)) != 0;
	}
	assert_true(differ > SEEDS / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_added_disturbs_nothing),
		cmocka_unit_test(each_call_draws_anew),
		cmocka_unit_test(what_may_be_written_sometimes_is),
		cmocka_unit_test(probes_read_the_kernel_or_clear),
		cmocka_unit_test(packets_are_loaded_and_stored),
		cmocka_unit_test(the_packet_moves),
		cmocka_unit_test(what_is_put_out_is_traced),
		cmocka_unit_test(slices_are_the_packet_or_a_copy),
		cmocka_unit_test(what_is_read_has_a_part_in_the_answer),
	};

	return cmocka_run_group_tests(tests, calls_open, calls_close);
}
