// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Copies that are loops again; see libcall.h. For memcpy(to, from, n):
 *
 *	i = 0;
 *	do {
 *		if (i + PIECE > n)
 *			break;
 *		*(PIECE *)(to + i) = *(PIECE *)(from + i);
 *		i += PIECE;
 *	} while (i <= MOST - PIECE);		and the rest, byte by byte, in a second one
 *
 * A piece has the size that all addresses are known to be aligned to, 8 bytes at most. MOST is a
 * bound of n that is proven: the room of the smaller object, or what LLVM knows. Where there is
 * none, the verifier has to know one. The test that may go either way is at the start: a loop that
 * is left from its end alone is one that code generation does not turn round, into one that is
 * entered in the middle, which check_cfg() of 5.10 and 6.1 takes for no loop ("back-edge"). The
 * index starts at 0 and passes a barrier in each turn: so it is a constant to the verifier whenever
 * it goes round, loop strength reduction makes no running pointer of it, and nobody recognises the
 * loop as the copy that it was.
 *
 * memmove() copies down, from the end, where it would overwrite what it has not copied yet. That
 * is known where the addresses are a constant apart, or else compared first. Down from a length
 * that varies the index counts from MOST, again a constant in each turn, with a test of whether it
 * is below n; that takes the verifier MOST * MOST / 2 turns, so of long ones the index is a number
 * below MOST that falls.
 */
#include "llvm-pass/hazards/libcall/libcall.h"

#include <llvm-c/DebugInfo.h>

#include "llvm-pass/bridge/facts.h"
#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/ir/called.h"
#include "llvm-pass/prove/prove.h"
#include "llvm-pass/ranges/checked_memory.h"

/*
 * A copy of more pieces than this may be called: MaxStoresPerMemcpy and its like in
 * BPFISelLowering.cpp. Of a memmove() more than these may be loaded first, and spilled.
 */
#define MOST_PIECES 128
#define MOST_LOADED 8
/* No bound is stated above this: no verifier goes round that often. */
#define MOST_BOUND (UINT64_C(1) << 20)
/* Up to here a copy down counts constants. */
#define MOST_DOWN 128

enum { TO, FROM, LENGTH }; /* operands; for llvm.memset FROM is the byte */

static bool is_set(LLVMValueRef copy)
{
	return calls_intrinsic(copy, "llvm.memset");
}

static bool may_overlap(LLVMValueRef copy)
{
	return calls_intrinsic(copy, "llvm.memmove");
}

bool copy_is(LLVMValueRef value)
{
	return calls_intrinsic(value, "llvm.memcpy") || may_overlap(value) || is_set(value);
}

static unsigned int piece_of(LLVMValueRef copy)
{
	unsigned int to = bridge_argument_alignment(copy, TO), from;

	if (is_set(copy))
		return to;
	from = bridge_argument_alignment(copy, FROM);
	return to < from ? to : from;
}

bool copy_is_large(LLVMValueRef copy)
{
	LLVMValueRef length = LLVMGetOperand(copy, LENGTH);
	unsigned int most = may_overlap(copy) ? MOST_LOADED : MOST_PIECES;

	return !LLVMIsAConstantInt(length) ||
	       LLVMConstIntGetZExtValue(length) / piece_of(copy) > most;
}

/* ---- What is to be known before ---- */

/* How much there is from an address on; 0 if that is not known, or a packet. */
static uint64_t room_at(LLVMValueRef copy, LLVMValueRef address)
{
	LLVMModuleRef module =
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(copy)));
	struct checked_address parts;

	if (!checked_address_of(address, LLVMGetModuleDataLayout(module), &parts) ||
	    parts.room == CHECKED_PACKET || parts.constant < 0 ||
	    (uint64_t)parts.constant >= parts.room)
		return 0;
	return parts.room - (uint64_t)parts.constant;
}

