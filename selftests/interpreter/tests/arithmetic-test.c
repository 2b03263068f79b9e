// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of selftests/interpreter/arithmetic.c: what instructions make of numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "selftests/interpreter/arithmetic.h"

#define LOWEST_LONG UINT64_C(0x8000000000000000)
#define LOWEST_INT UINT64_C(0x80000000)
#define MINUS(N) (-(uint64_t)(N))
#define MINUS_INT(N) ((uint64_t)(uint32_t)-(N))

enum { WIDE = BPF_ALU64, NARROW = BPF_ALU, WITH = BPF_X, NUMBER = BPF_K };

/* a operation b, b being a register or, sign extended, the instruction's number. */
static const struct row {
	unsigned int code;
	int16_t offset;
	uint64_t a, b, result;
} rows[] = {
	{ WIDE | BPF_ADD | WITH, 0, MINUS(1), 2, 1 },
	{ WIDE | BPF_ADD | NUMBER, 0, 5, MINUS(7), MINUS(2) },
	{ NARROW | BPF_ADD | WITH, 0, UINT64_C(0x1ffffffff), 2, 1 },
	{ NARROW | BPF_ADD | NUMBER, 0, 5, MINUS(7), MINUS_INT(2) },
	{ WIDE | BPF_SUB | WITH, 0, 3, 5, MINUS(2) },
	{ NARROW | BPF_SUB | WITH, 0, UINT64_C(0x500000003), 5, MINUS_INT(2) },
	{ WIDE | BPF_MUL | WITH, 0, UINT64_C(0x100000001), 3, UINT64_C(0x300000003) },
	{ WIDE | BPF_MUL | NUMBER, 0, 7, MINUS(3), MINUS(21) },
	{ NARROW | BPF_MUL | WITH, 0, UINT64_C(0x10001), 0x10001, 0x20001 },
	{ WIDE | BPF_DIV | WITH, 0, MINUS(1), 2, UINT64_C(0x7fffffffffffffff) },
	{ WIDE | BPF_DIV | WITH, 0, 7, 0, 0 },
	{ NARROW | BPF_DIV | WITH, 0, UINT64_C(0x100000009), 2, 4 },
	{ NARROW | BPF_DIV | NUMBER, 0, 9, MINUS(1), 0 },
	{ NARROW | BPF_DIV | WITH, 0, 9, UINT64_C(0x100000000), 0 },
	{ WIDE | BPF_MOD | WITH, 0, MINUS(1), 10, 5 },
	{ WIDE | BPF_MOD | WITH, 0, MINUS(5), 0, MINUS(5) },
	{ NARROW | BPF_MOD | WITH, 0, UINT64_C(0x100000009), 0, 9 },
	{ NARROW | BPF_MOD | WITH, 0, MINUS(1), 10, 5 },
	/* Signed, cpu v4. */
	{ WIDE | BPF_DIV | WITH, OFFSET_SIGNED, MINUS(7), 2, MINUS(3) },
	{ WIDE | BPF_DIV | WITH, OFFSET_SIGNED, LOWEST_LONG, MINUS(1), LOWEST_LONG },
	{ WIDE | BPF_DIV | WITH, OFFSET_SIGNED, MINUS(7), 0, 0 },
	{ NARROW | BPF_DIV | NUMBER, OFFSET_SIGNED, MINUS_INT(7), 2, MINUS_INT(3) },
	{ NARROW | BPF_DIV | WITH, OFFSET_SIGNED, LOWEST_INT, MINUS(1), LOWEST_INT },
	{ WIDE | BPF_MOD | WITH, OFFSET_SIGNED, MINUS(7), 3, MINUS(1) },
	{ WIDE | BPF_MOD | WITH, OFFSET_SIGNED, LOWEST_LONG, MINUS(1), 0 },
	{ WIDE | BPF_MOD | WITH, OFFSET_SIGNED, MINUS(7), 0, MINUS(7) },
	{ NARROW | BPF_MOD | WITH, OFFSET_SIGNED, MINUS_INT(7), 3, MINUS_INT(1) },
	{ NARROW | BPF_MOD | WITH, OFFSET_SIGNED, LOWEST_INT, MINUS(1), 0 },
	{ WIDE | BPF_OR | NUMBER, 0, UINT64_C(0xf0f00000000), MINUS(16), MINUS(16) },
	{ NARROW | BPF_OR | WITH, 0, UINT64_C(0x700000001), 6, 7 },
	{ WIDE | BPF_AND | NUMBER, 0, UINT64_C(0xff00000033), MINUS(16), UINT64_C(0xff00000030) },
	{ NARROW | BPF_AND | WITH, 0, MINUS(1), MINUS(1), UINT32_MAX },
	{ WIDE | BPF_XOR | NUMBER, 0, 5, MINUS(1), MINUS(6) },
	{ NARROW | BPF_XOR | WITH, 0, UINT64_C(0x100000005), 1, 4 },
	{ WIDE | BPF_LSH | WITH, 0, 1, 63, LOWEST_LONG },
	{ WIDE | BPF_LSH | WITH, 0, 3, 64, 3 },
	{ NARROW | BPF_LSH | WITH, 0, 3, 31, LOWEST_INT },
	{ NARROW | BPF_LSH | WITH, 0, 3, 33, 6 },
	{ WIDE | BPF_RSH | NUMBER, 0, MINUS(1), 60, 15 },
	{ NARROW | BPF_RSH | NUMBER, 0, MINUS(1), 28, 15 },
	{ WIDE | BPF_ARSH | WITH, 0, MINUS(9), 1, MINUS(5) },
	{ WIDE | BPF_ARSH | WITH, 0, MINUS(9), 0, MINUS(9) },
	{ WIDE | BPF_ARSH | NUMBER, 0, 9, 1, 4 },
	{ NARROW | BPF_ARSH | NUMBER, 0, MINUS_INT(9), 1, MINUS_INT(5) },
	{ NARROW | BPF_ARSH | NUMBER, 0, UINT64_C(0x700000009), 1, 4 },
	{ WIDE | BPF_NEG | NUMBER, 0, 1, 0, MINUS(1) },
	{ NARROW | BPF_NEG | NUMBER, 0, 1, 0, MINUS_INT(1) },
	{ WIDE | BPF_MOV | NUMBER, 0, 0, MINUS(2), MINUS(2) },
	{ WIDE | BPF_MOV | WITH, 0, 0, MINUS(2), MINUS(2) },
	{ NARROW | BPF_MOV | NUMBER, 0, 0, MINUS(2), MINUS_INT(2) },
	{ NARROW | BPF_MOV | WITH, 0, 0, UINT64_C(0x500000001), 1 },
	/* With a sign, cpu v4. */
	{ WIDE | BPF_MOV | WITH, 8, 0, 0x1fe, MINUS(2) },
	{ WIDE | BPF_MOV | WITH, 16, 0, 0x17fff, 0x7fff },
	{ WIDE | BPF_MOV | WITH, 32, 0, LOWEST_INT, MINUS(LOWEST_INT) },
	{ NARROW | BPF_MOV | WITH, 8, 0, 0x80, MINUS_INT(0x80) },
	{ NARROW | BPF_MOV | WITH, 16, 0, 0x8000, MINUS_INT(0x8000) },
	/* Byte orders. */
	{ NARROW | BPF_END | BPF_TO_BE, 0, UINT64_C(0x1122334455667788), 16, 0x8877 },
	{ NARROW | BPF_END | BPF_TO_BE, 0, UINT64_C(0x1122334455667788), 32, 0x88776655 },
	{ NARROW | BPF_END | BPF_TO_BE, 0, UINT64_C(0x1122334455667788), 64,
	  UINT64_C(0x8877665544332211) },
	{ NARROW | BPF_END | BPF_TO_LE, 0, UINT64_C(0x1122334455667788), 16, 0x7788 },
	{ NARROW | BPF_END | BPF_TO_LE, 0, UINT64_C(0x1122334455667788), 32, 0x55667788 },
	{ NARROW | BPF_END | BPF_TO_LE, 0, UINT64_C(0x1122334455667788), 64,
	  UINT64_C(0x1122334455667788) },
	{ WIDE | BPF_END, 0, UINT64_C(0x1122334455667788), 16, 0x8877 },
	{ WIDE | BPF_END, 0, UINT64_C(0x1122334455667788), 32, 0x88776655 },
	{ WIDE | BPF_END, 0, UINT64_C(0x1122334455667788), 64, UINT64_C(0x8877665544332211) },
};

