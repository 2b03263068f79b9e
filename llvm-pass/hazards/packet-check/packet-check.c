// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * packet-check: one address in a packet is checked, and the same one, computed anew, is accessed.
 *
 *	if (start + off + 4 > end)		r3 = start + off; r3 += 4
 *		return 0;			if r3 > end goto out
 *	return start[off + 2];			r2 = off + 2; r2 += start
 *						r0 = *(u8 *)(r2 + 0)	; "offset is outside of the
 *packet"
 *
 * A check tells the verifier how much may be read behind one pointer, the one that varies, and
 *behind its copies. InstCombine and CSE decide which sums are shared: a constant goes into the
 *index of the one and behind the other. ScalarEvolution tells that both are the same but for a
 *constant:
 *
 *	load (start + (off + 2))	==>	load ((start + off) + 2)
 *
 * Or the sum is computed before a branch that tells what is added, and compared behind it:
 *
 *	sum = at + length;			r1 += r6
 *	if (length == 10) {			if r6 != 10 goto ...
 *		if (sum > end)			if r1 > r2 goto ...
 *			return 0;		r0 = *(u32 *)(r5 + 2)	; r5 is at: not checked
 *		return *(u32 *)(at + 2);
 *
 * GVN and InstCombine knew the constant, but the sum was common to both ways. There "at + 10" is
 * compared, which is the same (hoisted_sum.h).
 *
 * The address stays the same. What is checked is left alone; an access that a check of its own
 *pointer covers is, too. Relies on packet_checks.h for what is checked where.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <llvm-c/DebugInfo.h>
#include <llvm-c/Target.h>

#include "llvm-pass/hazards/packet-check/address_distance.h"
#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/ir/function_calls.h"
#include "llvm-pass/stack/helper_contracts.h"
#include "llvm-pass/hazards/packet-check/hoisted_sum.h"
#include "llvm-pass/hazards/packet-check/packet_checks.h"
#include "llvm-pass/prove/prove.h"

static const struct hazard packet_check_hoisted;

struct search {
	const struct function_facts *facts;
	LLVMTargetDataRef layout;
	struct packet_checks checks;
	struct findings *findings;
	int error;
};

/* What a finding's details are: the operand of its place that is to be an address behind another.
 */
struct recomputed {
	unsigned int operand;
	struct packet_address known;
};

/* True if every way to a block knows what the check tells. */
static bool holds_in(const struct search *search, const struct packet_check *check,
		     LLVMBasicBlockRef block)
{
	return bridge_edge_dominates(search->facts->analyses, check->from, check->to, block);
}

/* True if bytes behind an address are inside by a check of the same pointer. */
static bool is_covered(const struct search *search, struct packet_address address, uint64_t size,
		       LLVMBasicBlockRef block)
{
	for (size_t i = 0; i < search->checks.count; i++) {
		const struct packet_check *check = &search->checks.items[i];

		if (check->address.root == address.root &&
		    check->address.constant >= address.constant + (int64_t)size &&
		    holds_in(search, check, block))
			return true;
	}
	return false;
}

/* Finds the address behind one that was checked, if a check covers it. */
static bool find_known(const struct search *search, LLVMValueRef place, LLVMValueRef pointer,
		       uint64_t size, struct packet_address *known)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(place);

	for (size_t i = 0; i < search->checks.count; i++) {
		const struct packet_check *check = &search->checks.items[i];
		int64_t distance;

		if (!check->address.root || !holds_in(search, check, block) ||
		    !address_distance(search->facts->analyses, search->layout, check->pointer,
				      pointer, place, &distance) ||
		    distance > -(int64_t)size)
			continue;
		*known = check->address;
		known->constant += distance;
		return true;
	}
	return false;
}

/* One warning tells of all accesses that should go from one pointer. */
static bool is_told(const struct search *search, LLVMValueRef root)
{
	for (size_t i = 0; i < search->findings->count; i++) {
		const struct recomputed *details = search->findings->items[i].details;

		if (!search->findings->items[i].as && details->known.root == root)
			return true;
	}
	return false;
}

static void note(struct search *search, LLVMValueRef place, unsigned int operand,
		 struct packet_address known)
{
	struct finding finding = {
		.place = place,
		.harmless = is_told(search, known.root),
	};
	struct recomputed *details = malloc(sizeof(*details));

	if (!details) {
		search->error = -ENOMEM;
		return;
	}
	*details = (struct recomputed){ operand, known };
	finding.details = details;
	search->error = findings_add(search->findings, finding);
}

/* An access at an address that does not vary behind its base. */
static void look_at_hoisted(struct search *search, LLVMValueRef place, LLVMValueRef pointer,
			    uint64_t size)
{
	struct finding finding = { .place = place, .as = &packet_check_hoisted };
	struct hoisted_sum *sum = malloc(sizeof(*sum));

	if (!sum) {
		search->error = -ENOMEM;
		return;
	}
	if (!hoisted_sum_find(search->facts->analyses, search->layout, &search->checks, place,
			      pointer, size, sum)) {
		free(sum);
		return;
	}
	for (size_t i = 0; i < search->findings->count; i++) {
		const struct hoisted_sum *other = search->findings->items[i].details;

		finding.harmless |= search->findings->items[i].as == finding.as &&
				    other->comparison == sum->comparison;
	}
	finding.details = sum;
	search->error = findings_add(search->findings, finding);
}

