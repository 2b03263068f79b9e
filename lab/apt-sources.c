// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Where the private apt state gets its packages: the machine's Debian mirror and security mirror,
 * told from other vendors' by the Origin and Label in their signed Release files. See apt.h.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab/apt.h"

/* Every suite that may hold a kernel of a series in kernel/series.def. */
static const char *const main_suites[] = { "bullseye", "bookworm", "trixie", "trixie-backports",
					   "sid" };
static const char *const security_suites[] = { "bullseye-security", "bookworm-security",
					       "trixie-security" };

/* A line of APT_TARGET_FORMAT. */
struct target {
	char *created_by, *origin, *label, *component, *codename, *repository;
};

/* What the lines come to. Pointers into the text they were read from. */
struct mirrors {
	const char *archive;
	const char *security; /* NULL if the machine has none */
	const char *codename; /* of the machine's own release; NULL if unknown */
};

static bool read_target(char *line, struct target *target)
{
	char **fields[] = { &target->created_by, &target->origin,   &target->label,
			    &target->component,	 &target->codename, &target->repository };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		*fields[i] = strsep(&line, "|");
		if (!*fields[i])
			return false;
	}
	return !line;
}

static void note_target(const struct target *target, struct mirrors *mirrors)
{
	if (strcmp(target->created_by, "Packages") || strcmp(target->origin, "Debian") ||
	    strcmp(target->component, "main"))
		return;
	if (!strcmp(target->label, "Debian-Security") && !mirrors->security)
		mirrors->security = target->repository;
	if (strcmp(target->label, "Debian"))
		return;
	if (!mirrors->archive)
		mirrors->archive = target->repository;
	if (!mirrors->codename && !strchr(target->codename, '-'))
		mirrors->codename = target->codename;
}

static void write_line(FILE *out, const char *keyring, const char *repository, const char *suite)
{
	fprintf(out, "deb [arch=amd64%s%s] %s %s main\n", keyring ? " signed-by=" : "",
		keyring ? keyring : "", repository, suite);
}

static void write_sources(FILE *out, const char *keyring, const struct mirrors *mirrors)
{
	bool own = mirrors->codename;

	for (size_t i = 0; i < sizeof(main_suites) / sizeof(main_suites[0]); i++) {
		write_line(out, keyring, mirrors->archive, main_suites[i]);
		if (own && !strcmp(main_suites[i], mirrors->codename))
			own = false;
	}
	if (own)
		write_line(out, keyring, mirrors->archive, mirrors->codename);
	if (!mirrors->security)
		return;
	for (size_t i = 0; i < sizeof(security_suites) / sizeof(security_suites[0]); i++)
		write_line(out, keyring, mirrors->security, security_suites[i]);
}

int apt_make_sources(const char *targets, const char *keyring, char **sources, struct failure *why)
{
	struct mirrors mirrors = { 0 };
	char *copy = strdup(targets), *rest = copy, *line;
	size_t size;
	FILE *out;
	int error = 0;

	*sources = NULL;
	if (!copy)
		return -ENOMEM;
	while ((line = strsep(&rest, "\n"))) {
		struct target target;

		if (read_target(line, &target))
			note_target(&target, &mirrors);
	}
	if (!mirrors.archive)
		error = fail_with(why, -ENOENT,
				  "apt knows no Debian mirror: name one in /etc/apt/sources.list "
				  "and run apt-get update, or add kernels by hand with bpfmend "
				  "kernels add");
	out = error ? NULL : open_memstream(sources, &size);
	if (out) {
		write_sources(out, keyring, &mirrors);
		error = fclose(out) ? -ENOMEM : 0;
	} else if (!error) {
		error = -ENOMEM;
	}
	free(copy);
	return error;
}