static void arithmetic_is_that_of_c(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct instruction instruction = { .code = (uint8_t)row->code,
						   .dst = BPF_REG_3,
						   .src = BPF_REG_4,
						   .offset = row->offset,
						   .number = (int32_t)row->b };
		uint64_t registers[REGISTERS] = { [BPF_REG_3] = row->a, [BPF_REG_4] = row->b };

		assert_true(arithmetic_do(&instruction, registers));
		if (registers[BPF_REG_3] != row->result)
			fail_msg("row %zu, code 0x%02x: 0x%llx, but should be 0x%llx", i, row->code,
				 (unsigned long long)registers[BPF_REG_3],
				 (unsigned long long)row->result);
		assert_int_equal(registers[BPF_REG_4], row->b);
	}
}

static void what_is_no_instruction_is_refused(void **state)
{
	static const struct instruction none[] = {
		{ .code = BPF_ALU64 | 0xf0 },
		{ .code = BPF_ALU64 | BPF_DIV, .offset = 2 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_X, .offset = 7 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .offset = 8 },
		{ .code = BPF_ALU | BPF_END | BPF_TO_BE, .number = 24 },
		{ .code = BPF_ALU64 | BPF_END | BPF_TO_BE, .number = 16 },
	};
	uint64_t registers[REGISTERS] = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		assert_false(arithmetic_do(&none[i], registers));
}

