// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads and orders kernel packages; see packages.h. Relies on Debian's naming of them. */
#include "lab/packages.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A kernel does not fit into less; the packages that have none are a few kilobytes. */
#define SMALLEST_KERNEL (1024 * 1024)

/* In Debian's order ~ sorts before the end, and the end before letters before all else. */
static int weight(char c)
{
	if (c == '~')
		return -1;
	if (c == '\0' || isdigit((unsigned char)c))
		return 0;
	return isalpha((unsigned char)c) ? c : c + 256;
}

int packages_compare_versions(const char *a, const char *b)
{
	while (*a || *b) {
		size_t digits_a, digits_b;
		int order;

		while ((*a && !isdigit((unsigned char)*a)) || (*b && !isdigit((unsigned char)*b))) {
			if (weight(*a) != weight(*b))
				return weight(*a) - weight(*b);
			a++;
			b++;
		}
		a += strspn(a, "0");
		b += strspn(b, "0");
		digits_a = strspn(a, "0123456789");
		digits_b = strspn(b, "0123456789");
		if (digits_a != digits_b)
			return digits_a < digits_b ? -1 : 1;
		order = strncmp(a, b, digits_a);
		if (order)
			return order;
		a += digits_a;
		b += digits_b;
	}
	return 0;
}

/* The value of a field in the paragraph from start to end, duplicated; NULL if absent. */
static char *field(const char *start, const char *end, const char *name)
{
	size_t length = strlen(name);

	for (const char *line = start; line < end; line++) {
		const char *line_end = memchr(line, '\n', (size_t)(end - line));

		if (!line_end)
			line_end = end;
		if ((size_t)(line_end - line) > length && !strncmp(line, name, length)) {
			line += length;
			while (line < line_end && *line == ' ')
				line++;
			return strndup(line, (size_t)(line_end - line));
		}
		line = line_end;
	}
	return NULL;
}

/* The rest of text after prefix, or NULL. */
static const char *after(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(text, prefix, length) ? NULL : text + length;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);

	return length >= tail && !strcmp(text + length - tail, end);
}

/* The same that PACKAGES_PATTERN says. */
static bool read_name(const char *name, bool *is_signed)
{
	const char *rest = after(name, "linux-image-");
	const char *kernel;

	if (!rest)
		rest = after(name, "linux-binary-");
	if (!rest)
		return false;
	kernel = after(rest, "unsigned-");
	*is_signed = !kernel && !ends_with(rest, "-unsigned");
	if (!isdigit((unsigned char)(kernel ? *kernel : *rest)))
		return false;
	return ends_with(rest, "-cloud-amd64") || ends_with(rest, "-cloud-amd64-unsigned");
}

/* The upstream part of a Debian version must be nothing but a release. */
static bool read_release(const char *version, struct kernel_version *release)
{
	const char *end;

	if (kernel_version_parse(version, release, &end) || *end != '-' || strchr(end + 1, '-'))
		return false;
	if (release->patch == KERNEL_ANY_PATCH)
		release->patch = 0;
	return true;
}

static void free_package(struct package *package)
{
	free(package->name);
	free(package->version);
}

static int append(struct packages *list, struct package package)
{
	struct package *longer =
		realloc(list->packages, (list->count + 1) * sizeof(*list->packages));

	if (!longer)
		return -ENOMEM;
	list->packages = longer;
	list->packages[list->count++] = package;
	return 0;
}

/* The list owns the strings of what append() was given; the analyzer takes them for leaked. */
static int read_paragraph(const char *start, const char *end, struct packages *list)
{
	struct package package = {
		.name = field(start, end, "Package:"),
		.version = field(start, end, "Version:"),
	};
	char *size = field(start, end, "Size:");
	bool usable = package.name && package.version && size &&
		      read_name(package.name, &package.is_signed) && // NOLINT(*-unix.Malloc)
		      read_release(package.version, &package.release);
	int error = 0;

	package.bytes = size ? strtoull(size, NULL, 10) : 0;
	free(size);
	usable = usable && package.bytes >= SMALLEST_KERNEL;
	if (usable)
		error = append(list, package);
	if (!usable || error)
		free_package(&package);
	return error;
}

static int compare_packages(const void *one, const void *other)
{
	const struct package *a = one, *b = other;
	int order = kernel_version_compare(b->release, a->release);

	if (!order)
		order = (int)b->is_signed - (int)a->is_signed;
	if (!order)
		order = packages_compare_versions(b->version, a->version);
	return order ? order : strcmp(a->name, b->name);
}

int packages_parse(const char *text, struct packages *packages)
{
	struct packages list = { 0 };
	int error = 0;

	while (*text && !error) {
		const char *end = strstr(text, "\n\n");

		if (!end)
			end = text + strlen(text);
		error = read_paragraph(text, end, &list);
		text = end + strspn(end, "\n");
	}
	if (error) {
		packages_free(&list);
		return error;
	}
	if (list.count)
		qsort(list.packages, list.count, sizeof(*list.packages), compare_packages);
	*packages = list;
	return 0;
}

void packages_free(struct packages *packages)
{
	for (size_t i = 0; i < packages->count; i++)
		free_package(&packages->packages[i]);
	free(packages->packages);
	*packages = (struct packages){ 0 };
}

const struct package *packages_next(const struct packages *packages, struct kernel_version wanted,
				    const struct package *after)
{
	struct kernel_range range = { wanted, wanted };

	for (size_t i = after ? (size_t)(after - packages->packages) + 1 : 0; i < packages->count;
	     i++)
		if (kernel_range_contains(range, packages->packages[i].release))
			return &packages->packages[i];
	return NULL;
}