/* The least of some bounds that is proven of a length; 0 if none is. */
static uint64_t find_most(bridge_analyses *analyses, LLVMValueRef copy)
{
	LLVMValueRef length = LLVMGetOperand(copy, LENGTH);
	uint64_t bounds[3] = { 0 }, first, last, above = 0;

	if (bridge_known_range(analyses, length, copy, &first, &last) && first <= last)
		bounds[0] = last;
	bounds[1] = room_at(copy, LLVMGetOperand(copy, TO));
	if (!is_set(copy))
		bounds[2] = room_at(copy, LLVMGetOperand(copy, FROM));
	for (;;) {
		uint64_t least = MOST_BOUND + 1;

		for (unsigned int i = 0; i < 3; i++)
			if (bounds[i] > above && bounds[i] < least)
				least = bounds[i];
		if (least > MOST_BOUND)
			return 0;
		if (prove_range(analyses, (struct proof_place){ "libcall", copy }, length, 0,
				least) == PROOF_FOUND)
			return least;
		above = least;
	}
}

static enum copy_direction direction_of(bridge_analyses *analyses, LLVMValueRef copy)
{
	int64_t ahead;

	if (!may_overlap(copy))
		return COPY_UP;
	if (!bridge_distance(analyses, copy, &ahead))
		return COPY_EITHER;
	return ahead > 0 ? COPY_DOWN : COPY_UP;
}

void copy_prepare(bridge_analyses *analyses, LLVMValueRef copy, struct copy_plan *plan)
{
	LLVMValueRef length = LLVMGetOperand(copy, LENGTH);

	plan->piece = piece_of(copy);
	plan->direction = direction_of(analyses, copy);
	if (LLVMIsAConstantInt(length)) {
		plan->most = LLVMConstIntGetZExtValue(length);
		plan->whole = !(plan->most % plan->piece);
		return;
	}
	plan->whole = !(~bridge_known_bits(length).zero & (plan->piece - 1));
	plan->most = find_most(analyses, copy);
}

/* ---- The loops ---- */

/* A copy while its loops are built. */
struct loops {
	LLVMBuilderRef builder;
	LLVMContextRef context;
	LLVMTypeRef word; /* 64 bits */
	LLVMValueRef copy, to, from, byte, length; /* from is NULL of llvm.memset, and byte else */
	bool is_constant; /* the length, which is then the plan's most */
	bool is_volatile;
	const struct copy_plan *plan;
	LLVMBasicBlockRef end; /* of what is built so far: it branches to rest */
	LLVMBasicBlockRef rest; /* what comes behind the copy */
};

static LLVMValueRef number(const struct loops *loops, uint64_t value)
{
	return LLVMConstInt(loops->word, value, false);
}

static LLVMBasicBlockRef new_block(const struct loops *loops)
{
	return LLVMInsertBasicBlockInContext(loops->context, loops->rest, "");
}

/* What each piece is set to: the byte, as often as it has room for. */
static LLVMValueRef build_pattern(const struct loops *loops, LLVMTypeRef type)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	LLVMValueRef byte = LLVMBuildZExt(loops->builder, loops->byte, type, "");

	if (LLVMTypeOf(byte) == LLVMTypeOf(loops->byte))
		return byte;
	return LLVMBuildMul(loops->builder, byte, LLVMConstInt(type, ones, false), "");
}

static LLVMValueRef address_at(const struct loops *loops, LLVMValueRef start, LLVMValueRef index)
{
	return LLVMBuildGEP2(loops->builder, LLVMInt8TypeInContext(loops->context), start, &index,
			     1, "");
}

/* Copies one piece of so many bytes. */
static void build_piece(const struct loops *loops, LLVMValueRef index, unsigned int bytes)
{
	LLVMTypeRef type = LLVMIntTypeInContext(loops->context, 8 * bytes);
	LLVMValueRef value, store;

	if (loops->from) {
		value = LLVMBuildLoad2(loops->builder, type, address_at(loops, loops->from, index),
				       "");
		LLVMSetAlignment(value, bytes);
		LLVMSetVolatile(value, loops->is_volatile);
	} else {
		value = build_pattern(loops, type);
	}
	store = LLVMBuildStore(loops->builder, value, address_at(loops, loops->to, index));
	LLVMSetAlignment(store, bytes);
	LLVMSetVolatile(store, loops->is_volatile);
}

