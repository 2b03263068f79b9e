/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Holds what a helper does to an argument against what its prototype declares. Relies on
 * effects/answers.h for the one and tree/prototypes.h for the other.
 */
#ifndef BPFMEND_AUDIT_REPORT_JUDGE_H
#define BPFMEND_AUDIT_REPORT_JUDGE_H

#include "audit/effects/answers.h"
#include "audit/tree/kfuncs.h"
#include "audit/tree/prototypes.h"

enum verdict {
	VERDICT_TRUE, /* the declaration is what the function does */
	VERDICT_WRITES_READ_ONLY, /* written, and declared read-only */
	VERDICT_WRITES_UNSAID, /* written, and no flag says so */
	VERDICT_READS_WRITABLE, /* only read, and declared writable */
	VERDICT_READS_UNSAID, /* only read, and no flag says so */
	VERDICT_READS_EARLY, /* declared as a buffer to fill, and read first */
	VERDICT_FILLS_NOT, /* declared as a buffer to fill, and left as it was on some path */
	VERDICT_BEYOND, /* accessed whatever the parameter says that is its size */
	VERDICT_UNKNOWN,
	VERDICTS
};

#define VERDICT_BIT(verdict) (1u << (verdict))

struct judgement {
	const struct prototype *prototype;
	unsigned int argument; /* from 0 */
	const struct answer *answer; /* NULL if the function has no code that was read */
	unsigned int verdicts; /* VERDICT_BIT() of those that hold */
};

/* Asks and judges. Returns 0 or the error of answers. */
int judge(struct answers *answers, const struct prototype *prototype, unsigned int argument,
	  struct judgement *judgement);

/* The same for an argument of a kfunc. */
struct kfunc_judgement {
	const struct kfunc_argument *argument;
	const struct answer *answer;
	unsigned int verdicts;
};

int judge_kfunc(struct answers *answers, const struct kfunc_argument *argument,
		struct kfunc_judgement *judgement);

/* "writes-read-only": for JSON and tests. */
const char *verdict_name(enum verdict verdict);

/* What it means, for people: a sentence without its end. */
const char *verdict_text(enum verdict verdict);

#endif
