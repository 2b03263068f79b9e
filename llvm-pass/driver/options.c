// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Understands the plugin's options; see options.h. */
#include "llvm-pass/driver/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const struct hazard_row hazard_rows[] = {
#define HAZARD(symbol, name, first_major, first_minor, last_major, last_minor) \
	{                                                                      \
		&symbol,                                                       \
		name,                                                          \
		"bpfmend-" name,                                               \
		{ { first_major, first_minor, KERNEL_ANY_PATCH },              \
		  { last_major, last_minor, KERNEL_ANY_PATCH } },              \
	},
#define HAZARD_VARIANT(symbol, variant, first_major, first_minor, last_major, last_minor)
#include "llvm-pass/hazards/hazards.def"
#undef HAZARD
#undef HAZARD_VARIANT
};

/* The further rows: kernels that a variant of a hazard affects. */
static const struct variant_row {
	const struct hazard *hazard;
	unsigned int variant;
	struct kernel_range affected;
} variant_rows[] = {
#define HAZARD(symbol, name, first_major, first_minor, last_major, last_minor)
#define HAZARD_VARIANT(symbol, variant, first_major, first_minor, last_major, last_minor) \
	{                                                                                 \
		&symbol,                                                                  \
		variant,                                                                  \
		{ { first_major, first_minor, KERNEL_ANY_PATCH },                         \
		  { last_major, last_minor, KERNEL_ANY_PATCH } },                         \
	},
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

/* Describes those of the kernels asked for that lie in the range. */
static bool describe(const struct options *options, struct kernel_range affected, char *kernels,
		     size_t size)
{
	struct kernel_list one = { .ranges = &affected, .count = 1 };

	return kernel_list_describe(&options->kernels, &one, kernels, size);
}

/* True if the hazard is asked for, and a kernel that a variant of it affects. */
static bool is_wanted(const struct options *options, const struct hazard_row *row)
{
	char kernels[KERNELS_TEXT];
	bool affected = describe(options, row->affected, kernels, sizeof(kernels));

	if (*options->hazards && !list_has(options->hazards, row->name, strlen(row->name)))
		return false;
	for (size_t i = 0; i < variant_row_count && !affected; i++)
		affected = variant_rows[i].hazard == row->hazard &&
			   describe(options, variant_rows[i].affected, kernels, sizeof(kernels));
	return affected;
}

int options_read(struct options *options, char error[OPTIONS_ERROR_SIZE])
{
	const char *kernels = bridge_option_kernels(), *bad = "";
	size_t length = 0;
	int result;

	*options = (struct options){ .mode = bridge_option_mode(),
				     .hazards = bridge_option_hazards() };
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

/* Describes those of a list as users write it; one that cannot be read affects none. */
static bool describe_list(const struct options *options, const char *affected,
			  struct kernel_version behind, char *kernels, size_t size)
{
	struct kernel_list list = { 0 };
	bool any = false;

	if (!kernel_list_parse(affected, &list, NULL)) {
		leave_out(&list, behind);
		any = kernel_list_describe(&options->kernels, &list, kernels, size);
	}
	kernel_list_free(&list);
	return any;
}

bool options_affected(const struct options *options, const struct hazard_row *row,
		      const struct finding *finding, char *kernels, size_t size)
{
	struct kernel_range affected = row->affected;
	struct kernel_list one = { .ranges = &affected, .count = 1 };

	if (finding->kernels)
		return describe_list(options, finding->kernels, finding->unreached, kernels, size);
	for (size_t i = 0; i < variant_row_count; i++)
		if (variant_rows[i].hazard == row->hazard &&
		    variant_rows[i].variant == finding->variant)
			affected = variant_rows[i].affected;
	leave_out(&one, finding->unreached);
	return kernel_list_describe(&options->kernels, &one, kernels, size);
}

bool options_want(const struct options *options, const struct hazard_row *row)
{
	return options->wanted >> (row - hazard_rows) & 1;
}

void options_free(struct options *options)
{
	kernel_list_free(&options->kernels);
}
