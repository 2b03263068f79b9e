// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs the programs of plain and of mended objects in the interpreter, over the same inputs, and
 * says where they differ: in what is returned (32 bits of it, which is what every program type
 * looks at), the context, the packet, maps, globals, what was said to the outside, or in that one
 * of them does what no verifier may let it do.
 *
 *	compare-objects [--seed S] [--runs N] PLAIN MENDED [PLAIN MENDED]...
 *	compare-objects --one PROGRAM --input SEED PLAIN MENDED		one run, with all it did
 *	compare-objects --list OBJECT...				the programs
 *
 * A line for each program that differs: file, program, the input's seed, what. A plain program that
 * faults, or does another thing if what it never wrote has other bytes, is no ground to compare
 * with: such runs are counted apart, with a line for the first of each program. Ends with 0 if
 * nothing differs, 1 if something does, 2 if something could not be done or nothing was run.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "selftests/interpreter/outcome.h"

enum { EXIT_NOT_DONE = 2, DEFAULT_RUNS = 256, TRIES_TO_RUN = 16, MOST_REASONS = 64 };

/* Mending makes programs longer. */
enum { MENDED_BUDGET = 4 * DEFAULT_BUDGET };

struct options {
	uint64_t seed, runs, input;
	const char *one;
	bool list, has_input;
};

struct reason {
	char text[96];
	size_t programs;
};

struct counts {
	size_t programs, compared, runs, differ, faulty, faults, unwritten_programs, unwritten;
	uint64_t executed;
	struct reason reasons[MOST_REASONS];
	size_t reason_count;
};

struct pair {
	const char *plain_path, *mended_path;
	struct bytecode plain, mended;
	/* again: the plain program, once more, with what is not written as it is when mended. */
	struct machine *of_plain, *of_mended, *again;
};

static void count_reason(struct counts *counts, const char *text)
{
	size_t i = 0;

	while (i < counts->reason_count && strcmp(counts->reasons[i].text, text) != 0)
		i++;
	if (i == MOST_REASONS)
		i--;
	if (i == counts->reason_count)
		snprintf(counts->reasons[counts->reason_count++].text,
			 sizeof(counts->reasons[i].text), "%s", text);
	counts->reasons[i].programs++;
}

static void close_pair(struct pair *pair)
{
	struct machine *machines[] = { pair->of_plain, pair->of_mended, pair->again };

	for (size_t i = 0; i < 3; i++) {
		if (machines[i])
			machine_close(machines[i]);
		free(machines[i]);
	}
	bytecode_close(&pair->plain);
	bytecode_close(&pair->mended);
}

static int open_machine(struct machine **machine, const struct bytecode *object)
{
	int error;

	*machine = malloc(sizeof(**machine));
	if (!*machine)
		return -ENOMEM;
	error = machine_open(*machine, object);
	if (error) {
		free(*machine);
		*machine = NULL;
	}
	return error;
}

static int open_pair(struct pair *pair, struct failure *why)
{
	int error = bytecode_read(pair->plain_path, &pair->plain, why);

	if (!error)
		error = bytecode_read(pair->mended_path, &pair->mended, why);
	if (error)
		goto failed;
	error = open_machine(&pair->of_plain, &pair->plain);
	if (!error)
		error = open_machine(&pair->again, &pair->plain);
	if (!error)
		error = open_machine(&pair->of_mended, &pair->mended);
	if (error) {
		fail_with(why, error, "%s: %s", pair->plain_path, strerror(-error));
		goto failed;
	}
	pair->of_mended->budget = MENDED_BUDGET;
	return 0;

failed:
	close_pair(pair);
	return error;
}

/* What one input has shown of a program. */
enum shown { ALIKE, DIFFERS, PLAIN_FAULTS, PLAIN_READS_UNWRITTEN, PLAIN_NOT_RUN };

/* Whether the plain program does another thing if what it has not written has other bytes. */
static bool reads_unwritten(struct pair *pair, const struct function *plain,
			    const struct context_kind *kind, uint64_t input,
			    const struct outcome *first)
{
	static const unsigned char patterns[] = { PATTERN_MENDED, 0, 1, 0xff };
	char ignored[1];

	for (size_t i = 0; i < sizeof(patterns); i++) {
		struct outcome again = outcome_run(pair->again, plain, kind, input, patterns[i]);

		if (outcome_differs(pair->of_plain, pair->again, first, &again, ignored,
				    sizeof(ignored)))
			return true;
	}
	return false;
}

