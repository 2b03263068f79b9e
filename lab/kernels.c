// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds and lists kernel images; see kernels.h. fetch.c brings them from the network, kernels-add.c
 * adds others. */
#include "lab/kernels.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/entries.h"
#include "lab/image.h"
#include "lab/store.h"
#include "lab/vendor.h"
#include "lab/wanted.h"

void kernel_image_free(struct kernel_image *image)
{
	free(image->name);
	free(image->release);
	free(image->origin);
	free(image->path);
	*image = (struct kernel_image){ 0 };
}

void kernel_images_free(struct kernel_images *images)
{
	for (size_t i = 0; i < images->count; i++)
		kernel_image_free(&images->images[i]);
	free(images->images);
	*images = (struct kernel_images){ 0 };
}

int kernel_image_fill(struct kernel_image *image, const char *name, struct kernel_version release,
		      const char *origin, const char *path)
{
	char text[KERNEL_VERSION_TEXT];

	*image = (struct kernel_image){
		.name = strdup(name),
		.release = strdup(kernel_version_format(release, text)),
		.origin = strdup(origin),
		.path = strdup(path),
	};
	if (image->name && image->release && image->origin && image->path)
		return 0;
	kernel_image_free(image);
	return -ENOMEM;
}

/* Takes over image, also on failure. */
static int append(struct kernel_images *images, struct kernel_image *image)
{
	struct kernel_image *longer =
		realloc(images->images, (images->count + 1) * sizeof(*longer));

	if (!longer) {
		kernel_image_free(image);
		return -ENOMEM;
	}
	images->images = longer;
	images->images[images->count++] = *image;
	return 0;
}

static int append_named(struct kernel_images *images, const struct store *store, const char *name,
			struct failure *why)
{
	const struct stored_image *stored = store_find_name(store, name);
	struct kernel_image image;
	int error;

	if (!stored)
		return fail_with(
			why, -ENOENT,
			"there is no kernel '%s': bpfmend kernels list shows what there is", name);
	error = kernel_image_fill(&image, name, stored->release, stored->origin, stored->path);
	return error ? error : append(images, &image);
}

static int append_stored(struct kernel_images *images, struct kernel_version wanted,
			 const struct stored_image *stored)
{
	char name[KERNEL_VERSION_TEXT];
	struct kernel_image image;
	int error = kernel_image_fill(&image, kernel_version_format(wanted, name), stored->release,
				      stored->origin, stored->path);

	return error ? error : append(images, &image);
}

/* Says which kernels are missing, and whether a fetch would help. */
static int fail_missing(const struct wanted *missing, const struct store *store,
			struct failure *why)
{
	char *names = wanted_format(missing, NULL), *list = wanted_format(missing, ",");
	struct wanted hopeless = { 0 };
	int error = names && list ? 0 : -ENOMEM;

	for (size_t i = 0; i < missing->count && store->packages_time && !error; i++)
		if (!packages_next(&store->packages, missing->versions[i], NULL))
			error = wanted_add(&hopeless, missing->versions[i]);
	if (!error && hopeless.count) {
		free(names);
		names = wanted_format(&hopeless, NULL);
		error = !names ? -ENOMEM
			       : fail_with(
					 why, -ENOENT,
					 "the mirror has no kernel %s: bpfmend kernels list shows "
					 "what there is",
					 names);
	} else if (!error) {
		error = fail_with(why, -ENOENT, "%s %s not fetched: run bpfmend kernels fetch %s",
				  names, missing->count == 1 ? "is" : "are", list);
	}
	wanted_free(&hopeless);
	free(names);
	free(list);
	return error;
}

static int find_wanted(const struct wanted *wanted, bool all_of_them, const struct store *store,
		       struct kernel_images *images, struct failure *why)
{
	struct wanted missing = { 0 };
	int error = 0;

	for (size_t i = 0; i < wanted->count && !error; i++) {
		const struct stored_image *stored = store_find(store, wanted->versions[i]);

		if (stored)
			error = append_stored(images, wanted->versions[i], stored);
		else if (all_of_them)
			error = wanted_add(&missing, wanted->versions[i]);
	}
	if (!error && missing.count)
		error = fail_missing(&missing, store, why);
	else if (!error && !images->count)
		error = fail_with(why, -ENOENT, "no kernel is fetched: run bpfmend kernels fetch");
	wanted_free(&missing);
	return error;
}

/* A list as a user writes it, taken apart: vendors' names, and what wanted_parse() reads. */
struct parts {
	char *names; /* each with its NUL, one behind the other */
	size_t count;
	char *versions; /* NULL where there are none */
};

