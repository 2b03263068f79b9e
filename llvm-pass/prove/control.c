// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * The way to a place: which blocks led there, over which edges, and what their conditions say. See
 * turns.h for why they are true of the values that the place sees. A block that led there has a
 * last edge: one that may be followed, whose source led there too and whose condition holds; or one
 * of another turn of a loop, of which no more is said than tell_turn() does.
 */
#include "llvm-pass/prove/encoder.h"

#include <errno.h>

#include "llvm-pass/support/array.h"

static struct block *find_block(struct encoder *encoder, const struct frame *frame,
				LLVMBasicBlockRef block)
{
	size_t index = value_map_get(&frame->blocks, LLVMBasicBlockAsValue(block));

	return index == VALUE_MAP_NONE ? NULL : &encoder->blocks[index];
}

Z3_ast block_active(struct encoder *encoder, struct frame *frame, LLVMBasicBlockRef block)
{
	struct block *known = find_block(encoder, frame, block), *grown;

	if (known)
		return known->active;
	grown = array_grow(encoder->blocks, encoder->block_count, sizeof(*grown));
	if (!grown ||
	    value_map_add(&frame->blocks, LLVMBasicBlockAsValue(block), encoder->block_count)) {
		encoder->blocks = grown ? grown : encoder->blocks;
		encoder->error = -ENOMEM;
		return term_unknown_condition(encoder->terms, "block");
	}
	encoder->blocks = grown;
	grown[encoder->block_count] = (struct block){
		.frame = frame,
		.block = block,
		.active = term_unknown_condition(encoder->terms, "block"),
	};
	return grown[encoder->block_count++].active;
}

const struct block *block_entered(struct encoder *encoder, struct frame *frame,
				  LLVMBasicBlockRef block)
{
	const struct block *known;

	block_active(encoder, frame, block);
	enter_blocks(encoder);
	known = find_block(encoder, frame, block);
	/* An index that is noted is one of what was filled. */
	return known && known->entered ? known : NULL; // NOLINT(*-core.uninitialized.*)
}

/* The blocks that lead to one, each once. Returns how many, at most MOST_BLOCKS. */
static size_t predecessors(const struct frame *frame, LLVMBasicBlockRef block,
			   LLVMBasicBlockRef *from)
{
	size_t count = 0;

	for (LLVMUseRef use = LLVMGetFirstUse(LLVMBasicBlockAsValue(block)); use;
	     use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);
		size_t i = 0;

		if (!LLVMIsAInstruction(user) || !LLVMIsATerminatorInst(user) ||
		    !turns_reach(frame->turns, LLVMGetInstructionParent(user)))
			continue;
		while (i < count && from[i] != LLVMGetInstructionParent(user))
			i++;
		if (i == MOST_BLOCKS)
			return MOST_BLOCKS + 1;
		if (i == count)
			from[count++] = LLVMGetInstructionParent(user);
	}
	return count;
}

static Z3_ast add_edge(struct encoder *encoder, struct frame *frame, LLVMBasicBlockRef from,
		       LLVMBasicBlockRef to, Z3_ast taken)
{
	struct edge *grown = array_grow(encoder->edges, encoder->edge_count, sizeof(*grown));

	if (!grown) {
		encoder->error = -ENOMEM;
		return taken;
	}
	encoder->edges = grown;
	grown[encoder->edge_count++] =
		(struct edge){ .frame = frame, .from = from, .to = to, .taken = taken };
	return taken;
}

static Z3_ast add_turn(struct encoder *encoder, LLVMBasicBlockRef from)
{
	Z3_ast taken = term_unknown_condition(encoder->terms, "turn");
	struct turn *grown = array_grow(encoder->turns, encoder->turn_count, sizeof(*grown));

	if (!grown) {
		encoder->error = -ENOMEM;
		return taken;
	}
	encoder->turns = grown;
	grown[encoder->turn_count++] = (struct turn){ .from = from, .taken = taken };
	return taken;
}

