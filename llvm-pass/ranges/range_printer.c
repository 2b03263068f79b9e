// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Asks the prover of each operand; see range_printer.h. */
#include "llvm-pass/ranges/range_printer.h"

#include <inttypes.h>
#include <stdio.h>

#include "llvm-pass/ir/number_operand.h"
#include "llvm-pass/ranges/scalar_memo.h"
#include "llvm-pass/ranges/scalar_walk.h"

static void print_number(bridge_analyses *analyses, LLVMValueRef value, LLVMValueRef place)
{
	struct scalar_range range = scalar_range_at(analyses, VERIFIER_ALL_RULES, value, place);
	struct scalar_range unknown = scalar_range_unknown(range.width);
	size_t length;
	const char *name = LLVMGetValueName2(value, &length);
	const char *block = LLVMGetBasicBlockName(LLVMGetInstructionParent(place));

	if (!length || !*block ||
	    (!range.empty && range.smin == unknown.smin && range.smax == unknown.smax &&
	     range.umin == unknown.umin && range.umax == unknown.umax))
		return;
	fprintf(stderr, "%s %u %%%.*s: ", block, instruction_position(place), (int)length, name);
	if (range.empty)
		fprintf(stderr, "nothing\n");
	else
		fprintf(stderr,
			"unsigned %" PRIu64 " to %" PRIu64 ", signed %" PRId64 " to %" PRId64 "\n",
			range.umin, range.umax, range.smin, range.smax);
}

static void print_operands(bridge_analyses *analyses, LLVMValueRef user)
{
	for (unsigned int i = 0; i < (unsigned int)LLVMGetNumOperands(user); i++) {
		LLVMValueRef value, place;

		if (number_operand(user, i, &value, &place))
			print_number(analyses, value, place);
	}
}

static void print_function(LLVMValueRef function, bridge_analyses *analyses)
{
	struct scalar_memo asked = { 0 };
	size_t length;
	const char *name = LLVMGetValueName2(function, &length);

	fprintf(stderr, "%.*s:\n", (int)length, name);
	scalar_memo_begin(analyses, &asked);
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			print_operands(analyses, i);
	scalar_memo_end(analyses, &asked);
}

void range_printer_run(LLVMModuleRef module, bridge_analyses *analyses)
{
	for (LLVMValueRef function = LLVMGetFirstFunction(module); function;
	     function = LLVMGetNextFunction(function))
		if (!LLVMIsDeclaration(function))
			print_function(function, analyses);
}
