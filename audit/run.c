// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Compiles, asks, and compiles what is missing; see run.h. */
#include "audit/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "audit/ir/simplify.h"
#include "lab/cache.h"
#include "llvm-pass/support/array.h"

/* A chain of files that only call on is no longer than that. */
#define MOST_ROUNDS 8
/* A function or a table that more files have than these is none that can be followed. */
#define MOST_FILES 48

/* Files that have what every audit needs: the flags of types, and the maps. */
static const char *const first_files[] = { "kernel/bpf/btf.c", "kernel/bpf/verifier.c" };

#define LIKELY_FILE(path) path,
static const char *const likely[] = {
#include "audit/tree/likely.def"
};
#undef LIKELY_FILE

/* What the last audit in this folder read, a line each. */
static const char list_name[] = "files";

static int want(struct run *run, const char *path)
{
	char **asked;

	path = sources_compiled(&run->sources, path);
	if (names_get(&run->files, path) != NAMES_NONE)
		return 0;
	asked = array_grow(run->asked, run->files.count, sizeof(char *));
	if (!asked)
		return -ENOMEM;
	run->asked = asked;
	if (names_add(&run->files, path, strlen(path), 1))
		return -ENOMEM;
	asked[run->files.count - 1] = run->files.items[run->files.count - 1].text;
	return 0;
}

/* The files that an index of sources has under a name. */
static int want_all(struct run *run, const struct names *index, const char *name)
{
	size_t length = strlen(name), place = NAMES_NONE, count = 0, last = NAMES_NONE;
	int error = 0;

	while ((place = names_next(index, name, length, place)) != NAMES_NONE) {
		count += index->items[place].index != last;
		last = index->items[place].index;
	}
	while (!error && count <= MOST_FILES &&
	       (place = names_next(index, name, length, place)) != NAMES_NONE)
		error = want(run, run->sources.paths[index->items[place].index]);
	return error;
}

static bool is_in_sources(const struct run *run, const char *path)
{
	for (size_t i = 0; i < run->sources.count; i++)
		if (!strcmp(run->sources.paths[i], path))
			return true;
	return false;
}

/* So that one run of make does what else takes one for each round. */
static int want_last(struct run *run)
{
	char *path, *text = NULL;
	int error = 0;

	if (asprintf(&path, "%s/%s", run->tree.output, list_name) < 0)
		return -ENOMEM;
	if (!cache_read_file(path, &text, NULL))
		for (char *line = strtok(text, "\n"); line && !error; line = strtok(NULL, "\n"))
			if (is_in_sources(run, line))
				error = want(run, line);
	free(text);
	free(path);
	return error;
}

static int write_last(const struct run *run, struct failure *why)
{
	char *path, *text = NULL;
	size_t size;
	FILE *out;
	int error;

	if (asprintf(&path, "%s/%s", run->tree.output, list_name) < 0)
		return -ENOMEM;
	out = open_memstream(&text, &size);
	for (size_t i = 0; out && i < run->files.count; i++)
		fprintf(out, "%s\n", run->asked[i]);
	error = !out || fclose(out) ? -ENOMEM : cache_write_file(path, text, size, why);
	free(text);
	free(path);
	return error;
}

static int want_first(struct run *run)
{
	int error = want_all(run, &run->sources.tables, "bpf_func_proto");

	if (!error)
		error = want_all(run, &run->sources.tables, "btf_id_set8");
	for (size_t i = 0; i < sizeof(first_files) / sizeof(*first_files) && !error; i++)
		error = want(run, first_files[i]);
	return error ? error : want_last(run);
}

/* Reads files from first on, of which IR has the names; NULL where one did not compile. */
static int read_ir(struct run *run, size_t first, char *const *ir, struct failure *why)
{
	int error = 0;

	for (size_t i = first; i < run->files.count && !error; i++) {
		watch_status(run->tree.watch, "%s is read", run->asked[i]);
		if (ir[i - first])
			error = program_read(&run->program, run->asked[i], ir[i - first], why);
		else
			run->files.items[i].index = 0;
	}
	return error;
}

/* Takes a file to be made, where it was not. */
static int take(struct run *run, char *path, char **targets, size_t *count)
{
	if (names_get(&run->made, path) != NAMES_NONE)
		return 0;
	targets[(*count)++] = path;
	return names_add(&run->made, path, strlen(path), 0);
}

