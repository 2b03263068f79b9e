// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Calls: what intrinsics compute, what a helper promises of its result, what a static function is
 * given by all of its callers and what it returns.
 *
 * A function runs because one of its calls was executed, so what it is given is what that call
 * gives, where that call is a place of its own: one frame for each call, and one of them is real. A
 * call's result is what one of the returns of the function returned, a place of its own too, whose
 * arguments are those of the call. More calls than MOST_CALLS are not told apart: unknown.
 */
#include "llvm-pass/prove/encoder.h"

#include <string.h>

#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/stack/returned_length.h"

/* ---- Arguments ---- */

static void ask_callers(struct encoder *encoder, struct frame *frame)
{
	struct terms *terms = encoder->terms;
	Z3_ast some = term_false(terms);
	size_t calls = 0;

	frame->asked_callers = true;
	if (!function_has_only_calls(frame->function))
		return;
	for (LLVMUseRef use = LLVMGetFirstUse(frame->function); use; use = LLVMGetNextUse(use))
		calls++;
	if (calls > MOST_CALLS || encoder->frame_count + calls > MOST_FRAMES)
		return;
	for (LLVMUseRef use = LLVMGetFirstUse(frame->function); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef call = LLVMGetUser(use);
		struct frame *caller = frame_new(encoder, call, frame);

		/* One that nothing reaches gives nothing; of one without room, nothing is known. */
		if (!caller) {
			frame->caller_count = 0;
			return;
		}
		caller->real = term_unknown_condition(terms, "caller");
		frame->callers[frame->caller_count++] = caller;
		some = term_or(terms, some, caller->real);
		assume(encoder,
		       term_implies(terms, caller->real,
				    block_active(encoder, caller, LLVMGetInstructionParent(call))));
	}
	assume(encoder, term_implies(terms, frame->real, some));
}

struct number number_argument(struct encoder *encoder, struct frame *frame, LLVMValueRef argument)
{
	unsigned int position = function_argument_position(argument);
	struct terms *terms = encoder->terms;
	struct number number;

	if (frame->call)
		return number_in(encoder, frame->outer, LLVMGetOperand(frame->call, position), 0);
	number = number_unknown(encoder, frame, argument);
	if (!frame->asked_callers)
		ask_callers(encoder, frame);
	for (size_t i = 0; i < frame->caller_count; i++) {
		struct frame *caller = frame->callers[i];
		struct number given =
			number_in(encoder, caller, LLVMGetOperand(caller->place, position), 0);
		Z3_ast same;

		if (!given.bits)
			continue;
		same = term_and(terms, term_equal(terms, number.bits, given.bits),
				term_equal(terms, number.poison, given.poison));
		assume(encoder, term_implies(terms, caller->real, same));
	}
	return number;
}

/* ---- Results ---- */

/* The returns of a function; more than MOST_CALLS if there are more, or one returns otherwise. */
static size_t returns_of(LLVMValueRef function, LLVMValueRef *returns)
{
	size_t count = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block)) {
		LLVMValueRef last = LLVMGetBasicBlockTerminator(block);

		if (!LLVMIsAReturnInst(last))
			continue;
		if (count == MOST_CALLS || !LLVMGetNumOperands(last))
			return MOST_CALLS + 1;
		returns[count++] = last;
	}
	return count;
}

static struct number number_returned(struct encoder *encoder, struct frame *frame,
				     LLVMValueRef call)
{
	LLVMValueRef function = LLVMGetCalledValue(call), returns[MOST_CALLS];
	struct terms *terms = encoder->terms;
	struct number number = number_unknown(encoder, frame, call);
	Z3_ast some = term_false(terms), active;
	size_t count;

	if (!LLVMIsAFunction(function) || LLVMIsDeclaration(function) ||
	    LLVMGetLinkage(function) != LLVMInternalLinkage ||
	    LLVMGetCalledFunctionType(call) != LLVMGlobalGetValueType(function) ||
	    LLVMIsFunctionVarArg(LLVMGlobalGetValueType(function)))
		return number;
	count = returns_of(function, returns);
	/* A naked one has none: its assembly returns. */
	if (!count || count > MOST_CALLS || encoder->frame_count + count > MOST_FRAMES)
		return number;
	active = block_active(encoder, frame, LLVMGetInstructionParent(call));
	for (size_t i = 0; i < count; i++) {
		struct frame *inside = frame_new(encoder, returns[i], frame);
		struct number value;
		Z3_ast same;

		if (!inside)
			return number;
		inside->outer = frame;
		inside->call = call;
		inside->real = term_unknown_condition(terms, "return");
		some = term_or(terms, some, inside->real);
		assume(encoder, term_implies(terms, inside->real,
					     block_active(encoder, inside,
							  LLVMGetInstructionParent(returns[i]))));
		value = number_in(encoder, inside, LLVMGetOperand(returns[i], 0), 0);
		if (!value.bits)
			continue;
		same = term_and(terms, term_equal(terms, number.bits, value.bits),
				term_equal(terms, number.poison, value.poison));
		assume(encoder, term_implies(terms, inside->real, same));
	}
	assume(encoder, term_implies(terms, active, some));
	return number;
}

/* ---- Intrinsics ---- */

