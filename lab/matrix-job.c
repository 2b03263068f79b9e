// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The job of a matrix, as protocol.h has it; see matrix-job.h. */
#include "lab/matrix-job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lab/initramfs.h"
#include "lab/protocol.h"

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* libbpf names maps after the file, so it keeps its name. */
static void guest_path(const struct object *object, size_t number, char path[512])
{
	snprintf(path, 512, "/objects/%zu/%s", number, base_name(object->path));
}

static struct json_object *describe_runs(const struct test_runs *runs, size_t count)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, test_runs_to_json(&runs[i]));
	return list;
}

static struct json_object *describe_loads(const struct load_options *loads, size_t count)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, load_options_to_json(&loads[i]));
	return list;
}

static struct json_object *describe_names(char *const *names, size_t count)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, json_object_new_string(names[i]));
	return list;
}

static struct json_object *describe_triggers(const struct triggers *triggers, size_t count)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, triggers_to_json(&triggers[i]));
	return list;
}

static struct json_object *describe_object(const struct matrix *matrix, size_t number,
					   const struct matrix_options *options)
{
	const struct object *object = &matrix->objects[number];
	size_t first = matrix_first_program(matrix, number);
	struct json_object *description = json_object_new_object();
	char path[512];

	guest_path(object, number, path);
	json_object_object_add(description, JOB_PATH, json_object_new_string(path));
	json_object_object_add(
		description, JOB_PROGRAMS,
		describe_names(object->programs, object->trouble ? 0 : object->count));
	if (options->runs)
		json_object_object_add(description, JOB_RUNS,
				       describe_runs(options->runs + first, object->count));
	if (options->triggers)
		json_object_object_add(description, JOB_TRIGGERS,
				       describe_triggers(options->triggers + first, object->count));
	if (options->loads)
		json_object_object_add(description, JOB_OPTIONS,
				       describe_loads(options->loads + first, object->count));
	if (object->along_count)
		json_object_object_add(description, JOB_ALONG,
				       describe_names(object->along, object->along_count));
	return description;
}

static struct json_object *describe_job(const struct matrix *matrix,
					const struct matrix_options *options)
{
	struct json_object *job = json_object_new_object();
	struct json_object *objects = json_object_new_array();

	for (size_t i = 0; i < matrix->object_count; i++)
		json_object_array_add(objects, describe_object(matrix, i, options));
	json_object_object_add(job, JOB_KIND, json_object_new_string(JOB_LOAD));
	json_object_object_add(job, JOB_SECONDS,
			       json_object_new_int((int)options->program_seconds));
	json_object_object_add(job, JOB_LOG, json_object_new_boolean(options->log));
	json_object_object_add(job, JOB_OBJECTS, objects);
	if (options->settings)
		json_object_object_add(job, JOB_SETTINGS, settings_to_json(options->settings));
	return job;
}

int matrix_job_make(const struct matrix *matrix, const struct matrix_options *options,
		    struct failure *why)
{
	struct json_object *job = describe_job(matrix, options);
	const char *text = json_object_to_json_string_ext(job, JSON_C_TO_STRING_PLAIN);
	struct initramfs *initramfs;
	char path[512];
	int error;

	if (!text) {
		json_object_put(job);
		return fail_with(why, -ENOMEM, "out of memory");
	}
	error = initramfs_begin(NULL, &initramfs, why);
	if (error) {
		json_object_put(job);
		return error;
	}
	error = initramfs_add_bytes(initramfs, GUEST_JOB, text, strlen(text), 0644, why);
	for (size_t i = 0; i < matrix->object_count && !error; i++) {
		const struct object *object = &matrix->objects[i];

		if (object->trouble)
			continue;
		guest_path(object, i, path);
		error = initramfs_add_bytes(initramfs, path, object->bytes, object->size, 0644,
					    why);
	}
	json_object_put(job);
	if (!error)
		return initramfs_finish(initramfs, why);
	initramfs_abandon(initramfs);
	return error;
}
