// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Every program on every kernel; see matrix.h. Each cell starts as an error, "nothing was heard of
 * it", and only a row from the guest makes it anything else.
 */
#include "lab/matrix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/initramfs.h"
#include "lab/protocol.h"
#include "lab/vms.h"

#define PROGRAM_SECONDS 120
/* On a loaded machine an emulated kernel may take ten times the three seconds it needs. */
#define BOOT_SECONDS 90
/* The guest ends a program at its deadline; it is the guest that hangs if it says nothing then. */
#define GRACE_SECONDS 30

/* One kernel's machine and where its rows go. */
struct column {
	const struct matrix *matrix;
	size_t kernel;
	const struct matrix_options *options;
	bool *heard; /* program_count of them */
};

static int out_of_memory(struct failure *why)
{
	return fail_with(why, -ENOMEM, "out of memory");
}

size_t matrix_first_program(const struct matrix *matrix, size_t object)
{
	size_t first = 0;

	for (size_t i = 0; i < object; i++)
		first += matrix->objects[i].count;
	return first;
}

struct matrix_cell *matrix_at(const struct matrix *matrix, size_t kernel, size_t program)
{
	return &matrix->cells[kernel * matrix->program_count + program];
}

static void empty_cell(struct matrix_cell *cell)
{
	free(cell->message);
	free(cell->log);
	free(cell->returns);
	free(cell->run_trouble);
}

static const char *const verdict_names[] = {
	[VERDICT_ERROR] = VERDICT_NAME_ERROR,
	[VERDICT_ACCEPT] = VERDICT_NAME_ACCEPT,
	[VERDICT_REJECT] = VERDICT_NAME_REJECT,
};

const char *verdict_name(enum verdict verdict)
{
	return verdict_names[verdict];
}

static int read_verdict(const char *text, enum verdict *verdict)
{
	for (size_t i = 0; text && i < sizeof(verdict_names) / sizeof(verdict_names[0]); i++)
		if (!strcmp(text, verdict_names[i])) {
			*verdict = (enum verdict)i;
			return 0;
		}
	return -EPROTO;
}

/* The cell that a row is for; NULL where there is none or it is filled already. */
static struct matrix_cell *find_cell(struct column *column, struct json_object *row)
{
	const struct matrix *matrix = column->matrix;
	long long object = answer_number(row, ROW_OBJECT, -1);
	long long program = answer_number(row, ROW_PROGRAM, -1);
	size_t number;

	if (object < 0 || (size_t)object >= matrix->object_count || program < 0 ||
	    (size_t)program >= matrix->objects[object].count)
		return NULL;
	number = matrix_first_program(matrix, (size_t)object) + (size_t)program;
	if (column->heard[number])
		return NULL;
	column->heard[number] = true;
	return matrix_at(matrix, column->kernel, number);
}

/* Takes what the runs returned: no more numbers than there are runs, and nothing but numbers. */
static int take_returns(struct matrix_cell *cell, struct json_object *row, size_t runs)
{
	const char *trouble = answer_text(row, ROW_RUN_TROUBLE);
	struct json_object *list;
	size_t count;

	if (!json_object_object_get_ex(row, ROW_RETURNS, &list))
		return 0;
	if (!runs || cell->verdict != VERDICT_ACCEPT || !json_object_is_type(list, json_type_array))
		return -EPROTO;
	count = json_object_array_length(list);
	if (count > runs)
		return -EPROTO;
	cell->returns = calloc(count + 1, sizeof(*cell->returns));
	cell->run_trouble = trouble ? strdup(trouble) : NULL;
	if (!cell->returns || (trouble && !cell->run_trouble))
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		struct json_object *number = json_object_array_get_idx(list, i);

		if (!json_object_is_type(number, json_type_int))
			return -EPROTO;
		cell->returns[i] = json_object_get_int(number);
	}
	cell->return_count = count;
	return 0;
}

/* How many runs were asked for of the program with this number. */
static size_t count_runs(const struct matrix_options *options, size_t program)
{
	size_t ranged = options->runs ? test_runs_total(&options->runs[program]) : 0;
	size_t triggered = options->triggers ? options->triggers[program].count : 0;

	if (ranged || triggered || !options->loads)
		return ranged + triggered;
	return options->loads[program].run;
}

static int take_row(void *context, enum answer kind, struct json_object *row)
{
	struct column *column = context;
	const char *message = answer_text(row, ROW_MESSAGE);
	const char *log = answer_text(row, ROW_LOG);
	const struct matrix_cell *first_cell = matrix_at(column->matrix, column->kernel, 0);
	struct matrix_cell *cell;
	enum verdict verdict;

	if (kind != ANSWER_ROW || !message || read_verdict(answer_text(row, ROW_VERDICT), &verdict))
		return -EPROTO;
	cell = find_cell(column, row);
	if (!cell)
		return -EPROTO;
	*cell = (struct matrix_cell){
		.verdict = verdict,
		.error = (int)answer_number(row, ROW_ERRNO, 0),
		.message = strdup(message),
		.insns = answer_number(row, ROW_INSNS, -1),
		.processed = answer_number(row, ROW_PROCESSED, -1),
		.states = answer_number(row, ROW_STATES, -1),
		.peak_states = answer_number(row, ROW_PEAK_STATES, -1),
		.microseconds = answer_number(row, ROW_MICROSECONDS, -1),
		.log = log ? strdup(log) : NULL,
	};
	if (!cell->message || (log && !cell->log))
		return -ENOMEM;
	return take_returns(cell, row, count_runs(column->options, (size_t)(cell - first_cell)));
}

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
	json_object_object_add(description, JOB_PROGRAMS,
			       describe_names(object->programs, object->count));
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
	return job;
}

