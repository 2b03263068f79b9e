// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Prints verdicts, those that are alike once; see walk_printer.h. */
#include "llvm-pass/predict/walk_printer.h"

#include <stdlib.h>
#include <string.h>

#include "llvm-pass/predict/module_walk.h"

enum { KERNELS_SIZE = 256 };

/* The kernels asked, one by one. */
struct asked {
	struct kernel_version *kernels;
	size_t count;
};

static const char *reason_name(enum reason reason)
{
	static const char *const names[] = {
#define REASON(name) #name,
#include "llvm-pass/verifier/reasons.def"
#undef REASON
	};

	return names[reason];
}

static void print_origin(const struct module_walk *walk, size_t program, size_t place, FILE *to)
{
	bool near = false;
	LLVMValueRef from = module_walk_from(walk, program, place, &near);
	char *text = from ? LLVMPrintValueToString(from) : NULL;
	const char *line = text ? text + strspn(text, " ") : "-";

	/* A switch has several lines. */
	fprintf(to, "    %s%.*s\n", near ? "~" : "", (int)strcspn(line, "\n"), line);
	LLVMDisposeMessage(text);
}

static void print_verdict(const struct module_walk *walk, size_t program,
			  const struct verdict *verdict, FILE *to)
{
	switch (verdict->kind) {
	case VERDICT_ACCEPTED:
		fprintf(to, "accepted, %lu walked%s\n", verdict->processed,
			verdict->read_frozen ? ", as .rodata is" : "");
		return;
	case VERDICT_REFUSED:
		fprintf(to, "refused at %zu, %s: %s\n", verdict->place,
			reason_name(verdict->reason), verdict->words);
		print_origin(walk, program, verdict->place, to);
		return;
	case VERDICT_UNDECIDED:
		fprintf(to, "undecided at %zu: %s\n", verdict->why_place, verdict->why);
		print_origin(walk, program, verdict->why_place, to);
		return;
	}
}

static bool is_alike(const struct verdict *a, const struct verdict *b)
{
	if (a->kind != b->kind || a->processed != b->processed || a->place != b->place)
		return false;
	return a->kind == VERDICT_UNDECIDED ? !strcmp(a->why, b->why) : !strcmp(a->words, b->words);
}

/* Which kernels have the verdict of the first of these, as words. */
static void describe_alike(const struct asked *asked, const struct verdict *const *verdicts,
			   size_t first, char *text)
{
	struct kernel_list list = { .ranges = calloc(asked->count, sizeof(struct kernel_range)) };

	*text = '\0';
	for (size_t i = first; i < asked->count && list.ranges; i++)
		if (is_alike(verdicts[i], verdicts[first]))
			list.ranges[list.count++] =
				(struct kernel_range){ asked->kernels[i], asked->kernels[i] };
	kernel_list_describe(&list, &list, text, KERNELS_SIZE);
	kernel_list_free(&list);
}

static void print_program(struct module_walk *walk, size_t program, const struct asked *asked,
			  const struct verdict **verdicts, FILE *to)
{
	const struct program *item = &walk->programs.items[program];

	fprintf(to, "%s: in %s\n", item->name, item->section);
	for (size_t i = 0; i < asked->count; i++)
		if (module_walk_verdict(walk, program, asked->kernels[i], MODULE_WALK_AS_IS,
					&verdicts[i]))
			return;
	for (size_t i = 0; i < asked->count; i++) {
		char kernels[KERNELS_SIZE];
		bool told = false;

		for (size_t k = 0; k < i && !told; k++)
			told = is_alike(verdicts[k], verdicts[i]);
		if (told)
			continue;
		describe_alike(asked, verdicts, i, kernels);
		fprintf(to, "  %s: ", kernels);
		print_verdict(walk, program, verdicts[i], to);
	}
}

static void print_walks(const struct emission *emission, const struct asked *asked, FILE *to)
{
	const struct verdict **verdicts = calloc(asked->count + 1, sizeof(struct verdict *));
	unsigned long budget = module_walk_budget(emission);
	struct failure why = { "" };
	struct module_walk walk;

	if (module_walk_begin(emission, &budget, &walk, &why))
		fprintf(to, "not walked: %s\n", why.text);
	for (size_t i = 0; i < walk.programs.count && verdicts && !why.text[0]; i++)
		print_program(&walk, i, asked, verdicts, to);
	module_walk_free(&walk);
	free(verdicts);
}

void walk_printer_run(LLVMModuleRef module, unsigned int level, const char *kernels, FILE *to)
{
	struct kernel_list list = { 0 };
	struct emission emission = { 0 };
	struct failure why = { "" };
	struct asked asked = { 0 };

	if (*kernels ? kernel_list_parse(kernels, &list, NULL) : kernel_list_all(&list))
		fprintf(to, "not walked: '%s' is no list of kernels\n", kernels);
	else if (emission_make(module, level, true, &emission, &why))
		fprintf(to, "not emitted: %s\n", why.text);
	else if (!kernel_list_versions(&list, &asked.kernels, &asked.count))
		print_walks(&emission, &asked, to);
	free(asked.kernels);
	kernel_list_free(&list);
	emission_free(&emission);
}
