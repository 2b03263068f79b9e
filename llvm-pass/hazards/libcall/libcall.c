// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * libcall: code that LLVM makes and its BPF backend then does not compile.
 *
 * - A loop that copies is a memcpy(): "A call to built-in function 'memcpy' is not supported."
 * - "sum += i" in a loop is a product of 65 bits: the same of "__multi3".
 * - A memcpy() of 512 bytes may be 512 loads, and then as many stores: "Looks like the BPF stack
 *   limit is exceeded."
 * - A signed division, up to -mcpu=v3: "unsupported signed division".
 *
 * Loops become copies in LoopIdiomRecognize, and formulas in IndVarSimplify, which has scalar
 * evolution compute what a loop ends with; a machine that has neither memcpy() nor products of 128
 * bits is not asked. The backend is asked what it refuses, and of which instruction.
 */
#include "llvm-pass/hazards/hazard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/emit/emission.h"
#include "llvm-pass/hazards/libcall/libcall.h"

/* What a place is, and how it is mended. */
struct refusal {
	enum { A_COPY, A_PRODUCT, A_DIVISION, OTHER } kind;
	bool spills; /* a copy that takes too much stack */
	char called[32]; /* the function that BPF has not, "" for none */
	union {
		struct copy_plan copy;
		struct product_plan product;
		struct division_plan division;
	} plan;
};

static bool is_wide(LLVMValueRef value)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	return LLVMIsABinaryOperator(value) && LLVMGetTypeKind(type) == LLVMIntegerTypeKind &&
	       LLVMGetIntTypeWidth(type) > 64;
}

static bool uncompiled(LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			if (division_is(i) || product_is(i) || is_wide(i) ||
			    (copy_is(i) && copy_is_large(i)))
				return true;
	return false;
}

/* Takes the name of a function out of the backend's words: what is quoted. */
static void read_name(const char *words, char *name, size_t size)
{
	const char *start = strchr(words, '\''), *end = start ? strchr(start + 1, '\'') : NULL;
	size_t length = end ? (size_t)(end - start - 1) : 0;

	if (length >= size)
		length = 0;
	memcpy(name, start ? start + 1 : "", length);
	name[length] = '\0';
}

static bool is_found(const struct findings *findings, LLVMValueRef place)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].place == place)
			return true;
	return false;
}

static bool is_call(const struct refusal *refusal)
{
	return *refusal->called || refusal->spills;
}

/* Notes a place that LLVM does not compile, if this hazard knows why. */
static int add(struct findings *findings, LLVMValueRef place, const char *words)
{
	struct finding finding = { .place = place };
	struct refusal *refusal;

	if (is_found(findings, place))
		return 0;
	refusal = calloc(1, sizeof(*refusal));
	if (!refusal)
		return -ENOMEM;
	if (strstr(words, "built-in function"))
		read_name(words, refusal->called, sizeof(refusal->called));
	refusal->spills = strstr(words, "stack limit") != NULL;
	refusal->kind = copy_is(place)	     ? A_COPY
			: product_is(place)  ? A_PRODUCT
			: division_is(place) ? A_DIVISION
					     : OTHER;
	if (refusal->kind == A_DIVISION ? is_call(refusal) : !is_call(refusal)) {
		free(refusal);
		return 0;
	}
	if (refusal->kind == OTHER && refusal->spills) {
		free(refusal);
		return 0;
	}
	if (refusal->kind == OTHER)
		finding.obstacle = "BPF has no instructions for it";
	finding.details = refusal;
	return findings_add(findings, finding);
}

/* What ends the backend of LLVM 16, before it has reported an error. */
static int add_ends(const struct function_facts *facts, struct findings *findings)
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			if (bridge_ends_backend(i))
				error = add(findings, i, "");
	return error;
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	int error = add_ends(facts, findings);

	for (size_t i = 0; i < facts->error_count && !error; i++) {
		const struct emission_error *refused = &facts->errors[i];

		/* Of another function it may be gone by now. */
		if (refused->at && refused->function == facts->function)
			error = add(findings, refused->at, refused->words);
	}
	return error;
}

/* No rewrite needs a licence; what is proven makes it shorter, or lets verifiers follow it. */
static const char *licence(const struct function_facts *facts, const struct finding *finding)
{
	struct refusal *refusal = finding->details;

	if (refusal->kind == A_COPY)
		copy_prepare(facts->analyses, finding->place, &refusal->plan.copy);
	else if (refusal->kind == A_PRODUCT)
		product_prepare(facts->analyses, finding->place, &refusal->plan.product);
	else
		division_prepare(facts->analyses, finding->place, &refusal->plan.division);
	return NULL;
}

static void explain(const struct finding *finding, const char *kernels, char *text, size_t size)
{
	static const char *const whats[] = {
		[A_COPY] = "this loop or copy",
		[A_PRODUCT] = "this product, or of the sum that a loop counts",
		[OTHER] = "this",
	};
	const struct refusal *refusal = finding->details;

	(void)kernels;
	if (refusal->kind == A_DIVISION)
		snprintf(text, size,
			 "LLVM does not compile this signed division: -mcpu=v1 to v3 have none");
	else if (refusal->spills)
		snprintf(text, size,
			 "LLVM does not compile this copy: it loads all of it before it stores "
			 "any, and what it spills is more than the stack has");
	else
		snprintf(text, size,
			 "LLVM makes a call of %s() of %s, and BPF has no such function: it does "
			 "not compile",
			 refusal->called, whats[refusal->kind]);
}

static void mend(const struct finding *finding)
{
	const struct refusal *refusal = finding->details;

	if (refusal->kind == A_COPY)
		copy_build(finding->place, &refusal->plan.copy);
	else if (refusal->kind == A_PRODUCT)
		product_build(finding->place, &refusal->plan.product);
	else
		division_build(finding->place, &refusal->plan.division);
}

const struct hazard libcall = {
	.uncompiled = uncompiled,
	.detect = detect,
	.licence = licence,
	.explain = explain,
	.mend = mend,
	.advice = "-mllvm -bpfmend-mode=mend makes a loop, or products of 64 bits, or an unsigned "
		  "division of it",
	.mended = "made what BPF has of it",
};