/* Has files from first on compiled, and with the first what is likely to be asked for later. */
static int compile(struct run *run, size_t first, struct failure *why)
{
	const size_t likely_count = sizeof(likely) / sizeof(*likely);
	char **targets = calloc(run->files.count + likely_count, sizeof(*targets));
	size_t count = 0;
	int error = targets ? 0 : -ENOMEM;

	for (size_t i = first; i < run->files.count && !error; i++)
		error = take(run, run->asked[i], targets, &count);
	for (size_t i = 0; i < likely_count && !first && !error; i++)
		if (is_in_sources(run, likely[i]))
			error = take(run, (char *)likely[i], targets, &count);
	if (!error && count)
		error = tree_compile(&run->tree, targets, count, !first, why);
	free(targets);
	return error;
}

/* Compiles, simplifies and reads files from first on. */
static int read_files(struct run *run, size_t first, struct failure *why)
{
	size_t count = run->files.count - first;
	char **ir = calloc(count + 1, sizeof(*ir));
	int error = ir ? compile(run, first, why) : -ENOMEM;

	for (size_t i = 0; i < count && !error; i++)
		ir[i] = tree_ir(&run->tree, run->asked[first + i]);
	if (!error) {
		watch_status(run->tree.watch, "%zu files are simplified", count);
		simplify_files(ir, count);
		error = read_ir(run, first, ir, why);
	}
	for (size_t i = 0; ir && i < count; i++)
		free(ir[i]);
	free(ir);
	return error;
}

static int judge_prototypes(struct run *run)
{
	const struct prototypes *prototypes = &run->prototypes;

	run->judgements = calloc(prototypes->arguments + 1, sizeof(*run->judgements));
	if (!run->judgements)
		return -ENOMEM;
	for (size_t i = 0; i < prototypes->count; i++)
		for (unsigned int k = 0; k < ARGUMENTS; k++) {
			int error;

			if (!prototypes->items[i].arguments[k].declared)
				continue;
			error = judge(&run->answers, &prototypes->items[i], k,
				      &run->judgements[run->judgement_count++]);
			if (error)
				return error;
		}
	return 0;
}

static int judge_kfuncs(struct run *run)
{
	run->kfunc_judgements = calloc(run->kfuncs.count + 1, sizeof(*run->kfunc_judgements));
	if (!run->kfunc_judgements)
		return -ENOMEM;
	for (size_t i = 0; i < run->kfuncs.count; i++) {
		int error = judge_kfunc(&run->answers, &run->kfuncs.items[i],
					&run->kfunc_judgements[i]);

		if (error)
			return error;
		run->kfunc_judgement_count++;
	}
	return 0;
}

static void forget_answers(struct run *run)
{
	answers_close(&run->answers);
	prototypes_free(&run->prototypes);
	kfuncs_free(&run->kfuncs);
	free(run->judgements);
	free(run->kfunc_judgements);
	run->judgements = NULL;
	run->kfunc_judgements = NULL;
	run->judgement_count = run->kfunc_judgement_count = 0;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int ask_all(struct run *run, struct failure *why)
{
	double start = now();
	int error;

	forget_answers(run);
	error = answers_open(&run->answers, &run->program);
	if (!error)
		error = prototypes_read(&run->program, &run->prototypes, why);
	if (!error)
		error = kfuncs_read(&run->program, &run->kfuncs, &run->answers.missing);
	if (!error)
		error = judge_prototypes(run);
	if (!error)
		error = judge_kfuncs(run);
	run->seconds = now() - start;
	return error;
}

static int want_missing(struct run *run)
{
	const struct answers *answers = &run->answers;
	int error = 0;

	for (size_t i = 0; i < answers->missing.count && !error; i++)
		error = want_all(run, &run->sources.functions, answers->missing.items[i].text);
	for (size_t i = 0; i < answers->tables.count && !error; i++)
		error = want_all(run, &run->sources.tables, answers->tables.items[i].text);
	return error;
}

int run_audit(struct run *run, const struct request *request, struct failure *why)
{
	size_t read = 0;
	int error = tree_open(&run->tree, request->directory, request->output, request->llvm,
			      request->watch, why);

	if (!error)
		error = tree_prepare(&run->tree, why);
	if (!error)
		error = sources_scan(&run->sources, run->tree.source, run->tree.config, why);
	if (!error)
		error = program_open(&run->program);
	if (!error)
		error = want_first(run);
	for (unsigned int round = 0; round < MOST_ROUNDS && !error && read < run->files.count;
	     round++) {
		error = read_files(run, read, why);
		read = run->files.count;
		if (!error)
			error = ask_all(run, why);
		if (!error)
			error = want_missing(run);
	}
	return error ? error : write_last(run, why);
}

void run_close(struct run *run)
{
	forget_answers(run);
	program_close(&run->program);
	sources_free(&run->sources);
	tree_close(&run->tree);
	names_free(&run->files);
	names_free(&run->made);
	free(run->asked);
	*run = (struct run){ 0 };
}
