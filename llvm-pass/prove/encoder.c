// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The encoding's state and its order of work; see encoder.h. */
#include "llvm-pass/prove/encoder.h"

#include <errno.h>
#include <stdlib.h>

#include "llvm-pass/support/array.h"
#include "llvm-pass/prove/prover.h"

void assume(struct encoder *encoder, Z3_ast condition)
{
	Z3_ast *grown;

	if (Z3_get_bool_value(encoder->terms->z3, condition) == Z3_L_TRUE)
		return;
	grown = array_grow(encoder->assumed, encoder->assumed_count, sizeof(*grown));
	if (!grown) {
		encoder->error = -ENOMEM;
		return;
	}
	encoder->assumed = grown;
	grown[encoder->assumed_count++] = condition;
}

struct frame *frame_new(struct encoder *encoder, LLVMValueRef place, struct frame *outer)
{
	LLVMValueRef function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(place));
	struct frame *frame;
	const struct turns *turns;

	if (encoder->frame_count == MOST_FRAMES || (outer && outer->depth == MOST_FRAME_DEPTH))
		return NULL;
	turns = prover_turns(encoder->prover, encoder->analyses, function);
	if (!turns || !turns_reach(turns, LLVMGetInstructionParent(place)))
		return NULL;
	frame = calloc(1, sizeof(*frame));
	if (!frame) {
		encoder->error = -ENOMEM;
		return NULL;
	}
	frame->function = function;
	frame->place = place;
	frame->turns = turns;
	frame->depth = outer ? outer->depth + 1 : 0;
	frame->real = term_true(encoder->terms);
	encoder->frames[encoder->frame_count++] = frame;
	return frame;
}

struct frame *frame_of(const struct encoder *encoder, struct frame *frame, LLVMValueRef value)
{
	while (frame->header) {
		LLVMBasicBlockRef block;

		if (LLVMIsAInstruction(value)) {
			block = LLVMGetInstructionParent(value);
			if (block == frame->header ||
			    !bridge_dominates(encoder->analyses, block, frame->header))
				break;
		}
		frame = frame->outer;
	}
	return frame;
}

struct frame *encoder_begin(struct encoder *encoder, LLVMValueRef place)
{
	struct frame *frame = frame_new(encoder, place, NULL);

	encoder->layout = LLVMGetModuleDataLayout(
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(place))));
	if (frame)
		assume(encoder, block_active(encoder, frame, LLVMGetInstructionParent(place)));
	return frame;
}

void encoder_finish(struct encoder *encoder)
{
	do {
		enter_blocks(encoder);
		while (encoder->told_phi_count < encoder->phi_count) {
			struct phi phi = encoder->phis[encoder->told_phi_count++];

			tell_phi(encoder, &phi);
			enter_blocks(encoder);
		}
	} while (tell_edges(encoder));
}

void encoder_free(struct encoder *encoder)
{
	for (size_t i = 0; i < encoder->frame_count; i++) {
		value_map_free(&encoder->frames[i]->numbers);
		value_map_free(&encoder->frames[i]->blocks);
		free(encoder->frames[i]);
	}
	value_map_free(&encoder->globals);
	free(encoder->numbers);
	free(encoder->blocks);
	free(encoder->edges);
	free(encoder->turns);
	free(encoder->phis);
	free(encoder->assumed);
}
