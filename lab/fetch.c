// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * kernels_fetch(): asks the mirror what it has, downloads packages one by one and keeps their
 * images. Runs apt only when something is to be had from it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lab/apt.h"
#include "lab/cache.h"
#include "lab/deb.h"
#include "lab/entries.h"
#include "lab/image.h"
#include "lab/kernels.h"
#include "lab/store.h"
#include "lab/wanted.h"

/* Debian's mirrors change four times a day; a new kernel comes every few days. */
#define LISTS_FRESH_SECONDS (24 * 60 * 60)

/* The lists and apt's index of them, and with each package the image that comes out of it. */
#define LISTS_ROOM (256ULL << 20)
#define IMAGE_ROOM (32ULL << 20)

/* What one call of kernels_fetch() works on. */
struct fetch {
	struct wanted *wanted;
	bool update;
	bool all; /* every release of a series that the mirror has, not the newest alone */
	bool asked; /* the package lists are as new as they get */
	struct store store;
	struct apt apt;
	const struct watch *watch;
	struct failure *why;
};

static double mebibytes(unsigned long long bytes)
{
	return (double)bytes / (1024 * 1024);
}

/* Takes note of what is in the store and on the mirror now. */
static int reread(struct fetch *fetch)
{
	store_free(&fetch->store);
	return store_read(&fetch->store, fetch->why);
}

static int ask_mirror(struct fetch *fetch)
{
	char *text = NULL;
	int error = cache_check_room(fetch->apt.directory, LISTS_ROOM, fetch->why);

	if (!error)
		error = apt_update(&fetch->apt, fetch->watch, fetch->why);
	if (error)
		return error;
	watch_status(fetch->watch, "apt-cache show: reads the package lists");
	error = apt_show(&fetch->apt, PACKAGES_PATTERN, &text, fetch->why);
	if (!error && !*text)
		error = fail_with(fetch->why, -ENOENT,
				  "the Debian mirror offers no cloud kernel at all: check the "
				  "sources in %s/sources.list",
				  fetch->apt.directory);
	if (!error)
		error = store_write_packages(text, fetch->why);
	free(text);
	fetch->asked = true;
	return error ? error : reread(fetch);
}

/* The package to fetch for a kernel; NULL if the store has what is wanted or the mirror nothing. */
static const struct package *package_to_fetch(const struct fetch *fetch,
					      struct kernel_version wanted)
{
	const struct stored_image *stored = store_find(&fetch->store, wanted);
	const struct package *package = packages_next(&fetch->store.packages, wanted, NULL);

	if (!stored || !package)
		return package;
	return fetch->update && kernel_version_compare(package->release, stored->release) > 0
		       ? package
		       : NULL;
}

static bool all_in_store(const struct fetch *fetch)
{
	for (size_t i = 0; i < fetch->wanted->count; i++)
		if (!store_find(&fetch->store, fetch->wanted->versions[i]))
			return false;
	return true;
}

