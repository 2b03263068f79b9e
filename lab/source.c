// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Gets the source of a kernel from Debian; see source.h. Relies on the private apt state for the
 * package, and on tar and xz for its 85,000 files.
 */
#include "lab/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/apt.h"
#include "lab/cache.h"
#include "lab/deb.h"
#include "lab/packages.h"
#include "lab/process.h"
#include "lab/store.h"

#define BUILDS "builds"

/* The package, the archive in it and the 1.7 GB that come out of that, and the lists. */
#define SOURCE_ROOM (3ULL << 30)

#define UNPACK_SECONDS 900

void source_free(struct source *source)
{
	free(source->version);
	free(source->directory);
	free(source->path);
	*source = (struct source){ 0 };
}

/* "6.12.117-1" is a release that is wanted. */
static bool is_wanted(const char *version, struct kernel_version wanted)
{
	struct kernel_range range = { wanted, wanted };
	struct kernel_version release;
	const char *end;

	if (kernel_version_parse(version, &release, &end) || *end != '-')
		return false;
	if (release.patch == KERNEL_ANY_PATCH)
		release.patch = 0;
	return kernel_range_contains(range, release);
}

/* Fills the paths of a source of which the version is known. */
static int locate(char *version, struct source *source, struct failure *why)
{
	char *name = NULL;
	int error;

	*source = (struct source){ .version = version };
	if (asprintf(&name, BUILDS "/%s", version) < 0)
		return -ENOMEM;
	error = cache_path(name, &source->directory, why);
	free(name);
	if (!error && asprintf(&source->path, "%s/source", source->directory) < 0)
		error = -ENOMEM;
	return error;
}

/* The newest version in the cache; NULL if there is none. */
static int find_version(struct kernel_version wanted, char **version, struct failure *why)
{
	struct dirent *entry;
	char *builds;
	DIR *listing;
	int error = cache_path(BUILDS, &builds, why);

	*version = NULL;
	if (error)
		return error;
	listing = opendir(builds);
	free(builds);
	while (listing && !error && (entry = readdir(listing))) {
		if (!is_wanted(entry->d_name, wanted) ||
		    (*version && packages_compare_versions(entry->d_name, *version) <= 0))
			continue;
		free(*version);
		*version = strdup(entry->d_name);
		error = *version ? 0 : -ENOMEM;
	}
	if (listing)
		closedir(listing);
	return error;
}

/* The value of a field if the line is one, else NULL. */
static const char *value(const char *line, const char *field)
{
	size_t length = strlen(field);

	return strncmp(line, field, length) ? NULL : line + length;
}

int source_choose(const char *text, struct kernel_version wanted, struct source_package *chosen)
{
	char *version = NULL;
	bool better = false;

	*chosen = (struct source_package){ 0 };
	/* Of each package the fields come in the order Version, Size. */
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		const char *found = value(line, "Version: ");
		const char *size = value(line, "Size: ");

		if (found) {
			free(version);
			version = strndup(found, strcspn(found, "\n"));
			if (!version)
				goto out_of_memory;
			better = is_wanted(version, wanted) &&
				 (!chosen->version ||
				  packages_compare_versions(version, chosen->version) > 0);
		} else if (size && version && better) {
			free(chosen->version);
			chosen->version = version;
			chosen->bytes = strtoull(size, NULL, 10);
			version = NULL;
		}
	}
	free(version);
	return 0;
out_of_memory:
	free(chosen->version);
	chosen->version = NULL;
	return -ENOMEM;
}

/* Asks the lists for the package; they are fetched where they have none or update says so. */
static int choose_package(const struct apt *apt, struct kernel_version wanted, bool update,
			  struct source_package *chosen, const struct watch *watch,
			  struct failure *why)
{
	char pattern[64], *text;
	int error = 0;

	snprintf(pattern, sizeof(pattern), "^linux-source-%d\\.%d$", wanted.major, wanted.minor);
	*chosen = (struct source_package){ 0 };
	for (bool fresh = update; !error && !chosen->version; fresh = true) {
		bool last = fresh;

		if (fresh)
			error = apt_update(apt, watch, why);
		if (!error)
			error = apt_show(apt, pattern, &text, why);
		if (!error) {
			error = source_choose(text, wanted, chosen);
			free(text);
		}
		if (last)
			break;
	}
	return error;
}

