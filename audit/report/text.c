// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The report for people; see report.h. */
#include "audit/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "lab/cache.h"

static bool is_mismatch(unsigned int verdicts)
{
	return verdicts & ~(VERDICT_BIT(VERDICT_TRUE) | VERDICT_BIT(VERDICT_UNKNOWN));
}

static int compare_judgements(const void *a, const void *b)
{
	const struct judgement *first = a, *second = b;
	int order = strcmp(first->prototype->name, second->prototype->name);

	return order ? order : (int)first->argument - (int)second->argument;
}

static int compare_kfuncs(const void *a, const void *b)
{
	const struct kfunc_judgement *first = a, *second = b;
	int order = strcmp(first->argument->function_name, second->argument->function_name);

	return order ? order : (int)first->argument->argument - (int)second->argument->argument;
}

void report_sort(struct run *run)
{
	qsort(run->judgements, run->judgement_count, sizeof(*run->judgements), compare_judgements);
	qsort(run->kfunc_judgements, run->kfunc_judgement_count, sizeof(*run->kfunc_judgements),
	      compare_kfuncs);
}

struct figures report_figures(const struct run *run)
{
	struct figures figures = { .arguments = run->judgement_count,
				   .kfuncs = run->kfuncs.functions,
				   .kfunc_arguments = run->kfunc_judgement_count };
	struct names functions = { 0 };

	for (size_t i = 0; i < run->prototypes.count; i++) {
		const char *name = run->prototypes.items[i].function_name;

		if (names_get(&functions, name) == NAMES_NONE &&
		    !names_add(&functions, name, strlen(name), 0))
			figures.helpers++;
	}
	names_free(&functions);
	for (size_t i = 0; i < run->judgement_count; i++) {
		unsigned int verdicts = run->judgements[i].verdicts;

		figures.unknown += (verdicts & VERDICT_BIT(VERDICT_UNKNOWN)) != 0;
		figures.mismatches += is_mismatch(verdicts);
	}
	for (size_t i = 0; i < run->kfunc_judgement_count; i++) {
		unsigned int verdicts = run->kfunc_judgements[i].verdicts;

		figures.kfunc_unknown += (verdicts & VERDICT_BIT(VERDICT_UNKNOWN)) != 0;
		figures.kfunc_mismatches += is_mismatch(verdicts);
	}
	for (size_t i = 0; i < run->files.count; i++)
		if (!run->files.items[i].index) {
			figures.failed++;
			figures.unread += report_prototypes_in(run, run->files.items[i].text);
		}
	return figures;
}

size_t report_prototypes_in(const struct run *run, const char *path)
{
	static const char table[] = "bpf_func_proto";
	const struct names *tables = &run->sources.tables;
	size_t place = NAMES_NONE, count = 0;

	while ((place = names_next(tables, table, sizeof(table) - 1, place)) != NAMES_NONE)
		count += !strcmp(run->sources.paths[tables->items[place].index], path);
	return count;
}

char *report_release(const struct run *run)
{
	char *path, *text = NULL;

	if (asprintf(&path, "%s/include/config/kernel.release", run->tree.output) < 0)
		return NULL;
	if (cache_read_file(path, &text, NULL))
		text = strdup("unknown");
	free(path);
	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/*
 * clang takes from a path what it has in common with the folder that it works in: a file is
 * "builds/7.3/source/net/core/filter.c" where sources and IR are both in one cache.
 */
struct text report_path(const struct run *run, const struct bridge_place *place)
{
	const char *top = run->tree.source;
	struct text path = place->file, directory = place->directory;
	size_t length;

	if (path.length && path.start[0] != '/' && strlen(top) > directory.length &&
	    !strncmp(top, directory.start, directory.length) && top[directory.length] == '/')
		top += directory.length + 1;
	length = strlen(top);
	if (path.length > length && !strncmp(path.start, top, length) && path.start[length] == '/')
		return (struct text){ path.start + length + 1, path.length - length - 1 };
	return path;
}

struct text report_kfunc_path(const struct run *run, const struct kfunc_argument *argument)
{
	struct bridge_place place;

	if (bridge_place_of_function(argument->function, &place))
		return report_path(run, &place);
	return (struct text){ argument->path, strlen(argument->path) };
}

char *report_declared(unsigned int declared, char text[DECLARED_WORDS])
{
	static const char *const kinds[] = { "?",   "MEM",  "MAP_KEY", "MAP_VALUE",
					     "INT", "LONG", "STRING" };
	unsigned int kind = declared & DECLARED_KIND;

	snprintf(text, DECLARED_WORDS, "%s%s%s%s",
		 kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] : "?",
		 declared & RDONLY ? " | RDONLY" : "", declared & WRITE ? " | WRITE" : "",
		 declared & UNINIT ? " | UNINIT" : "");
	return text;
}

