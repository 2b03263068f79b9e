// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Calls of helpers without a program; see calls.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/interpreter/tests/calls.h"

static char array_name[] = "array", table_name[] = "table", ring_name[] = "ring";
static char storage_name[] = "storage", stack_name[] = "stack";
static struct map_definition maps[] = {
	{ array_name, BPF_MAP_TYPE_ARRAY, 4, 8, 4, 0, 0, 0, false },
	{ table_name, BPF_MAP_TYPE_HASH, 4, 8, 2, 0, 0, 0, false },
	{ ring_name, BPF_MAP_TYPE_RINGBUF, 0, 0, 4096, 0, 0, 0, false },
	{ storage_name, BPF_MAP_TYPE_TASK_STORAGE, 4, 8, 0, 0, 0, 0, false },
	{ stack_name, BPF_MAP_TYPE_STACK, 0, 8, 2, 0, 0, 0, false },
};

static struct instruction nothing[] = { MOV(0, 0), EXIT };
struct by_hand by_hand;

struct machine *start(uint64_t seed, unsigned char pattern)
{
	by_hand_run(&by_hand, seed, pattern);
	by_hand.machine->depth = 1;
	memset(by_hand.machine->frames[0].bytes, pattern, FRAME_SIZE);
	return by_hand.machine;
}

unsigned char *stack(void)
{
	return by_hand.machine->frames[0].bytes + FRAME_SIZE - STACK_SIZE;
}

uint64_t map(uint64_t which)
{
	return zone_address(ZONE_MAP, which, 0);
}

enum ending ending_of(uint32_t id, uint64_t a, uint64_t b, uint64_t c, uint64_t d, int64_t *result)
{
	const uint64_t arguments[] = { a, b, c, d, 0 };
	uint64_t answer = 0;
	enum ending ending = helpers_call(by_hand.machine, id, arguments, &answer);

	*result = (int64_t)answer;
	return ending;
}

int64_t call(uint32_t id, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	int64_t result;

	if (ending_of(id, a, b, c, d, &result))
		fail_msg("helper %u: %s", id, by_hand.machine->reason);
	return result;
}

int calls_open(void **state)
{
	(void)state;
	by_hand_open(&by_hand, nothing, 2, maps, MAPS);
	return 0;
}

int calls_close(void **state)
{
	(void)state;
	by_hand_close(&by_hand);
	return 0;
}
