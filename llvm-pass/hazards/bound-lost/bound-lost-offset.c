// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * bound-lost, of an address of several indices, whose sum the source bounds and none of them alone:
 *
 *	if (first + count <= 32)	r0 += r1	; first, 0 to 31
 *		for (i = 0; i < count; i++)
 *			sum += a[first + i];	; "R0 max value is outside of the ..."
 *
 * No verifier knows of one number that it is less than another. In mend mode the bytes from the
 * base on are added up, apart from the base, and stated:
 *
 *	y = asm("" : first * 4 + i * 4) & 127, or its minimum with the last that is inside
 *	... *(base + y)
 *
 * The same of a pointer that the source itself moves through memory, in steps round a loop: the
 * bytes are its difference from the base, of which verifiers know nothing until it is stated.
 *
 *	for (q = a; q < a + n; q++)	r0 += 4		; "R0 max value is outside of the ..."
 *		sum += *q;
 *
 * The prover licenses both: what is accessed is from 0 to the last start behind the base.
 */
#include "llvm-pass/hazards/bound-lost/bound-lost.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/ir/address_start.h"
#include "llvm-pass/ir/barrier.h"
#include "llvm-pass/ranges/checked_memory.h"

struct offset {
	struct checked_address address; /* without indices: of a pointer that moves */
	uint64_t last; /* bytes behind the base where the access may start */
};

static bool is_noted(const struct lost_search *search)
{
	for (size_t i = 0; i < search->findings->count; i++)
		if (search->findings->items[i].place == search->place)
			return true;
	return false;
}

/*
 * A phi round which a pointer moves in constant steps, and which starts in memory that is checked.
 * Fills in the base of that.
 */
static bool moves(const struct lost_search *search, LLVMValueRef phi,
		  struct checked_address *address)
{
	if (!LLVMIsAPHINode(phi) || LLVMCountIncoming(phi) != 2)
		return false;
	for (unsigned int i = 0; i < 2; i++) {
		if (!prove_step(phi, LLVMGetIncomingValue(phi, i)) ||
		    !checked_address_of(LLVMGetIncomingValue(phi, !i), search->layout, address))
			continue;
		address->term_count = 0;
		address->constant = 0;
		return address->room && address->room != CHECKED_PACKET;
	}
	return false;
}

void lost_look_at_moving(struct lost_search *search, LLVMValueRef pointer, uint64_t size)
{
	const char *refused = lost_refusing(search, pointer);
	struct checked_address address;

	if (!moves(search, address_start(pointer), &address))
		return;
	if (refused)
		lost_want_offset(search, &address, size, refused);
	else
		lost_trust(search);
}

/* Of an access by a load or a store: what a call is given is not rewritten. */
void lost_want_offset(struct lost_search *search, const struct checked_address *address,
		      uint64_t size, const char *kernels)
{
	struct finding finding = { .place = search->place,
				   .kernels = kernels,
				   .as = &bound_lost_offset,
				   .if_licensed = true };
	struct offset *offset;

	if ((!LLVMIsALoadInst(search->place) && !LLVMIsAStoreInst(search->place)) ||
	    LLVMIsAAllocaInst(address->base) || address->room < size || is_noted(search))
		return;
	offset = malloc(sizeof(*offset));
	if (!offset) {
		search->error = -ENOMEM;
		return;
	}
	*offset = (struct offset){ *address, address->room - size };
	finding.details = offset;
	search->error = findings_add(search->findings, finding);
}

static unsigned int address_operand(LLVMValueRef access)
{
	return LLVMIsAStoreInst(access) ? 1 : 0;
}

static const char *licence(const struct function_facts *facts, const struct finding *finding)
{
	const struct offset *offset = finding->details;
	struct proof_place at = { "bound-lost", finding->place };

	return proof_why_not(prove_behind(
		facts->analyses, at, offset->address.base,
		LLVMGetOperand(finding->place, address_operand(finding->place)), offset->last));
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	const struct offset *offset = finding->details;

	snprintf(text, size,
		 "this access starts at most %" PRIu64 " bytes behind the start of its memory, but "
		 "the verifier of Linux %s bounds each index by itself, and not their sum",
		 offset->last, kernels);
}

/* The bytes from the base to a pointer, of 64 bits. */
static LLVMValueRef build_offset(LLVMBuilderRef builder, const struct checked_address *address,
				 LLVMValueRef pointer)
{
	LLVMTypeRef type = LLVMInt64TypeInContext(LLVMGetTypeContext(LLVMTypeOf(address->base)));
	LLVMValueRef sum = LLVMConstInt(type, (uint64_t)address->constant, true);

	if (!address->term_count)
		return LLVMBuildSub(builder, LLVMBuildPtrToInt(builder, pointer, type, ""),
				    LLVMBuildPtrToInt(builder, address->base, type, ""), "");

	for (unsigned int i = 0; i < address->term_count; i++) {
		const struct checked_term *term = &address->terms[i];
		LLVMValueRef index = LLVMGetOperand(term->gep, term->operand);
		LLVMValueRef scale = LLVMConstInt(type, (uint64_t)term->scale, true);

		index = LLVMBuildIntCast2(builder, index, type, true, "");
		sum = LLVMBuildAdd(builder, sum, LLVMBuildMul(builder, index, scale, ""), "");
	}
	return sum;
}

static void mend(const struct finding *finding)
{
	const struct offset *offset = finding->details;
	LLVMContextRef context = LLVMGetTypeContext(LLVMTypeOf(offset->address.base));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMValueRef bytes, address;

	LLVMPositionBuilderBefore(builder, finding->place);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(finding->place));
	address = LLVMGetOperand(finding->place, address_operand(finding->place));
	bytes = barrier_build_at(builder, build_offset(builder, &offset->address, address));
	bytes = bound_limit(builder, bytes, offset->last, offset->last);
	address = LLVMBuildGEP2(builder, LLVMInt8TypeInContext(context), offset->address.base,
				&bytes, 1, "");
	LLVMSetOperand(finding->place, address_operand(finding->place), address);
	LLVMDisposeBuilder(builder);
}

const struct hazard bound_lost_offset = {
	.licence = licence,
	.explain = explain,
	.mend = mend,
	.advice =
		"-mllvm -bpfmend-mode=mend states the sum right before the access, and so does an "
		"asm volatile(\"\" : \"+r\"(x)) of it followed by a check",
	.mended = "stated how far the indices lead together",
	.lives_long = true,
};