/* Returns the descriptor of the initramfs that every kernel boots, or a negative errno. */
static int make_initramfs(const struct matrix *matrix, const struct matrix_options *options,
			  struct failure *why)
{
	struct json_object *job = describe_job(matrix, options);
	const char *text = json_object_to_json_string_ext(job, JSON_C_TO_STRING_PLAIN);
	struct initramfs *initramfs;
	char path[512];
	int error;

	if (!text) {
		json_object_put(job);
		return out_of_memory(why);
	}
	error = initramfs_begin(NULL, &initramfs, why);
	if (error) {
		json_object_put(job);
		return error;
	}
	error = initramfs_add_bytes(initramfs, GUEST_JOB, text, strlen(text), 0644, why);
	for (size_t i = 0; i < matrix->object_count && !error; i++) {
		const struct object *object = &matrix->objects[i];

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

/* The kernel is booted, and says it all again. */
static bool forget_rows(void *context)
{
	struct column *column = context;

	for (size_t i = 0; i < column->matrix->program_count; i++) {
		struct matrix_cell *cell = matrix_at(column->matrix, column->kernel, i);

		empty_cell(cell);
		*cell = (struct matrix_cell){ 0 };
		column->heard[i] = false;
	}
	return true;
}

/* Gives the programs that no row came for the reason. */
static int fill_gaps(struct column *column, const struct vm_task *task, struct failure *why)
{
	const char *reason = task->done ? "the guest did not say how it went" : task->why.text;

	for (size_t i = 0; i < column->matrix->program_count; i++) {
		struct matrix_cell *cell = matrix_at(column->matrix, column->kernel, i);

		if (column->heard[i] && cell->message)
			continue;
		empty_cell(cell);
		*cell = (struct matrix_cell){
			.verdict = VERDICT_ERROR,
			.message = strdup(reason),
			.insns = -1,
			.processed = -1,
			.states = -1,
			.peak_states = -1,
			.microseconds = -1,
		};
		if (!cell->message)
			return out_of_memory(why);
	}
	return 0;
}

static int run_columns(struct matrix *matrix, struct column *columns, struct vm_task *tasks,
		       const struct matrix_options *options, const struct watch *watch,
		       struct failure *why)
{
	const struct vms_options machines = { options->jobs, options->accel };
	/* With a log each program is loaded twice. */
	unsigned int loads = options->log || options->loads ? 2 : 1;
	int initramfs = make_initramfs(matrix, options, why);
	int error;

	if (initramfs < 0)
		return initramfs;
	for (size_t i = 0; i < matrix->kernels->count; i++) {
		columns[i].matrix = matrix;
		columns[i].kernel = i;
		columns[i].options = options;
		tasks[i].name = matrix->kernels->images[i].name;
		tasks[i].forget = forget_rows;
		tasks[i].config = (struct vm_config){
			.may_resume = true,
			.image = matrix->kernels->images[i].path,
			.initramfs = initramfs,
			.boot_seconds = BOOT_SECONDS,
			.silence_seconds = loads * options->program_seconds + GRACE_SECONDS,
			.answer = take_row,
			.context = &columns[i],
		};
	}
	error = vms_run(tasks, matrix->kernels->count, &machines, watch, why);
	close(initramfs);
	for (size_t i = 0; i < matrix->kernels->count && !error; i++)
		error = fill_gaps(&columns[i], &tasks[i], why);
	return error;
}

int matrix_run(const struct kernel_images *kernels, const struct object *objects,
	       size_t object_count, const struct matrix_options *options, const struct watch *watch,
	       struct matrix *matrix, struct failure *why)
{
	struct column *columns = calloc(kernels->count, sizeof(*columns));
	struct vm_task *tasks = calloc(kernels->count, sizeof(*tasks));
	struct matrix_options complete = *options;
	bool *heard;
	int error;

	*matrix = (struct matrix){
		.kernels = kernels,
		.objects = objects,
		.object_count = object_count,
	};
	matrix->program_count = matrix_first_program(matrix, object_count);
	matrix->cells = calloc(kernels->count * matrix->program_count, sizeof(*matrix->cells));
	heard = calloc(kernels->count * matrix->program_count, sizeof(*heard));
	if (!complete.program_seconds)
		complete.program_seconds = PROGRAM_SECONDS;
	if (columns && tasks && matrix->cells && heard) {
		for (size_t i = 0; i < kernels->count; i++)
			columns[i].heard = heard + i * matrix->program_count;
		error = run_columns(matrix, columns, tasks, &complete, watch, why);
	} else {
		error = out_of_memory(why);
	}
	free(heard);
	free(columns);
	free(tasks);
	if (error)
		matrix_free(matrix);
	return error;
}

void matrix_free(struct matrix *matrix)
{
	for (size_t i = 0; matrix->cells && i < matrix->kernels->count * matrix->program_count; i++)
		empty_cell(&matrix->cells[i]);
	free(matrix->cells);
	matrix->cells = NULL;
}