/* Takes the image out of a package that was downloaded into the staging directory. */
static int unpack(struct fetch *fetch, const struct package *package, const char *deb,
		  const struct staging *staging)
{
	int image = open(staging->image, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	struct kernel_version release;
	int error;

	if (image < 0)
		return cache_fail(fetch->why, -errno, "create", staging->image);
	error = deb_extract_image(deb, image, fetch->why);
	if (error && error != -ENOENT)
		cache_fail(fetch->why, error, "write", staging->image);
	if (error) {
		close(image);
		return error;
	}
	error = cache_close_file(image, staging->image, fetch->why);
	if (!error)
		error = image_read(staging->image, &release, fetch->why);
	if (!error && kernel_version_compare(release, package->release))
		error = fail_with(fetch->why, -EBADMSG, "%s %s holds the image of another release",
				  package->name, package->version);
	return error;
}

/* Returns -ENOENT, with why empty, if the package holds no image. */
static int fetch_package(struct fetch *fetch, const struct package *package)
{
	char release[KERNEL_VERSION_TEXT], *deb = NULL, *origin = NULL;
	struct staging staging;
	int error = store_stage(&staging, fetch->why);

	if (error)
		return error;
	kernel_version_format(package->release, release);
	watch_status(fetch->watch, "%s downloads (%.0f MiB)", release, mebibytes(package->bytes));
	error = cache_check_room(fetch->apt.directory, package->bytes + IMAGE_ROOM, fetch->why);
	if (!error)
		error = apt_download(&fetch->apt, package->name, package->version,
				     staging.directory, &deb, fetch->why);
	if (!error) {
		watch_status(fetch->watch, "%s is unpacked", release);
		error = unpack(fetch, package, deb, &staging);
		unlink(deb);
		free(deb);
	}
	if (!error && asprintf(&origin, "%s %s", package->name, package->version) < 0)
		error = -ENOMEM;
	if (error)
		store_discard(&staging);
	else
		error = store_install(&staging, release, origin, fetch->why);
	free(origin);
	if (!error)
		watch_done(fetch->watch, "%s fetched", release);
	return error;
}

/* Tries the packages that may hold the image, best first. */
static int fetch_kernel(struct fetch *fetch, struct kernel_version wanted)
{
	const struct package *package = package_to_fetch(fetch, wanted);
	char text[KERNEL_VERSION_TEXT];
	int error = -ENOENT;

	if (!package)
		return 0;
	for (; package && error == -ENOENT && !fetch->why->text[0];
	     package = packages_next(&fetch->store.packages, wanted, package))
		error = fetch_package(fetch, package);
	if (error)
		return fail_with(fetch->why, error,
				 "none of the mirror's packages of %s holds a kernel image",
				 kernel_version_format(wanted, text));
	return reread(fetch);
}

/*
 * A package can have left the mirror since the lists were read: a failed download is tried once
 * more with new lists.
 */
static int fetch_kernels(struct fetch *fetch)
{
	int error = 0;

	for (size_t i = 0; i < fetch->wanted->count && !error; i++) {
		struct kernel_version wanted = fetch->wanted->versions[i];

		error = fetch_kernel(fetch, wanted);
		if (error != -EIO || fetch->asked)
			continue;
		*fetch->why = (struct failure){ "" };
		error = ask_mirror(fetch);
		if (!error)
			error = fetch_kernel(fetch, wanted);
	}
	return error;
}

static int add_releases(const struct packages *packages, struct kernel_version series,
			struct wanted *wanted)
{
	bool any = false;
	int error = 0;

	/* Newest first there, oldest first here. */
	for (size_t i = packages->count; i && !error; i--) {
		struct kernel_version release = packages->packages[i - 1].release;

		if (release.major != series.major || release.minor != series.minor)
			continue;
		any = true;
		error = wanted_add(wanted, release);
	}
	return error || any ? error : wanted_add(wanted, series);
}

/* Puts in the place of each series all of its releases. */
static int spread_series(struct fetch *fetch)
{
	struct wanted spread = { 0 };
	int error = 0;

	for (size_t i = 0; i < fetch->wanted->count && !error; i++) {
		struct kernel_version version = fetch->wanted->versions[i];

		error = version.patch == KERNEL_ANY_PATCH
				? add_releases(&fetch->store.packages, version, &spread)
				: wanted_add(&spread, version);
	}
	if (error) {
		wanted_free(&spread);
		return error;
	}
	wanted_free(fetch->wanted);
	*fetch->wanted = spread;
	return 0;
}

static int fetch_with_apt(struct fetch *fetch)
{
	char *directory;
	int error = cache_path("apt", &directory, fetch->why);

	if (error)
		return error;
	error = apt_open(directory, &fetch->apt, fetch->why);
	free(directory);
	if (error)
		return error;
	if (fetch->update || time(NULL) - fetch->store.packages_time > LISTS_FRESH_SECONDS)
		error = ask_mirror(fetch);
	if (!error && fetch->all)
		error = spread_series(fetch);
	if (!error)
		error = fetch_kernels(fetch);
	apt_close(&fetch->apt);
	return error;
}

static int fetch_locked(struct fetch *fetch)
{
	int lock = store_lock(fetch->watch, fetch->why);
	int error;

	if (lock < 0)
		return lock;
	/* Whoever held the lock may have fetched what was missing. */
	error = reread(fetch);
	if (!error && (fetch->update || fetch->all || !all_in_store(fetch)))
		error = fetch_with_apt(fetch);
	close(lock);
	return error;
}

static int fail_unavailable(const struct fetch *fetch)
{
	struct wanted missing = { 0 };
	char *names;
	int error = 0;

	for (size_t i = 0; i < fetch->wanted->count && !error; i++)
		if (!store_find(&fetch->store, fetch->wanted->versions[i]))
			error = wanted_add(&missing, fetch->wanted->versions[i]);
	names = wanted_format(&missing, NULL);
	if (!error && !names)
		error = -ENOMEM;
	if (!error && missing.count)
		error = fail_with(fetch->why, -ENOENT,
				  "the Debian mirror has no kernel %s: leave it out, or add one by "
				  "hand with bpfmend kernels add",
				  names);
	free(names);
	wanted_free(&missing);
	return error;
}

/* Rows tell how things stand in the end, and also when the fetch failed half-way. */
static int fill_entries(const struct fetch *fetch, struct kernel_entries *entries)
{
	int error = 0;

	for (size_t i = 0; i < fetch->wanted->count && !error; i++)
		error = entries_append(entries, fetch->wanted->versions[i], &fetch->store);
	return error;
}

int kernels_fetch(const char *list, bool update, bool all, struct kernel_entries *entries,
		  const struct watch *watch, struct failure *why)
{
	struct wanted wanted = { 0 };
	struct failure unread = { "" };
	struct fetch fetch = {
		.wanted = &wanted,
		.update = update,
		.all = all,
		.watch = watch,
		.why = why ? why : &unread,
	};
	int error, filled;

	*entries = (struct kernel_entries){ 0 };
	error = wanted_parse(list, &wanted, fetch.why);
	if (error)
		return error;
	error = store_read(&fetch.store, fetch.why);
	if (!error && (update || all || !all_in_store(&fetch)))
		error = fetch_locked(&fetch);
	else if (!error)
		watch_done(watch, "nothing to fetch: the store has what was asked for");
	if (!error)
		error = fail_unavailable(&fetch);
	filled = fill_entries(&fetch, entries);
	store_free(&fetch.store);
	wanted_free(&wanted);
	return error ? error : filled;
}
