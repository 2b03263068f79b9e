// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Loads every program of every object, each alone and in a process of its own, so that one that
 * crashes libbpf or never ends takes no other with it. The process writes its row into a pipe and
 * exits with 0; a row counts only if both happened in time.
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

/* The child's whole life: loads one program, writes its row into file. */
static void load_one(const struct request *request, int file)
{
	struct json_object *row = json_object_new_object();
	char *log = malloc(LAST_WORDS_SIZE);
	FILE *out = fdopen(file, "w");
	int error;

	if (!row || !log || !out)
		_exit(1);
	attempt_keep_warnings();
	error = try_load(request, LOG_NUMBERS, log, LAST_WORDS_SIZE, row);
	attempt_judge(row, error, log);
	if (request->want_log || request->options.log_level)
		add_log(row, request);
	fputs(json_object_to_json_string_ext(row, JSON_C_TO_STRING_PLAIN), out);
	_exit(fclose(out) ? 1 : 0);
}

/* Ends the child and says how it ended; NULL if it ended well by itself. */
static const char *end_child(pid_t child, bool late, char *text, size_t size)
{
	int status = 0;

	if (late)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (late)
		return "the kernel was not done with it within the deadline";
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return NULL;
	if (WIFSIGNALED(status))
		snprintf(text, size, "the process that loaded it died of signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(text, size, "the process that loaded it ended with status %d",
			 WEXITSTATUS(status));
	return text;
}

/* Returns the program's row, whatever happens to the child. */
static struct json_object *load_in_child(const struct request *request)
{
	struct json_object *row = NULL;
	const char *bad = "cannot start a process to load it";
	char *text = NULL, how[128];
	int file[2], error;
	pid_t child;

	if (pipe(file))
		goto no_row;
	child = fork();
	if (child == 0) {
		close(file[0]);
		load_one(request, file[1]);
	}
	close(file[1]);
	if (child > 0) {
		error = read_all(file[0], request->seconds, &text);
		bad = end_child(child, error == -ETIMEDOUT, how, sizeof(how));
	}
	close(file[0]);
	if (!bad && !(row = json_tokener_parse(text)))
		bad = "the process that loaded it did not say how it went";
no_row:
	if (bad) {
		row = json_object_new_object();
		row_set_verdict(row, VERDICT_NAME_ERROR, 0, bad);
	}
	free(text);
	return row;
}

/* Reads how the program with this number in the object is to be run. Returns 0 or -EPROTO. */
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

/* Loads the programs of an object; number is its place in the job. */
static void load_object(struct json_object *object, int number, struct request *request)
{
	struct json_object *programs = json_object_object_get(object, JOB_PROGRAMS);
	struct json_object *options = json_object_object_get(object, JOB_OPTIONS);

	request->path = json_object_get_string(json_object_object_get(object, JOB_PATH));
	request->along = json_object_object_get(object, JOB_ALONG);
	for (size_t i = 0; i < json_object_array_length(programs); i++) {
		struct json_object *row;

		if (read_runs(object, i, request)) {
			report_trouble("the job's runs of %s make no sense", request->path);
			return;
		}
		if (options && load_options_from_json(json_object_array_get_idx(options, i),
						      &request->options)) {
			report_trouble("the job's options of %s make no sense", request->path);
			return;
		}
		request->name = json_object_get_string(json_object_array_get_idx(programs, i));
		row = load_in_child(request);
		row_set_text(row, EVENT_KIND, EVENT_ROW);
		json_object_object_add(row, ROW_OBJECT, json_object_new_int(number));
		json_object_object_add(row, ROW_PROGRAM, json_object_new_int((int)i));
		report(row);
	}
}

void load_job(struct json_object *job)
{
	struct json_object *objects = json_object_object_get(job, JOB_OBJECTS);
	struct request request = {
		.seconds = json_object_get_int(json_object_object_get(job, JOB_SECONDS)),
		.want_log = json_object_get_boolean(json_object_object_get(job, JOB_LOG)),
		.settings = json_object_object_get(job, JOB_SETTINGS),
	};

	network_bring_up();
	network_make_route();
	for (size_t i = 0; i < json_object_array_length(objects); i++)
		load_object(json_object_array_get_idx(objects, i), (int)i, &request);
}
