// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Looks questions up in the tables; see tables.h. */
#include "lib/tests/tables.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/contracts/prototypes.h"
#include "llvm-pass/bpf/helper_prototypes.h"
#include "llvm-pass/verifier/series.h"

#define ANY PROGRAM_TYPES_ANY

/* PROGRAMS is an expression over these. */
enum {
#define PROGRAM_TYPE(type) type = UINT64_C(1) << BPF_PROGRAM_##type,
#include "llvm-pass/bpf/program_types.def"
#undef PROGRAM_TYPE
};

static const program_types types_of_kind[PROGRAM_KINDS] = {
	[PROGRAM_SOCKET] = SOCKET_FILTER,
	[PROGRAM_TC] = SCHED_CLS,
	[PROGRAM_XDP] = XDP,
	[PROGRAM_RAW_TRACEPOINT] = RAW_TRACEPOINT,
	[PROGRAM_PERF_EVENT] = PERF_EVENT,
	[PROGRAM_SYSCTL] = CGROUP_SYSCTL,
	[PROGRAM_SYSCALL] = SYSCALL,
	[PROGRAM_LSM] = LSM,
	[PROGRAM_PATH] = TRACING,
	[PROGRAM_TASK] = TRACING,
};

static const struct hazard_row {
	const char *symbol, *name; /* no name: a variant */
	unsigned int variant;
	const char *kernels;
} hazard_rows[] = {
#define HAZARD(symbol, name, kernels) { #symbol, name, 0, kernels },
#define HAZARD_VARIANT(symbol, variant, kernels) { #symbol, NULL, variant, kernels },
#include "llvm-pass/hazards/hazards.def"
#undef HAZARD
#undef HAZARD_VARIANT
};

/* The variants by the names of their forms; of all others it is the plain row. */
static const struct {
	const char *hazard, *form;
	unsigned int variant;
} variants[] = {
	{ "zero-read", "seen", 1 },
	{ "zero-read", "seen-fixed", 2 },
	{ "zero-read", "steps", 3 },
	{ "zero-read", "halves", 4 },
	{ "zero-read", "halves-seen", 5 },
	{ "zero-read", "some-paths-seen", 6 },
	{ "zero-read", "some-paths-lost", 7 },
	{ "atomic-result", "unreturned", 1 },
	{ "retval-range", "masked", 1 },
	{ "retval-range", "complement", 2 },
	{ "retval-range", "sign-masked", 3 },
	{ "ctx-choice", "fixed", 1 },
	{ "ctx-width", "constant", 1 },
	{ "pointer-merge", "not-0", 1 },
};

/* Of isa.def and verifier_rules.def: from which series on a kernel does it; 0.0: none does. */
struct first_row {
	const char *name;
	struct kernel_version first;
};

static const struct first_row isa_names[] = {
#define ISA(name, major, minor, words) { #name, { major, minor, KERNEL_ANY_PATCH } },
#define ISA_CPU(name, major, minor, llvm)
#include "llvm-pass/verifier/isa.def"
};

static const struct first_row bound_rules[] = {
#define VERIFIER_RULE(name, major, minor) { #name, { major, minor, KERNEL_ANY_PATCH } },
#include "llvm-pass/bpf/verifier_rules.def"
#undef VERIFIER_RULE
};

/* Finer than those, as far as it has them: it tells releases of one series apart. */
static const struct {
	const char *name;
	enum series_rule rule;
} series_names[] = {
#define SERIES_RULE(name, first, end) { #name, RULE_##name },
#include "llvm-pass/verifier/series_rules.def"
#undef SERIES_RULE
};

