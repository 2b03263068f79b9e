// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Asks kernels what their verifiers make of the hazards; see probe.h. */
#include "lab/probe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "lab/initramfs.h"
#include "lab/protocol.h"
#include "lab/vms.h"

#define BOOT_SECONDS 90
/* An emulated kernel takes a second for all questions. */
#define SILENCE_SECONDS 60

static const char *const verdict_names[] = {
	[BPFMEND_UNKNOWN] = VERDICT_NAME_UNKNOWN,
	[BPFMEND_NO] = VERDICT_NAME_NO,
	[BPFMEND_YES] = VERDICT_NAME_YES,
};

const char *probed_verdict_name(enum bpfmend_verdict verdict)
{
	return verdict_names[verdict];
}

static int out_of_memory(struct failure *why)
{
	return fail_with(why, -ENOMEM, "out of memory");
}

static size_t count_questions(void)
{
	size_t count = 0;

	while (bpfmend_question__at(count))
		count++;
	return count;
}

void probed_free(struct probed *results, size_t count)
{
	for (size_t i = 0; results && i < count; i++)
		free(results[i].answers);
	free(results);
}

static struct probed *make_results(size_t count)
{
	struct probed *results = calloc(count, sizeof(*results));

	for (size_t i = 0; results && i < count; i++) {
		results[i].count = count_questions();
		results[i].answers = calloc(results[i].count, sizeof(*results[i].answers));
		if (!results[i].answers) {
			probed_free(results, count);
			return NULL;
		}
	}
	return results;
}

static int take_verdict(struct probed_answer *answer, struct json_object *item)
{
	const char *name = answer_text(item, PROBED_VERDICT);
	long long error = answer_number(item, PROBED_ERRNO, -1);

	for (size_t i = 0; name && i < sizeof(verdict_names) / sizeof(*verdict_names); i++)
		if (!strcmp(name, verdict_names[i]) && error >= 0 && error <= 4095) {
			*answer = (struct probed_answer){ (enum bpfmend_verdict)i, (int)error };
			return 0;
		}
	return -EPROTO;
}

static int take_answer(void *context, enum answer kind, struct json_object *line)
{
	struct probed *result = context;
	struct json_object *list;
	int error = 0;

	if (kind != ANSWER_PROBED || result->heard ||
	    !json_object_object_get_ex(line, PROBED_QUESTIONS, &list) ||
	    !json_object_is_type(list, json_type_array) ||
	    json_object_array_length(list) != result->count)
		return -EPROTO;
	for (size_t i = 0; i < result->count && !error; i++)
		error = take_verdict(&result->answers[i], json_object_array_get_idx(list, i));
	result->loads = answer_number(line, PROBED_LOADS, -1);
	result->microseconds = answer_number(line, PROBED_MICROSECONDS, -1);
	result->heard = !error;
	return error;
}

/* A kernel that is booted anew says it anew. */
static bool forget_answer(void *context)
{
	struct probed *result = context;

	result->heard = false;
	return true;
}

static int make_job(struct failure *why)
{
	static const char job[] = "{ \"" JOB_KIND "\": \"" JOB_PROBE "\" }";
	struct initramfs *initramfs;
	int error = initramfs_begin(NULL, &initramfs, why);

	if (error)
		return error;
	error = initramfs_add_bytes(initramfs, GUEST_JOB, job, strlen(job), 0644, why);
	if (!error)
		return initramfs_finish(initramfs, why);
	initramfs_abandon(initramfs);
	return error;
}

static void make_task(struct vm_task *task, const struct kernel_image *kernel, int initramfs,
		      struct probed *result)
{
	*task = (struct vm_task){
		.name = kernel->name,
		.config = {
			.image = kernel->path,
			.initramfs = initramfs,
			.may_resume = true,
			.boot_seconds = BOOT_SECONDS,
			.silence_seconds = SILENCE_SECONDS,
			.answer = take_answer,
			.context = result,
		},
		.forget = forget_answer,
	};
}

static void end_task(const struct vm_task *task, struct probed *result)
{
	snprintf(result->release, sizeof(result->release), "%s", task->release);
	if (task->done && result->heard)
		return;
	result->heard = false;
	result->why = task->why;
	if (task->done)
		fail_with(&result->why, -EIO, "the guest did not say what the kernel answered");
}

int probe_run(const struct kernel_images *kernels, const struct probe_options *options,
	      const struct watch *watch, struct probed **results, struct failure *why)
{
	const struct vms_options machines = { options->jobs, options->accel };
	struct vm_task *tasks = calloc(kernels->count, sizeof(*tasks));
	int file = make_job(why), error = file < 0 ? file : 0;

	*results = make_results(kernels->count);
	if (!error && (!tasks || !*results)) {
		out_of_memory(why);
		error = -ENOMEM;
	}
	for (size_t i = 0; i < kernels->count && !error; i++)
		make_task(&tasks[i], &kernels->images[i], file, &(*results)[i]);
	if (!error)
		error = vms_run(tasks, kernels->count, &machines, watch, why);
	for (size_t i = 0; i < kernels->count && !error; i++)
		end_task(&tasks[i], &(*results)[i]);
	if (file >= 0)
		close(file);
	free(tasks);
	if (error) {
		probed_free(*results, kernels->count);
		*results = NULL;
	}
	return error;
}

static long long now_in_microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void fill_in(struct probed *result, const struct bpfmend_answers *answers)
{
	struct utsname system;

	for (size_t i = 0; i < result->count; i++) {
		const struct bpfmend_answer *answer = bpfmend_answers__at(answers, i);

		result->answers[i] = (struct probed_answer){ answer->verdict, -answer->error };
	}
	result->loads = (long long)bpfmend_answers__loads(answers);
	if (!uname(&system))
		snprintf(result->release, sizeof(result->release), "%s", system.release);
	result->heard = true;
}

int probe_here(struct probed **result, struct failure *why)
{
	struct bpfmend_answers *answers;
	long long start;
	int error;

	*result = make_results(1);
	if (!*result)
		return out_of_memory(why);
	start = now_in_microseconds();
	error = bpfmend_probe(&answers, NULL);
	(*result)->microseconds = now_in_microseconds() - start;
	if (!error) {
		fill_in(*result, answers);
		bpfmend_answers__free(answers);
		return 0;
	}
	probed_free(*result, 1);
	*result = NULL;
	if (error == -EPERM)
		return fail_with(why, error,
				 "this kernel lets you load no programs: ask as root, or give "
				 "--kernel to ask one in a machine");
	return fail_with(why, error, "the kernel cannot be asked: %s", strerror(-error));
}
