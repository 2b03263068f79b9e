// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Makes both variants of what was mended; see variants.h. At this point the module is mended, and
 * of each function that was rewritten the body before that is kept. So a twin is made of what is
 * there, and then the function gets back what it was.
 *
 * A function whose address an initialiser has (a program in a map of programs, a member of a
 * struct_ops) cannot be chosen by a loader: it is mended and has no twin.
 */
#include "llvm-pass/driver/variants.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bpf/helper_prototypes.h"
#include "llvm-pass/stack/call_effects.h"
#include "llvm-pass/verifier/helper_table.h"

/* What libbpfmend reads: whose twin it is, in this form of it; and a helper that lies on a kernel.
 */
#define TAG_MENDED "bpfmend:mended:1:"
#define TAG_LIES "bpfmend:lies:bpf_"

/* Helpers have five arguments, and fewer than this many lie. */
enum { HELPER_ARGUMENTS = 5, MOST_HELPERS = 1024, MOST_TAGS = 64, TAG_SIZE = 256 };

struct tags {
	char texts[MOST_TAGS][TAG_SIZE];
	const char *pointers[MOST_TAGS];
	size_t count;
	bool helpers[MOST_HELPERS]; /* have their tag */
};

static bool is_program(LLVMValueRef function)
{
	const char *section = LLVMGetSection(function);

	return section && *section && strcmp(section, ".text") != 0;
}

/* What "used" and "annotate" attributes leave is no use of an address. */
static bool is_of_compiler(LLVMValueRef variable)
{
	size_t length;

	return !strncmp(LLVMGetValueName2(variable, &length), "llvm.", 5);
}

/* Whether an initialiser holds a constant. */
static bool is_in_initialiser(LLVMValueRef constant)
{
	for (LLVMUseRef use = LLVMGetFirstUse(constant); use; use = LLVMGetNextUse(use)) {
		LLVMValueRef user = LLVMGetUser(use);

		if (LLVMIsAInstruction(user))
			continue;
		if (LLVMIsAGlobalVariable(user) ? !is_of_compiler(user) : is_in_initialiser(user))
			return true;
	}
	return false;
}

static void mark_doubled(struct run *run)
{
	for (size_t i = 0; i < run->function_count; i++) {
		if (!run->functions[i].before)
			continue;
		run->functions[i].doubled = true;
		visit_mark_above(run, &run->functions[i]);
		for (size_t k = 0; k < run->function_count; k++)
			run->functions[k].doubled |= run->functions[k].climbed == run->climbs;
	}
}

static void add_tag(struct tags *tags, const char *beginning, const char *name)
{
	if (tags->count == MOST_TAGS)
		return;
	snprintf(tags->texts[tags->count], TAG_SIZE, "%s%s", beginning, name);
	tags->pointers[tags->count] = tags->texts[tags->count];
	tags->count++;
}

/* Adds a tag if some kernel believes that the helper does not write what it writes. */
static int add_helper(struct tags *tags, unsigned int helper, program_types types)
{
	bool lies = false;
	int error = 0;

	if (!helper || helper >= MOST_HELPERS || tags->helpers[helper])
		return 0;
	for (unsigned int i = 0; i < HELPER_ARGUMENTS && !error; i++) {
		const char *kernels = NULL;

		error = helper_stale_kernels(helper, i, types, &kernels);
		lies |= kernels != NULL;
	}
	tags->helpers[helper] = lies;
	if (lies)
		add_tag(tags, TAG_LIES, helper_name(helper));
	return error;
}

static int add_helpers_of(struct tags *tags, LLVMValueRef function, program_types types)
{
	int error = 0;

	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			error = add_helper(tags, called_helper(i), types);
	return error;
}

/* The tags of a program's twin: of all that the program leads to. */
static int find_tags(struct run *run, struct visited *program, struct tags *tags)
{
	program_types types = program_types_of_section(LLVMGetSection(program->function));
	size_t length;
	int error;

	add_tag(tags, TAG_MENDED, LLVMGetValueName2(program->function, &length));
	visit_mark_below(run, program);
	error = add_helpers_of(tags, program->function, types);
	for (size_t i = 0; i < run->function_count && !error; i++)
		if (run->functions[i].below)
			error = add_helpers_of(tags, run->functions[i].function, types);
	return error;
}

/* "?tc", which libbpf does not load unasked. NULL where there is no memory. */
static char *section_unasked(const char *section)
{
	size_t size = strlen(section) + 2;
	char *text = malloc(size);

	if (text)
		snprintf(text, size, "%s%s", *section == '?' ? "" : "?", section);
	return text;
}

static int make_twin(struct run *run, struct visited *visited, const char *name)
{
	struct tags *tags = calloc(1, sizeof(*tags));
	char *section = NULL;
	int error = tags ? 0 : -ENOMEM;

	if (!error && is_program(visited->function)) {
		section = section_unasked(LLVMGetSection(visited->function));
		error = section ? find_tags(run, visited, tags) : -ENOMEM;
	}
	if (!error)
		visited->twin =
			bridge_twin(visited->function, name, section, tags->pointers, tags->count);
	free(section);
	free(tags);
	return error;
}

static int make_twin_of(struct run *run, struct visited *visited, LLVMModuleRef module)
{
	char message[TAG_SIZE], *name;
	size_t length, size;
	const char *plain = LLVMGetValueName2(visited->function, &length);
	int error = 0;

	size = length + sizeof(VARIANT_SUFFIX);
	name = malloc(size);
	if (!name)
		return -ENOMEM;
	snprintf(name, size, "%s" VARIANT_SUFFIX, plain);
	if (LLVMGetNamedFunction(module, name)) {
		snprintf(message, sizeof(message), "bpfmend: variants: there is a %s already",
			 name);
		bridge_error(module, message);
	} else {
		error = make_twin(run, visited, name);
	}
	free(name);
	return error;
}

/* Has the mended code name what is mended. */
static void name_twins(struct run *run, LLVMValueRef function)
{
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i;
		     i = LLVMGetNextInstruction(i))
			for (unsigned int k = 0; k < (unsigned int)LLVMGetNumOperands(i); k++) {
				LLVMValueRef named = LLVMGetOperand(i, k);
				struct visited *callee =
					LLVMIsAFunction(named) ? visited_of(run, named) : NULL;

				if (callee && callee->twin)
					LLVMSetOperand(i, k, callee->twin);
			}
}

int variants_make(struct run *run, LLVMModuleRef module)
{
	int error = 0;

	mark_doubled(run);
	for (size_t i = 0; i < run->function_count && !error; i++)
		if (run->functions[i].doubled && !is_in_initialiser(run->functions[i].function))
			error = make_twin_of(run, &run->functions[i], module);
	for (size_t i = 0; i < run->function_count && !error; i++) {
		struct visited *visited = &run->functions[i];

		if (visited->doubled)
			name_twins(run, visited->twin ? visited->twin : visited->function);
		if (!visited->twin || !visited->before)
			continue;
		bridge_copy_restore(visited->before, run->effects.analyses);
		visited->before = NULL;
	}
	return error;
}
