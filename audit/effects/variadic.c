// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Whether a function prints what stands behind its "...": then it reads it, or prints the address,
 * and writes nothing, because the kernel's formats have no %n. Follows the va_list from va_start()
 * to a function of the family of vsnprintf(), through functions that are read. Imprecise where a
 * va_list is kept in a struct, as %pV is: that is no function that is known to print.
 */
#include <string.h>

#include "audit/effects/trace.h"

#define MOST_DEPTH 6

/* lib/vsprintf.c, lib/kasprintf.c, kernel/printk/printk.c, fs/seq_file.c, lib/seq_buf.c */
static bool is_print(const char *name)
{
	static const char *const names[] = { "vsnprintf",   "vscnprintf",     "vsprintf",
					     "vprintk",	    "kvasprintf",     "kvasprintf_const",
					     "seq_vprintf", "seq_buf_vprintf" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* The variable or parameter that an address is of. */
static LLVMValueRef base_of(LLVMValueRef address)
{
	while (LLVMIsAGetElementPtrInst(address))
		address = LLVMGetOperand(address, 0);
	return address;
}

/* Whether all functions that get a list print it, and one does. */
static bool list_is_printed(const struct program *program, LLVMValueRef list, unsigned int depth);

static bool call_prints(const struct program *program, LLVMValueRef call, unsigned int argument,
			unsigned int depth)
{
	LLVMValueRef called = LLVMGetCalledValue(call), body;
	size_t length;

	if (!LLVMIsAFunction(called))
		return false;
	if (is_print(LLVMGetValueName2(called, &length)))
		return true;
	body = program_definition(program, called);
	return body && argument < LLVMCountParams(body) &&
	       list_is_printed(program, LLVMGetParam(body, argument), depth + 1);
}

static bool list_is_printed(const struct program *program, LLVMValueRef list, unsigned int depth)
{
	bool printed = false;

	for (LLVMUseRef use = LLVMGetFirstUse(list); use && depth < MOST_DEPTH;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		LLVMValueRef called = LLVMIsACallInst(user) ? LLVMGetCalledValue(user) : NULL;
		size_t length;

		if (LLVMIsAGetElementPtrInst(user)) {
			if (!list_is_printed(program, user, depth + 1))
				continue;
			printed = true;
		} else if (!called) {
			/* Kept, or read by hand. */
			return false;
		} else if (!strncmp(LLVMGetValueName2(called, &length), "llvm.", 5)) {
			continue;
		} else {
			for (unsigned int i = 0; i < LLVMGetNumArgOperands(user); i++)
				if (LLVMGetOperand(user, i) == list &&
				    !call_prints(program, user, i, depth))
					return false;
			printed = true;
		}
	}
	return printed;
}

bool variadic_prints(const struct program *program, LLVMValueRef function)
{
	LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function);

	for (; block; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i)) {
			size_t length;

			if (LLVMIsACallInst(i) && LLVMIsAFunction(LLVMGetCalledValue(i)) &&
			    !strncmp(LLVMGetValueName2(LLVMGetCalledValue(i), &length),
				     "llvm.va_start", 13))
				return list_is_printed(program, base_of(LLVMGetOperand(i, 0)), 0);
		}
	return false;
}