static bool jumps(unsigned int operation, uint64_t a, uint64_t b)
{
	struct instruction instruction = { .code = (uint8_t)(operation | BPF_X),
					   .dst = BPF_REG_1,
					   .src = BPF_REG_2 };
	uint64_t registers[REGISTERS] = { [BPF_REG_1] = a, [BPF_REG_2] = b };
	bool known = true, taken = arithmetic_jumps(&instruction, registers, &known);

	assert_true(known);
	return taken;
}

/* Every comparison of every pair, in 64 bits and in 32, as C has it. */
static void jumps_compare_as_c_does(void **state)
{
	static const uint64_t numbers[] = { 0,		1,	     2,
					    MINUS(1),	LOWEST_LONG, UINT64_C(0x7fffffffffffffff),
					    LOWEST_INT, UINT32_MAX,  UINT64_C(0x100000001) };

	(void)state;
	for (size_t i = 0; i < 81; i++) {
		uint64_t a = numbers[i / 9], b = numbers[i % 9];
		uint32_t c = (uint32_t)a, d = (uint32_t)b;

		assert_int_equal(jumps(BPF_JMP | BPF_JEQ, a, b), a == b);
		assert_int_equal(jumps(BPF_JMP | BPF_JNE, a, b), a != b);
		assert_int_equal(jumps(BPF_JMP | BPF_JGT, a, b), a > b);
		assert_int_equal(jumps(BPF_JMP | BPF_JGE, a, b), a >= b);
		assert_int_equal(jumps(BPF_JMP | BPF_JLT, a, b), a < b);
		assert_int_equal(jumps(BPF_JMP | BPF_JLE, a, b), a <= b);
		assert_int_equal(jumps(BPF_JMP | BPF_JSET, a, b), (a & b) != 0);
		assert_int_equal(jumps(BPF_JMP | BPF_JSGT, a, b), (int64_t)a > (int64_t)b);
		assert_int_equal(jumps(BPF_JMP | BPF_JSGE, a, b), (int64_t)a >= (int64_t)b);
		assert_int_equal(jumps(BPF_JMP | BPF_JSLT, a, b), (int64_t)a < (int64_t)b);
		assert_int_equal(jumps(BPF_JMP | BPF_JSLE, a, b), (int64_t)a <= (int64_t)b);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JEQ, a, b), c == d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JNE, a, b), c != d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JGT, a, b), c > d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JGE, a, b), c >= d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JLT, a, b), c < d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JLE, a, b), c <= d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JSET, a, b), (c & d) != 0);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JSGT, a, b), (int32_t)c > (int32_t)d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JSGE, a, b), (int32_t)c >= (int32_t)d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JSLT, a, b), (int32_t)c < (int32_t)d);
		assert_int_equal(jumps(BPF_JMP32 | BPF_JSLE, a, b), (int32_t)c <= (int32_t)d);
	}
}

static void a_number_is_compared_with_its_sign(void **state)
{
	struct instruction instruction = { .code = BPF_JMP | BPF_JEQ | BPF_K, .number = -1 };
	uint64_t registers[REGISTERS] = { MINUS(1) };
	bool known = true;

	(void)state;
	assert_true(arithmetic_jumps(&instruction, registers, &known));
	registers[0] = UINT32_MAX;
	assert_false(arithmetic_jumps(&instruction, registers, &known));
	instruction.code = BPF_JMP32 | BPF_JEQ | BPF_K;
	assert_true(arithmetic_jumps(&instruction, registers, &known));
	instruction.code = BPF_JMP | 0xf0;
	assert_false(arithmetic_jumps(&instruction, registers, &known));
	assert_false(known);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arithmetic_is_that_of_c),
		cmocka_unit_test(what_is_no_instruction_is_refused),
		cmocka_unit_test(jumps_compare_as_c_does),
		cmocka_unit_test(a_number_is_compared_with_its_sign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
