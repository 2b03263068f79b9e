/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A question with the two programs that ask it. They differ in what is asked and in nothing that
 * could be refused for another reason. For BPFMEND_KIND_REFUSED the second program is one that a
 * kernel without the trouble takes, for BPFMEND_KIND_BELIEVED one that is taken only where
 * something untrue is believed.
 *
 * The tables of questions are in questions-*.c, a file for what they are about.
 */
#ifndef BPFMEND_LIB_QUESTION_H
#define BPFMEND_LIB_QUESTION_H

#include "lib/bpfmend.h"
#include "lib/instructions.h"
#include "lib/kernel.h"

struct question {
	struct bpfmend_question told;
	enum program_kind program;
	struct code control, asked; /* empty for BPFMEND_KIND_NONE */
};

/* Initialises a struct code. */
#define CODE(...)                                   \
	{ (const struct bpf_insn[]){ __VA_ARGS__ }, \
	  sizeof((const struct bpf_insn[]){ __VA_ARGS__ }) / sizeof(struct bpf_insn) }

/* Initialises a struct bpfmend_question. */
#define REFUSED(hazard, form, text) { hazard, form, text, BPFMEND_KIND_REFUSED }
#define BELIEVED(hazard, form, text) { hazard, form, text, BPFMEND_KIND_BELIEVED }
#define NOT_ASKED(hazard, form, text) { hazard, form, text, BPFMEND_KIND_NONE }

/* The tables, in the order in which questions are told. */
#define QUESTION_TABLES(TABLE) \
	TABLE(stack)           \
	TABLE(pointers)        \
	TABLE(numbers)         \
	TABLE(instructions)    \
	TABLE(helpers)

#define TABLE(name)                                              \
	extern const struct question bpfmend_questions_##name[]; \
	extern const size_t bpfmend_questions_##name##_count;
QUESTION_TABLES(TABLE)
#undef TABLE

/* By its place; NULL behind the last. */
const struct question *bpfmend_questions_at(size_t place);

#endif