static int take_apart(const char *list, struct parts *parts)
{
	char *copy = strdup(list), *rest = copy, *item, *name, *version;

	*parts = (struct parts){ .names = calloc(1, strlen(list) + 2),
				 .versions = calloc(1, strlen(list) + 2) };
	if (!copy || !parts->names || !parts->versions) {
		free(copy);
		free(parts->names);
		free(parts->versions);
		return -ENOMEM;
	}
	name = parts->names;
	version = parts->versions;
	while ((item = strsep(&rest, ",")))
		if (vendor_is_name(item)) {
			name = stpcpy(name, item) + 1;
			parts->count++;
		} else {
			version += sprintf(version, "%s%s", version == parts->versions ? "" : ",",
					   item);
		}
	free(copy);
	/* An empty list is for wanted_parse() to refuse. */
	if (version == parts->versions && parts->count) {
		free(parts->versions);
		parts->versions = NULL;
	}
	return 0;
}

static int find_parts(const struct parts *parts, const struct store *store,
		      struct kernel_images *images, struct failure *why)
{
	struct wanted wanted = { 0 };
	const char *name = parts->names;
	int error = 0;

	if (parts->versions) {
		error = wanted_parse(parts->versions, &wanted, why);
		if (!error)
			error = find_wanted(&wanted, true, store, images, why);
		wanted_free(&wanted);
	}
	for (size_t i = 0; i < parts->count && !error; i++) {
		error = append_named(images, store, name, why);
		name += strlen(name) + 1;
	}
	return error;
}

static int find_all(const struct store *store, struct kernel_images *images, struct failure *why)
{
	struct wanted wanted;
	int error = wanted_parse(NULL, &wanted, why);

	if (error)
		return error;
	error = find_wanted(&wanted, false, store, images, why);
	wanted_free(&wanted);
	return error;
}

int kernels_find(const char *list, struct kernel_images *images, struct failure *why)
{
	struct kernel_images found = { 0 };
	struct parts parts = { 0 };
	struct store store;
	int error = list ? take_apart(list, &parts) : 0;

	if (error)
		return error;
	error = store_read(&store, why);
	if (!error) {
		error = list ? find_parts(&parts, &store, &found, why)
			     : find_all(&store, &found, why);
		store_free(&store);
	}
	free(parts.names);
	free(parts.versions);
	if (error)
		kernel_images_free(&found);
	else
		*images = found;
	return error;
}

int kernels_find_path(const char *path, struct kernel_images *images, struct failure *why)
{
	struct kernel_version release;
	struct kernel_image image;
	int error = image_read(path, &release, why);

	if (!error)
		error = kernel_image_fill(&image, path, release, "file", path);
	return error ? error : append(images, &image);
}

static int compare_versions(const void *a, const void *b)
{
	return kernel_version_compare(*(const struct kernel_version *)a,
				      *(const struct kernel_version *)b);
}

/* The known series, and each release in the store that none of them shows. */
static int list_versions(const struct store *store, bool all, struct wanted *versions,
			 struct failure *why)
{
	int error = wanted_parse(NULL, versions, why);

	for (size_t i = 0; i < store->count && !error; i++) {
		struct kernel_version series = store->images[i].release;
		bool shown = false;

		if (store->images[i].name)
			continue;

		series.patch = KERNEL_ANY_PATCH;
		for (size_t k = 0; k < kernel_series_count; k++)
			shown |= !kernel_version_compare(kernel_series[k], series);
		if (!shown || store_find(store, series) != &store->images[i])
			error = wanted_add(versions, store->images[i].release);
	}
	for (size_t i = 0; all && i < store->packages.count && !error; i++)
		error = wanted_add(versions, store->packages.packages[i].release);
	if (versions->count)
		qsort(versions->versions, versions->count, sizeof(*versions->versions),
		      compare_versions);
	return error;
}

int kernels_list(bool all, struct kernel_entries *entries, struct failure *why)
{
	struct kernel_entries listed = { 0 };
	struct wanted versions = { 0 };
	struct store store;
	int error = store_read(&store, why);

	if (error)
		return error;
	error = list_versions(&store, all, &versions, why);
	for (size_t i = 0; i < versions.count && !error; i++)
		error = entries_append(&listed, versions.versions[i], &store);
	/* Vendors' kernels below the others, oldest first as they are. */
	for (size_t i = store.count; i-- && !error;)
		if (store.images[i].name)
			error = entries_append_named(&listed, &store.images[i]);
	wanted_free(&versions);
	store_free(&store);
	if (error)
		kernel_entries_free(&listed);
	else
		*entries = listed;
	return error;
}