/* A loop while it is built. */
struct turn {
	LLVMBasicBlockRef before, head, exit;
	LLVMValueRef phi, index; /* which the head begins with */
};

/* Begins a loop whose index starts at a number; it is entered from what is built so far. */
static struct turn begin_loop(struct loops *loops, LLVMValueRef start)
{
	struct turn turn = { .before = loops->end,
			     .head = new_block(loops),
			     .exit = new_block(loops) };

	LLVMSetSuccessor(LLVMGetBasicBlockTerminator(loops->end), 0, turn.head);
	LLVMPositionBuilderAtEnd(loops->builder, turn.head);
	turn.phi = LLVMBuildPhi(loops->builder, loops->word, "");
	turn.index = barrier_build_at(loops->builder, turn.phi);
	LLVMAddIncoming(turn.phi, &start, &turn.before, 1);
	return turn;
}

/* Has the loop entered only if a condition holds. */
static void enter_if(struct loops *loops, const struct turn *turn, LLVMIntPredicate predicate,
		     LLVMValueRef a, LLVMValueRef b)
{
	LLVMValueRef jump = LLVMGetBasicBlockTerminator(turn->before);

	LLVMPositionBuilderBefore(loops->builder, jump);
	LLVMBuildCondBr(loops->builder, LLVMBuildICmp(loops->builder, predicate, a, b, ""),
			turn->head, turn->exit);
	LLVMInstructionEraseFromParent(jump);
	LLVMPositionBuilderAtEnd(loops->builder, turn->head);
}

/* Goes round from where the builder stands while a condition holds; then on behind the loop. */
static void end_loop(struct loops *loops, const struct turn *turn, LLVMIntPredicate predicate,
		     LLVMValueRef next, LLVMValueRef last)
{
	LLVMBasicBlockRef from = LLVMGetInsertBlock(loops->builder);

	LLVMBuildCondBr(loops->builder, LLVMBuildICmp(loops->builder, predicate, next, last, ""),
			turn->head, turn->exit);
	LLVMAddIncoming(turn->phi, &next, &from, 1);
	LLVMPositionBuilderAtEnd(loops->builder, turn->exit);
	LLVMBuildBr(loops->builder, loops->rest);
	loops->end = turn->exit;
}

/* What an index is behind a loop that is left from two places. */
static LLVMValueRef left_at(struct loops *loops, LLVMValueRef a, LLVMBasicBlockRef in,
			    LLVMValueRef b, LLVMBasicBlockRef or_in)
{
	LLVMValueRef values[] = { a, b }, phi;
	LLVMBasicBlockRef blocks[] = { in, or_in };

	LLVMPositionBuilderBefore(loops->builder, LLVMGetBasicBlockTerminator(loops->end));
	phi = LLVMBuildPhi(loops->builder, loops->word, "");
	LLVMAddIncoming(phi, values, blocks, 2);
	return phi;
}

static LLVMValueRef behind(const struct loops *loops, LLVMValueRef index, unsigned int bytes)
{
	return LLVMBuildAdd(loops->builder, index, number(loops, bytes), "");
}

static LLVMValueRef before(const struct loops *loops, LLVMValueRef index, unsigned int bytes)
{
	return LLVMBuildSub(loops->builder, index, number(loops, bytes), "");
}

/* Pieces of so many bytes while they fit, up from start; no bound is known. Returns their end. */
static LLVMValueRef build_up_to_length(struct loops *loops, LLVMValueRef start, unsigned int bytes)
{
	struct turn turn;
	LLVMValueRef next;

	LLVMPositionBuilderBefore(loops->builder, LLVMGetBasicBlockTerminator(loops->end));
	next = behind(loops, start, bytes);
	turn = begin_loop(loops, start);
	enter_if(loops, &turn, LLVMIntULE, next, loops->length);
	build_piece(loops, turn.index, bytes);
	next = behind(loops, turn.index, bytes);
	/* What is compared is the end of the next piece, and what comes in its start. */
	LLVMBuildCondBr(loops->builder,
			LLVMBuildICmp(loops->builder, LLVMIntULE, behind(loops, next, bytes),
				      loops->length, ""),
			turn.head, turn.exit);
	LLVMAddIncoming(turn.phi, &next, &turn.head, 1);
	LLVMPositionBuilderAtEnd(loops->builder, turn.exit);
	LLVMBuildBr(loops->builder, loops->rest);
	loops->end = turn.exit;
	return left_at(loops, start, turn.before, next, turn.head);
}