/*
 * The start of a loop that is entered over one edge, from p, and else from blocks that it
 * dominates: that edge dominates it. So its condition holds of what the place sees in all turns: if
 * a C that dominates p were executed after the edge was passed last, then before the last execution
 * of the start (turns.h), and there would be a way from the entry over C to the start around the
 * edge. In later turns it is not the edge that was taken last, so it tells nothing of phis.
 */
static void pass_entry(struct encoder *encoder, const struct block *block)
{
	if (block->edge_count != 1 || !block->turn_count)
		return;
	for (size_t i = 0; i < block->turn_count; i++)
		if (!bridge_dominates(encoder->analyses, block->block,
				      encoder->turns[block->first_turn + i].from))
			return;
	add_edge(encoder, block->frame, encoder->edges[block->first_edge].from, block->block,
		 block->active);
}

/* Makes the edges of one block, the one with that index. */
static void enter(struct encoder *encoder, size_t index)
{
	struct block block = encoder->blocks[index];
	struct frame *frame = block.frame;
	LLVMBasicBlockRef from[MOST_BLOCKS] = { NULL }, dominator;
	Z3_ast some = term_false(encoder->terms);
	size_t count = predecessors(frame, block.block, from);

	/* Above the start of a turn before is what led to the outer frame's place. */
	if (block.block == frame->header || !count || count > MOST_BLOCKS)
		return;
	dominator = bridge_dominator(encoder->analyses, block.block);
	if (dominator)
		assume(encoder, term_implies(encoder->terms, block.active,
					     block_active(encoder, frame, dominator)));
	block.entered = true;
	block.first_edge = encoder->edge_count;
	block.first_turn = encoder->turn_count;
	for (size_t i = 0; i < count; i++) {
		Z3_ast taken;

		if (!turns_may_follow(frame->turns, encoder->analyses, from[i], block.block)) {
			some = term_or(encoder->terms, some, add_turn(encoder, from[i]));
			continue;
		}
		taken = add_edge(encoder, frame, from[i], block.block,
				 term_unknown_condition(encoder->terms, "edge"));
		assume(encoder,
		       term_implies(encoder->terms, taken, block_active(encoder, frame, from[i])));
		some = term_or(encoder->terms, some, taken);
	}
	block.edge_count = encoder->edge_count - block.first_edge;
	block.turn_count = encoder->turn_count - block.first_turn;
	assume(encoder, term_implies(encoder->terms, block.active, some));
	encoder->blocks[index] = block;
	if (!encoder->error)
		pass_entry(encoder, &block);
}

void enter_blocks(struct encoder *encoder)
{
	while (encoder->entered_count < encoder->block_count &&
	       encoder->entered_count < MOST_BLOCKS && !encoder->error)
		enter(encoder, encoder->entered_count++);
}

struct frame *turn_before(struct encoder *encoder, struct frame *frame, LLVMBasicBlockRef header,
			  size_t turn)
{
	LLVMBasicBlockRef from = encoder->turns[turn].from;
	Z3_ast taken = encoder->turns[turn].taken;
	struct frame *before = encoder->turns[turn].before;

	/* One turn before is looked at, and none of a loop with two entries. */
	if (before || frame->header || !bridge_dominates(encoder->analyses, header, from))
		return before;
	before = frame_new(encoder, LLVMGetBasicBlockTerminator(from), frame);
	if (!before)
		return NULL;
	before->outer = frame;
	before->header = header;
	before->real = taken;
	encoder->turns[turn].before = before;
	assume(encoder, term_implies(encoder->terms, taken, block_active(encoder, before, from)));
	add_edge(encoder, before, from, header, taken);
	return before;
}

/* ---- Conditions ---- */

