// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Programs written by hand; see encode.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "selftests/interpreter/tests/encode.h"

void by_hand_open(struct by_hand *by_hand, struct instruction *code, size_t count,
		  struct map_definition *maps, size_t map_count)
{
	static char name[] = "by_hand", section[] = "tc";

	*by_hand = (struct by_hand){ 0 };
	by_hand->function = (struct function){
		.name = name, .count = count, .section = section, .program = true
	};
	by_hand->object = (struct bytecode){ .code = code,
					     .code_count = count,
					     .functions = &by_hand->function,
					     .function_count = 1,
					     .maps = maps,
					     .map_count = map_count };
	by_hand->machine = malloc(sizeof(*by_hand->machine));
	assert_non_null(by_hand->machine);
	assert_int_equal(machine_open(by_hand->machine, &by_hand->object), 0);
}

void by_hand_close(struct by_hand *by_hand)
{
	machine_close(by_hand->machine);
	free(by_hand->machine);
}

struct outcome by_hand_run(struct by_hand *by_hand, uint64_t seed, unsigned char pattern)
{
	return outcome_run(by_hand->machine, &by_hand->function,
			   context_kind(by_hand->function.section), seed, pattern);
}

uint32_t result_of(struct instruction *code, size_t count)
{
	struct by_hand by_hand;
	struct outcome outcome;

	by_hand_open(&by_hand, code, count, NULL, 0);
	outcome = by_hand_run(&by_hand, 1, PATTERN_PLAIN);
	if (outcome.ending != RETURNED)
		fail_msg("%s", by_hand.machine->reason);
	by_hand_close(&by_hand);
	return outcome.returned;
}

void assert_ends(struct instruction *code, size_t count, enum ending ending, const char *reason)
{
	struct by_hand by_hand;
	struct outcome outcome;

	by_hand_open(&by_hand, code, count, NULL, 0);
	outcome = by_hand_run(&by_hand, 1, PATTERN_PLAIN);
	assert_int_equal(outcome.ending, ending);
	assert_string_equal(by_hand.machine->reason, reason);
	by_hand_close(&by_hand);
}
