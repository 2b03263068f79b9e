// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Holds kernel/contracts/prototypes.def, and helper_signatures.def beside it, against what a kernel
 * really declares. Relies on audit.h, which says how it is called and ends.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/audit/audit.h"
#include "kernel/audit/prototypes.h"
#include "kernel/audit/signatures.h"

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
			if (!is_of(&rows[k], item) || !audit_row_is_of(rows[k].kernels, version))
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
		bool found = !audit_row_is_of(rows[k].kernels, version);

		for (size_t i = 0; i < kernel->count && !found; i++)
			found = is_of(&rows[k], &kernel->items[i]);
		if (!found)
			printf("%s: has no %s, argument %u, that the file has a row of\n", release,
			       rows[k].prototype, rows[k].argument);
		wrong += !found;
	}
	return wrong;
}

static int compare(const struct audited *kernel, struct failure *why)
{
	struct declarations declared = { 0 };
	int result = declarations_read(&kernel->vmlinux, &declared, why);
	int wrong;

	if (!result) {
		wrong = check_kernel(&declared, kernel->release, kernel->version) +
			check_rows(&declared, kernel->release, kernel->version);
		printf("%s: %zu prototypes, %zu arguments, %d not as the file says\n",
		       kernel->release, declared.prototypes, declared.count, wrong);
		result = wrong ? AUDIT_DIFFERS : AUDIT_AGREES;
	}
	declarations_free(&declared);
	if (result >= 0) {
		int whole = signatures_compare(kernel, why);

		result = whole ? whole : result;
	}
	return result;
}

static int print(const struct audited *kernel, struct failure *why)
{
	struct declarations declared = { 0 };
	int result = declarations_read(&kernel->vmlinux, &declared, why);
	char text[WORDS_SIZE];

	for (size_t i = 0; i < declared.count && !result; i++)
		printf("%s\t%s\t%u\t%s\n", kernel->release, declared.items[i].prototype,
		       declared.items[i].argument, words(declared.items[i].declared, text));
	declarations_free(&declared);
	return result;
}

int main(int argc, char **argv)
{
	const struct audit audit = {
		/* These are among them; one boot does for both. */
		.symbols = SIGNATURE_NAMES,
		.compare = compare,
		.print = print,
	};

	return audit_main(argc, argv, &audit);
}
