// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Words findings, keeps the words, and says each once for its source place; see report.h. */
#define _GNU_SOURCE
#include "llvm-pass/driver/report.h"

#include <errno.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <llvm-c/DebugInfo.h>

#include "llvm-pass/support/array.h"

#define TEXT_SIZE 1024

struct place {
	const char *file; /* owned by debug information */
	unsigned int file_length;
	unsigned int line; /* 0 without debug information */
	unsigned int column;
};

struct report {
	LLVMValueRef function;
	const char *diagnostic;
	enum bridge_report_kind kind; /* a remark on one copy hides no warning of another */
	struct place place;
	bool lasting; /* of what LLVM does not compile: that is not looked for again */
	LLVMMetadataRef location; /* NULL without debug information */
	char kernels[KERNELS_TEXT]; /* as words */
	bool silent; /* it is only a note */
	bool stuck; /* it cannot be mended, for what is not known of it */
	char *text; /* owned */
};

static int compare(const void *a, const void *b)
{
	const struct report *first = a, *second = b;
	int order = strcmp(first->diagnostic, second->diagnostic);

	if (order)
		return order;
	if (first->silent != second->silent)
		return first->silent ? 1 : -1;
	if (first->kind != second->kind)
		return first->kind < second->kind ? -1 : 1;
	if (first->place.line != second->place.line)
		return first->place.line < second->place.line ? -1 : 1;
	if (first->place.column != second->place.column)
		return first->place.column < second->place.column ? -1 : 1;
	if (first->place.file_length != second->place.file_length)
		return first->place.file_length < second->place.file_length ? -1 : 1;
	return memcmp(first->place.file, second->place.file, first->place.file_length);
}

/* True if nothing was said there yet; without debug information or memory that is not known. */
static bool is_new(void **said, const struct report *report)
{
	struct report **found;

	if (!report->place.line)
		return true;
	found = tsearch(report, said, compare);
	return !found || *found == report;
}

/* What was said is the reports' own. */
static void keep(void *report)
{
	(void)report;
}

/*
 * The instruction nearest to one whose line is known, itself if it is: optimisations that merge
 * instructions of several lines leave them line 0. Before it in its block, behind it, then in the
 * blocks that come before that in the function, and at last any.
 */
static LLVMValueRef nearest_with_line(LLVMValueRef instruction)
{
	LLVMBasicBlockRef block = LLVMGetInstructionParent(instruction);

	if (!LLVMGetSubprogram(LLVMGetBasicBlockParent(block)))
		return instruction;
	for (LLVMValueRef i = instruction; i; i = LLVMGetPreviousInstruction(i))
		if (LLVMGetDebugLocLine(i))
			return i;
	for (LLVMValueRef i = instruction; i; i = LLVMGetNextInstruction(i))
		if (LLVMGetDebugLocLine(i))
			return i;
	for (LLVMBasicBlockRef b = LLVMGetPreviousBasicBlock(block); b;
	     b = LLVMGetPreviousBasicBlock(b))
		for (LLVMValueRef i = LLVMGetLastInstruction(b); i;
		     i = LLVMGetPreviousInstruction(i))
			if (LLVMGetDebugLocLine(i))
				return i;
	for (LLVMBasicBlockRef b = LLVMGetNextBasicBlock(block); b; b = LLVMGetNextBasicBlock(b))
		for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
			if (LLVMGetDebugLocLine(i))
				return i;
	return instruction;
}

static struct place place_of(LLVMValueRef instruction)
{
	struct place place = { .line = LLVMGetDebugLocLine(instruction), .file = "" };

	if (!place.line)
		return place;
	place.column = LLVMGetDebugLocColumn(instruction);
	place.file = LLVMGetDebugLocFilename(instruction, &place.file_length);
	if (!place.file)
		place.file = "";
	return place;
}

static int add(struct reports *reports, struct report report, const char *text)
{
	struct report *grown = array_grow(reports->items, reports->count, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	reports->items = grown;
	report.text = strdup(text);
	if (!report.text)
		return -ENOMEM;
	reports->items[reports->count++] = report;
	return 0;
}

int report_finding(struct reports *reports, const struct hazard_row *row,
		   const struct finding *finding, const char *kernels, bool mended)
{
	const struct hazard *hazard = finding_hazard(finding, row->hazard);
	LLVMBasicBlockRef block = LLVMGetInstructionParent(finding->place);
	LLVMValueRef near = nearest_with_line(finding->place);
	struct report report = {
		.function = LLVMGetBasicBlockParent(block),
		.diagnostic = row->diagnostic,
		.kind = BRIDGE_WARNING,
		.lasting = row->hazard->uncompiled != NULL,
		.place = place_of(near),
		.location = LLVMInstructionGetDebugLoc(near),
	};
	const char *if_set =
		finding->if_set ? ", if a loader sets other numbers in .rodata than are here" : "";
	char belief[TEXT_SIZE], text[2 * TEXT_SIZE];

	snprintf(report.kernels, sizeof(report.kernels), "%s", kernels);
	report.stuck = finding->obstacle;
	if (mended)
		report.kind = BRIDGE_REMARK;
	else if (finding->harmless || finding->if_set)
		report.kind = BRIDGE_ANALYSIS;
	hazard->explain(finding, kernels, belief, sizeof(belief));
	if (mended)
		snprintf(text, sizeof(text), "%s: %s%s", hazard->mended, belief, if_set);
	else if (finding->obstacle)
		snprintf(text, sizeof(text), "%s%s; it cannot be mended: %s", belief, if_set,
			 finding->obstacle);
	else
		snprintf(text, sizeof(text), "%s%s; %s", belief, if_set,
			 finding->advice ? finding->advice : hazard->advice);
	return add(reports, report, text);
}

int report_refusal(struct reports *reports, LLVMValueRef at, const char *kernels, const char *words)
{
	struct report report = {
		.function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(at)),
		.diagnostic = "bpfmend-refused",
		.kind = BRIDGE_WARNING,
		.place = place_of(at),
		.location = LLVMInstructionGetDebugLoc(at),
	};
	char text[TEXT_SIZE];

	snprintf(report.kernels, sizeof(report.kernels), "%s", kernels);
	snprintf(text, sizeof(text),
		 "the verifier of Linux %s will refuse this: \"%s\"; no hazard explains it, and "
		 "'bpfmend matrix' shows what the verifier knew there",
		 kernels, words);
	return add(reports, report, text);
}

