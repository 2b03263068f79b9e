// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Fills rows from what the store holds and what the mirror had; see entries.h. */
#include "lab/entries.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *format(struct kernel_version version)
{
	char text[KERNEL_VERSION_TEXT];

	return strdup(kernel_version_format(version, text));
}

static void free_entry(struct kernel_entry *entry)
{
	free(entry->name);
	free(entry->release);
	free(entry->origin);
	free(entry->newer);
}

/* Returns -ENOMEM if a string is missing that should be there. */
static int fill(struct kernel_entry *entry, struct kernel_version version,
		const struct store *store)
{
	const struct stored_image *image = store_find(store, version);
	const struct package *package = packages_next(&store->packages, version, NULL);

	entry->name = format(version);
	if (image) {
		entry->state = KERNEL_FETCHED;
		entry->release = format(image->release);
		entry->origin = strdup(image->origin);
		entry->bytes = image->bytes;
		if (package && kernel_version_compare(package->release, image->release) > 0 &&
		    !(entry->newer = format(package->release)))
			return -ENOMEM;
	} else if (package) {
		entry->state = KERNEL_AVAILABLE;
		entry->release = format(package->release);
		if (asprintf(&entry->origin, "%s %s", package->name, package->version) < 0)
			entry->origin = NULL;
		entry->bytes = package->bytes;
	} else {
		entry->state = store->packages_time ? KERNEL_UNAVAILABLE : KERNEL_UNKNOWN;
		return entry->name ? 0 : -ENOMEM;
	}
	return entry->name && entry->release && entry->origin ? 0 : -ENOMEM;
}

/* Takes over what entry holds, also on failure. */
static int append(struct kernel_entries *entries, struct kernel_entry entry, int error)
{
	struct kernel_entry *longer = NULL;

	if (!error)
		longer = realloc(entries->entries, (entries->count + 1) * sizeof(entry));
	if (!longer) {
		free_entry(&entry);
		return -ENOMEM;
	}
	entries->entries = longer;
	entries->entries[entries->count++] = entry;
	return 0;
}

int entries_append(struct kernel_entries *entries, struct kernel_version version,
		   const struct store *store)
{
	struct kernel_entry entry = { 0 };
	int error = fill(&entry, version, store);

	return append(entries, entry, error);
}

int entries_append_named(struct kernel_entries *entries, const struct stored_image *image)
{
	struct kernel_entry entry = {
		.name = strdup(image->name),
		.state = KERNEL_FETCHED,
		.release = format(image->release),
		.origin = strdup(image->origin),
		.bytes = image->bytes,
	};

	return append(entries, entry, entry.name && entry.release && entry.origin ? 0 : -ENOMEM);
}

void kernel_entries_free(struct kernel_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		free_entry(&entries->entries[i]);
	free(entries->entries);
	*entries = (struct kernel_entries){ 0 };
}