static int unpack(const char *deb, const char *staging, struct failure *why)
{
	char *archive, *target;
	struct process_output output = { 0 };
	int file, error = 0;

	if (asprintf(&archive, "%s/source.tar.xz", staging) < 0)
		return -ENOMEM;
	if (asprintf(&target, "%s/source", staging) < 0) {
		free(archive);
		return -ENOMEM;
	}
	file = open(archive, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	error = file < 0 ? cache_fail(why, -errno, "create", archive)
			 : deb_extract_source(deb, file, why);
	if (file >= 0)
		close(file);
	if (error == -ENOENT)
		fail_with(why, error, "%s holds no source", deb);
	if (!error && mkdir(target, 0777))
		error = cache_fail(why, -errno, "create", target);
	if (!error) {
		char *argv[] = { "tar",
				 "-xf",
				 archive,
				 "-C",
				 target,
				 "--strip-components=1",
				 "--no-same-owner",
				 NULL };

		error = process_run(argv, UNPACK_SECONDS, &output, why);
		if (!error && output.status)
			error = fail_with(why, -EIO, "cannot unpack the source: %.*s",
					  (int)strcspn(output.error, "\n"), output.error);
		process_output_free(&output);
	}
	free(archive);
	free(target);
	return error;
}

/* Downloads and unpacks beside the place where the source then appears, whole. */
static int fetch(const struct apt *apt, struct kernel_version wanted, const struct source *source,
		 unsigned long long bytes, const struct watch *watch, struct failure *why)
{
	char *staging, *made = NULL, *deb = NULL, package[64];
	int error = cache_make_directory(source->directory, why);

	if (error)
		return error;
	if (asprintf(&staging, "%s/.new-source", source->directory) < 0)
		return -ENOMEM;
	/* What a killed process may have left. */
	cache_remove(staging);
	error = cache_make_directory(staging, why);
	snprintf(package, sizeof(package), "linux-source-%d.%d", wanted.major, wanted.minor);
	if (!error)
		error = cache_check_room(staging, SOURCE_ROOM, why);
	watch_status(watch, "the source of %s downloads (%llu MiB)", source->version, bytes >> 20);
	if (!error)
		error = apt_download(apt, package, source->version, staging, &deb, why);
	watch_status(watch, "the source of %s is unpacked", source->version);
	if (!error)
		error = unpack(deb, staging, why);
	if (!error && asprintf(&made, "%s/source", staging) < 0)
		error = -ENOMEM;
	if (!error && rename(made, source->path))
		error = cache_fail(why, -errno, "create", source->path);
	if (!error)
		watch_done(watch, "the source of %s is unpacked", source->version);
	cache_remove(staging);
	free(made);
	free(deb);
	free(staging);
	return error;
}

/* Needs the lock of the store: the private apt state is used under that. */
static int fetch_newest(struct kernel_version wanted, bool update, struct source *source,
			const struct watch *watch, struct failure *why)
{
	struct source_package package = { 0 };
	char *directory, text[KERNEL_VERSION_TEXT];
	struct apt apt;
	int error = cache_path("apt", &directory, why);

	if (error)
		return error;
	error = apt_open(directory, &apt, why);
	free(directory);
	if (error)
		return error;
	error = choose_package(&apt, wanted, update, &package, watch, why);
	if (!error && !package.version)
		error = fail_with(why, -ENOENT, "the Debian mirror has no source of %s",
				  kernel_version_format(wanted, text));
	if (!error)
		error = locate(package.version, source, why);
	if (!error && access(source->path, F_OK))
		error = fetch(&apt, wanted, source, package.bytes, watch, why);
	apt_close(&apt);
	return error;
}

int source_find(struct kernel_version wanted, struct source *source, struct failure *why)
{
	char *version;
	int error = find_version(wanted, &version, why);

	*source = (struct source){ 0 };
	if (error)
		return error;
	if (!version)
		return -ENOENT;
	error = locate(version, source, why);
	if (!error && access(source->path, F_OK))
		error = -ENOENT;
	if (error)
		source_free(source);
	return error;
}

int source_get(struct kernel_version wanted, bool update, struct source *source,
	       const struct watch *watch, struct failure *why)
{
	int error = update ? -ENOENT : source_find(wanted, source, why);
	int lock;

	if (error != -ENOENT)
		return error;
	*source = (struct source){ 0 };
	lock = store_lock(watch, why);
	error = lock < 0 ? lock : fetch_newest(wanted, update, source, watch, why);
	if (lock >= 0)
		close(lock);
	if (error)
		source_free(source);
	return error;
}