int report_unproved(struct reports *reports, const struct hazard_row *row,
		    const struct finding *finding, const char *kernels)
{
	const struct hazard *hazard = finding_hazard(finding, row->hazard);
	LLVMValueRef near = nearest_with_line(finding->place);
	struct report report = {
		.function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(finding->place)),
		.diagnostic = row->diagnostic,
		.kind = BRIDGE_WARNING,
		.place = place_of(near),
		.silent = true,
	};
	char text[TEXT_SIZE] = "";

	if (hazard->unproved)
		hazard->unproved(finding, text, sizeof(text));
	snprintf(report.kernels, sizeof(report.kernels), "%s", kernels);
	return *text ? add(reports, report, text) : 0;
}

bool reports_warn(const struct reports *reports, LLVMValueRef function)
{
	for (size_t i = 0; i < reports->count; i++)
		if (reports->items[i].function == function &&
		    reports->items[i].kind == BRIDGE_WARNING && !reports->items[i].silent)
			return true;
	return false;
}

void reports_drop(struct reports *reports, LLVMValueRef function, const struct hazard_row *row,
		  bool remarks_too)
{
	size_t kept = 0;

	for (size_t i = 0; i < reports->count; i++) {
		struct report *report = &reports->items[i];

		if (report->function == function &&
		    (row ? report->diagnostic == row->diagnostic : !report->lasting) &&
		    (remarks_too || report->kind != BRIDGE_REMARK))
			free(report->text);
		else
			reports->items[kept++] = *report;
	}
	/* As array_grow() has it, the room stays that of a count that was reached. */
	reports->count = kept;
}

/* Visits those of a place and hazard that are the first of it, function by function. */
static void each_new(const struct reports *reports, LLVMModuleRef module,
		     void (*visit)(const struct report *, void *), void *context)
{
	void *said = NULL;

	for (LLVMValueRef function = LLVMGetFirstFunction(module); function;
	     function = LLVMGetNextFunction(function))
		for (size_t i = 0; i < reports->count; i++) {
			const struct report *report = &reports->items[i];

			if (report->function == function && is_new(&said, report))
				visit(report, context);
		}
	tdestroy(said, keep);
}

static void say(const struct report *report, void *context)
{
	(void)context;
	if (report->silent)
		return;
	bridge_report(report->kind, report->diagnostic, report->function, report->location,
		      report->text);
}

void reports_say(const struct reports *reports, LLVMModuleRef module)
{
	each_new(reports, module, say, NULL);
}

/* Notes are lines of fields; what would end one becomes a space. */
static void write_field(const char *text, size_t length, FILE *out)
{
	for (size_t i = 0; i < length; i++)
		fputc((unsigned char)text[i] < ' ' ? ' ' : text[i], out);
	fputc('\t', out);
}

static void note(const struct report *report, void *context)
{
	static const char *const kinds[] = {
		[BRIDGE_WARNING] = "warning",
		[BRIDGE_REMARK] = "mended",
		[BRIDGE_ANALYSIS] = "remark",
	};
	const char *function = LLVMGetValueName(report->function), *what = kinds[report->kind];
	FILE *out = context;

	if (!report->place.line)
		return;
	if (report->silent)
		what = "unproved";
	else if (report->kind == BRIDGE_WARNING && report->stuck)
		what = "stuck";
	fprintf(out, "%s\t%s\t", what, report->diagnostic + strlen("bpfmend-"));
	write_field(report->kernels, strlen(report->kernels), out);
	write_field(function, strlen(function), out);
	write_field(report->place.file, report->place.file_length, out);
	fprintf(out, "%u\t%u\t", report->place.line, report->place.column);
	write_field(report->text, strlen(report->text), out);
	fputc('\n', out);
}

void reports_note(const struct reports *reports, LLVMModuleRef module, FILE *out)
{
	each_new(reports, module, note, out);
}

void reports_free(struct reports *reports)
{
	for (size_t i = 0; i < reports->count; i++)
		free(reports->items[i].text);
	free(reports->items);
	*reports = (struct reports){ 0 };
}
