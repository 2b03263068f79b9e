// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Holds kernel/contracts/prototypes.def against what a kernel really declares.
 *
 *	check-prototypes KERNEL		says where file and kernel differ
 *	check-prototypes --print KERNEL	prints what the kernel declares, a line for each argument
 *
 * Ends with 0 if they agree, 1 if not, 2 if it could not be tried, and 77, which ctest counts as
 * skipped, if the kernel is not in the store.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/audit/prototypes.h"
#include "lab/interrupt.h"

enum { EXIT_AGREES = 0, EXIT_DIFFERS = 1, EXIT_NOT_TRIED = 2, EXIT_SKIPPED = 77 };

#define WORDS_SIZE 64

static const struct row {
	const char *prototype;
	const char *kernels;
	unsigned int argument;
	unsigned int declared;
} rows[] = {
#define HELPER_DECLARES(helper, name, argument, programs, kernels, declared, prototype) \
	{ prototype, kernels, argument, declared },
#include "kernel/contracts/prototypes.def"
#undef HELPER_DECLARES
};

static const size_t row_count = sizeof(rows) / sizeof(*rows);

/* "MEM | UNINIT", as in the file. Returns text. */
static char *words(unsigned int declared, char text[WORDS_SIZE])
{
	static const char *const kinds[] = { "?",   "MEM",  "MAP_KEY", "MAP_VALUE",
					     "INT", "LONG", "STRING" };
	unsigned int kind = declared & DECLARED_KIND;

	snprintf(text, WORDS_SIZE, "%s%s%s%s",
		 kind < sizeof(kinds) / sizeof(*kinds) ? kinds[kind] : "?",
		 declared & RDONLY ? " | RDONLY" : "", declared & WRITE ? " | WRITE" : "",
		 declared & UNINIT ? " | UNINIT" : "");
	return text;
}

static bool holds_for(const struct row *row, struct kernel_version kernel)
{
	struct kernel_list list = { 0 };
	bool holds = false;

	if (kernel_list_parse(row->kernels, &list, NULL))
		return false;
	for (size_t i = 0; i < list.count; i++)
		holds |= kernel_range_contains(list.ranges[i], kernel);
	kernel_list_free(&list);
	return holds;
}

static bool is_of(const struct row *row, const struct declaration *declaration)
{
	return row->argument == declaration->argument &&
	       !strcmp(row->prototype, declaration->prototype);
}

/* A flag that a kernel does not have cannot be missed. */
static bool same(unsigned int said, unsigned int declared, unsigned int flags)
{
	unsigned int known = DECLARED_KIND | flags;

	return (said & known) == (declared & known);
}

/* Every argument of the kernel must have rows, and all of them must say what it says. */
static int check_kernel(const struct declarations *kernel, const char *release,
			struct kernel_version version)
{
	char said[WORDS_SIZE], declared[WORDS_SIZE];
	int wrong = 0;

	for (size_t i = 0; i < kernel->count; i++) {
		const struct declaration *item = &kernel->items[i];
		bool found = false;

		words(item->declared, declared);
		for (size_t k = 0; k < row_count; k++) {
			if (!is_of(&rows[k], item) || !holds_for(&rows[k], version))
				continue;
			found = true;
			if (same(rows[k].declared, item->declared, kernel->flags))
				continue;
			printf("%s: %s, argument %u: the kernel declares %s, the file says %s\n",
			       release, item->prototype, item->argument, declared,
			       words(rows[k].declared, said));
			wrong++;
		}
		if (!found)
			printf("%s: %s, argument %u: %s has no row\n", release, item->prototype,
			       item->argument, declared);
		wrong += !found;
	}
	return wrong;
}

/* A row that is of no kernel's prototype would go unnoticed above. */
static int check_rows(const struct declarations *kernel, const char *release,
		      struct kernel_version version)
{
	int wrong = 0;

	for (size_t k = 0; k < row_count; k++) {
		bool found = !holds_for(&rows[k], version);

		for (size_t i = 0; i < kernel->count && !found; i++)
			found = is_of(&rows[k], &kernel->items[i]);
		if (!found)
			printf("%s: has no %s, argument %u, that the file has a row of\n", release,
			       rows[k].prototype, rows[k].argument);
		wrong += !found;
	}
	return wrong;
}

static int compare(const struct declarations *kernel, const char *release, struct failure *why)
{
	struct kernel_version version;
	int wrong;

	if (kernel_version_parse(release, &version, NULL))
		return fail_with(why, -EINVAL, "the kernel's release cannot be read: %s", release);
	wrong = check_kernel(kernel, release, version) + check_rows(kernel, release, version);
	printf("%s: %zu prototypes, %zu arguments, %d not as the file says\n", release,
	       kernel->prototypes, kernel->count, wrong);
	return wrong ? EXIT_DIFFERS : EXIT_AGREES;
}

static int print(const struct declarations *kernel, const char *release)
{
	char declared[WORDS_SIZE];

	for (size_t i = 0; i < kernel->count; i++)
		printf("%s\t%s\t%u\t%s\n", release, kernel->items[i].prototype,
		       kernel->items[i].argument, words(kernel->items[i].declared, declared));
	return EXIT_AGREES;
}

static int run(const char *name, bool only_print, struct failure *why)
{
	struct kernel_images kernels = { 0 };
	struct vmlinux vmlinux = { 0 };
	struct declarations kernel = { 0 };
	int result = kernels_find(name, &kernels, why);
	bool missing = result == -ENOENT;

	if (!result)
		result = vmlinux_open(&kernels.images[0], PROTOTYPE_NAMES, &vmlinux, why);
	if (!result)
		result = declarations_read(&vmlinux, &kernel, why);
	if (!result)
		result = only_print ? print(&kernel, kernels.images[0].release)
				    : compare(&kernel, kernels.images[0].release, why);
	declarations_free(&kernel);
	vmlinux_close(&vmlinux);
	kernel_images_free(&kernels);
	return missing ? EXIT_SKIPPED : result;
}

int main(int argc, char **argv)
{
	bool only_print = argc == 3 && !strcmp(argv[1], "--print");
	struct failure why = { "" };
	int result;

	if (argc != 2 + only_print) {
		fprintf(stderr, "usage: %s [--print] KERNEL\n", argv[0]);
		return EXIT_NOT_TRIED;
	}
	result = interrupt_catch();
	if (!result)
		result = run(argv[argc - 1], only_print, &why);
	if (result == EXIT_SKIPPED)
		printf("skipped: %s\n", why.text);
	else if (result < 0)
		fprintf(stderr, "%s: %s\n", argv[0], why.text[0] ? why.text : strerror(-result));
	return result < 0 ? EXIT_NOT_TRIED : result;
}
