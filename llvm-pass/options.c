// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Understands the plugin's options; see options.h. */
#include "llvm-pass/options.h"

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
#include "llvm-pass/hazards/hazards.def"
#undef HAZARD
};

const size_t hazard_row_count = sizeof(hazard_rows) / sizeof(hazard_rows[0]);

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
	return result;
}

bool options_want(const struct options *options, const struct hazard_row *row)
{
	return !*options->hazards || list_has(options->hazards, row->name, strlen(row->name));
}

void options_free(struct options *options)
{
	kernel_list_free(&options->kernels);
}
