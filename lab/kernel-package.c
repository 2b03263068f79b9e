// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Images out of packages; see kernel-package.h. A .deb is deb.c's; all others are one archive of
 * files, a .rpm too: libarchive takes its header for a filter. Where images stand, is a list: what
 * stands elsewhere is not found.
 */
#include "lab/kernel-package.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lab/archive-files.h"
#include "lab/deb.h"

#define READ_SIZE (64 * 1024)

/* Debian, Ubuntu and SUSE; Fedora and what is like it, before and after /usr was merged. */
static const char *const package_places[] = {
	"boot/vmlinuz-*",
	"lib/modules/*/vmlinuz",
	"usr/lib/modules/*/vmlinuz",
	"usr/lib/modules/*/vmlinuz.unsigned",
	NULL,
};

/* The same, a kernel's build directory, and /boot alone. */
static const char *const directory_places[] = {
	"boot/vmlinuz-*",
	"lib/modules/*/vmlinuz",
	"usr/lib/modules/*/vmlinuz",
	"usr/lib/modules/*/vmlinuz.unsigned",
	"arch/x86/boot/bzImage",
	"vmlinuz",
	"vmlinuz-*",
	"bzImage",
};

static int is_deb(const char *path, struct failure *why)
{
	static const char magic[] = "!<arch>\ndebian";
	char start[sizeof(magic) - 1];
	FILE *file = fopen(path, "re");
	size_t got;

	if (!file)
		return fail_with(why, -errno, "cannot open %s: %s", path, strerror(errno));
	got = fread(start, 1, sizeof(start), file);
	fclose(file);
	return got == sizeof(start) && !memcmp(start, magic, sizeof(start));
}

static int extract(const char *path, int image, struct failure *why)
{
	struct archive *files = archive_read_new();
	struct failure damage = { "" };
	int status, error;

	if (!files)
		return -ENOMEM;
	archive_read_support_format_tar(files);
	archive_read_support_format_cpio(files);
	archive_read_support_filter_all(files);
	status = archive_read_open_filename(files, path, READ_SIZE);
	error = archive_files_extract(files, status, path, package_places, image, &damage);
	/* libarchive took nothing in it for the head of a file: it is another kind of file. */
	if (error == -EBADMSG && !archive_format(files))
		error = fail_with(
			why, -EINVAL,
			"%s is neither a kernel image (bzImage) for x86 nor a package of one",
			path);
	else if (error && error != -ENOENT)
		fail_with(why, error, "%s", damage.text[0] ? damage.text : strerror(-error));
	archive_read_free(files);
	return error;
}

int kernel_package_extract(const char *path, int image, struct failure *why)
{
	int deb = is_deb(path, why);
	int error = deb < 0 ? deb
		    : deb   ? deb_extract_image(path, image, why)
			    : extract(path, image, why);

	if (error == -ENOENT)
		return fail_with(
			why, error,
			"%s holds no kernel image: some distributions have it in another package "
			"(kernel-core, linux-image-unsigned-...)",
			path);
	return error;
}

/* The directory as part of a pattern that means itself; to be freed. */
static char *escape(const char *directory)
{
	char *escaped = malloc(2 * strlen(directory) + 1), *to = escaped;

	while (escaped && *directory) {
		if (strchr("*?[\\", *directory))
			*to++ = '\\';
		*to++ = *directory++;
	}
	if (escaped)
		*to = '\0';
	return escaped;
}

static int search_places(const char *directory, glob_t *found)
{
	char *escaped = escape(directory);
	int status = escaped ? 0 : GLOB_NOSPACE;

	for (size_t i = 0;
	     i < sizeof(directory_places) / sizeof(directory_places[0]) && status != GLOB_NOSPACE;
	     i++) {
		char *pattern;

		if (asprintf(&pattern, "%s/%s", escaped, directory_places[i]) < 0) {
			status = GLOB_NOSPACE;
			break;
		}
		status = glob(pattern, GLOB_APPEND, NULL, found);
		free(pattern);
	}
	free(escaped);
	return status == GLOB_NOSPACE ? -ENOMEM : 0;
}

/* Symbolic links do not count: they lead to what is found itself, or elsewhere. */
static const char *first_regular(const glob_t *found, const char **second)
{
	const char *first = NULL;
	struct stat status;

	*second = NULL;
	for (size_t i = 0; i < found->gl_pathc; i++) {
		if (lstat(found->gl_pathv[i], &status) || !S_ISREG(status.st_mode))
			continue;
		if (first) {
			*second = found->gl_pathv[i];
			return first;
		}
		first = found->gl_pathv[i];
	}
	return first;
}

int kernel_package_search(const char *directory, char **image, struct failure *why)
{
	glob_t found = { 0 };
	const char *first, *second;
	int error = search_places(directory, &found);

	*image = NULL;
	first = error ? NULL : first_regular(&found, &second);
	if (!error && !first)
		error = fail_with(why, -ENOENT, "there is no kernel image in %s", directory);
	else if (!error && second)
		error = fail_with(why, -EINVAL,
				  "%s has several kernel images, %s and %s: give one of them",
				  directory, first, second);
	else if (!error && !(*image = strdup(first)))
		error = -ENOMEM;
	globfree(&found);
	return error;
}
