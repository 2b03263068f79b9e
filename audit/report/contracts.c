// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* What an audit found as rows of C, a file for each series; see report.h. */
#include "audit/report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/version.h"
#include "lab/cache.h"

static const char head[] =
	"/*\n"
	" * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n"
	" *\n"
	" * What the helpers and kfuncs of one series do to the memory they are given, and what "
	"the\n"
	" * series declares, read in its source by `bpfmend audit --contracts`; see "
	"docs/audit.md.\n"
	" * Written by a program: change that, not this.\n"
	" *\n"
	" * AUDITED_HELPER(FUNCTION, ARGUMENT, PROTOTYPE, DECLARED, EFFECT, FILE)\n"
	" * AUDITED_KFUNC(FUNCTION, ARGUMENT, NAME, DECLARED, EFFECT, FILE)\n"
	" *\n"
	" * ARGUMENT, DECLARED and EFFECT are in the words of helpers.def, prototypes.def and\n"
	" * kfuncs.def; NOTHING is neither read nor written, UNKNOWN what cannot be told.\n"
	" */\n";

static void write_rows(const struct run *run, FILE *out)
{
	char declared[DECLARED_WORDS], effect[EFFECT_WORDS];

	fputs(head, out);
	for (size_t i = 0; i < run->judgement_count; i++) {
		const struct judgement *judgement = &run->judgements[i];
		const struct prototype *prototype = judgement->prototype;

		fprintf(out, "AUDITED_HELPER(%s, %u, %s, %s, %s, \"%s\")\n",
			prototype->function_name, judgement->argument + 1, prototype->name,
			report_declared(prototype->arguments[judgement->argument].declared,
					declared),
			report_effect(judgement->answer, effect), prototype->path);
	}
	for (size_t i = 0; i < run->kfunc_judgement_count; i++) {
		const struct kfunc_judgement *judgement = &run->kfunc_judgements[i];
		const struct kfunc_argument *argument = judgement->argument;
		struct text path = report_kfunc_path(run, argument);

		fprintf(out, "AUDITED_KFUNC(%s, %u, \"%s\", %s, %s, \"%.*s\")\n",
			argument->function_name, argument->argument + 1, argument->name,
			argument->constant ? "CONST" : "MUTABLE",
			report_effect(judgement->answer, effect), (int)path.length, path.start);
	}
}

int report_contracts(const struct run *run, const char *directory, struct failure *why)
{
	char *release = report_release(run), *path = NULL, *text = NULL;
	struct kernel_version version;
	size_t size = 0;
	FILE *out = NULL;
	int error = release ? 0 : -ENOMEM;

	/* "6.12.118-bpfmend": what stands behind the numbers is the builder's. */
	if (release)
		release[strspn(release, "0123456789.")] = '\0';

	if (!error && kernel_version_parse(release, &version, NULL))
		error = fail_with(why, -EINVAL, "the kernel's release cannot be read: %s", release);
	if (!error && asprintf(&path, "%s/%d.%d.def", directory, version.major, version.minor) < 0)
		error = -ENOMEM;
	if (!error)
		error = cache_make_directory(directory, why);
	if (!error) {
		out = open_memstream(&text, &size);
		if (out)
			write_rows(run, out);
		error = !out || fclose(out) ? -ENOMEM : cache_write_file(path, text, size, why);
	}
	free(text);
	free(path);
	free(release);
	return error;
}