static enum shown try_input(struct pair *pair, const struct function *plain,
			    const struct function *mended, uint64_t input, char *text, size_t size)
{
	const struct context_kind *kind = context_kind(plain->section);
	struct outcome first = outcome_run(pair->of_plain, plain, kind, input, PATTERN_PLAIN);
	struct outcome second;

	if (first.ending == FAULT)
		outcome_describe(pair->of_plain, &first, text, size);
	if (first.ending == NOT_RUN || first.ending == TOO_LONG)
		snprintf(text, size, "%s", pair->of_plain->reason);
	if (first.ending != RETURNED && first.ending != TAIL_CALLED)
		return first.ending == FAULT ? PLAIN_FAULTS : PLAIN_NOT_RUN;
	second = outcome_run(pair->of_mended, mended, kind, input, PATTERN_MENDED);
	if (!outcome_differs(pair->of_plain, pair->of_mended, &first, &second, text, size))
		return ALIKE;
	if (reads_unwritten(pair, plain, kind, input, &first))
		return PLAIN_READS_UNWRITTEN;
	return DIFFERS;
}

/* Each program has its own inputs. */
static uint64_t input_seed(const struct options *options, const char *program, uint64_t run)
{
	return random_mix(random_mix_bytes(options->seed, program, strlen(program)), run);
}

static void tell(const char *what, const char *path, const struct function *program, uint64_t input,
		 const char *text)
{
	printf("%s: %s: %s: input %" PRIu64 ": %s\n", what, path, program->name, input, text);
}

static void compare_program(struct pair *pair, const struct function *plain,
			    const struct function *mended, const struct options *options,
			    struct counts *counts)
{
	size_t alike = 0, faults = 0, unwritten = 0;
	char text[512], not_run[512] = "";
	bool differs = false;

	for (uint64_t i = 0; i < options->runs && !differs; i++) {
		uint64_t input = input_seed(options, plain->name, i);

		switch (try_input(pair, plain, mended, input, text, sizeof(text))) {
		case ALIKE:
			alike++;
			break;
		case DIFFERS:
			differs = true;
			tell("DIFFERS", pair->mended_path, plain, input, text);
			break;
		case PLAIN_FAULTS:
			if (!faults++)
				tell("plain faults", pair->plain_path, plain, input, text);
			break;
		case PLAIN_READS_UNWRITTEN:
			if (!unwritten++)
				tell("plain reads what it never wrote", pair->plain_path, plain,
				     input, text);
			break;
		case PLAIN_NOT_RUN:
			memcpy(not_run, text, sizeof(not_run));
			break;
		}
		counts->executed += pair->of_plain->executed + pair->of_mended->executed;
		if (i + 1 == TRIES_TO_RUN && *not_run && !alike && !faults && !unwritten)
			break;
	}
	counts->runs += alike + differs;
	counts->differ += differs;
	counts->compared += alike || differs;
	counts->faults += faults;
	counts->faulty += faults != 0;
	counts->unwritten += unwritten;
	counts->unwritten_programs += unwritten != 0;
	if (!alike && !differs && *not_run)
		count_reason(counts, not_run);
}

static void compare_pair(struct pair *pair, const struct options *options, struct counts *counts)
{
	for (size_t i = 0; i < pair->plain.function_count; i++) {
		const struct function *plain = &pair->plain.functions[i], *mended;
		char text[96];

		if (!plain->program)
			continue;
		counts->programs++;
		mended = bytecode_function(&pair->mended, plain->name);
		if (!context_kind(plain->section)) {
			snprintf(text, sizeof(text), "section %s", plain->section);
			count_reason(counts, text);
		} else if (!mended || !mended->program) {
			count_reason(counts, "not in the mended object");
		} else {
			compare_program(pair, plain, mended, options, counts);
		}
	}
}