char *report_effect(const struct answer *answer, char text[EFFECT_WORDS])
{
	const char *writes = "", *reads = "";

	if (!answer || (answer->unknown.holds && !answer->writes.holds)) {
		snprintf(text, EFFECT_WORDS, "UNKNOWN");
		return text;
	}
	if (answer->reads.holds)
		reads = answer->early.holds || !answer->writes.holds ? "READS" : "";
	if (answer->writes.holds)
		writes = answer->fills == FILLS_ALL ? "WRITES_ALL" : "MAY_WRITE";
	for (size_t i = 0; i < answer->output_count && !*writes; i++)
		if (!answer->outputs[i].returned)
			writes = "KEEPS";
	snprintf(text, EFFECT_WORDS, "%s%s%s%s", reads, *reads && *writes ? " | " : "", writes,
		 *reads || *writes ? "" : "NOTHING");
	return text;
}

int report_chain_of(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_WRITES_READ_ONLY:
	case VERDICT_WRITES_UNSAID:
		return CHAIN_WRITES;
	case VERDICT_READS_WRITABLE:
	case VERDICT_READS_UNSAID:
		return CHAIN_READS;
	case VERDICT_READS_EARLY:
		return CHAIN_EARLY;
	case VERDICT_FILLS_NOT:
		return CHAIN_UNFILLED;
	case VERDICT_BEYOND:
		return CHAIN_BEYOND;
	case VERDICT_UNKNOWN:
		return CHAIN_UNKNOWN;
	default:
		return -1;
	}
}

/* For chain_visit(). */
struct printing {
	const struct run *run;
	FILE *out;
};

static void print_place(void *context, const struct bridge_place *place, const char *reason)
{
	const struct printing *printing = context;
	struct text path = report_path(printing->run, place);

	fprintf(printing->out, "    %.*s:%u: %.*s()%s%s\n", (int)path.length, path.start,
		place->line, (int)place->function.length, place->function.start, reason ? ": " : "",
		reason ? reason : "");
}

static void print_verdict(const struct printing *printing, const struct answer *answer,
			  enum verdict verdict)
{
	int chain = report_chain_of(verdict);

	if (verdict == VERDICT_UNKNOWN && answer && !answer->unknown.holds)
		chain = CHAIN_UNFILLED;
	fprintf(printing->out, "  %s\n", verdict_text(verdict));
	if (answer && chain >= 0)
		chain_visit(answer, (enum chain_of)chain, print_place, (void *)printing);
	else if (!answer)
		fprintf(printing->out, "    its code was not read\n");
}

static void print_verdicts(const struct printing *printing, const struct answer *answer,
			   unsigned int verdicts)
{
	for (int i = 0; i < VERDICTS; i++)
		if (i != VERDICT_TRUE && verdicts & VERDICT_BIT(i))
			print_verdict(printing, answer, (enum verdict)i);
}

void report_text(const struct run *run, FILE *out)
{
	struct printing printing = { run, out };
	struct figures figures = report_figures(run);
	char *release = report_release(run), words[DECLARED_WORDS];

	for (size_t i = 0; i < run->judgement_count; i++) {
		const struct judgement *judgement = &run->judgements[i];
		const struct prototype *prototype = judgement->prototype;

		if (judgement->verdicts == VERDICT_BIT(VERDICT_TRUE))
			continue;
		fprintf(out, "%s(), argument %u (%s, %s: %s)\n", prototype->function_name,
			judgement->argument + 1, prototype->path, prototype->name,
			report_declared(prototype->arguments[judgement->argument].declared, words));
		print_verdicts(&printing, judgement->answer, judgement->verdicts);
	}
	for (size_t i = 0; i < run->kfunc_judgement_count; i++) {
		const struct kfunc_judgement *judgement = &run->kfunc_judgements[i];
		const struct kfunc_argument *argument = judgement->argument;
		struct text path = report_kfunc_path(run, argument);

		if (judgement->verdicts == VERDICT_BIT(VERDICT_TRUE))
			continue;
		fprintf(out, "kfunc %s(), argument %u (%.*s: %s%s)\n", argument->function_name,
			argument->argument + 1, (int)path.length, path.start,
			argument->constant ? "const " : "", argument->name);
		print_verdicts(&printing, judgement->answer, judgement->verdicts);
	}
	for (size_t i = 0; i < run->files.count; i++)
		if (!run->files.items[i].index)
			fprintf(out,
				"%s does not compile: what it defines is unknown, %zu "
				"prototypes among it\n",
				run->files.items[i].text,
				report_prototypes_in(run, run->files.items[i].text));
	fprintf(out,
		"%s: %zu helpers, %zu prototypes, %zu memory arguments: %zu not as declared, "
		"%zu unknown\n",
		release ? release : "", figures.helpers, run->prototypes.count, figures.arguments,
		figures.mismatches, figures.unknown);
	fprintf(out, "%s: %zu kfuncs, %zu memory arguments: %zu not as declared, %zu unknown\n",
		release ? release : "", figures.kfuncs, figures.kfunc_arguments,
		figures.kfunc_mismatches, figures.kfunc_unknown);
	fprintf(out, "%zu files, %zu of them do not compile; analysed in %.1f s\n",
		run->files.count, figures.failed, run->seconds);
	free(release);
}
