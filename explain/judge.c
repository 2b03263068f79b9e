// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Weighs what is known of a rejection; see judge.h. */
#include "explain/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "explain/judge-notes.h"
#include "explain/kernel-facts.h"
#include "explain/place.h"

static void set(char *text, size_t size, const char *format, va_list arguments)
{
	vsnprintf(text, size, format, arguments);
}

__attribute__((format(printf, 2, 3))) static void say(struct judgement *judgement,
						      const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set(judgement->reason, sizeof(judgement->reason), format, arguments);
	va_end(arguments);
}

__attribute__((format(printf, 2, 3))) static void advise(struct judgement *judgement,
							 const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	set(judgement->advice, sizeof(judgement->advice), format, arguments);
	va_end(arguments);
}

static void decide(struct judgement *judgement, enum rejection_class class, bool maybe)
{
	judgement->class = class;
	judgement->maybe = maybe;
}

/* By what kernels have. False where that does not account for the words. */
static bool judge_fact(const struct known *known, const struct kernel_fact *fact,
		       struct judgement *judgement)
{
	bool told = kernel_is_known(known->kernel);
	bool has = told ? fact_holds(fact, known->kernel)
			: !kernel_version_compare(fact->first, kernel_series[0]);
	char first[KERNEL_VERSION_TEXT];

	if (fact->who == WHO_NONE) {
		/* A context may be read in another width than the source says: ctx-width. */
		decide(judgement, CLASS_BUG, known->row->kind == KIND_CONTEXT_ACCESS);
		say(judgement, "no kernel from Linux 5.10 on that is known here takes %s",
		    fact->what);
		return true;
	}
	kernel_version_format(fact->first, first);
	if (!has) {
		decide(judgement, CLASS_KERNEL, !told);
		say(judgement, "%sLinux %s is the first that takes %s",
		    fact->exact ? "" : "of the kernels that are known here, ", first, fact->what);
		advise(judgement,
		       "leave the program out on older kernels, with "
		       "bpf_program__set_autoload(), or do without it there: a helper can be "
		       "asked for with bpf_core_enum_value_exists()");
		return true;
	}
	if (known->row->kind != KIND_HELPER_ALLOWED && known->row->kind != KIND_PROGRAM_TYPE)
		return false;
	decide(judgement, CLASS_ENVIRONMENT, true);
	say(judgement,
	    "Linux takes %s from %s on, of who has all capabilities: what is missing here is a "
	    "privilege, or an option of the kernel",
	    fact->what, first);
	return true;
}

static long helper_of(const struct known *known)
{
	const char *mark = strrchr(known->words, '#');

	return mark ? place_number_behind(mark, "#") : -1;
}

static bool is_store(const struct instruction *at)
{
	return instruction_class(at) == BPF_ST || instruction_class(at) == BPF_STX;
}

/* The fact that the words ask for; WHO_UNKNOWN where there is none. */
static struct kernel_fact fact_of(const struct known *known)
{
	struct kernel_fact none = { .who = WHO_UNKNOWN };
	long offset, size;

	switch (known->row->kind) {
	case KIND_HELPER_ALLOWED:
		return helper_of(known) > 0
			       ? fact_helper(known->program, (unsigned int)helper_of(known))
			       : none;
	case KIND_PROGRAM_TYPE:
		return fact_program_kind(known->program);
	case KIND_BTF:
		/* A kernel that does not know them counts other functions than the object. */
		return strstr(known->words, "number of funcs in func_info")
			       ? fact_callbacks(known->program)
			       : none;
	case KIND_INSTRUCTION:
		return known->placed ? fact_instruction(known->program, known->place) : none;
	case KIND_CONTEXT_ACCESS:
		offset = place_number_behind(known->words, "off=");
		size = place_number_behind(known->words, "size=");
		if (!known->placed || offset < 0 || size <= 0)
			return none;
		return fact_context(known->program, (int)offset, (unsigned int)size,
				    is_store(&known->program->code[known->place]));
	default:
		return none;
	}
}

/* An operator of C that stands in the line: then the source asks for what is refused. */
static bool writes_operator(const char *text, const char *operators)
{
	for (; *text; text++)
		if (strchr(operators, text[0])) {
			if (text[1] != text[0])
				return true;
			text++;
		}
	return false;
}

static void judge_pointer_or(const struct known *known, struct judgement *judgement)
{
	bool written = known->line && writes_operator(known->line->text, "|^");

	decide(judgement, written || !known->line ? CLASS_UNTOLD : CLASS_COMPILER, true);
	if (written)
		say(judgement, "an address is or'ed with a number: either the line does so with a "
			       "pointer that "
			       "was cast to a number, or LLVM made an addition so");
	else
		say(judgement,
		    "%s; the line has no such operator, so LLVM made one of an addition or of two "
		    "tests",
		    known->row->meaning);
}

/* Where in the source a reference came from that is not given back; NULL for other words. */
static const struct line *acquired_at(const struct known *known)
{
	long place = place_number_behind(known->words, "alloc_insn=");

	if (place < 0)
		place = place_number_behind(known->before, "alloc_insn=");
	if (place < 0 || (size_t)place >= known->program->code_count)
		return NULL;
	return place_line(known->programs, known->program, (size_t)place);
}

static void judge_words(const struct known *known, struct judgement *judgement)
{
	const struct kind_row *kind = &kind_rows[known->row->kind];
	const struct line *acquired = acquired_at(known);

	decide(judgement, kind->class, kind->maybe);
	if (acquired && acquired->line)
		say(judgement, "%s; it was acquired at line %u: %s", known->row->meaning,
		    acquired->line, acquired->text + strspn(acquired->text, " \t"));
	else
		say(judgement, "%s", known->row->meaning);
}

void judge(const struct known *known, struct judgement *judgement)
{
	struct kernel_fact fact;

	*judgement = (struct judgement){ .class = CLASS_UNTOLD };
	if (!known->row) {
		say(judgement, "these words are in no table of bpfmend's");
		advise(judgement, "look for them in kernel/bpf of the kernel's source");
		return;
	}
	advise(judgement, "%s", kind_rows[known->row->kind].advice);
	if (judge_notes(known, judgement))
		return;
	fact = fact_of(known);
	if (fact.who != WHO_UNKNOWN && judge_fact(known, &fact, judgement))
		return;
	if (known->row->kind == KIND_POINTER_OR)
		judge_pointer_or(known, judgement);
	else
		judge_words(known, judgement);
}
