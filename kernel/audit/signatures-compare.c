// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Holds kernel/contracts/helper_signatures.def against the prototypes that a kernel has; see
 * signatures.h. A prototype is known by its types: which programs get it is not in the image.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/audit/audit.h"
#include "kernel/audit/signatures.h"
#include "llvm-pass/verifier/helper_table.h"
#include "llvm-pass/verifier/versions.h"

enum { WORDS_SIZE = 128 };

static unsigned int with_size(const struct signature_argument *argument)
{
	return argument->type | argument->size << SIGNATURE_BYTES_SHIFT;
}

static bool same_types(const struct helper_signature *row, const struct signature *signature)
{
	bool same = row->returns == with_size(&signature->returns);

	for (int i = 0; i < SIGNATURE_ARGUMENTS; i++)
		same &= row->arguments[i] == with_size(&signature->arguments[i]);
	return same;
}

/* The name without bpf_ is that of the helper, or begins with it or ends in it. */
static bool may_be_of(const struct helper_signature *row, const struct signature *signature)
{
	const char *name = strstr(signature->prototype, row->name);

	return name != NULL;
}

static void put_argument(const struct signature_argument *argument)
{
	char text[WORDS_SIZE];

	printf("\t%s", signature_type_words(argument->type, text, sizeof(text)));
	if (argument->size)
		printf(":%u", argument->size);
	if (argument->structure)
		printf(":%s", argument->structure);
}

void signature_print(const char *release, const struct signature *signature)
{
	printf("%s\t%s\t%s\t%s%s%s%s", release, signature->prototype,
	       signature->function ? signature->function : "-", signature->gpl_only ? "G" : "",
	       signature->packet_access ? "P" : "", signature->might_sleep ? "S" : "",
	       signature->fastcall ? "F" : "");
	put_argument(&signature->returns);
	for (int i = 0; i < SIGNATURE_ARGUMENTS; i++)
		put_argument(&signature->arguments[i]);
	printf("\n");
}

/* Each prototype that a row names must be one of that row on this kernel. */
static int check_kernel(const struct signatures *kernel, const struct series *series,
			const char *release)
{
	int wrong = 0;

	for (size_t i = 0; i < kernel->count; i++) {
		const struct signature *signature = &kernel->items[i];
		bool named = false, found = false;

		for (size_t k = 0; k < helper_signature_count; k++) {
			const struct helper_signature *row = &helper_signatures[k];

			if (!may_be_of(row, signature))
				continue;
			named = true;
			found |= series_within(series, row->first, row->end) &&
				 same_types(row, signature);
		}
		if (!named || found)
			continue;
		printf("the file has no such row for ");
		signature_print(release, signature);
		wrong++;
	}
	return wrong;
}

/* A row that is of no prototype would go unnoticed above. tail_call has none up to 5.15. */
static int check_rows(const struct signatures *kernel, const struct series *series,
		      const char *release)
{
	int wrong = 0;

	for (size_t k = 0; k < helper_signature_count; k++) {
		const struct helper_signature *row = &helper_signatures[k];
		bool found = !series_within(series, row->first, row->end) ||
			     !strcmp(row->name, "tail_call");

		for (size_t i = 0; i < kernel->count && !found; i++)
			found = same_types(row, &kernel->items[i]);
		if (!found)
			printf("%s: no prototype is as the file's row of %s\n", release, row->name);
		wrong += !found;
	}
	return wrong;
}

int signatures_compare(const struct audited *kernel, struct failure *why)
{
	const struct series series = series_of(kernel->version);
	struct signatures all = { 0 };
	int result = signatures_read(&kernel->vmlinux, &all, why);

	if (!result) {
		int wrong = check_kernel(&all, &series, kernel->release) +
			    check_rows(&all, &series, kernel->release);

		printf("%s: %zu prototypes, %d not as the file says\n", kernel->release, all.count,
		       wrong);
		result = wrong ? AUDIT_DIFFERS : AUDIT_AGREES;
	}
	signatures_free(&all);
	return result;
}
