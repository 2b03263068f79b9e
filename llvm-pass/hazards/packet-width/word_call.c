// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks at what goes in and out of a call; see word_call.h. */
#include "llvm-pass/hazards/packet-width/word_call.h"

#include "llvm-pass/hazards/packet-width/packet_word.h"
#include "llvm-pass/ir/address_start.h"

/* How many calls deep an object's address is followed, and how many steps in each function. */
#define MOST_CALLS 3
#define MOST_STEPS 8
/* How many uses are looked at in all: functions may call each other in very many ways. */
#define MOST_USES 512

struct search {
	bridge_analyses *analyses;
	unsigned int uses; /* looked at */
};

/* The function of the module that is called. */
static LLVMValueRef called_function(LLVMValueRef call)
{
	LLVMValueRef called = LLVMGetCalledValue(call);

	return LLVMIsAFunction(called) && !LLVMIsDeclaration(called) &&
			       LLVMGetCalledFunctionType(call) == LLVMGlobalGetValueType(called)
		       ? called
		       : NULL;
}

static bool returns_word(bridge_analyses *analyses, LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef end = LLVMGetBasicBlockTerminator(block);

		if (LLVMIsAReturnInst(end) && LLVMGetNumOperands(end) &&
		    packet_word_is(analyses, LLVMGetOperand(end, 0)))
			return true;
	}
	return false;
}

static bool stores_word(struct search *search, LLVMValueRef address, unsigned int steps,
			unsigned int calls);

/* True if a function that is given an address stores one of a packet's behind it. */
static bool called_stores_word(struct search *search, LLVMValueRef call, LLVMValueRef address,
			       unsigned int calls)
{
	LLVMValueRef function = called_function(call);

	for (unsigned int i = 0; function && calls && i < LLVMGetNumArgOperands(call); i++)
		if (LLVMGetOperand(call, i) == address &&
		    stores_word(search, LLVMGetParam(function, i), MOST_STEPS, calls - 1))
			return true;
	return false;
}

static bool stores_word(struct search *search, LLVMValueRef address, unsigned int steps,
			unsigned int calls)
{
	for (LLVMUseRef use = LLVMGetFirstUse(address); use && search->uses < MOST_USES;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		search->uses++;
		if (LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == address &&
		    packet_word_is_32(LLVMGetOperand(user, 0)) &&
		    packet_word_is(search->analyses, LLVMGetOperand(user, 0)))
			return true;
		if (LLVMIsAGetElementPtrInst(user) && steps &&
		    stores_word(search, user, steps - 1, calls))
			return true;
		if (LLVMIsACallInst(user) && called_stores_word(search, user, address, calls))
			return true;
	}
	return false;
}

/* True for an argument that is such a number, or the address of a stack object that has some. */
static bool gives_word(bridge_analyses *analyses, LLVMValueRef argument)
{
	struct search search = { .analyses = analyses };
	LLVMValueRef object;

	if (packet_word_is_32(argument))
		return packet_word_is(analyses, argument);
	if (LLVMGetTypeKind(LLVMTypeOf(argument)) != LLVMPointerTypeKind)
		return false;
	object = address_start(argument);
	return LLVMIsAAllocaInst(object) && stores_word(&search, object, MOST_STEPS, MOST_CALLS);
}

bool word_call_is(bridge_analyses *analyses, LLVMValueRef call)
{
	LLVMValueRef function = LLVMIsACallInst(call) ? called_function(call) : NULL;

	if (!function)
		return false;
	if (packet_word_is_32(call) && LLVMGetFirstUse(call) && returns_word(analyses, function))
		return true;
	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call); i++)
		if (gives_word(analyses, LLVMGetOperand(call, i)))
			return true;
	return false;
}
