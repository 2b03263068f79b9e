// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Asks the prover for the ends of each operand; see proof_printer.h. */
#include "llvm-pass/prove/proof_printer.h"

#include <inttypes.h>
#include <stdio.h>

#include "llvm-pass/ir/number_operand.h"
#include "llvm-pass/prove/prove.h"

/* In a large function, one number in so many is asked about: each takes some ten questions. */
#define SAMPLE 16
#define LARGE 8 /* blocks and more */

/* How often the rest between what is proved and what is not is halved. */
#define HALVINGS 6

struct search {
	bridge_analyses *analyses;
	struct proof_place place;
	LLVMValueRef value;
	unsigned int width;
	unsigned int position; /* of the operand in the function */
	unsigned int step; /* one in so many is asked about */
};

static bool is_within(const struct search *search, uint64_t first, uint64_t last)
{
	return prove_range_by_turns(search->analyses, search->place, search->value, first, last) ==
	       PROOF_FOUND;
}

/* The least number that the value is proved not to be above, seen from a number that starts. */
static uint64_t last_above(const struct search *search, uint64_t start)
{
	uint64_t all = UINT64_MAX >> (64 - search->width), proved = all, refused = 0;

	for (unsigned int bits = 0; bits < search->width; bits += search->width > 8 ? 4 : 1) {
		uint64_t last = (UINT64_C(1) << bits) - 1;

		if (is_within(search, start, start + last)) {
			proved = last;
			break;
		}
		refused = last;
	}
	if (proved == 0)
		return proved;
	for (unsigned int i = 0; i < HALVINGS && proved - refused > 1; i++) {
		uint64_t middle = refused + (proved - refused) / 2;

		if (is_within(search, start, start + middle))
			proved = middle;
		else
			refused = middle;
	}
	return proved;
}

/* The least power of two that the value is proved to be below, and not below the negative of. */
static unsigned int signed_bits(const struct search *search)
{
	unsigned int bits = 0;

	while (bits < search->width - 1) {
		uint64_t end = UINT64_C(1) << bits;

		if (is_within(search, -end, end - 1))
			break;
		bits += search->width > 8 && bits % 8 == 0 ? 7 : 1;
	}
	return bits < search->width - 1 ? bits : search->width - 1;
}

static void print_number(struct search *search)
{
	uint64_t umax = last_above(search, 0), end = UINT64_C(1) << signed_bits(search);
	const char *block = LLVMGetBasicBlockName(LLVMGetInstructionParent(search->place.at));
	size_t length;
	const char *name = LLVMGetValueName2(search->value, &length);

	if (length && *block &&
	    (umax != UINT64_MAX >> (64 - search->width) || end < UINT64_C(1)
									   << (search->width - 1)))
		fprintf(stderr,
			"%s %u %%%.*s: unsigned 0 to %" PRIu64 ", signed -%" PRIu64 " to %" PRIu64
			"\n",
			block, instruction_position(search->place.at), (int)length, name, umax, end,
			end - 1);
}

static void print_operands(struct search *search, LLVMValueRef user)
{
	for (unsigned int i = 0; i < (unsigned int)LLVMGetNumOperands(user); i++) {
		if (!number_operand(user, i, &search->value, &search->place.at) ||
		    search->position++ % search->step)
			continue;
		search->width = LLVMGetIntTypeWidth(LLVMTypeOf(search->value));
		print_number(search);
	}
}

void proof_printer_run(LLVMModuleRef module, bridge_analyses *analyses)
{
	struct search search = { .analyses = analyses, .place = { .hazard = "print" } };

	for (LLVMValueRef function = LLVMGetFirstFunction(module); function;
	     function = LLVMGetNextFunction(function)) {
		size_t length;
		const char *name = LLVMGetValueName2(function, &length);

		if (LLVMIsDeclaration(function))
			continue;
		fprintf(stderr, "%.*s:\n", (int)length, name);
		search.step = LLVMCountBasicBlocks(function) < LARGE ? 1 : SAMPLE;
		for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
		     block = LLVMGetNextBasicBlock(block))
			for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
			     i = LLVMGetNextInstruction(i))
				print_operands(&search, i);
	}
	prove_end(analyses);
}