static struct number swapped(struct encoder *encoder, struct number from)
{
	struct terms *terms = encoder->terms;
	unsigned int bytes = term_width(terms, from.bits) / 8;
	Z3_ast bits = term_bits(terms, from.bits, 0, 8);

	for (unsigned int i = 1; i < bytes; i++)
		bits = terms_keep(terms, Z3_mk_concat(terms->z3, bits,
						      term_bits(terms, from.bits, 8 * i, 8)));
	return (struct number){ .bits = bits, .poison = from.poison };
}

static struct number least_or_most(struct encoder *encoder, LLVMIntPredicate predicate,
				   struct number a, struct number b)
{
	struct terms *terms = encoder->terms;

	return (struct number){
		.bits = term_choose(terms, compare_terms(encoder, predicate, a.bits, b.bits),
				    a.bits, b.bits),
		.poison = term_or(terms, a.poison, b.poison),
	};
}

/* Sums and differences that stop at the end of the unsigned numbers. */
static struct number saturated(struct encoder *encoder, bool adds, struct number a, struct number b)
{
	struct terms *terms = encoder->terms;
	unsigned int width = term_width(terms, a.bits);
	Z3_ast plain = term_binary(terms, adds ? Z3_mk_bvadd : Z3_mk_bvsub, a.bits, b.bits);
	Z3_ast over = adds ? term_below(terms, plain, a.bits, false)
			   : term_below(terms, a.bits, b.bits, false);
	Z3_ast end = term_number(terms, width, adds ? UINT64_MAX : 0);

	return (struct number){ .bits = term_choose(terms, over, end, plain),
				.poison = term_or(terms, a.poison, b.poison) };
}

enum intrinsic {
	UMIN,
	UMAX,
	SMIN,
	SMAX,
	SWAP,
	ADD_SATURATED,
	SUBTRACT_SATURATED,
	PASSTHROUGH,
	INTRINSICS
};

static enum intrinsic intrinsic_of(LLVMValueRef call)
{
	static const char *const names[] = {
		[UMIN] = "llvm.umin",
		[UMAX] = "llvm.umax",
		[SMIN] = "llvm.smin",
		[SMAX] = "llvm.smax",
		[SWAP] = "llvm.bswap",
		[ADD_SATURATED] = "llvm.uadd.sat",
		[SUBTRACT_SATURATED] = "llvm.usub.sat",
		[PASSTHROUGH] = "llvm.bpf.passthrough",
	};
	LLVMValueRef callee = LLVMGetCalledValue(call);
	unsigned int id = LLVMIsAFunction(callee) ? LLVMGetIntrinsicID(callee) : 0;

	for (unsigned int i = 0; id && i < INTRINSICS; i++)
		if (id == LLVMLookupIntrinsicID(names[i], strlen(names[i])))
			return (enum intrinsic)i;
	return INTRINSICS;
}

static struct number number_intrinsic(struct encoder *encoder, struct frame *frame,
				      LLVMValueRef call, enum intrinsic intrinsic,
				      unsigned int nested)
{
	struct number a = number_in(encoder, frame, LLVMGetOperand(call, 0), nested + 1);
	struct number b = a;

	if (intrinsic != SWAP)
		b = number_in(encoder, frame, LLVMGetOperand(call, 1), nested + 1);
	if (!a.bits || !b.bits)
		return number_unknown(encoder, frame, call);
	switch (intrinsic) {
	case UMIN:
		return least_or_most(encoder, LLVMIntULT, a, b);
	case UMAX:
		return least_or_most(encoder, LLVMIntUGT, a, b);
	case SMIN:
		return least_or_most(encoder, LLVMIntSLT, a, b);
	case SMAX:
		return least_or_most(encoder, LLVMIntSGT, a, b);
	case SWAP:
		return swapped(encoder, a);
	default:
		return saturated(encoder, intrinsic == ADD_SATURATED, a, b);
	}
}

/* What a helper promises of the length that it returns. */
static struct number number_length(struct encoder *encoder, struct frame *frame, LLVMValueRef call)
{
	struct number number = number_unknown(encoder, frame, call);
	struct terms *terms = encoder->terms;
	unsigned int width = number_width(encoder, call);
	int64_t first, last;

	if (!returned_length(call, &first, &last))
		return number;
	assume(encoder, term_not_above(terms, term_number(terms, width, (uint64_t)first),
				       number.bits, true));
	assume(encoder,
	       term_not_above(terms, number.bits, term_number(terms, width, (uint64_t)last), true));
	return number;
}

struct number number_call(struct encoder *encoder, struct frame *frame, LLVMValueRef call,
			  unsigned int nested)
{
	LLVMValueRef callee = LLVMGetCalledValue(call);
	enum intrinsic intrinsic = intrinsic_of(call);

	if (intrinsic == PASSTHROUGH)
		return number_frozen(encoder, frame, call, LLVMGetOperand(call, 1), nested);
	if (intrinsic != INTRINSICS)
		return number_intrinsic(encoder, frame, call, intrinsic, nested);
	if (bridge_hands_on(call))
		return number_frozen(encoder, frame, call, LLVMGetOperand(call, 0), nested);
	if (LLVMIsAFunction(callee))
		return number_returned(encoder, frame, call);
	return number_length(encoder, frame, call);
}