/* The same with the bound stated, which is at least one piece. */
static LLVMValueRef build_up_to_most(struct loops *loops, LLVMValueRef start, unsigned int bytes)
{
	LLVMValueRef last = number(loops, loops->plan->most - bytes), next;
	struct turn turn = begin_loop(loops, start);
	LLVMBasicBlockRef piece = new_block(loops);

	if (!LLVMIsAConstantInt(start))
		enter_if(loops, &turn, LLVMIntULE, start, last);
	next = behind(loops, turn.index, bytes);
	LLVMBuildCondBr(loops->builder,
			LLVMBuildICmp(loops->builder, LLVMIntULE, next, loops->length, ""), piece,
			turn.exit);
	LLVMPositionBuilderAtEnd(loops->builder, piece);
	build_piece(loops, turn.index, bytes);
	end_loop(loops, &turn, LLVMIntULE, next, last);
	next = left_at(loops, turn.index, turn.head, next, piece);
	if (!LLVMIsAConstantInt(start))
		LLVMAddIncoming(next, &start, &turn.before, 1);
	return next;
}

/* The same up to a length that is a constant, and a piece at least. */
static void copy_up_constant(struct loops *loops)
{
	unsigned int piece = loops->plan->piece;
	uint64_t most = loops->plan->most, whole = most - most % piece;
	struct turn turn;

	if (whole) {
		turn = begin_loop(loops, number(loops, 0));
		build_piece(loops, turn.index, piece);
		end_loop(loops, &turn, LLVMIntULT, behind(loops, turn.index, piece),
			 number(loops, whole));
	}
	LLVMPositionBuilderBefore(loops->builder, LLVMGetBasicBlockTerminator(loops->end));
	for (uint64_t i = whole; i < most; i++)
		build_piece(loops, number(loops, i), 1);
}

static LLVMValueRef build_up(struct loops *loops, LLVMValueRef start, unsigned int bytes)
{
	return loops->plan->most ? build_up_to_most(loops, start, bytes)
				 : build_up_to_length(loops, start, bytes);
}

static void copy_up(struct loops *loops)
{
	unsigned int piece = loops->plan->piece;
	LLVMValueRef start = number(loops, 0);
	uint64_t most = loops->plan->most;

	if (loops->is_constant) {
		copy_up_constant(loops);
		return;
	}
	if (piece > 1 && (!most || most >= piece))
		start = build_up(loops, start, piece);
	if (piece == 1 || !loops->plan->whole)
		build_up(loops, start, 1);
}

/* Pieces down to the start, of a length that is a constant. */
static void copy_down_constant(struct loops *loops)
{
	unsigned int piece = loops->plan->piece;
	uint64_t most = loops->plan->most, whole = most - most % piece;
	struct turn turn;
	LLVMValueRef next;

	LLVMPositionBuilderBefore(loops->builder, LLVMGetBasicBlockTerminator(loops->end));
	for (uint64_t i = most; i-- > whole;)
		build_piece(loops, number(loops, i), 1);
	if (!whole)
		return;
	turn = begin_loop(loops, number(loops, whole));
	next = before(loops, turn.index, piece);
	build_piece(loops, next, piece);
	end_loop(loops, &turn, LLVMIntNE, next, number(loops, 0));
}

/* Bytes down from the most that there may be, which are copied if there are. */
static void copy_down_from_most(struct loops *loops)
{
	struct turn turn = begin_loop(loops, number(loops, loops->plan->most));
	LLVMBasicBlockRef there = new_block(loops), latch = new_block(loops);
	LLVMValueRef next = before(loops, turn.index, 1);

	LLVMBuildCondBr(loops->builder,
			LLVMBuildICmp(loops->builder, LLVMIntULT, next, loops->length, ""), there,
			latch);
	LLVMPositionBuilderAtEnd(loops->builder, there);
	build_piece(loops, next, 1);
	LLVMBuildBr(loops->builder, latch);
	LLVMPositionBuilderAtEnd(loops->builder, latch);
	end_loop(loops, &turn, LLVMIntNE, next, number(loops, 0));
}

