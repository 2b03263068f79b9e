// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks at the value of a store; see stored_content.h. */
#include "llvm-pass/hazards/helper-write/stored_content.h"

#include <stdbool.h>
#include <string.h>

#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/rewrite/opaque_zero.h"
#include "llvm-pass/bytes/value_uses.h"

/* How many casts are followed back, or forward, from a stored value. */
#define MOST_STEPS 4

/* Assembly with more text than this is not looked at. */
#define MOST_TEXT 128

static bool is_compared(LLVMValueRef value, unsigned int steps)
{
	for (LLVMUseRef use = LLVMGetFirstUse(value); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAICmpInst(user) || LLVMIsASwitchInst(user) || LLVMIsASelectInst(user) ||
		    LLVMIsAPHINode(user))
			return true;
		if ((LLVMIsAZExtInst(user) || LLVMIsATruncInst(user) || LLVMIsASExtInst(user)) &&
		    (steps == MOST_STEPS || is_compared(user, steps + 1)))
			return true;
	}
	return false;
}

/* True for a helper's return value that the verifier puts no bounds on. */
static bool is_unbounded_result(LLVMValueRef call)
{
	/*
	 * Those that it bounds, in do_refine_retval_range() of kernel/bpf/verifier.c: a number of a
	 * processor, and the lengths of what was read.
	 */
	static const unsigned int bounded[] = { 8, 45, 67, 114, 115, 141 };
	unsigned int helper = called_helper(call);

	for (size_t i = 0; i < sizeof(bounded) / sizeof(*bounded); i++)
		if (helper == bounded[i])
			return false;
	return helper;
}

static bool is_byte_swap(LLVMValueRef value)
{
	static const char name[] = "llvm.bswap";

	return LLVMIsAIntrinsicInst(value) && LLVMGetIntrinsicID(LLVMGetCalledValue(value)) ==
						      LLVMLookupIntrinsicID(name, strlen(name));
}

/* Cuts off what comes behind the last statement of assembly, and returns it. */
static const char *last_statement(char *text)
{
	static const char between[] = " \t\n;";
	size_t end = strlen(text), first;

	while (end && strchr(between, text[end - 1]))
		end--;
	text[end] = '\0';
	for (first = end; first && text[first - 1] != ';' && text[first - 1] != '\n'; first--)
		;
	return text + first + strspn(text + first, between);
}

/*
 * True for assembly by hand that ends by subtracting r10 from what it gives: of a pointer that
 * makes a number that the verifier does not know, and of all else it is refused. Text that might
 * leave its end out, by a jump, a comment or a directive, is none.
 */
static bool is_frame_difference(LLVMValueRef call)
{
	static const char allowed[] = "$=-; \t\nabcdefghijklmnopqrstuvwxyz0123456789";
	char text[MOST_TEXT];

	return LLVMTypeOf(call) == LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(call))) &&
	       bridge_assembly(call, text, sizeof(text)) && !text[strspn(text, allowed)] &&
	       !strstr(text, "goto") && !strcmp(last_statement(text), "$0 -= r10");
}

/*
 * True if the verifier knows nothing of the number, in all its bits, and cannot come to know any
 * more of a copy of it: that it does when the copy's register is compared with something.
 */
static bool is_unknown(LLVMValueRef value, LLVMValueRef store, bridge_analyses *analyses,
		       unsigned int steps)
{
	int64_t first, last;

	if (steps > MOST_STEPS || is_compared(value, 0) ||
	    bridge_range(analyses, value, store, &first, &last))
		return false;
	if (LLVMIsATruncInst(value) || is_byte_swap(value))
		return is_unknown(LLVMGetOperand(value, 0), store, analyses, steps + 1);
	/* What is read from the stack may be known; so may constants, but those are folded. */
	if (LLVMIsALoadInst(value))
		return !pointer_may_be_stack(LLVMGetOperand(value, 0));
	return LLVMIsACallInst(value) && (is_unbounded_result(value) || is_frame_difference(value));
}

static enum stored_content content_of_value(LLVMValueRef value, LLVMValueRef store,
					    bridge_analyses *analyses)
{
	if (LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMPointerTypeKind && !LLVMIsNull(value))
		return STORED_POINTER;
	if (LLVMIsAUndefValue(value))
		return STORED_UNKNOWN;
	if (LLVMIsConstant(value))
		return LLVMIsNull(value) ? STORED_ZERO : STORED_CONSTANT;
	if (LLVMIsAPtrToIntInst(value))
		return STORED_POINTER;
	/* The pass's own. */
	if (opaque_zero_is_in(value) || opaque_zero_hides(value))
		return STORED_UNKNOWN;
	return is_unknown(value, store, analyses, 0) ? STORED_UNKNOWN : STORED_BOUNDED;
}

/* What memset or a copy leaves, given the byte or the address that it takes its bytes from. */
static enum stored_content content_of_bytes(LLVMValueRef source)
{
	if (LLVMGetTypeKind(LLVMTypeOf(source)) != LLVMPointerTypeKind)
		return LLVMIsConstant(source) ? STORED_CONSTANT : STORED_BOUNDED;
	if (LLVMIsAGlobalVariable(source) && LLVMIsGlobalConstant(source))
		return STORED_CONSTANT;
	return pointer_may_be_stack(source) ? STORED_BOUNDED : STORED_UNKNOWN;
}

enum stored_content stored_content_of(const struct stack_access *write, bridge_analyses *analyses)
{
	LLVMValueRef instruction = write->instruction;

	if (LLVMIsAStoreInst(instruction))
		return content_of_value(LLVMGetOperand(instruction, 0), instruction, analyses);
	if (write->content == STACK_ZERO)
		return STORED_ZERO;
	if (LLVMIsAIntrinsicInst(instruction))
		return content_of_bytes(LLVMGetOperand(instruction, 1));
	/* A function of the program. */
	return STORED_BOUNDED;
}