static int show_one(struct pair *pair, const struct options *options)
{
	const struct function *plain = bytecode_function(&pair->plain, options->one);
	const struct function *mended = bytecode_function(&pair->mended, options->one);
	const struct context_kind *kind = plain ? context_kind(plain->section) : NULL;
	struct outcome first, second;
	char text[512];

	if (!mended || !kind) {
		fprintf(stderr, "%s: no program %s that can be run\n", pair->plain_path,
			options->one);
		return EXIT_NOT_DONE;
	}
	first = outcome_run(pair->of_plain, plain, kind, options->input, PATTERN_PLAIN);
	printf("plain:\n");
	outcome_print(stdout, pair->of_plain, &first);
	second = outcome_run(pair->of_mended, mended, kind, options->input, PATTERN_MENDED);
	printf("mended:\n");
	outcome_print(stdout, pair->of_mended, &second);
	switch (try_input(pair, plain, mended, options->input, text, sizeof(text))) {
	case ALIKE:
		printf("alike\n");
		return 0;
	case DIFFERS:
		printf("DIFFERS: %s\n", text);
		return 1;
	case PLAIN_READS_UNWRITTEN:
		printf("plain reads what it never wrote\n");
		return EXIT_NOT_DONE;
	default:
		printf("plain: %s\n", text);
		return EXIT_NOT_DONE;
	}
}

static int list(const char *path)
{
	struct failure why = { "" };
	struct bytecode object;

	if (bytecode_read(path, &object, &why)) {
		fprintf(stderr, "%s\n", why.text);
		return EXIT_NOT_DONE;
	}
	for (size_t i = 0; i < object.function_count; i++)
		if (object.functions[i].program)
			printf("%s: %s: %s\n", path, object.functions[i].name,
			       object.functions[i].section);
	bytecode_close(&object);
	return 0;
}

static void print_counts(const struct counts *counts)
{
	size_t not_run = counts->programs - counts->compared;

	printf("%zu programs, %zu compared in %zu runs, %" PRIu64 " instructions executed, "
	       "%zu programs differ\n",
	       counts->programs, counts->compared, counts->runs, counts->executed, counts->differ);
	printf("%zu programs not compared, %zu plain programs fault (in %zu runs), "
	       "%zu plain programs read what they never wrote (in %zu runs)\n",
	       not_run, counts->faulty, counts->faults, counts->unwritten_programs,
	       counts->unwritten);
	for (size_t i = 0; i < counts->reason_count; i++)
		printf("not run: %s: %zu programs\n", counts->reasons[i].text,
		       counts->reasons[i].programs);
}

static bool parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "seed", required_argument, NULL, 's' },  { "runs", required_argument, NULL, 'r' },
		{ "one", required_argument, NULL, 'o' },   { "list", no_argument, NULL, 'l' },
		{ "input", required_argument, NULL, 'i' }, { 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		char *end = NULL;

		if (option == 'o')
			options->one = optarg;
		else if (option == 'l')
			options->list = true;
		else if (option == 's')
			options->seed = strtoull(optarg, &end, 10);
		else if (option == 'r')
			options->runs = strtoull(optarg, &end, 10);
		else if (option == 'i')
			options->input = strtoull(optarg, &end, 10);
		options->has_input |= option == 'i';
		if (option == '?' || (end && (*end || end == optarg)))
			return false;
	}
	if (!options->one != !options->has_input)
		return false;
	return argc > optind && (options->list || (argc - optind) % 2 == 0);
}

int main(int argc, char **argv)
{
	struct options options = { .seed = 1, .runs = DEFAULT_RUNS };
	struct counts counts = { 0 };
	int status = 0, worst = 0;

	if (!parse(argc, argv, &options)) {
		fprintf(stderr,
			"usage: %s [--seed S] [--runs N] PLAIN MENDED [PLAIN MENDED]...\n"
			"       %s --one PROGRAM --input SEED PLAIN MENDED\n"
			"       %s --list OBJECT...\n",
			argv[0], argv[0], argv[0]);
		return EXIT_NOT_DONE;
	}
	for (int i = optind; i < argc; i += options.list ? 1 : 2) {
		struct pair pair = { .plain_path = argv[i], .mended_path = argv[i + 1] };
		struct failure why = { "" };

		if (options.list) {
			status = list(argv[i]);
		} else if (open_pair(&pair, &why)) {
			fprintf(stderr, "%s\n", why.text);
			status = EXIT_NOT_DONE;
		} else {
			if (options.one)
				status = show_one(&pair, &options);
			else
				compare_pair(&pair, &options, &counts);
			close_pair(&pair);
		}
		worst = status > worst ? status : worst;
	}
	if (options.list || options.one)
		return worst;
	print_counts(&counts);
	if (worst || !counts.runs)
		return EXIT_NOT_DONE;
	return counts.differ ? 1 : 0;
}
