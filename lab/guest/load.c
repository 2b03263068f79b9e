// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Loads every program of every object, each alone, in a worker process that writes a row for each
 * into a pipe. One that crashes libbpf or never ends takes its worker with it, and no other
 * program: another worker goes on behind it. What it took is the row of the program that it was at.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/guest/attempt.h"
#include "lab/guest/guest.h"
#include "lab/guest/prepare.h"
#include "lab/load-options.h"
#include "lab/protocol.h"
#include "lab/test-run.h"
#include "lab/triggers.h"

/* linux/bpf.h of user space lacks the verifier's log levels: */
enum {
	LOG_EVERYTHING = 1, /* instructions and states */
	LOG_NUMBERS = 4, /* the closing numbers; with any level come the last words */
};

/* The verifier's own words with LOG_NUMBERS are a few lines. */
#define LAST_WORDS_SIZE (256 << 10)
/* Older kernels keep the beginning of a log that does not fit, so that the whole must fit. */
#define WHOLE_LOG_SIZE (96 << 20)

/* What is asked of one program. */
struct request {
	const char *path;
	const char *name;
	int seconds;
	bool want_log;
	struct test_runs runs;
	struct load_options options;
	struct json_object *along; /* names of programs that are loaded with it; NULL for none */
	struct triggers triggers;
	struct json_object *settings; /* NULL: load the object as it is */
};

static bool is_along(const struct request *request, const char *name)
{
	for (size_t i = 0; request->along && i < json_object_array_length(request->along); i++)
		if (!strcmp(json_object_get_string(json_object_array_get_idx(request->along, i)),
			    name))
			return true;
	return false;
}

/* Lets libbpf load only the program and those that go along. Returns it, or NULL. */
static struct bpf_program *choose(struct bpf_object *object, const struct request *request)
{
	struct bpf_program *program, *wanted = NULL;

	bpf_object__for_each_program (program, object) {
		const char *name = bpf_program__name(program);
		bool is_wanted = !wanted && !strcmp(name, request->name);

		bpf_program__set_autoload(program, is_wanted || is_along(request, name));
		if (is_wanted)
			wanted = program;
	}
	return wanted;
}

/* Types of maps that a process without CAP_BPF may make on every kernel. */
static bool is_for_everyone(const struct bpf_map *map)
{
	switch (bpf_map__type(map)) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return !(bpf_map__map_flags(map) & BPF_F_ZERO_SEED);
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_CGROUP_ARRAY:
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
	case BPF_MAP_TYPE_RINGBUF:
	case BPF_MAP_TYPE_USER_RINGBUF:
		return true;
	default:
		return false;
	}
}

/* A program can do without the others unless it uses them, and then it is its own fault. */
static void leave_out_maps(struct bpf_object *object)
{
	struct bpf_map *map;

	bpf_object__for_each_map (map, object)
		if (!is_for_everyone(map))
			bpf_map__set_autocreate(map, false);
}

/* bpf_object__load() with the capabilities that were asked for. */
static int load_limited(struct bpf_object *object, const struct load_options *options)
{
	const char *trouble = NULL;
	int error;

	if (!options->limited)
		return bpf_object__load(object);
	if (!capabilities_suffice(options->capabilities))
		leave_out_maps(object);
	trouble = privilege_limit(options->capabilities);
	if (trouble)
		return attempt_refuse(trouble);
	error = bpf_object__load(object);
	trouble = privilege_restore();
	return trouble ? attempt_refuse(trouble) : error;
}

/* Returns NULL, or what only the object's loader can do. */
static const char *prepare(struct bpf_object *object, struct bpf_program *wanted,
			   const struct request *request, struct notes *notes)
{
	const char *trouble;

	if (!request->settings)
		return NULL;
	trouble = prepare_program(wanted, request->settings, notes);
	if (!trouble)
		trouble = prepare_variables(object, request->settings);
	if (!trouble)
		prepare_maps(object, notes);
	return trouble;
}

static void run_loaded(struct bpf_object *object, const struct bpf_program *program,
		       const struct request *request, struct json_object *row)
{
	if (request->runs.count)
		test_run_all(program, &request->runs, row);
	else if (request->triggers.count)
		attach_and_trigger(object, program, &request->triggers, row);
	else if (request->options.run)
		test_run_zeroes(program, row);
}

