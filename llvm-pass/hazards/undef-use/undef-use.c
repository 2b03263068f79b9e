// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * undef-use: a number that is undefined on one way is moved about where that way has joined others.
 *
 *	u32 at;					at = phi [undef, failed], [r0, found]
 *	known = find(packet, &at);		*(u64 *)(r10 - 8) = r5	; "R5 !read_ok"
 *	...
 *	if (known)
 *		use(at);
 *
 * LLVM puts nothing into the register on the way on which it is undefined, which is right: nobody
 * uses it there. But where the ways have joined, the register allocator spills it, copies it, or
 * LLVM computes with it before the test that says whether it is any good. To a verifier each of
 * these reads a register that was never written.
 *
 * The same becomes of an argument that a global function does not use: LLVM sets no register for it
 * (DeadArgumentElimination.cpp), and "Caller passes invalid args".
 *
 * A walk tells: it ends with "!read_ok" in a function in which a phi takes undef, or a call is
 * given it. The mend puts a 0 there. That refines undef whatever it is for, so its licence needs no
 * prover; but what the program does use would be a bug that loads. So where something is done with
 * it on that way (undefined_way.h) it is told of, at the line that does it, and stays refused.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "llvm-pass/hazards/undef-use/undefined_bytes.h"
#include "llvm-pass/hazards/undef-use/undefined_way.h"
#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/called.h"

struct details {
	LLVMValueRef takes; /* the phi or the call */
	unsigned int operand; /* of it, that is undefined */
	bool is_used; /* where it is undefined */
	char kernels[sizeof(((struct refused *)0)->kernels)];
};

/* The refusal of the function for an unset register, or NULL. */
static const struct refused *refusal_of(const struct function_facts *facts)
{
	for (size_t i = 0; i < facts->refused_count; i++)
		if (facts->refused[i].unset && facts->refused[i].function == facts->function)
			return &facts->refused[i];
	return NULL;
}

static bool is_operand(LLVMValueRef of, LLVMValueRef value)
{
	for (int i = 0; i < LLVMGetNumOperands(of); i++)
		if (LLVMGetOperand(of, (unsigned int)i) == value)
			return true;
	return false;
}

/* A use of the phi to point at: nobody knows a phi's line. */
static LLVMValueRef place_of(LLVMValueRef phi)
{
	for (LLVMUseRef use = LLVMGetFirstUse(phi); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAInstruction(user) && !LLVMIsAPHINode(user) && LLVMGetDebugLocLine(user))
			return user;
	}
	return phi;
}

static int add(const struct refused *refused, LLVMValueRef place, struct details of,
	       struct findings *findings)
{
	struct details *details = malloc(sizeof(*details));
	struct finding finding = { .place = place, .details = details };

	if (!details)
		return -ENOMEM;
	*details = of;
	snprintf(details->kernels, sizeof(details->kernels), "%s", refused->kernels);
	finding.kernels = details->kernels;
	if (of.is_used)
		finding.obstacle = "a number would be made up where the program uses one";
	return findings_add(findings, finding);
}

/* An undefined number that is used is told of only if that is what is refused. */
static int look_at_phi(const struct refused *refused, LLVMValueRef phi, struct findings *findings)
{
	for (unsigned int i = 0; i < LLVMCountIncoming(phi); i++) {
		struct details details = { .takes = phi, .operand = i };
		LLVMValueRef user;
		int error;

		if (!is_undefined(LLVMGetIncomingValue(phi, i)))
			continue;
		user = undefined_way_user(phi, i);
		details.is_used = user;
		if (user && refused->at != user && !is_operand(refused->at, phi) &&
		    LLVMGetInstructionParent(refused->at) != LLVMGetInstructionParent(phi))
			continue;
		error = add(refused, user && user != phi ? user : place_of(phi), details, findings);
		if (error)
			return error;
	}
	return 0;
}

/* What a function does not use, LLVM gives it no more: verifiers look at global ones all the same.
 */
static int look_at_call(const struct refused *refused, LLVMValueRef call, struct findings *findings)
{
	LLVMValueRef called = LLVMGetCalledValue(call);
	int error = 0;

	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call) && !error; i++) {
		struct details details = { .takes = call, .operand = i, .is_used = true };

		if (!is_undefined(LLVMGetOperand(call, i)))
			continue;
		if (LLVMIsAFunction(called) && i < LLVMCountParams(called))
			details.is_used = LLVMIsDeclaration(called) ||
					  LLVMGetFirstUse(LLVMGetParam(called, i));
		error = add(refused, call, details, findings);
	}
	return error;
}

static bool is_call(LLVMValueRef i)
{
	return LLVMIsACallInst(i) && !LLVMIsAIntrinsicInst(i) && !calls_assembly(i);
}

static bool takes_undefined(LLVMValueRef i)
{
	if (!LLVMIsAPHINode(i) && !is_call(i))
		return false;
	for (int k = 0; k < LLVMGetNumOperands(i); k++)
		if (is_undefined(LLVMGetOperand(i, (unsigned int)k)))
			return true;
	return false;
}

/* Loads of bytes that nothing wrote. */
static int look_at_loads(const struct function_facts *facts, struct findings *findings)
{
	int error = 0;

	for (size_t i = 0; i < facts->refused_count && !error; i++)
		if (facts->refused[i].unset_stack && facts->refused[i].function == facts->function)
			error = undefined_bytes_look_at(facts, &facts->refused[i], findings);
	return error;
}

/* Only a walk tells whether these matter. */
static bool may_matter(LLVMValueRef i)
{
	return takes_undefined(i) ||
	       (LLVMIsALoadInst(i) && LLVMIsAAllocaInst(address_start(LLVMGetOperand(i, 0))) &&
		undefined_bytes_may_be(i));
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	const struct refused *refused = refusal_of(facts);
	int error = look_at_loads(facts, findings);

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i)) {
			if (facts->trusts && may_matter(i))
				*facts->trusts = true;
			if (!takes_undefined(i))
				continue;
			if (refused && LLVMIsAPHINode(i))
				error = look_at_phi(refused, i, findings);
			else if (refused)
				error = look_at_call(refused, i, findings);
		}
	return error;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct details *details = finding->details;

	if (details->is_used)
		snprintf(text, size,
			 "this uses a number that is undefined on one way that leads here, since "
			 "nothing was stored in the variable: Linux %s will say that its register "
			 "is not \"read_ok\"",
			 kernels);
	else if (LLVMIsACallInst(details->takes))
		snprintf(text, size,
			 "the function does not use its argument %u, so LLVM gives it none, but "
			 "verifiers hold the call against the function's type: Linux %s will say "
			 "\"Caller passes invalid args\"",
			 details->operand + 1, kernels);
	else
		snprintf(
			text, size,
			"what is used here is undefined on a way that does not lead here, but LLVM "
			"moves it about where that way has joined: Linux %s will say that its "
			"register is not \"read_ok\"",
			kernels);
}

static void mend(const struct finding *finding)
{
	const struct details *details = finding->details;
	LLVMTypeRef type = LLVMTypeOf(LLVMGetOperand(details->takes, details->operand));

	LLVMSetOperand(details->takes, details->operand, LLVMConstNull(type));
}

const struct hazard undef_use = {
	.detect = detect,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend puts a 0 there, and so does initialising the variable",
	.mended = "put a 0 where it is undefined",
};
