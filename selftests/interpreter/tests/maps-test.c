// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of the maps of selftests/fuzz, as the helpers show them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/interpreter/memory.h"
#include "selftests/interpreter/tests/calls.h"

static void maps_keep_what_they_are_given(void **state)
{
	struct machine *machine;
	int64_t value;
	uint32_t key = 2;

	(void)state;
	machine = start(3, 0xee);
	memcpy(stack(), &key, sizeof(key));
	memcpy(stack() + 8, "a value.", 8);
	assert_int_equal(call(BPF_FUNC_map_update_elem, map(ARRAY), STACK, STACK + 8, 0), 0);
	value = call(BPF_FUNC_map_lookup_elem, map(ARRAY), STACK, 0, 0);
	assert_memory_equal(memory_at(machine, (uint64_t)value, 8, true), "a value.", 8);
	assert_null(memory_at(machine, (uint64_t)value, 9, false));
	assert_null(memory_at(machine, (uint64_t)value - 1, 1, false));
	assert_int_equal(call(BPF_FUNC_map_delete_elem, map(ARRAY), STACK, 0, 0), -EINVAL);
	key = 4;
	memcpy(stack(), &key, sizeof(key));
	assert_int_equal(call(BPF_FUNC_map_lookup_elem, map(ARRAY), STACK, 0, 0), 0);
	assert_int_equal(call(BPF_FUNC_map_update_elem, map(ARRAY), STACK, STACK + 8, 0), -E2BIG);
}

static void tables_are_full_once(void **state)
{
	size_t there = 0;

	(void)state;
	for (uint64_t seed = 0; seed < SEEDS; seed++) {
		start(seed, 0xee);
		there += call(BPF_FUNC_map_lookup_elem, map(TABLE), STACK, 0, 0) != 0;
		call(BPF_FUNC_map_update_elem, map(TABLE), STACK, STACK + 8, 0);
		assert_int_not_equal(call(BPF_FUNC_map_lookup_elem, map(TABLE), STACK, 0, 0), 0);
		assert_int_equal(
			call(BPF_FUNC_map_update_elem, map(TABLE), STACK, STACK + 8, BPF_NOEXIST),
			-EEXIST);
		assert_int_equal(call(BPF_FUNC_map_delete_elem, map(TABLE), STACK, 0, 0), 0);
		assert_int_equal(call(BPF_FUNC_map_lookup_elem, map(TABLE), STACK, 0, 0), 0);
		assert_int_equal(call(BPF_FUNC_map_delete_elem, map(TABLE), STACK, 0, 0), -ENOENT);
		call(BPF_FUNC_map_update_elem, map(TABLE), STACK, STACK, 0);
		/* Other keys, until no more go in. */
		for (uint32_t i = 0; i < 3; i++) {
			memcpy(stack(), &i, sizeof(i));
			call(BPF_FUNC_map_update_elem, map(TABLE), STACK, STACK, 0);
		}
		assert_true(by_hand.machine->maps[TABLE].existing >= 2);
	}
	assert_in_range(there, SEEDS / 4, 3 * SEEDS / 4);
}

/* Made with what is given, or zeroes, for one object; without the flag there is none. */
static void storage_is_made_when_it_is_asked_for(void **state)
{
	struct machine *machine = start(1, 0xee);
	uint64_t task = KERNEL_ADDRESS, other = KERNEL_ADDRESS + 64;
	static const unsigned char zeroes[8];
	uint64_t value;

	(void)state;
	memcpy(stack(), "storage.", 8);
	assert_int_equal(call(BPF_FUNC_task_storage_get, map(STORAGE), task, 0, 0), 0);
	value = (uint64_t)call(BPF_FUNC_task_storage_get, map(STORAGE), task, STACK,
			       BPF_LOCAL_STORAGE_GET_F_CREATE);
	assert_memory_equal(memory_at(machine, value, 8, true), "storage.", 8);
	assert_int_equal(call(BPF_FUNC_task_storage_get, map(STORAGE), task, 0, 0), value);
	value = (uint64_t)call(BPF_FUNC_task_storage_get, map(STORAGE), other, 0,
			       BPF_LOCAL_STORAGE_GET_F_CREATE);
	assert_memory_equal(memory_at(machine, value, 8, true), zeroes, 8);
	assert_int_equal(
		call(BPF_FUNC_task_storage_get, map(STORAGE), 0, 0, BPF_LOCAL_STORAGE_GET_F_CREATE),
		0);
}

static void stacks_give_the_last_first(void **state)
{
	static const unsigned char zeroes[8];

	(void)state;
	start(1, 0xee);
	memcpy(stack(), "first...second..", 16);
	assert_int_equal(call(BPF_FUNC_map_push_elem, map(LIFO), STACK, 0, 0), 0);
	assert_int_equal(call(BPF_FUNC_map_push_elem, map(LIFO), STACK + 8, 0, 0), 0);
	assert_int_equal(call(BPF_FUNC_map_push_elem, map(LIFO), STACK, 0, 0), -E2BIG);
	assert_int_equal(call(BPF_FUNC_map_peek_elem, map(LIFO), STACK + 16, 0, 0), 0);
	assert_memory_equal(stack() + 16, "second..", 8);
	assert_int_equal(call(BPF_FUNC_map_pop_elem, map(LIFO), STACK + 16, 0, 0), 0);
	assert_memory_equal(stack() + 16, "second..", 8);
	assert_int_equal(call(BPF_FUNC_map_pop_elem, map(LIFO), STACK + 16, 0, 0), 0);
	assert_memory_equal(stack() + 16, "first...", 8);
	assert_int_equal(call(BPF_FUNC_map_pop_elem, map(LIFO), STACK + 16, 0, 0), -ENOENT);
	assert_memory_equal(stack() + 16, zeroes, 8);
}

static void records_are_seen_when_they_are_submitted(void **state)
{
	struct machine *machine;
	int64_t record = 0;

	(void)state;
	for (uint64_t seed = 0; !record; seed++) {
		machine = start(seed, 0xee);
		record = call(BPF_FUNC_ringbuf_reserve, map(RING), 8, 0, 0);
	}
	memcpy(memory_at(machine, (uint64_t)record, 8, true), "recorded", 8);
	assert_int_equal(machine->trace.size, 0);
	assert_int_equal(call(BPF_FUNC_ringbuf_submit, (uint64_t)record, 0, 0, 0), 0);
	assert_memory_equal(machine->trace.bytes + machine->trace.size - 8, "recorded", 8);
	assert_null(memory_at(machine, (uint64_t)record, 8, true));
	assert_int_equal(ending_of(BPF_FUNC_ringbuf_discard, (uint64_t)record, 0, 0, 0, &record),
			 FAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_keep_what_they_are_given),
		cmocka_unit_test(tables_are_full_once),
		cmocka_unit_test(storage_is_made_when_it_is_asked_for),
		cmocka_unit_test(stacks_give_the_last_first),
		cmocka_unit_test(records_are_seen_when_they_are_submitted),
	};

	return cmocka_run_group_tests(tests, calls_open, calls_close);
}