/*
 * Loads the program with this log level; log receives what the verifier wrote. Given a row, runs
 * what it loaded. Returns libbpf's.
 */
static int try_load(const struct request *request, unsigned int level, char *log, size_t size,
		    struct json_object *row)
{
	struct notes notes = { "" };
	struct bpf_program *wanted;
	struct bpf_object *object;
	const char *trouble;
	int error = -ENOENT;

	attempt_begin(request->name);
	log[0] = '\0';
	object = bpf_object__open_file(request->path, NULL);
	if (!object)
		return -errno;
	wanted = choose(object, request);
	if (wanted) {
		bpf_program__set_flags(wanted, bpf_program__flags(wanted) | request->options.flags);
		bpf_program__set_log_level(wanted, level);
		bpf_program__set_log_buf(wanted, log, size);
		trouble = prepare(object, wanted, request, &notes);
		error = trouble ? attempt_refuse(trouble) : load_limited(object, &request->options);
	}
	attempt_end();
	if (row && notes.text[0])
		row_set_text(row, ROW_NOTE, notes.text);
	if (!error && row)
		run_loaded(object, wanted, request, row);
	bpf_object__close(object);
	return error;
}

/* The whole log comes from a load of its own: it may be cut or fail for its size, the verdict not.
 */
static void add_log(struct json_object *row, const struct request *request)
{
	unsigned int level = request->options.log_level;
	char *log = malloc(WHOLE_LOG_SIZE);
	size_t length;

	if (!log)
		return;
	try_load(request, (level ? level : LOG_EVERYTHING) | LOG_NUMBERS, log, WHOLE_LOG_SIZE,
		 NULL);
	length = strlen(log);
	row_set_text(row, ROW_LOG,
		     length > PROTOCOL_LOG_LIMIT ? log + length - PROTOCOL_LOG_LIMIT : log);
	free(log);
}

/* A program of the job, by its numbers. */
struct place {
	size_t object, program;
};

/* The job's objects. */
struct work {
	struct json_object *objects;
	struct request request; /* what all programs have in common */
};

static struct json_object *object_at(const struct work *work, size_t number)
{
	return json_object_array_get_idx(work->objects, number);
}

static size_t count_programs(const struct work *work, size_t object)
{
	return json_object_array_length(
		json_object_object_get(object_at(work, object), JOB_PROGRAMS));
}

/* Goes on to the first program from here on; passes over objects without any. */
static bool find_next(const struct work *work, struct place *place)
{
	while (place->object < json_object_array_length(work->objects) &&
	       place->program >= count_programs(work, place->object)) {
		place->object++;
		place->program = 0;
	}
	return place->object < json_object_array_length(work->objects);
}

/* Reads how the program is to be run. Returns 0 or -EPROTO. */
static int read_runs(struct json_object *object, size_t number, struct request *request)
{
	struct json_object *runs, *triggers;
	int error = 0;

	if (json_object_object_get_ex(object, JOB_RUNS, &runs))
		error = test_runs_from_json(json_object_array_get_idx(runs, number),
					    &request->runs);
	if (!error && json_object_object_get_ex(object, JOB_TRIGGERS, &triggers))
		error = triggers_from_json(json_object_array_get_idx(triggers, number),
					   &request->triggers);
	return error;
}

/* Returns -EPROTO where the job makes no sense. */
static int read_request(const struct work *work, struct place place, struct request *request)
{
	struct json_object *object = object_at(work, place.object);
	struct json_object *programs = json_object_object_get(object, JOB_PROGRAMS);
	struct json_object *options = json_object_object_get(object, JOB_OPTIONS);

	*request = work->request;
	request->path = json_object_get_string(json_object_object_get(object, JOB_PATH));
	request->along = json_object_object_get(object, JOB_ALONG);
	request->name = json_object_get_string(json_object_array_get_idx(programs, place.program));
	if (read_runs(object, place.program, request))
		return -EPROTO;
	return options ? load_options_from_json(json_object_array_get_idx(options, place.program),
						&request->options)
		       : 0;
}

static struct json_object *load_one(const struct request *request, char *log)
{
	struct json_object *row = json_object_new_object();
	int error = try_load(request, LOG_NUMBERS, log, LAST_WORDS_SIZE, row);

