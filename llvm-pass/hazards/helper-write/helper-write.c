// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * helper-write: a helper writes into a buffer on the stack, and its prototype says that it only
 * reads.
 *
 *	char path[256] = {};			*(u64 *)(r10 - 256) = 0, ...
 *	bpf_d_path(p, path, sizeof(path));	call 147
 *	if (path[0] == '/')			r1 = *(u8 *)(r10 - 256)	; the verifier: 0
 *		return -EPERM;			; never, and deleted
 *
 * Up to 6.13 any helper that was given a part of the stack made the verifier forget what is in it.
 * From 6.14 it forgets only what the prototype says is written, and seven prototypes did not say so
 * until 6.18. After such a call the verifier goes on with zeroes, constants and bounds that are not
 * true: it decides branches by them and deletes the other side; an index that was in bounds before
 * the call is one to it afterwards, whatever the helper put there.
 *
 * It knows nothing that it never knew, so the mend takes its knowledge: the bytes are written from
 * an opaque zero, plus what the constant was. Where something else needs that knowledge, or the
 * write cannot be changed, the bytes are laundered behind the call.
 */
#include "llvm-pass/hazards/helper-write/helper-write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bpf/helper_memory.h"
#include "llvm-pass/bpf/program_callers.h"
#include "llvm-pass/rewrite/stack_pieces.h"

/* Chooses the mend. */
static int choose(const struct function_facts *facts, program_types types,
		  struct stale_bytes *stale, struct finding *finding)
{
	bool possible = false;
	int error = 0;

	finding->as = &helper_write_initialise;
	if (stale->content == STORED_POINTER)
		finding->obstacle = "it holds a pointer, which is not to be computed with";
	else if (stale->write->writer.sometimes)
		finding->obstacle = "whether the helper is called depends on the function's path";
	else
		error = helper_write_can_initialise(facts, types, stale, &possible);
	if (possible || finding->obstacle || error)
		return error;
	finding->as = &helper_write_launder;
	finding->obstacle = helper_write_prepare_launder(facts, stale);
	return 0;
}

/* True if the finding before this one, of the same call, takes care of both. */
static bool is_joined(const struct findings *findings, const struct finding *finding)
{
	const struct finding *last = findings->count ? &findings->items[findings->count - 1] : NULL;

	return last && !last->obstacle && !finding->obstacle && last->as == &helper_write_launder &&
	       finding->as == &helper_write_launder &&
	       helper_write_join(last->details, finding->details);
}

static int look_at(const struct function_facts *facts, program_types types,
		   const struct stack_access *write, struct findings *findings)
{
	struct finding finding = {
		.place = write->instruction,
		.object = &facts->objects.objects[write->object],
	};
	struct stale_bytes *stale;
	int error = helper_write_search(facts, types, write, &stale, &finding.kernels);

	if (error || !stale)
		return error;
	finding.details = stale;
	error = choose(facts, types, stale, &finding);
	if (error) {
		free(stale);
		return error;
	}
	if (is_joined(findings, &finding)) {
		free(stale);
		return 0;
	}
	if (!finding.obstacle && stack_pieces_can_align(&facts->objects, finding.object))
		stale->align = true;
	return findings_add(findings, finding);
}

/* Quickly told, and false for most functions. */
static bool any_helper_writes(const struct stack_objects *objects)
{
	for (size_t i = 0; i < objects->access_count; i++)
		if (objects->accesses[i].kind == STACK_WRITE && objects->accesses[i].writer.helper)
			return true;
	return false;
}

static int look_at_instruction(const struct function_facts *facts, program_types types,
			       LLVMValueRef instruction, struct findings *findings)
{
	size_t count;
	const struct stack_access *accesses =
		stack_objects_accesses(&facts->objects, instruction, &count);
	int error = 0;

	for (size_t i = 0; i < count && !error; i++)
		if (accesses[i].kind == STACK_WRITE && accesses[i].writer.helper)
			error = look_at(facts, types, &accesses[i], findings);
	return error;
}

static int detect(const struct function_facts *facts, struct findings *findings)
{
	program_types types;
	int error = 0;

	if (!any_helper_writes(&facts->objects))
		return 0;
	types = program_types_of_function(facts->function);
	for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(facts->function); block && !error;
	     block = LLVMGetNextBasicBlock(block))
		for (LLVMValueRef i = LLVMGetFirstInstruction(block); i && !error;
		     i = LLVMGetNextInstruction(i))
			error = look_at_instruction(facts, types, i, findings);
	return error;
}

/* How many values are looked at for a line. */
#define MOST_USERS 32

/*
 * The instruction, or if the optimiser took its line away, the nearest one that has a line and
 * works with what it gives; NULL if there is none.
 */
static LLVMValueRef find_line(LLVMValueRef instruction)
{
	LLVMValueRef values[MOST_USERS] = { instruction };
	size_t count = 1;

	for (size_t i = 0; i < count; i++) {
		if (LLVMGetDebugLocLine(values[i]))
			return values[i];
		for (LLVMUseRef use = LLVMGetFirstUse(values[i]); use && count < MOST_USERS;
		     use = LLVMGetNextUse(use))
			if (LLVMIsAInstruction(LLVMGetUser(use)))
				values[count++] = LLVMGetUser(use);
	}
	return NULL;
}

/* "file.c:12 reads the bytes", or what else can be said of where that is. */
static void name_reader(const struct finding *finding, LLVMValueRef reader, char *text, size_t size)
{
	LLVMValueRef place = find_line(reader);
	const char *before = "", *does = place == reader ? " reads the bytes" : " uses the bytes";
	unsigned int length = 0;
	const char *file, *name;

	if (!place) {
		place = finding->place;
		before = "the program reads the bytes behind ";
		does = "";
	}
	file = LLVMGetDebugLocLine(place) ? LLVMGetDebugLocFilename(place, &length) : NULL;
	name = file;
	for (unsigned int i = 0; i < length; i++)
		if (file[i] == '/')
			name = file + i + 1;
	if (file)
		snprintf(text, size, "%s%.*s:%u%s", before,
			 (int)(length - (unsigned int)(name - file)), name,
			 LLVMGetDebugLocLine(place), does);
	else
		snprintf(text, size, "the program reads the bytes");
}

void helper_write_explain(const struct finding *finding, const char *kernels, char *text,
			  size_t size)
{
	static const char *const beliefs[] = {
		[STORED_UNKNOWN] = "what they were",
		[STORED_ZERO] = "the zeroes they were, and what this decides is decided before the "
				"program runs",
		[STORED_CONSTANT] = "the constants they were, and what this decides is decided "
				    "before the program runs",
		[STORED_BOUNDED] = "within the bounds they had, and lets what is now out of bounds "
				   "pass: memory beyond an object can be read and written",
		[STORED_POINTER] = "the pointer they were, and lets memory at any address be read "
				   "and written",
	};
	const struct stale_bytes *stale = finding->details;
	const struct helper_argument *writer = &stale->write->writer;
	const struct helper_memory *memory =
		helper_memory_find(writer->helper, writer->argument + 1);
	char name[OBJECT_NAME_SIZE], reader[256];

	name_reader(finding, stale->reader, reader, sizeof(reader));
	snprintf(text, size,
		 "bpf_%s() writes into %s, but the verifier of Linux %s believes that it does not: "
		 "where %s, it takes them for %s",
		 memory->name, object_name(finding->object, name), kernels, reader,
		 beliefs[stale->content]);
}

const struct hazard helper_write = {
	.runs_wrongly = true,
	.detect = detect,
	.explain = helper_write_explain,
	.advice = "",
	.mended = "",
};