/* True if a value, or what it is computed of, has a number. */
static bool is_known(const struct encoder *encoder, struct frame *frame, LLVMValueRef value,
		     unsigned int depth, unsigned int *visits)
{
	struct frame *home;

	if (!LLVMIsAInstruction(value) && !LLVMIsAArgument(value))
		return false;
	home = frame_of(encoder, frame, value);
	if (value_map_get(&home->numbers, value) != VALUE_MAP_NONE)
		return true;
	if (!depth || ++*visits > 64 || !LLVMIsAInstruction(value) || LLVMIsAPHINode(value) ||
	    LLVMIsALoadInst(value))
		return false;
	for (int i = 0; i < LLVMGetNumOperands(value); i++)
		if (is_known(encoder, home, LLVMGetOperand(value, (unsigned int)i), depth - 1,
			     visits))
			return true;
	return false;
}

/* True if two places ask the same condition: which way was gone at the one tells of the other. */
static bool is_shared(LLVMValueRef value)
{
	LLVMUseRef use =
		LLVMIsAInstruction(value) || LLVMIsAArgument(value) ? LLVMGetFirstUse(value) : NULL;

	return use && LLVMGetNextUse(use);
}

/* The value that decides which way a block goes on; NULL if none does. */
static LLVMValueRef decides(LLVMBasicBlockRef block)
{
	LLVMValueRef last = LLVMGetBasicBlockTerminator(block);

	if (LLVMIsABranchInst(last) && LLVMIsConditional(last) &&
	    LLVMGetSuccessor(last, 0) != LLVMGetSuccessor(last, 1))
		return LLVMGetCondition(last);
	return LLVMIsASwitchInst(last) ? LLVMGetOperand(last, 0) : NULL;
}

/* The condition that a switch of a number goes to a block. */
static Z3_ast switched(struct encoder *encoder, LLVMValueRef choice, Z3_ast number,
		       LLVMBasicBlockRef to)
{
	struct terms *terms = encoder->terms;
	bool by_default = LLVMGetSwitchDefaultDest(choice) == to;
	Z3_ast here = term_false(terms), elsewhere = here;
	LLVMBasicBlockRef target;
	uint64_t value;

	for (unsigned int i = 0; bridge_switch_case(choice, i, &value, &target); i++) {
		Z3_ast is = term_equal(terms, number,
				       term_number(terms, term_width(terms, number), value));

		if (target == to)
			here = term_or(terms, here, is);
		else
			elsewhere = term_or(terms, elsewhere, is);
	}
	return by_default ? term_or(terms, here, term_not(terms, elsewhere)) : here;
}

static void tell(struct encoder *encoder, const struct edge *edge, LLVMValueRef decider)
{
	LLVMValueRef last = LLVMGetBasicBlockTerminator(edge->from);
	struct terms *terms = encoder->terms;
	struct number number = number_in(encoder, edge->frame, decider, 0);
	Z3_ast holds;

	if (!number.bits)
		return;
	if (LLVMIsASwitchInst(last)) {
		holds = switched(encoder, last, number.bits, edge->to);
	} else {
		holds = term_holds(terms, number.bits);
		if (LLVMGetSuccessor(last, 0) != edge->to)
			holds = term_not(terms, holds);
	}
	holds = term_and(terms, holds, term_not(terms, number.poison));
	assume(encoder, term_implies(terms, edge->taken, holds));
}

bool tell_edges(struct encoder *encoder)
{
	bool told = false;

	for (size_t i = 0; i < encoder->edge_count && !encoder->error; i++) {
		struct edge edge = encoder->edges[i];
		LLVMValueRef decider = edge.told ? NULL : decides(edge.from);
		unsigned int visits = 0;

		if (!decider || encoder->number_count >= MOST_NUMBERS ||
		    (!is_known(encoder, edge.frame, decider, 6, &visits) && !is_shared(decider)))
			continue;
		encoder->edges[i].told = told = true;
		tell(encoder, &edge, decider);
	}
	return told;
}