/* An access of so many bytes through an operand of the place. */
static void look_at_access(struct search *search, LLVMValueRef place, unsigned int operand,
			   uint64_t size)
{
	LLVMValueRef pointer = LLVMGetOperand(place, operand);
	LLVMBasicBlockRef block = LLVMGetInstructionParent(place);
	struct packet_address address, known;

	if (search->error || !size || size > INT32_MAX)
		return;
	if (!packet_address_of(pointer, search->layout, &address)) {
		look_at_hoisted(search, place, pointer, size);
		return;
	}
	if (is_covered(search, address, size, block) ||
	    !find_known(search, place, pointer, size, &known))
		return;
	note(search, place, operand, known);
}

static uint64_t constant_argument(LLVMValueRef call, unsigned int argument)
{
	uint64_t number;

	return call_constant(call, argument, &number) ? number : 0;
}

/* Memory that a helper is given, of one size or of what the next argument says; or that is copied.
 */
static void look_at_call(struct search *search, LLVMValueRef call)
{
	bool copies = LLVMIsAMemIntrinsic(call);

	for (unsigned int i = 0; i < LLVMGetNumArgOperands(call); i++) {
		uint64_t size;

		if (LLVMGetTypeKind(LLVMTypeOf(LLVMGetOperand(call, i))) != LLVMPointerTypeKind)
			continue;
		size = copies ? constant_argument(call, 2) : contract_fixed_size(call, i);
		if (!size && called_helper(call))
			size = constant_argument(call, i + 1);
		look_at_access(search, call, i, size);
	}
}

static void look_at(struct search *search, LLVMValueRef instruction)
{
	LLVMTypeRef type;

	switch (LLVMGetInstructionOpcode(instruction)) {
	case LLVMLoad:
		type = LLVMTypeOf(instruction);
		look_at_access(search, instruction, 0, LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMStore:
		type = LLVMTypeOf(LLVMGetOperand(instruction, 0));
		look_at_access(search, instruction, 1, LLVMStoreSizeOfType(search->layout, type));
		break;
	case LLVMCall:
		look_at_call(search, instruction);
		break;
	default:
		break;
	}
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	struct search search = { .facts = facts, .findings = findings };

	search.layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(facts->function));
	search.error =
		packet_checks_find(facts->analyses, facts->function, search.layout, &search.checks);
	if (!search.checks.count)
		return search.error;
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function);
	     block && !search.error; block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !search.error;
		     i = LLVMGetNextInstruction(i))
			look_at(&search, i);
	packet_checks_free(&search.checks);
	return search.error;
}

/* Is the address behind the root the one that is accessed? */
static const char *licence(const struct function_facts *facts, const struct finding *finding)
{
	const struct recomputed *details = finding->details;
	struct proof_place at = { "packet-check", finding->place };

	return proof_why_not(prove_distance(facts->analyses, at, details->known.root,
					    LLVMGetOperand(finding->place, details->operand),
					    details->known.constant));
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	(void)finding;
	snprintf(
		text, size,
		"this address in the packet was checked, but as another sum: LLVM computes it anew "
		"here, and the verifier of Linux %s ties a check to one register: \"offset is "
		"outside of the packet\", from 7.1 on \"outside of the allowed memory range\"",
		kernels);
}

static void mend(const struct finding *finding)
{
	const struct recomputed *details = finding->details;
	LLVMContextRef context =
		LLVMGetTypeContext(LLVMTypeOf(LLVMGetOperand(finding->place, details->operand)));
	LLVMBuilderRef builder = LLVMCreateBuilderInContext(context);
	LLVMValueRef bytes = LLVMConstInt(LLVMInt64TypeInContext(context),
					  (uint64_t)details->known.constant, true);
	LLVMValueRef address;

	LLVMPositionBuilderBefore(builder, finding->place);
	LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(finding->place));
	address = LLVMBuildGEP2(builder, LLVMInt8TypeInContext(context), details->known.root,
				&bytes, 1, "");
	LLVMSetOperand(finding->place, details->operand, address);
	LLVMDisposeBuilder(builder);
}

/* Is the sum that is compared the constant there? */
static const char *licence_hoisted(const struct function_facts *facts,
				   const struct finding *finding)
{
	const struct hoisted_sum *sum = finding->details;
	struct proof_place at = { "packet-check", sum->comparison };

	return proof_why_not(prove_distance(facts->analyses, at, sum->base,
					    LLVMGetOperand(sum->comparison, sum->operand),
					    sum->bytes));
}

static bool refused_for_packet(enum reason reason)
{
	return reason == REASON_PACKET;
}

static void explain_hoisted(const struct finding *finding, const char *kernels, char *text,
			    size_t size)
{
	const struct hoisted_sum *sum = finding->details;

	snprintf(
		text, size,
		"this address in the packet was checked, but LLVM compares a sum that it computed "
		"before it was known that this is %lld bytes behind the start, and the verifier of "
		"Linux %s ties a check to one register: \"offset is outside of the packet\", from "
		"7.1 on \"outside of the allowed memory range\"",
		(long long)sum->bytes, kernels);
}

static void mend_hoisted(const struct finding *finding)
{
	hoisted_sum_compute(finding->details);
}

static const struct hazard packet_check_hoisted = {
	.licence = licence_hoisted,
	.refused_for = refused_for_packet,
	.explain = explain_hoisted,
	.mend = mend_hoisted,
	.advice = "-mllvm -bpfmend-mode=mend compares with the constant, and so does the source if "
		  "that adds the constant",
	.mended = "compared with the constant in place of the sum",
	.lives_long = true,
};

const struct hazard packet_check = {
	.detect = detect,
	.licence = licence,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend goes from the pointer that was checked, and so does a "
		  "variable of your own that is both checked and accessed",
	.mended = "accessed the packet behind the pointer that was checked",
	.lives_long = true,
};
