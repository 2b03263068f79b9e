// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Matches findings with rejections; see judge-notes.h. */
#include "explain/judge-notes.h"

#include <stdio.h>
#include <string.h>

static const struct explains {
	const char *hazard;
	enum rejection_kind kind;
	enum rejection_class class, stuck;
} explains[] = {
#define EXPLAINS(hazard, kind, class, stuck) { hazard, KIND_##kind, CLASS_##class, CLASS_##stuck },
#include "explain/hazards.def"
#undef EXPLAINS
};

static const struct explains *find_row(const struct note *note, enum rejection_kind kind)
{
	for (size_t i = 0; i < sizeof(explains) / sizeof(explains[0]); i++)
		if (explains[i].kind == kind && !strcmp(explains[i].hazard, note->hazard))
			return &explains[i];
	return NULL;
}

/* A finding that was mended accounts for nothing: what it was about is not there any more. */
static bool can_account(const struct known *known, const struct note *note)
{
	return strcmp(note->what, "mended") != 0 && strcmp(note->what, "remark") != 0 &&
	       find_row(note, known->row->kind) && note_is_about(note, known->kernel);
}

/* No finding, but that the solver was asked about the place, and knows of a number outside. */
static bool is_unproved(const struct note *note)
{
	return !strcmp(note->what, "unproved");
}

/* The finding at the line, else one elsewhere in the function; *near tells which. */
static const struct note *find_note(const struct known *known, bool *near)
{
	const struct note *in_function = NULL, *unproved = NULL;

	for (size_t i = 0; i < known->notes->count; i++) {
		const struct note *note = &known->notes->all[i];

		if (!can_account(known, note))
			continue;
		*near = known->line && note_is_at(note, known->line);
		if (is_unproved(note)) {
			unproved = *near ? note : unproved;
			continue;
		}
		if (*near)
			return note;
		if (known->function && !strcmp(note->function, known->function))
			in_function = note;
	}
	*near = !in_function && unproved;
	return in_function ? in_function : unproved;
}

bool judge_notes(const struct known *known, struct judgement *judgement)
{
	bool near = false, stuck;
	const struct note *note = known->notes->count ? find_note(known, &near) : NULL;
	const struct explains *row;

	if (!note)
		return false;
	if (is_unproved(note)) {
		judgement->class = CLASS_BUG;
		judgement->maybe = true;
		snprintf(judgement->reason, sizeof(judgement->reason), "%s", note->text);
		return true;
	}
	row = find_row(note, known->row->kind);
	stuck = !strcmp(note->what, "stuck");
	judgement->class = stuck ? row->stuck : row->class;
	judgement->maybe = !near || (stuck && row->stuck == CLASS_COMPILER);
	if (near)
		snprintf(judgement->reason, sizeof(judgement->reason), "hazard %s: %s",
			 note->hazard, note->text);
	else
		snprintf(judgement->reason, sizeof(judgement->reason),
			 "hazard %s, found in the same function at line %u: %s", note->hazard,
			 note->line, note->text);
	snprintf(judgement->advice, sizeof(judgement->advice),
		 "see docs/hazards/%s.md, or man bpfmend-hazards", note->hazard);
	return true;
}