static const struct prototype_row {
	unsigned int helper, argument;
	const char *name;
	program_types programs;
	const char *kernels;
	unsigned int declared;
} prototype_rows[] = {
#define HELPER_DECLARES(helper, name, argument, programs, kernels, declared, prototype) \
	{ helper, argument, "bpf_" #name, programs, kernels, declared },
#include "kernel/contracts/prototypes.def"
#undef HELPER_DECLARES
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static bool list_has(const char *kernels, struct kernel_version release)
{
	struct kernel_list list = { 0 };
	bool has;

	if (!kernels || kernel_list_parse(kernels, &list, NULL))
		return false;
	has = kernel_list_contains(&list, release);
	kernel_list_free(&list);
	return has;
}

/* "load-signed" is LOAD_SIGNED in a table. */
static bool is_form(const char *form, const char *name)
{
	for (; *form && *name; form++, name++)
		if (*name != (*form == '-' ? '_' : toupper((unsigned char)*form)))
			return false;
	return !*form && !*name;
}

static const struct first_row *find_first(const struct first_row *rows, size_t count,
					  const char *form)
{
	for (size_t i = 0; i < count; i++)
		if (is_form(form, rows[i].name))
			return &rows[i];
	return NULL;
}

static const char *hazard_kernels(const char *hazard, unsigned int variant)
{
	const char *symbol = NULL;

	for (size_t i = 0; i < COUNT(hazard_rows); i++) {
		if (hazard_rows[i].name && !strcmp(hazard_rows[i].name, hazard))
			symbol = hazard_rows[i].symbol;
		if (symbol && !strcmp(hazard_rows[i].symbol, symbol) &&
		    hazard_rows[i].variant == variant)
			return hazard_rows[i].kernels;
	}
	return NULL;
}

bool tables_hazard_has(const char *hazard, unsigned int variant, struct kernel_version release)
{
	return list_has(hazard_kernels(hazard, variant), release);
}

static unsigned int variant_of(const struct bpfmend_question *question)
{
	for (size_t i = 0; i < COUNT(variants); i++)
		if (!strcmp(variants[i].hazard, question->hazard) &&
		    !strcmp(variants[i].form, question->form))
			return variants[i].variant;
	return 0;
}

/* A kernel that does what the row says has not the trouble. */
static int expect_first(const struct first_row *row, struct kernel_version release,
			enum bpfmend_verdict *verdict)
{
	bool does;

	if (!row)
		return -ENOENT;
	does = row->first.major && kernel_version_compare(release, row->first) >= 0;
	*verdict = does ? BPFMEND_NO : BPFMEND_YES;
	return 0;
}

static int expect_bound(const char *form, struct kernel_version release,
			enum bpfmend_verdict *verdict)
{
	struct series series = series_of(release);

	for (size_t i = 0; i < COUNT(series_names); i++)
		if (is_form(form, series_names[i].name)) {
			*verdict = series_has(&series, series_names[i].rule) ? BPFMEND_NO
									     : BPFMEND_YES;
			return 0;
		}
	return expect_first(find_first(bound_rules, COUNT(bound_rules), form), release, verdict);
}

/*
 * The argument that a form is about: "tc/bpf_fib_lookup", "bpf_strtol" or
 * "bpf_tcp_raw_gen_syncookie_ipv4:2"; "map-key" and "map-value" stand for all of their kind.
 */
struct subject {
	unsigned int helper, argument;
};

static bool is_helper(const struct prototype_row *row, const char *form)
{
	const char *name = strrchr(form, '/') ? strrchr(form, '/') + 1 : form;
	size_t length = strcspn(name, ":");

	return strlen(row->name) == length && !strncmp(row->name, name, length);
}

typedef int ask_kernels(unsigned int, unsigned int, program_types, const char **);

/* NULL where the contracts know of no lie of that kind. */
static const char *lie_kernels(ask_kernels *ask, struct subject subject, program_types types)
{
	const char *kernels = NULL;

	if (ask(subject.helper, subject.argument - 1, types, &kernels))
		abort(); /* out of memory, in a test */
	return kernels;
}

static ask_kernels *asker_of(const char *hazard)
{
	if (!strcmp(hazard, "helper-write"))
		return helper_stale_kernels;
	if (!strcmp(hazard, "helper-uninit"))
		return helper_uninit_kernels;
	return strcmp(hazard, "helper-rdonly") ? NULL : helper_rdonly_kernels;
}

/* Returns false where the form is none of a helper. */
static bool find_subject(const struct question *question, struct subject *subject)
{
	const char *form = question->told.form, *number = strchr(form, ':');
	program_types types = types_of_kind[question->program];

	*subject = (struct subject){ 0 };
	if (!strcmp(form, "map-key"))
		*subject = (struct subject){ BPF_FUNC_map_lookup_elem, 2 };
	if (!strcmp(form, "map-value"))
		*subject = (struct subject){ BPF_FUNC_map_update_elem, 3 };
	for (size_t i = 0; i < COUNT(prototype_rows) && !subject->helper; i++) {
		const struct prototype_row *row = &prototype_rows[i];
		struct subject found = { row->helper, row->argument };

		if (is_helper(row, form) &&
		    (!number || (unsigned int)atoi(number + 1) == row->argument) &&
		    lie_kernels(asker_of(question->told.hazard), found, types))
			*subject = found;
	}
	return subject->helper != 0;
}

static bool is_declared(struct subject subject, program_types types, struct kernel_version release)
{
	for (size_t i = 0; i < COUNT(prototype_rows); i++) {
		const struct prototype_row *row = &prototype_rows[i];

		if (row->helper == subject.helper && row->argument == subject.argument &&
		    (row->programs == ANY || row->programs & types) &&
		    list_has(row->kernels, release))
			return true;
	}
	return false;
}

/* A kernel without the helper, or without memory that may only be read, has no control either. */
static int expect_helper(const struct question *question, struct kernel_version release,
			 enum bpfmend_verdict *verdict)
{
	const char *hazard = question->told.hazard;
	program_types types = types_of_kind[question->program];
	bool has = tables_hazard_has(hazard, 0, release);
	struct subject subject;

	if (!find_subject(question, &subject))
		return -ENOENT;
	if (!is_declared(subject, types, release) || (!strcmp(hazard, "helper-rdonly") && !has))
		*verdict = BPFMEND_UNKNOWN;
	else
		*verdict = has && list_has(lie_kernels(asker_of(hazard), subject, types), release)
				   ? BPFMEND_YES
				   : BPFMEND_NO;
	return 0;
}

int tables_expect(const struct question *question, struct kernel_version release,
		  enum bpfmend_verdict *verdict)
{
	const struct bpfmend_question *told = &question->told;
	const char *kernels;

	if (asker_of(told->hazard))
		return expect_helper(question, release, verdict);
	if (!strcmp(told->hazard, "isa"))
		return expect_first(find_first(isa_names, COUNT(isa_names), told->form), release,
				    verdict);
	if (!strcmp(told->hazard, "bound-lost") && *told->form)
		return expect_bound(told->form, release, verdict);
	kernels = hazard_kernels(told->hazard, variant_of(told));
	if (!kernels)
		return -ENOENT;
	*verdict = list_has(kernels, release) ? BPFMEND_YES : BPFMEND_NO;
	return 0;
}

static const struct question *find_question(const char *hazard,
					    bool (*is_it)(const struct question *, const void *),
					    const void *what)
{
	const struct question *question;

	for (size_t i = 0; (question = bpfmend_questions_at(i)); i++)
		if (!strcmp(question->told.hazard, hazard) && is_it(question, what))
			return question;
	return NULL;
}

static bool is_of_variant(const struct question *question, const void *what)
{
	const unsigned int *variant = what;

	return variant_of(&question->told) == *variant;
}

static bool is_named(const struct question *question, const void *what)
{
	return is_form(question->told.form, what);
}

/* One of map-key and map-value asks for all helpers that take one. */
static bool is_about(const struct question *question, const void *what)
{
	const struct prototype_row *row = what;
	unsigned int kind = row->declared & DECLARED_KIND;
	struct subject subject;

	if (!strcmp(question->told.hazard, "helper-rdonly") &&
	    (kind == MAP_KEY || kind == MAP_VALUE))
		return !strcmp(question->told.form, kind == MAP_KEY ? "map-key" : "map-value");
	return find_subject(question, &subject) && subject.helper == row->helper &&
	       subject.argument == row->argument &&
	       (row->programs == ANY || row->programs & types_of_kind[question->program]);
}

static int unasked_names(const char *hazard, const struct first_row *rows, size_t count)
{
	int unasked = 0;

	for (size_t i = 0; i < count; i++)
		if (!find_question(hazard, is_named, rows[i].name)) {
			printf("%s: nothing asks for %s\n", hazard, rows[i].name);
			unasked++;
		}
	return unasked;
}

static int unasked_hazards(void)
{
	const char *hazard = NULL;
	int unasked = 0;

	for (size_t i = 0; i < COUNT(hazard_rows); i++) {
		hazard = hazard_rows[i].name ? hazard_rows[i].name : hazard;
		/* Theirs are tables of their own. */
		if (asker_of(hazard) || !strcmp(hazard, "isa") ||
		    find_question(hazard, is_of_variant, &hazard_rows[i].variant))
			continue;
		printf("%s: nothing asks for variant %u\n", hazard, hazard_rows[i].variant);
		unasked++;
	}
	return unasked;
}

static int unasked_helpers(const char *hazard)
{
	int unasked = 0;

	for (size_t i = 0; i < COUNT(prototype_rows); i++) {
		const struct prototype_row *row = &prototype_rows[i];
		struct subject subject = { row->helper, row->argument };

		if (!lie_kernels(asker_of(hazard), subject, row->programs) ||
		    find_question(hazard, is_about, row))
			continue;
		printf("%s: nothing asks for %s, argument %u\n", hazard, row->name, row->argument);
		unasked++;
	}
	return unasked;
}

int tables_unasked(void)
{
	return unasked_hazards() + unasked_helpers("helper-write") +
	       unasked_helpers("helper-uninit") + unasked_helpers("helper-rdonly") +
	       unasked_names("isa", isa_names, COUNT(isa_names)) +
	       unasked_names("bound-lost", bound_rules, COUNT(bound_rules));
}