/*
 * Bytes down from the length itself. Compared is the index, with the bound, if there is one: -1 is
 * above it, and of an index that is below it each verifier knows that it is not negative, which
 * those before 6.8 do not know of a number less one that is not 0.
 */
static void copy_down_from_length(struct loops *loops)
{
	LLVMValueRef most = loops->plan->most ? number(loops, loops->plan->most)
					      : LLVMConstAllOnes(loops->word);
	struct turn turn;
	LLVMValueRef start;

	LLVMPositionBuilderBefore(loops->builder, LLVMGetBasicBlockTerminator(loops->end));
	start = barrier_build_at(loops->builder, before(loops, loops->length, 1));
	turn = begin_loop(loops, start);
	enter_if(loops, &turn, LLVMIntULT, start, most);
	build_piece(loops, turn.index, 1);
	end_loop(loops, &turn, LLVMIntULT, before(loops, turn.index, 1), most);
}

static void copy_down(struct loops *loops)
{
	if (loops->is_constant)
		copy_down_constant(loops);
	else if (loops->plan->most && loops->plan->most <= MOST_DOWN)
		copy_down_from_most(loops);
	else
		copy_down_from_length(loops);
}

/* Compares the addresses, and copies up where what is copied to begins first. */
static void copy_either(struct loops *loops)
{
	LLVMBasicBlockRef ways[2] = { new_block(loops), new_block(loops) };
	LLVMValueRef jump = LLVMGetBasicBlockTerminator(loops->end);

	LLVMValueRef to = bridge_freeze(loops->to, jump), from = bridge_freeze(loops->from, jump);

	LLVMPositionBuilderBefore(loops->builder, jump);
	LLVMBuildCondBr(loops->builder, LLVMBuildICmp(loops->builder, LLVMIntULT, to, from, ""),
			ways[0], ways[1]);
	LLVMInstructionEraseFromParent(jump);
	for (unsigned int i = 0; i < 2; i++) {
		LLVMPositionBuilderAtEnd(loops->builder, ways[i]);
		LLVMBuildBr(loops->builder, loops->rest);
	}
	loops->end = ways[0];
	copy_up(loops);
	loops->end = ways[1];
	copy_down(loops);
}

static bool is_volatile(LLVMValueRef copy)
{
	LLVMValueRef flag = LLVMGetOperand(copy, LENGTH + 1);

	return LLVMIsAConstantInt(flag) && LLVMConstIntGetZExtValue(flag);
}

void copy_build(LLVMValueRef copy, const struct copy_plan *plan)
{
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(copy));
	struct loops loops = {
		.builder = LLVMCreateBuilderInContext(context),
		.context = context,
		.word = LLVMInt64TypeInContext(context),
		.copy = copy,
		.is_volatile = is_volatile(copy),
		.is_constant = LLVMIsAConstantInt(LLVMGetOperand(copy, LENGTH)) != NULL,
		.plan = plan,
	};

	loops.to = LLVMGetOperand(copy, TO);
	*(is_set(copy) ? &loops.byte : &loops.from) = LLVMGetOperand(copy, FROM);
	/* It decides branches, also where nothing is copied. */
	loops.length = bridge_freeze(LLVMGetOperand(copy, LENGTH), copy);
	LLVMPositionBuilderBefore(loops.builder, copy);
	loops.length = LLVMBuildZExt(loops.builder, loops.length, loops.word, "");
	loops.end = LLVMGetInstructionParent(copy);
	loops.rest = bridge_split(copy);
	if (plan->direction == COPY_UP)
		copy_up(&loops);
	else if (plan->direction == COPY_DOWN)
		copy_down(&loops);
	else
		copy_either(&loops);
	LLVMDisposeBuilder(loops.builder);
	LLVMInstructionEraseFromParent(copy);
}