	attempt_judge(row, error, log);
	if (request->want_log || request->options.log_level)
		add_log(row, request);
	return row;
}

/*
 * The worker's life: loads all programs from here on, one after the other, and writes a line with
 * its row for each. libbpf finds out what the kernel can do once, not for each program.
 */
static void load_from(const struct work *work, struct place place, int file)
{
	char *log = malloc(LAST_WORDS_SIZE);
	FILE *out = fdopen(file, "w");
	struct request request;

	if (!log || !out)
		_exit(1);
	attempt_keep_warnings();
	for (; find_next(work, &place); place.program++) {
		struct json_object *row;

		if (read_request(work, place, &request))
			_exit(1);
		row = load_one(&request, log);
		fprintf(out, "%s\n", json_object_to_json_string_ext(row, JSON_C_TO_STRING_PLAIN));
		json_object_put(row);
		if (fflush(out))
			_exit(1);
	}
	_exit(0);
}

/* Ends the worker and says how it ended, which was too early. */
static const char *end_worker(pid_t worker, bool late, char *text, size_t size)
{
	int status = 0;

	if (late)
		kill(worker, SIGKILL);
	while (waitpid(worker, &status, 0) < 0 && errno == EINTR)
		;
	if (late)
		return "the kernel was not done with it within the deadline";
	if (WIFSIGNALED(status))
		snprintf(text, size, "the process that loaded it died of signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		snprintf(text, size, "the process that loaded it ended with status %d",
			 WEXITSTATUS(status));
	else
		return "the process that loaded it did not say how it went";
	return text;
}

static void report_row(struct json_object *row, struct place place)
{
	row_set_text(row, EVENT_KIND, EVENT_ROW);
	json_object_object_add(row, ROW_OBJECT, json_object_new_int((int)place.object));
	json_object_object_add(row, ROW_PROGRAM, json_object_new_int((int)place.program));
	report(row);
}

/* Passes on the rows that the worker has to tell. Returns whether it was late with the next one. */
static bool pass_on_rows(const struct work *work, struct place *place, int file)
{
	struct line_reader reader = { .file = file };
	char *line;
	int error = 0;

	while (find_next(work, place) &&
	       !(error = read_line(&reader, work->request.seconds, &line))) {
		struct json_object *row = json_tokener_parse(line);

		if (!row)
			break;
		report_row(row, *place);
		place->program++;
	}
	free(reader.text);
	return error == -ETIMEDOUT;
}

/* Has one worker load programs, from the first that has no row yet, until one ends it. */
static void run_worker(const struct work *work, struct place *place)
{
	const char *bad = "cannot start a process to load it";
	struct json_object *row;
	char how[128];
	int file[2];
	bool late;
	pid_t worker;

	if (!pipe(file)) {
		worker = fork();
		if (worker == 0) {
			close(file[0]);
			load_from(work, *place, file[1]);
		}
		close(file[1]);
		if (worker > 0) {
			late = pass_on_rows(work, place, file[0]);
			bad = end_worker(worker, late, how, sizeof(how));
		}
		close(file[0]);
	}
	if (!find_next(work, place))
		return;
	row = json_object_new_object();
	row_set_verdict(row, VERDICT_NAME_ERROR, 0, bad);
	report_row(row, *place);
	place->program++;
}

/* A job that makes no sense is told before anything is loaded. Returns false for such a one. */
static bool makes_sense(const struct work *work)
{
	struct request request;

	for (struct place place = { 0, 0 }; find_next(work, &place); place.program++)
		if (read_request(work, place, &request)) {
			report_trouble("the job's runs or options of %s make no sense",
				       request.path);
			return false;
		}
	return true;
}

void load_job(struct json_object *job)
{
	const struct work work = {
		.objects = json_object_object_get(job, JOB_OBJECTS),
		.request = {
			.seconds = json_object_get_int(json_object_object_get(job, JOB_SECONDS)),
			.want_log =
				json_object_get_boolean(json_object_object_get(job, JOB_LOG)),
			.settings = json_object_object_get(job, JOB_SETTINGS),
		},
	};
	struct place place = { 0, 0 };

	network_bring_up();
	network_make_route();
	if (!makes_sense(&work))
		return;
	while (find_next(&work, &place))
		run_worker(&work, &place);
}
