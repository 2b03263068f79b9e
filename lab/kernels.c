// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds, lists and adds kernel images; see kernels.h. fetch.c brings them from the network. */
#include "lab/kernels.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/entries.h"
#include "lab/image.h"
#include "lab/interrupt.h"
#include "lab/store.h"
#include "lab/wanted.h"

#define ADDED "added from "

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

/* Duplicates all four. Returns 0 or -ENOMEM. */
static int fill(struct kernel_image *image, const char *name, struct kernel_version release,
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

static int append_stored(struct kernel_images *images, struct kernel_version wanted,
			 const struct stored_image *stored)
{
	char name[KERNEL_VERSION_TEXT];
	struct kernel_image image;
	int error = fill(&image, kernel_version_format(wanted, name), stored->release,
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

int kernels_find(const char *list, struct kernel_images *images, struct failure *why)
{
	struct kernel_images found = { 0 };
	struct wanted wanted;
	struct store store;
	int error = wanted_parse(list, &wanted, why);

	if (error)
		return error;
	error = store_read(&store, why);
	if (!error) {
		error = find_wanted(&wanted, list != NULL, &store, &found, why);
		store_free(&store);
	}
	wanted_free(&wanted);
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
		error = fill(&image, path, release, "file", path);
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
	wanted_free(&versions);
	store_free(&store);
	if (error)
		kernel_entries_free(&listed);
	else
		*entries = listed;
	return error;
}

/* A fetched image is what its release is compared with: an own build must not take its place. */
static int check_free(struct kernel_version release, struct failure *why)
{
	const struct stored_image *stored;
	char text[KERNEL_VERSION_TEXT];
	struct store store;
	int error = store_read(&store, why);

	if (error)
		return error;
	stored = store_find(&store, release);
	if (stored && strncmp(stored->origin, ADDED, strlen(ADDED)))
		error = fail_with(
			why, -EEXIST,
			"%s is in the store already, from %s: use yours by --kernel-image, "
			"or remove %s first",
			kernel_version_format(release, text), stored->origin, stored->path);
	store_free(&store);
	return error;
}

static int add_locked(const char *path, const char *origin, struct kernel_version release,
		      struct failure *why)
{
	struct kernel_version copied;
	struct staging staging;
	int error = check_free(release, why);

	if (!error)
		error = store_stage(&staging, why);
	if (error)
		return error;
	error = cache_copy_file(path, staging.image, why);
	/* The file may have changed meanwhile: what counts is what is going to be kept. */
	if (!error)
		error = image_read(staging.image, &copied, why);
	if (!error && kernel_version_compare(copied, release))
		error = fail_with(why, -EAGAIN, "%s changed while it was read", path);
	if (!error)
		return store_install(&staging, release, origin, why);
	store_discard(&staging);
	return error;
}

int kernels_add(const char *path, struct kernel_image *added, struct failure *why)
{
	char *absolute = realpath(path, NULL), *origin = NULL;
	struct kernel_version release;
	struct store store = { 0 };
	char text[KERNEL_VERSION_TEXT];
	int lock, error;

	if (!absolute)
		return fail_with(why, -errno, "cannot open the kernel image %s: %s", path,
				 strerror(errno));
	error = image_read(path, &release, why);
	if (!error && asprintf(&origin, ADDED "%s", absolute) < 0)
		error = -ENOMEM;
	lock = error ? error : store_lock(NULL, why);
	error = lock < 0 ? lock : add_locked(absolute, origin, release, why);
	if (lock >= 0)
		close(lock);
	if (!error && added && !(error = store_read(&store, why))) {
		const struct stored_image *stored = store_find(&store, release);

		error = !stored ? -ENOENT
				: fill(added, kernel_version_format(release, text), release, origin,
				       stored->path);
		store_free(&store);
	}
	free(origin);
	free(absolute);
	return error;
}
