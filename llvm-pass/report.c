// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Words a finding and reports each source place once; see report.h. */
#define _GNU_SOURCE
#include "llvm-pass/report.h"

#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bridge/bridge.h"

#define TEXT_SIZE 1024

struct place {
	const char *diagnostic;
	enum bridge_report_kind kind; /* a remark on one copy hides no warning of another */
	const char *file; /* owned by debug information */
	unsigned int file_length;
	unsigned int line;
	unsigned int column;
};

static int compare_places(const void *a, const void *b)
{
	const struct place *first = a, *second = b;
	int order = strcmp(first->diagnostic, second->diagnostic);

	if (order)
		return order;
	if (first->kind != second->kind)
		return first->kind < second->kind ? -1 : 1;
	if (first->line != second->line)
		return first->line < second->line ? -1 : 1;
	if (first->column != second->column)
		return first->column < second->column ? -1 : 1;
	if (first->file_length != second->file_length)
		return first->file_length < second->file_length ? -1 : 1;
	return memcmp(first->file, second->file, first->file_length);
}

/*
 * Notes a place and what is said there. Returns whether it is new; without debug information or
 * memory it always is.
 */
static bool is_new(struct reports *reports, const char *diagnostic, enum bridge_report_kind kind,
		   LLVMValueRef instruction)
{
	struct place *place;
	struct place **found;

	if (!LLVMGetDebugLocLine(instruction))
		return true;
	place = calloc(1, sizeof(*place));
	if (!place)
		return true;
	place->diagnostic = diagnostic;
	place->kind = kind;
	place->line = LLVMGetDebugLocLine(instruction);
	place->column = LLVMGetDebugLocColumn(instruction);
	place->file = LLVMGetDebugLocFilename(instruction, &place->file_length);
	if (!place->file)
		place->file = "";
	found = tsearch(place, &reports->places, compare_places);
	if (found && *found == place)
		return true;
	free(place);
	return !found;
}

void report_finding(struct reports *reports, const struct hazard_row *row,
		    const struct finding *finding, const char *kernels, bool mended)
{
	const struct hazard *hazard = finding_hazard(finding, row->hazard);
	enum bridge_report_kind kind = BRIDGE_WARNING;
	char belief[TEXT_SIZE], text[2 * TEXT_SIZE];

	if (mended)
		kind = BRIDGE_REMARK;
	else if (finding->harmless)
		kind = BRIDGE_ANALYSIS;
	if (!is_new(reports, row->diagnostic, kind, finding->place))
		return;
	hazard->explain(finding, kernels, belief, sizeof(belief));
	if (mended)
		snprintf(text, sizeof(text), "%s: %s", hazard->mended, belief);
	else if (finding->obstacle)
		snprintf(text, sizeof(text), "%s; it cannot be mended: %s", belief,
			 finding->obstacle);
	else
		snprintf(text, sizeof(text), "%s; %s", belief,
			 finding->advice ? finding->advice : hazard->advice);
	bridge_report(kind, row->diagnostic, finding->place, text);
}

void reports_free(struct reports *reports)
{
	tdestroy(reports->places, free);
	reports->places = NULL;
}
