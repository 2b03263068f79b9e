// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Puts the questions to the kernel; bpfmend.h is the manual. An answer needs both programs: that
 * the second is refused says something only where the first, which is the same but for what is
 * asked, is taken.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/opts.h"
#include "lib/question.h"

struct bpfmend_answers {
	size_t count, loads;
	struct bpfmend_answer answers[];
};

const struct question *bpfmend_questions_at(size_t place)
{
#define TABLE(name)                                      \
	if (place < bpfmend_questions_##name##_count)    \
		return &bpfmend_questions_##name[place]; \
	place -= bpfmend_questions_##name##_count;
	QUESTION_TABLES(TABLE)
#undef TABLE
	return NULL;
}

const struct bpfmend_question *bpfmend_question__at(size_t place)
{
	const struct question *question = bpfmend_questions_at(place);

	return question ? &question->told : NULL;
}

static size_t count_questions(void)
{
	size_t count = 0;

	while (bpfmend_questions_at(count))
		count++;
	return count;
}

static bool is_wanted(const struct bpfmend_question *question,
		      const struct bpfmend_probe_opts *opts)
{
	return !opts->hazard || (!strcmp(opts->hazard, question->hazard) &&
				 (!opts->form || !strcmp(opts->form, question->form)));
}

static void ask(struct kernel *kernel, const struct question *question,
		struct bpfmend_answer *answer)
{
	bool taken;
	int error = bpfmend_kernel_load(kernel, question->program, question->control);

	answer->error = error;
	if (error)
		return;
	error = bpfmend_kernel_load(kernel, question->program, question->asked);
	if (error && !bpfmend_kernel_refused(error)) {
		answer->error = error;
		return;
	}
	taken = !error;
	answer->verdict =
		taken == (question->told.kind == BPFMEND_KIND_BELIEVED) ? BPFMEND_YES : BPFMEND_NO;
}

/* Whether this process may load anything. */
static int try_plain(struct kernel *kernel)
{
	return bpfmend_kernel_load(kernel, PROGRAM_SOCKET, (struct code)CODE(RETURN(0)));
}

static int ask_all(struct bpfmend_answers *answers, const struct bpfmend_probe_opts *opts)
{
	struct kernel kernel;
	bool any = false;
	int error;

	bpfmend_kernel_open(&kernel);
	error = try_plain(&kernel);
	for (size_t i = 0; i < answers->count && !error; i++) {
		const struct question *question = bpfmend_questions_at(i);
		struct bpfmend_answer *answer = &answers->answers[i];

		answer->question = &question->told;
		if (!is_wanted(&question->told, opts))
			continue;
		any = true;
		if (question->told.kind != BPFMEND_KIND_NONE)
			ask(&kernel, question, answer);
	}
	answers->loads = kernel.loads;
	bpfmend_kernel_close(&kernel);
	return error || any ? error : -ENOENT;
}

int bpfmend_probe(struct bpfmend_answers **result, const struct bpfmend_probe_opts *opts)
{
	size_t count = count_questions();
	struct bpfmend_answers *answers;
	struct bpfmend_probe_opts taken;
	int error;

	*result = NULL;
	if (!opts_take(opts, &taken, sizeof(taken)))
		return -EINVAL;
	answers = calloc(1, sizeof(*answers) + count * sizeof(*answers->answers));
	if (!answers)
		return -ENOMEM;
	answers->count = count;
	error = ask_all(answers, &taken);
	if (error)
		free(answers);
	else
		*result = answers;
	return error;
}

const struct bpfmend_answer *bpfmend_answers__at(const struct bpfmend_answers *answers,
						 size_t place)
{
	return place < answers->count ? &answers->answers[place] : NULL;
}

enum bpfmend_verdict bpfmend_answers__find(const struct bpfmend_answers *answers,
					   const char *hazard, const char *form)
{
	for (size_t i = 0; i < answers->count; i++)
		if (!strcmp(answers->answers[i].question->hazard, hazard) &&
		    !strcmp(answers->answers[i].question->form, form))
			return answers->answers[i].verdict;
	return BPFMEND_UNKNOWN;
}

size_t bpfmend_answers__loads(const struct bpfmend_answers *answers)
{
	return answers->loads;
}

void bpfmend_answers__free(struct bpfmend_answers *answers)
{
	free(answers);
}
