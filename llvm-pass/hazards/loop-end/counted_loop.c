// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds loops that are counted, and proves how long they are; see counted_loop.h. */
#include "llvm-pass/hazards/loop-end/counted_loop.h"

#include "llvm-pass/prove/prove.h"

/* How many blocks a way round a loop is looked for in. */
#define MOST_BLOCKS 512

struct way {
	LLVMBasicBlockRef seen[MOST_BLOCKS];
	size_t count;
};

static void add_block(struct way *way, LLVMBasicBlockRef block)
{
	for (size_t i = 0; i < way->count; i++)
		if (way->seen[i] == block)
			return;
	if (way->count < MOST_BLOCKS)
		way->seen[way->count++] = block;
}

static void add_sources(struct way *way, LLVMBasicBlockRef block)
{
	for (LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block)); use;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAInstruction(user) && LLVMIsATerminatorInst(user))
			add_block(way, LLVMGetInstructionParent(user));
	}
}

/* True if the loop holds a block: a way leads from there to the latch around the header. */
static bool holds(const struct counted_loop *loop, LLVMBasicBlockRef block)
{
	struct way way = { .seen = { loop->header }, .count = 1 };

	add_block(&way, loop->latch);
	for (size_t i = 1; i < way.count; i++)
		add_sources(&way, way.seen[i]);
	for (size_t i = 0; i < way.count; i++)
		if (way.seen[i] == block)
			return true;
	return false;
}

/* Fills in the block before the loop that starts with header, and the one it starts again from. */
static bool find_ends(bridge_analyses *analyses, LLVMBasicBlockRef header,
		      struct counted_loop *loop)
{
	struct way sources = { .count = 0 };

	*loop = (struct counted_loop){ .header = header,
				       .before = bridge_preheader(analyses, header) };
	add_sources(&sources, header);
	if (!loop->before || sources.count != 2)
		return false;
	loop->latch = sources.seen[sources.seen[0] == loop->before];
	return bridge_dominates(analyses, header, loop->latch);
}

/* What comes into a phi first, and then for the next turn. */
static LLVMValueRef first_of(const struct counted_loop *loop, LLVMValueRef phi)
{
	return LLVMGetIncomingValue(phi, LLVMGetIncomingBlock(phi, 0) != loop->before);
}

static LLVMValueRef next_of(const struct counted_loop *loop, LLVMValueRef phi)
{
	return LLVMGetIncomingValue(phi, LLVMGetIncomingBlock(phi, 0) == loop->before);
}

static LLVMValueRef first_counter(const struct counted_loop *loop, LLVMValueRef from)
{
	for (LLVMValueRef phi = from; phi && LLVMIsAPHINode(phi); phi = LLVMGetNextInstruction(phi))
		if (prove_step(phi, next_of(loop, phi)))
			return phi;
	return NULL;
}

/* A branch that leaves the loop, from a block that each turn comes through. */
static bool find_end(bridge_analyses *analyses, struct counted_loop *loop)
{
	for (LLVMBasicBlockRef block = loop->latch; block;
	     block = block == loop->header ? NULL : bridge_dominator(analyses, block)) {
		LLVMValueRef branch = LLVMGetBasicBlockTerminator(block);
		LLVMBasicBlockRef ways[2];

		if (!LLVMIsABranchInst(branch) || !LLVMIsConditional(branch))
			continue;
		ways[0] = LLVMGetSuccessor(branch, 0);
		ways[1] = LLVMGetSuccessor(branch, 1);
		for (unsigned int i = 0; i < 2; i++) {
			if (holds(loop, ways[i]) || !holds(loop, ways[!i]))
				continue;
			loop->end = branch;
			loop->exit = ways[i];
			loop->ends_turn = ways[!i] == loop->header;
			return true;
		}
	}
	return false;
}

bool counted_loop_around(bridge_analyses *analyses, LLVMValueRef instruction,
			 struct counted_loop *loop)
{
	LLVMBasicBlockRef inner = LLVMGetInstructionParent(instruction);

	for (LLVMBasicBlockRef block = inner; block; block = bridge_dominator(analyses, block)) {
		if (!find_ends(analyses, block, loop) || !holds(loop, inner))
			continue;
		loop->phi = first_counter(loop, LLVMGetFirstInstruction(block));
		return loop->phi && find_end(analyses, loop);
	}
	return false;
}

/* A question: does a phi go no further than so many numbers, or bytes? */
struct question {
	bridge_analyses *analyses;
	struct proof_place place;
	LLVMValueRef phi, start;
	int64_t step;
};

/*
 * A number that starts with a constant goes on from there, any other is above 0; an address is
 * compared with the one that it starts with.
 */
static bool is_within(const struct question *of, uint64_t span)
{
	uint64_t first = 0;
	enum proof proof;

	if (LLVMGetTypeKind(LLVMTypeOf(of->phi)) == LLVMPointerTypeKind) {
		proof = prove_behind(of->analyses, of->place, of->step > 0 ? of->start : of->phi,
				     of->step > 0 ? of->phi : of->start, span);
	} else {
		if (LLVMIsAConstantInt(of->start) && of->step > 0)
			first = LLVMConstIntGetZExtValue(of->start);
		proof = prove_count_by_turns(of->analyses, of->place, of->phi, first, first + span);
	}
	return proof == PROOF_FOUND;
}

/* The bits of a number or an address. */
static unsigned int width_of(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMGetTypeKind(type) == LLVMIntegerTypeKind ? LLVMGetIntTypeWidth(type) : 64;
}

/*
 * The most bits of a span that may be asked about: for MOST_TURNS, and for a span that no step
 * leads over the end of the numbers back into. Another would be right of a loop without an end,
 * too.
 */
static unsigned int most_bits(const struct question *of, uint64_t size)
{
	uint64_t all = UINT64_MAX >> (64 - width_of(of->phi)), most = MOST_TURNS * size;

	if (size >= all)
		return 0;
	if (most > all - size)
		most = all - size;
	return 63 - (unsigned int)__builtin_clzll(most + 1);
}

/*
 * By one phi, from the least power of two of which it is proved; 0 if it is of none. What is proved
 * of one is of all above it.
 */
static uint64_t turns_by(const struct question *of)
{
	uint64_t size = (uint64_t)(of->step < 0 ? -of->step : of->step);
	unsigned int least = 4, most = size > UINT32_MAX ? 0 : most_bits(of, size);

	if (most < least || !is_within(of, (UINT64_C(1) << most) - 1))
		return 0;
	while (least < most) {
		unsigned int middle = (least + most) / 2;

		if (is_within(of, (UINT64_C(1) << middle) - 1))
			most = middle;
		else
			least = middle + 1;
	}
	return ((UINT64_C(1) << most) - 1) / size + 1;
}

uint64_t counted_loop_turns(bridge_analyses *analyses, LLVMValueRef place,
			    const struct counted_loop *loop)
{
	struct question question = { .analyses = analyses, .place = { "loop-end", place } };
	uint64_t least = 0;

	for (LLVMValueRef phi = loop->phi; phi;
	     phi = first_counter(loop, LLVMGetNextInstruction(phi))) {
		uint64_t turns;

		question.phi = phi;
		question.start = first_of(loop, phi);
		question.step = prove_step(phi, next_of(loop, phi));
		turns = turns_by(&question);
		if (turns && (!least || turns < least))
			least = turns;
	}
	return least;
}
