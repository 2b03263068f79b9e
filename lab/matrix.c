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
#include <sys/stat.h>
#include <unistd.h>

#include "lab/matrix-job.h"
#include "lab/protocol.h"
#include "lab/vms.h"

#define PROGRAM_SECONDS 120
/* On a loaded machine an emulated kernel may take ten times the three seconds it needs. */
#define BOOT_SECONDS 90
/* The guest ends a program at its deadline; it is the guest that hangs if it says nothing then. */
#define GRACE_SECONDS 30

/* MiB. What is more than the most is not given; the guest makes maps smaller then. */
#define BASE_MEMORY 512
#define MOST_MEMORY 2048
/* Bytes that a machine has room for without being larger. */
#define QUIETLY_FITS (160ULL << 20)

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
	free(cell->note);
	free(cell->returns);
	free(cell->wrong);
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
	const char *words = answer_text(row, ROW_NOTE);
	const struct matrix_cell *first_cell = matrix_at(column->matrix, column->kernel, 0);
	struct matrix_cell *cell;
	enum verdict verdict;
	int error;

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
		.note = words ? strdup(words) : NULL,
	};
	if (!cell->message || (log && !cell->log) || (words && !cell->note))
		return -ENOMEM;
	error = take_returns(cell, row, count_runs(column->options, (size_t)(cell - first_cell)));
	if (!error && column->options->row)
		column->options->row(column->options->context, column->matrix, column->kernel,
				     (size_t)(cell - first_cell));
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

/* Gives the programs of an object that no row came for the reason. */
static int fill_gaps_of(struct column *column, size_t object, const struct vm_task *task,
			struct failure *why)
{
	const struct object *described = &column->matrix->objects[object];
	const char *reason = described->trouble ? described->trouble
			     : task->done	? "the guest did not say how it went"
						: task->why.text;
	size_t first = matrix_first_program(column->matrix, object);

	for (size_t i = first; i < first + described->count; i++) {
		struct matrix_cell *cell = matrix_at(column->matrix, column->kernel, i);

		if (column->heard[i] && cell->message)
			continue;
		empty_cell(cell);
		*cell = (struct matrix_cell){
			.verdict = VERDICT_ERROR,
			.untold = true,
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

static int fill_gaps(struct column *column, const struct vm_task *task, struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < column->matrix->object_count && !error; i++)
		error = fill_gaps_of(column, i, task, why);
	return error;
}

/* MiB: the largest maps twice, for the estimate is one, and the objects, which lie there as files.
 */
static unsigned int memory_for(const struct matrix *matrix)
{
	unsigned long long maps = 0, files = 0;

	for (size_t i = 0; i < matrix->object_count; i++) {
		const struct object *object = &matrix->objects[i];

		maps = object->maps_room > maps ? object->maps_room : maps;
		files += object->size;
	}
	maps = 2 * maps + 2 * files;
	if (maps > (unsigned long long)MOST_MEMORY << 20)
		return MOST_MEMORY;
	return maps < QUIETLY_FITS ? 0 : BASE_MEMORY + (unsigned int)(maps >> 20);
}

/* The archive and the files unpacked from it lie in memory, and files may fill half of it. */
static unsigned int memory_for_files(int initramfs)
{
	struct stat status;

	if (initramfs < 0 || fstat(initramfs, &status))
		return BASE_MEMORY;
	return BASE_MEMORY + (unsigned int)(status.st_size >> 20) * 3;
}

/* Whether there is anything that a kernel could be asked. */
static bool has_work(const struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->object_count; i++)
		if (!matrix->objects[i].trouble)
			return true;
	return false;
}

static int run_columns(struct matrix *matrix, struct column *columns, struct vm_task *tasks,
		       const struct matrix_options *options, const struct watch *watch,
		       struct failure *why)
{
	const struct vms_options machines = { options->jobs, options->accel };
	/* With a log each program is loaded twice. */
	unsigned int loads = options->log || options->loads ? 2 : 1;
	int initramfs = options->loader ? loader_job_make(options->loader, matrix->objects,
							  matrix->object_count,
							  options->program_seconds, why)
					: matrix_job_make(matrix, options, why);
	unsigned int memory = options->loader	  ? memory_for_files(initramfs)
			      : options->settings ? memory_for(matrix)
						  : 0;
	int error = 0;

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
			.memory = memory,
			.every_feature = options->loader != NULL,
			.image = matrix->kernels->images[i].path,
			.initramfs = initramfs,
			.boot_seconds = BOOT_SECONDS,
			.silence_seconds = loads * options->program_seconds + GRACE_SECONDS,
			.answer = take_row,
			.context = &columns[i],
		};
	}
	if (has_work(matrix))
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
