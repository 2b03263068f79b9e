// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Understands the plugin's options; see options.h. */
#include "llvm-pass/driver/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const struct hazard_row hazard_rows[] = {
#define HAZARD(symbol, name, kernels) { &symbol, name, "bpfmend-" name, kernels },
#define HAZARD_VARIANT(symbol, variant, kernels)
#include "llvm-pass/hazards/hazards.def"
#undef HAZARD
#undef HAZARD_VARIANT
};

/* The further rows: kernels that a variant of a hazard affects. */
static const struct variant_row {
	const struct hazard *hazard;
	unsigned int variant;
	const char *affected;
} variant_rows[] = {
#define HAZARD(symbol, name, kernels)
#define HAZARD_VARIANT(symbol, variant, kernels) { &symbol, variant, kernels },
#include "llvm-pass/hazards/hazards.def"
#undef HAZARD
#undef HAZARD_VARIANT
};

static const size_t variant_row_count = sizeof(variant_rows) / sizeof(variant_rows[0]);

const size_t hazard_row_count = sizeof(hazard_rows) / sizeof(hazard_rows[0]);

_Static_assert(sizeof(hazard_rows) / sizeof(hazard_rows[0]) <= 64, "options.wanted has 64 bits");

/* True if the comma-separated list has name, which is length bytes long, as an item. */
static bool list_has(const char *list, const char *name, size_t length)
{
	while (*list) {
		size_t item = strcspn(list, ",");

		if (item == length && !memcmp(list, name, length))
			return true;
		list += item + (list[item] == ',');
	}
	return false;
}

/* Finds the first item of the list that is no hazard; NULL if all are. */
static const char *unknown_hazard(const char *list, size_t *length)
{
	while (*list) {
		bool known = false;

		*length = strcspn(list, ",");
		for (size_t i = 0; i < hazard_row_count; i++)
			known |= list_has(hazard_rows[i].name, list, *length);
		if (!known)
			return list;
		list += *length + (list[*length] == ',');
	}
	return NULL;
}

/* Leaves out a series and all before it. */
static void leave_out(struct kernel_list *list, struct kernel_version series)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct kernel_range range = list->ranges[i];
		struct kernel_version next = { series.major, series.minor + 1, KERNEL_ANY_PATCH };

		if (kernel_version_compare(range.last, next) < 0)
			continue;
		if (kernel_version_compare(range.first, next) < 0)
			range.first = next;
		list->ranges[kept++] = range;
	}
	list->count = kept;
}

/* True if one of the kernels asked for lies in a list as users write it. */
static bool affects(const struct options *options, const char *affected)
{
	struct kernel_list list = { 0 };
	char kernels[KERNELS_TEXT];
	bool any;

	any = !kernel_list_parse(affected, &list, NULL) &&
	      kernel_list_describe(&options->kernels, &list, kernels, sizeof(kernels));
	kernel_list_free(&list);
	return any;
}

/* True if the hazard is asked for, and a kernel that a variant of it affects. */
static bool is_wanted(const struct options *options, const struct hazard_row *row)
{
	bool affected = affects(options, row->affected);

	if (*options->hazards && !list_has(options->hazards, row->name, strlen(row->name)))
		return false;
	for (size_t i = 0; i < variant_row_count && !affected; i++)
		affected = variant_rows[i].hazard == row->hazard &&
			   affects(options, variant_rows[i].affected);
	return affected;
}

int options_read(struct options *options, char error[OPTIONS_ERROR_SIZE])
{
	const char *kernels = bridge_option_kernels(), *bad = "";
	size_t length = 0;
	int result;

	*options = (struct options){ .mode = bridge_option_mode(),
				     .hazards = bridge_option_hazards() };
	options->variants = options->mode == BRIDGE_MODE_VARIANTS;
	if (options->variants)
		options->mode = BRIDGE_MODE_MEND;
	bad = unknown_hazard(options->hazards, &length);
	if (bad) {
		snprintf(error, OPTIONS_ERROR_SIZE,
			 "bpfmend: there is no hazard '%.*s': docs/hazards has a page for each",
			 (int)length, bad);
		return -EINVAL;
	}
	result = *kernels ? kernel_list_parse(kernels, &options->kernels, &bad)
			  : kernel_list_all(&options->kernels);
	if (result == -EINVAL)
		snprintf(error, OPTIONS_ERROR_SIZE,
			 "bpfmend: -bpfmend-kernels: '%s' is no list of kernels: write it as in "
			 "6.12,6.16-7.2",
			 bad);
	else if (result)
		snprintf(error, OPTIONS_ERROR_SIZE, "bpfmend: %s", strerror(-result));
	for (size_t i = 0; i < hazard_row_count && !result; i++)
		options->wanted |= (uint64_t)is_wanted(options, &hazard_rows[i]) << i;
	return result;
}

int options_affected(const struct hazard_row *row, const struct finding *finding,
		     struct kernel_list *affected)
{
	const char *kernels = row->affected;
	int error;

	for (size_t i = 0; i < variant_row_count; i++)
		if (variant_rows[i].hazard == row->hazard &&
		    variant_rows[i].variant == finding->variant)
			kernels = variant_rows[i].affected;
	*affected = (struct kernel_list){ 0 };
	error = kernel_list_parse(finding->kernels ? finding->kernels : kernels, affected, NULL);
	leave_out(affected, finding->unreached);
	return error == -ENOMEM ? error : 0;
}

bool options_want(const struct options *options, const struct hazard_row *row)
{
	return options->wanted >> (row - hazard_rows) & 1;
}

void options_free(struct options *options)
{
	kernel_list_free(&options->kernels);
}
