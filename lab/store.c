// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* The layout of the store and how images get in; see store.h. Relies on the cache for the rest. */
#include "lab/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/image.h"
#include "lab/vendor.h"

#define STORE "kernels"
#define LOCK "kernels/.lock"
#define STAGING_PREFIX ".new-"
#define PACKAGES "kernels/packages"

/* DIRECTORY/NAME, to be freed; NULL without memory. */
static char *below(const char *directory, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

static void free_image(struct stored_image *image)
{
	free(image->name);
	free(image->path);
	free(image->origin);
}

/* A release is in the name of the directory, or the vendor's image says it. */
static bool has_release(const char *name, struct stored_image *image)
{
	if (vendor_is_name(name))
		return !image_read(image->path, &image->release, NULL);
	return !kernel_version_parse(name, &image->release, NULL) &&
	       image->release.patch != KERNEL_ANY_PATCH;
}

/* Reads directory/name as an image if it is one. What else lies in the store is left alone. */
static int read_image(const char *directory, const char *name, struct store *store,
		      struct failure *why)
{
	struct stored_image image = { 0 }, *longer;
	struct stat status;
	char *origin;
	int error;

	if (asprintf(&image.path, "%s/%s/vmlinuz", directory, name) < 0)
		return -ENOMEM;
	if (stat(image.path, &status) || !has_release(name, &image)) {
		free(image.path);
		return 0;
	}
	image.bytes = (unsigned long long)status.st_size;
	if (asprintf(&origin, "%s/%s/origin", directory, name) < 0)
		origin = NULL;
	error = origin ? cache_read_file(origin, &image.origin, why) : -ENOMEM;
	free(origin);
	if (error == -ENOENT)
		error = (image.origin = strdup("unknown")) ? 0 : -ENOMEM;
	if (!error && vendor_is_name(name) && !(image.name = strdup(name)))
		error = -ENOMEM;
	longer = error ? NULL : realloc(store->images, (store->count + 1) * sizeof(*store->images));
	if (!longer) {
		free_image(&image);
		return error ? error : -ENOMEM;
	}
	image.origin[strcspn(image.origin, "\n")] = '\0';
	store->images = longer;
	store->images[store->count++] = image;
	return 0;
}

static int newest_first(const void *one, const void *other)
{
	const struct stored_image *a = one, *b = other;
	int order = kernel_version_compare(b->release, a->release);

	return order ? order : strcmp(a->name ? a->name : "", b->name ? b->name : "");
}

static int read_images(struct store *store, struct failure *why)
{
	struct dirent *entry;
	char *directory;
	DIR *listing;
	int error = cache_path(STORE, &directory, why);

	if (error)
		return error;
	listing = opendir(directory);
	if (!listing && errno != ENOENT)
		error = cache_fail(why, -errno, "read", directory);
	while (listing && !error && (entry = readdir(listing)))
		error = read_image(directory, entry->d_name, store, why);
	if (listing)
		closedir(listing);
	free(directory);
	if (store->count)
		qsort(store->images, store->count, sizeof(*store->images), newest_first);
	return error;
}

static int read_packages(struct store *store, struct failure *why)
{
	struct stat status;
	char *path, *text = NULL;
	int error = cache_path(PACKAGES, &path, why);

	if (error)
		return error;
	error = cache_read_file(path, &text, why);
	if (!error)
		error = packages_parse(text, &store->packages);
	if (!error && !stat(path, &status))
		store->packages_time = status.st_mtime;
	free(text);
	free(path);
	return error == -ENOENT ? 0 : error;
}

int store_read(struct store *store, struct failure *why)
{
	struct store read = { 0 };
	int error = read_images(&read, why);

	if (!error)
		error = read_packages(&read, why);
	if (error)
		store_free(&read);
	else
		*store = read;
	return error;
}

void store_free(struct store *store)
{
	for (size_t i = 0; i < store->count; i++)
		free_image(&store->images[i]);
	free(store->images);
	packages_free(&store->packages);
	*store = (struct store){ 0 };
}

const struct stored_image *store_find(const struct store *store, struct kernel_version wanted)
{
	struct kernel_range range = { wanted, wanted };

	for (size_t i = 0; i < store->count; i++)
		if (!store->images[i].name &&
		    kernel_range_contains(range, store->images[i].release))
			return &store->images[i];
	return NULL;
}

const struct stored_image *store_find_name(const struct store *store, const char *name)
{
	char text[KERNEL_VERSION_TEXT];

	for (size_t i = 0; i < store->count; i++) {
		const struct stored_image *image = &store->images[i];

		if (!strcmp(name, image->name ? image->name
					      : kernel_version_format(image->release, text)))
			return image;
	}
	return NULL;
}

/* Staging directories, and temporary files of cache_write_file() for "packages". */
static bool is_leftover(const char *name)
{
	return !strncmp(name, STAGING_PREFIX, strlen(STAGING_PREFIX)) ||
	       !strncmp(name, "packages.", strlen("packages."));
}

static void remove_leftovers(const char *directory)
{
	DIR *listing = opendir(directory);
	struct dirent *entry;

	while (listing && (entry = readdir(listing))) {
		char *path;

		if (!is_leftover(entry->d_name))
			continue;
		path = below(directory, entry->d_name);
		if (path)
			cache_remove(path);
		free(path);
	}
	if (listing)
		closedir(listing);
}

int store_lock(const struct watch *watch, struct failure *why)
{
	char *directory, *path = NULL;
	int lock, error = cache_path(STORE, &directory, why);

	if (error)
		return error;
	error = cache_make_directory(directory, why);
	if (!error)
		error = cache_path(LOCK, &path, why);
	lock = error ? error : cache_lock(path, watch, why);
	if (lock >= 0)
		remove_leftovers(directory);
	free(path);
	free(directory);
	return lock;
}

int store_stage(struct staging *staging, struct failure *why)
{
	struct staging made = { 0 };
	int error = cache_path(STORE "/" STAGING_PREFIX "XXXXXX", &made.directory, why);

	if (error)
		return error;
	if (!mkdtemp(made.directory)) {
		error = cache_fail(why, -errno, "create", made.directory);
		free(made.directory);
		return error;
	}
	made.image = below(made.directory, "vmlinuz");
	if (!made.image) {
		store_discard(&made);
		return -ENOMEM;
	}
	*staging = made;
	return 0;
}

void store_discard(struct staging *staging)
{
	cache_remove(staging->directory);
	free(staging->directory);
	free(staging->image);
	*staging = (struct staging){ 0 };
}

static int write_origin(const char *directory, const char *origin, struct failure *why)
{
	char *path = below(directory, "origin"), *line = NULL;
	int error = path ? 0 : -ENOMEM;

	if (!error && asprintf(&line, "%s\n", origin) < 0)
		error = -ENOMEM;
	if (!error)
		error = cache_write_file(path, line, strlen(line), why);
	free(line);
	free(path);
	return error;
}

/* A rename is on disk when the directory that it happened in is. */
static int sync_directory(const char *path, struct failure *why)
{
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		return cache_fail(why, -errno, "open", path);
	return cache_close_file(directory, path, why);
}

/* Puts a finished directory in another's place, which goes away. */
static int replace_directory(const char *from, const char *to, struct failure *why)
{
	if (!rename(from, to))
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return cache_fail(why, -errno, "create", to);
	/* What stood there is now at from; it goes with the staging directory. */
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE))
		return cache_fail(why, -errno, "replace", to);
	cache_remove(from);
	return 0;
}

int store_install(struct staging *staging, const char *name, const char *origin,
		  struct failure *why)
{
	char *parent = NULL, *target = NULL;
	int error = write_origin(staging->directory, origin, why);

	if (!error && (chmod(staging->directory, 0755) || chmod(staging->image, 0644)))
		error = cache_fail(why, -errno, "write", staging->image);
	if (!error)
		error = sync_directory(staging->directory, why);
	if (!error)
		error = cache_path(STORE, &parent, why);
	if (!error && !(target = below(parent, name)))
		error = -ENOMEM;
	if (!error)
		error = replace_directory(staging->directory, target, why);
	if (!error)
		error = sync_directory(parent, why);
	free(target);
	free(parent);
	store_discard(staging);
	return error;
}

int store_write_packages(const char *text, struct failure *why)
{
	char *path;
	int error = cache_path(PACKAGES, &path, why);

	if (error)
		return error;
	error = cache_write_file(path, text, strlen(text), why);
	free(path);
	return error;
}
