// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Puts the questions of lib/bpfmend.h to the kernel, and says what it answered, on one line. */
#include <string.h>
#include <time.h>

#include "lab/guest/guest.h"
#include "lab/protocol.h"
#include "lib/bpfmend.h"

static long long microseconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - start->tv_sec) * 1000000LL + (now.tv_nsec - start->tv_nsec) / 1000;
}

static void add_answer(struct json_object *list, const struct bpfmend_answer *answer)
{
	static const char *const verdicts[] = {
		[BPFMEND_UNKNOWN] = VERDICT_NAME_UNKNOWN,
		[BPFMEND_NO] = VERDICT_NAME_NO,
		[BPFMEND_YES] = VERDICT_NAME_YES,
	};
	struct json_object *item = json_object_new_object();

	json_object_object_add(item, PROBED_VERDICT,
			       json_object_new_string(verdicts[answer->verdict]));
	json_object_object_add(item, PROBED_ERRNO, json_object_new_int(-answer->error));
	json_object_array_add(list, item);
}

void probe_job(void)
{
	struct json_object *line = report_line(EVENT_PROBED), *list = json_object_new_array();
	struct bpfmend_answers *answers;
	const struct bpfmend_answer *answer;
	struct timespec start;
	int error;

	json_object_object_add(line, PROBED_QUESTIONS, list);
	clock_gettime(CLOCK_MONOTONIC, &start);
	error = bpfmend_probe(&answers, NULL);
	json_object_object_add(line, PROBED_MICROSECONDS,
			       json_object_new_int64(microseconds_since(&start)));
	if (error) {
		report_trouble("the kernel cannot be asked: %s", strerror(-error));
		json_object_put(line);
		return;
	}
	for (size_t i = 0; (answer = bpfmend_answers__at(answers, i)); i++)
		add_answer(list, answer);
	json_object_object_add(line, PROBED_LOADS,
			       json_object_new_int64((int64_t)bpfmend_answers__loads(answers)));
	bpfmend_answers__free(answers);
	report(line);
}
