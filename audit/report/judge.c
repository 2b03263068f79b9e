// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Compares; see judge.h. */
#include "audit/report/judge.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *name, *text;
} words[VERDICTS] = {
	[VERDICT_TRUE] = { "true", "as declared" },
	[VERDICT_WRITES_READ_ONLY] = { "writes-read-only",
				       "is written, and declared as only read" },
	[VERDICT_WRITES_UNSAID] = { "writes-unsaid", "is written, and no flag says so" },
	[VERDICT_READS_WRITABLE] = { "reads-writable", "is only read, and declared as written" },
	[VERDICT_READS_UNSAID] = { "reads-unsaid", "is only read, and no flag says so" },
	[VERDICT_READS_EARLY] = { "reads-early",
				  "is read before it is written, and need not be initialised" },
	[VERDICT_FILLS_NOT] = { "fills-not",
				"is left as it was on some path, and need not be initialised" },
	[VERDICT_BEYOND] = { "beyond-size",
			     "is accessed where the parameter of its size may say less" },
	[VERDICT_UNKNOWN] = { "unknown", "cannot be told" },
};

const char *verdict_name(enum verdict verdict)
{
	return words[verdict].name;
}

const char *verdict_text(enum verdict verdict)
{
	return words[verdict].text;
}

/* Keys and values that a map reads, and strings, are never written, without a flag that says so. */
static bool is_read_by_kind(unsigned int declared)
{
	switch (declared & DECLARED_KIND) {
	case MAP_KEY:
	case STRING:
		return true;
	case MAP_VALUE:
		return !(declared & (UNINIT | WRITE));
	default:
		return false;
	}
}

/* Those numbers are results, before 6.1's flags. */
static bool is_written_by_kind(unsigned int declared)
{
	unsigned int kind = declared & DECLARED_KIND;

	return kind == INT || kind == LONG;
}

/* The address is left somewhere: a dynptr will be written through it, or read. */
static bool keeps(const struct answer *answer)
{
	for (size_t i = 0; i < answer->output_count; i++)
		if (!answer->outputs[i].returned)
			return true;
	return false;
}

static unsigned int compare(const struct prototype *prototype, unsigned int declared,
			    const struct answer *answer)
{
	bool writes = answer->writes.holds, known = !answer->unknown.holds;
	bool can_say = prototype->flags & WRITE, verdict_open = false;
	unsigned int verdicts = 0;

	if (keeps(answer) && !writes && known)
		return VERDICT_BIT(VERDICT_TRUE);
	if (declared & RDONLY || is_read_by_kind(declared)) {
		if (writes)
			verdicts |= VERDICT_BIT(VERDICT_WRITES_READ_ONLY);
		verdict_open = !writes && !known;
	} else if (declared & (WRITE | UNINIT) || is_written_by_kind(declared)) {
		if (!writes && known)
			verdicts |= VERDICT_BIT(VERDICT_READS_WRITABLE);
		verdict_open = !writes && !known;
	} else if (writes) {
		/* Without flags the verifier takes it for written where there is no flag for that.
		 */
		if (can_say)
			verdicts |= VERDICT_BIT(VERDICT_WRITES_UNSAID);
	} else if (known) {
		if (prototype->flags & RDONLY)
			verdicts |= VERDICT_BIT(VERDICT_READS_UNSAID);
	} else {
		verdict_open = true;
	}
	if (declared & UNINIT) {
		if (answer->early.holds)
			verdicts |= VERDICT_BIT(VERDICT_READS_EARLY);
		if (answer->fills == FILLS_NOT)
			verdicts |= VERDICT_BIT(VERDICT_FILLS_NOT);
		else if (answer->fills == FILLS_UNKNOWN)
			verdict_open = true;
	}
	if (verdict_open)
		verdicts |= VERDICT_BIT(VERDICT_UNKNOWN);
	return verdicts ? verdicts : VERDICT_BIT(VERDICT_TRUE);
}

int judge(struct answers *answers, const struct prototype *prototype, unsigned int argument,
	  struct judgement *judgement)
{
	const struct prototype_argument *declared = &prototype->arguments[argument];
	struct question question;

	*judgement = (struct judgement){ prototype, argument, NULL, VERDICT_BIT(VERDICT_UNKNOWN) };
	if (!prototype->function || LLVMCountParams(prototype->function) <= argument)
		return 0;
	memset(&question, 0, sizeof(question));
	question.function = prototype->function;
	question.argument = argument;
	if (declared->size_kind == DECLARED_FIXED) {
		question.size_kind = SIZE_IS_CONSTANT;
		question.size = declared->size;
	} else if (declared->size_kind == DECLARED_BY_ARGUMENT) {
		question.size_kind = SIZE_IS_PARAMETER;
		question.size = declared->size - 1;
	} else if ((declared->declared & DECLARED_KIND) == MAP_VALUE) {
		question.size_kind = SIZE_IS_VALUE;
	}
	judgement->answer = answers_find(answers, &question);
	if (!judgement->answer)
		return answers->error;
	judgement->verdicts = compare(prototype, declared->declared, judgement->answer);
	return 0;
}

/*
 * const says that it is only read. No verifier up to 7.3 asks for it: each wants memory for a kfunc
 * that may be written, const or not.
 */
static unsigned int compare_kfunc(const struct kfunc_argument *argument,
				  const struct answer *answer)
{
	bool writes = answer->writes.holds, known = !answer->unknown.holds;
	unsigned int verdicts = 0;

	if (argument->constant && writes)
		verdicts |= VERDICT_BIT(VERDICT_WRITES_READ_ONLY);
	if (!argument->constant && !writes && known && answer->reads.holds)
		verdicts |= VERDICT_BIT(VERDICT_READS_UNSAID);
	if (!known && !writes)
		verdicts |= VERDICT_BIT(VERDICT_UNKNOWN);
	if (argument->uninit && answer->early.holds)
		verdicts |= VERDICT_BIT(VERDICT_READS_EARLY);
	if (argument->uninit && answer->fills == FILLS_NOT)
		verdicts |= VERDICT_BIT(VERDICT_FILLS_NOT);
	if (argument->sized && answer->beyond.holds)
		verdicts |= VERDICT_BIT(VERDICT_BEYOND);
	return verdicts ? verdicts : VERDICT_BIT(VERDICT_TRUE);
}

int judge_kfunc(struct answers *answers, const struct kfunc_argument *argument,
		struct kfunc_judgement *judgement)
{
	struct question question;

	memset(&question, 0, sizeof(question));
	question.function = argument->function;
	question.argument = argument->argument;
	question.size_kind = argument->sized ? SIZE_IS_PARAMETER : SIZE_IS_CONSTANT;
	question.size = argument->sized ? argument->argument + 1 : argument->size;
	*judgement = (struct kfunc_judgement){ argument, answers_find(answers, &question), 0 };
	if (!judgement->answer)
		return answers->error;
	judgement->verdicts = compare_kfunc(argument, judgement->answer);
	return 0;
}
