// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Puts kernels of others into the store; see kernels.h. An image is copied or unpacked to where it
 * stays, and what it is is read there, so that nobody changes it in between.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/image.h"
#include "lab/kernel-package.h"
#include "lab/kernels.h"
#include "lab/store.h"
#include "lab/vendor.h"

#define ADDED "added from "

/* What an image is: the name that it gets, and its release. */
struct identity {
	char name[VENDOR_NAME];
	struct kernel_version release;
};

static int identify(const char *image, const char *path, struct identity *identity,
		    struct failure *why)
{
	char text[IMAGE_TEXT], release[KERNEL_VERSION_TEXT];
	int error = image_read_text(image, text, NULL);

	if (error)
		return fail_with(why, error,
				 "what %s holds is no whole kernel image (bzImage for x86)", path);
	if (image_release(text, &identity->release))
		return fail_with(why, -EINVAL, "%s does not say which kernel release it is", path);
	if (!vendor_name(text, identity->name))
		snprintf(identity->name, sizeof(identity->name), "%s",
			 kernel_version_format(identity->release, release));
	return 0;
}

/* A fetched image is what its release is compared with: an own build must not take its place. */
static int check_free(const char *name, struct failure *why)
{
	const struct stored_image *stored;
	struct store store;
	int error = store_read(&store, why);

	if (error)
		return error;
	stored = store_find_name(&store, name);
	if (stored && strncmp(stored->origin, ADDED, strlen(ADDED)))
		error = fail_with(
			why, -EEXIST,
			"%s is in the store already, from %s: use yours by --kernel-image, "
			"or remove %s first",
			name, stored->origin, stored->path);
	store_free(&store);
	return error;
}

static int unpack(const char *path, const char *image, struct failure *why)
{
	int file = open(image, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int error;

	if (file < 0)
		return cache_fail(why, -errno, "create", image);
	error = kernel_package_extract(path, file, why);
	if (!error)
		return cache_close_file(file, image, why);
	close(file);
	return error == -ENOSPC ? cache_fail(why, error, "write", image) : error;
}

static int stage(const char *path, const struct staging *staging, struct failure *why)
{
	char *found = NULL, text[IMAGE_TEXT];
	struct stat status;
	int error;

	if (stat(path, &status))
		return fail_with(why, -errno, "cannot open the kernel image %s: %s", path,
				 strerror(errno));
	if (S_ISDIR(status.st_mode)) {
		error = kernel_package_search(path, &found, why);
		if (!error)
			error = cache_copy_file(found, staging->image, why);
		free(found);
		return error;
	}
	if (!image_is_one(path))
		return unpack(path, staging->image, why);
	error = image_read_text(path, text, why);
	return error ? error : cache_copy_file(path, staging->image, why);
}

static int add_locked(const char *path, const char *origin, struct identity *identity,
		      struct failure *why)
{
	struct staging staging;
	int error = store_stage(&staging, why);

	if (error)
		return error;
	error = stage(path, &staging, why);
	if (!error)
		error = identify(staging.image, path, identity, why);
	if (!error)
		error = check_free(identity->name, why);
	if (!error)
		return store_install(&staging, identity->name, origin, why);
	store_discard(&staging);
	return error;
}

/* Fills added with what is in the store under that name now. */
static int describe(const struct identity *identity, struct kernel_image *added,
		    struct failure *why)
{
	const struct stored_image *stored;
	struct store store;
	int error = store_read(&store, why);

	if (error)
		return error;
	stored = store_find_name(&store, identity->name);
	error = !stored ? -ENOENT
			: kernel_image_fill(added, identity->name, identity->release,
					    stored->origin, stored->path);
	store_free(&store);
	return error;
}

int kernels_add(const char *path, struct kernel_image *added, struct failure *why)
{
	char *absolute = realpath(path, NULL), *origin = NULL;
	struct identity identity;
	int lock, error = 0;

	if (!absolute)
		return fail_with(why, -errno, "cannot open the kernel image %s: %s", path,
				 strerror(errno));
	if (asprintf(&origin, ADDED "%s", absolute) < 0) {
		origin = NULL;
		error = -ENOMEM;
	}
	lock = error ? error : store_lock(NULL, why);
	error = lock < 0 ? lock : add_locked(absolute, origin, &identity, why);
	if (lock >= 0)
		close(lock);
	if (!error && added)
		error = describe(&identity, added, why);
	free(origin);
	free(absolute);
	return error;
}
