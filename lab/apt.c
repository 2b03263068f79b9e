// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Runs apt-get and apt-cache on a private state; see apt.h. The private settings come in by -c,
 * which apt reads after all others: the machine's proxies and timeouts hold, its directories,
 * hooks and sources do not.
 */
#include "lab/apt.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/cache.h"
#include "lab/process.h"

/* apt gives up on a dead mirror by itself; it can hang on a disk that is filled meanwhile. */
#define DEADLINE_SECONDS 900

#define KEYRING "/usr/share/keyrings/debian-archive-keyring.gpg"

/*
 * Hooks would run programs that clean up or refresh the system's state. The sandbox user cannot
 * enter a cache below /root; apt has it only when run by root. Only package lists are of use.
 * Where the machine allows unsigned repositories, we still do not.
 */
#define CONFIGURATION                                                           \
	"#clear APT::Update::Pre-Invoke;\n"                                     \
	"#clear APT::Update::Post-Invoke;\n"                                    \
	"#clear APT::Update::Post-Invoke-Success;\n"                            \
	"APT::Architecture \"amd64\";\n"                                        \
	"#clear APT::Architectures;\n"                                          \
	"APT::Architectures { \"amd64\"; };\n"                                  \
	"APT::Sandbox::User \"root\";\n"                                        \
	"Acquire::AllowInsecureRepositories \"false\";\n"                       \
	"Acquire::AllowWeakRepositories \"false\";\n"                           \
	"APT::Get::AllowUnauthenticated \"false\";\n"                           \
	"Acquire::Languages \"none\";\n"                                        \
	"Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled \"false\";\n" \
	"Dir::State \"%1$s\";\n"                                                \
	"Dir::State::status \"%1$s/status\";\n"                                 \
	"Dir::State::Lists \"%1$s/lists\";\n"                                   \
	"Dir::Cache \"%1$s\";\n"                                                \
	"Dir::Cache::Archives \"%1$s/archives\";\n"                             \
	"Dir::Cache::pkgcache \"pkgcache.bin\";\n"                              \
	"Dir::Cache::srcpkgcache \"\";\n"                                       \
	"Dir::Etc::sourcelist \"%1$s/sources.list\";\n"                         \
	"Dir::Etc::sourceparts \"-\";\n"                                        \
	"Dir::Etc::preferences \"-\";\n"                                        \
	"Dir::Etc::preferencesparts \"-\";\n"

#define MAX_WORDS 16

static bool contains(const char *text, const char *part)
{
	return strstr(text, part) != NULL;
}

/* The first complaint in what apt wrote to its standard error, without its "E: ". */
static char *first_complaint(const char *text)
{
	const char *line = text;

	while (line && strncmp(line, "E: ", 3) && strncmp(line, "W: ", 3)) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!line)
		return strndup(text, strcspn(text, "\n"));
	return strndup(line + 3, strcspn(line + 3, "\n"));
}

/* Says why apt failed, in its own words where we know no better. */
static int explain(const char *const words[], const struct process_output *output,
		   const char *directory, struct failure *why)
{
	char *complaint;
	int error = -EIO;

	if (output->status == 127)
		return fail_with(why, -ENOENT,
				 "%s is not installed: stock kernels come from Debian's packages; "
				 "without apt, add kernels with bpfmend kernels add PATH",
				 words[0]);
	if (contains(output->error, "No space left on device") ||
	    contains(output->error, "enough free space"))
		return cache_fail(why, -ENOSPC, "download to", directory);
	if (contains(output->error, "Read-only file system"))
		return cache_fail(why, -EROFS, "write to", directory);
	complaint = first_complaint(output->error);
	if (complaint && *complaint)
		fail_with(why, error, "%s %s fails: %s", words[0], words[1], complaint);
	else
		fail_with(why, error, "%s %s fails with status %d", words[0], words[1],
			  output->status);
	free(complaint);
	return error;
}

/*
 * Runs words[0] in a directory, with a private configuration if apt is not NULL. Returns 0
 * whatever its status; the status of a failed one is turned into words by explain().
 */
static int run(const struct apt *apt, const char *directory, const char *const words[],
	       struct process_output *output, struct failure *why)
{
	/* execvp() does not change what its non-const argument points to. */
	const char *argv[MAX_WORDS + 8] = { "env", "-C", directory, "LC_ALL=C", words[0] };
	size_t count = 5;

	if (apt) {
		argv[count++] = "-c";
		argv[count++] = apt->configuration;
	}
	for (size_t i = 1; words[i] && i < MAX_WORDS; i++)
		argv[count++] = words[i];
	return process_run((char *const *)argv, DEADLINE_SECONDS, output, why);
}

/* As run(), and a status other than 0 is an error. */
static int run_well(const struct apt *apt, const char *directory, const char *const words[],
		    struct process_output *output, struct failure *why)
{
	int error = run(apt, directory, words, output, why);

	if (!error && output->status) {
		error = explain(words, output, directory, why);
		process_output_free(output);
	}
	return error;
}

static int write_below(const char *directory, const char *name, const char *text,
		       struct failure *why)
{
	char *path;
	int error;

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return -ENOMEM;
	error = cache_write_file(path, text, strlen(text), why);
	free(path);
	return error;
}

static int make_directories(const char *directory, struct failure *why)
{
	static const char *const names[] = { "lists/partial", "archives/partial" };
	int error = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !error; i++) {
		char *path;

		if (asprintf(&path, "%s/%s", directory, names[i]) < 0)
			return -ENOMEM;
		error = cache_make_directory(path, why);
		free(path);
	}
	return error;
}

/* Writes sources.list from the machine's own configuration. */
static int write_sources(const char *directory, struct failure *why)
{
	static const char *const words[] = { "apt-get", "indextargets", "--format",
					     APT_TARGET_FORMAT, NULL };
	const char *keyring = access(KEYRING, R_OK) ? NULL : KEYRING;
	struct process_output output;
	char *sources;
	int error = run_well(NULL, "/", words, &output, why);

	if (error)
		return error;
	error = apt_make_sources(output.output, keyring, &sources, why);
	process_output_free(&output);
	if (!error)
		error = write_below(directory, "sources.list", sources, why);
	free(sources);
	return error;
}

static int write_configuration(struct apt *apt, struct failure *why)
{
	char *text;
	int error;

	if (strpbrk(apt->directory, "\"\n"))
		return fail_with(why, -EINVAL,
				 "apt cannot work in %s: set XDG_CACHE_HOME to a path without "
				 "quotes and line breaks",
				 apt->directory);
	if (asprintf(&text, CONFIGURATION, apt->directory) < 0)
		return -ENOMEM;
	error = write_below(apt->directory, "apt.conf", text, why);
	free(text);
	return error;
}

int apt_open(const char *directory, struct apt *apt, struct failure *why)
{
	struct apt made = { 0 };
	int error;

	made.directory = strdup(directory);
	if (!made.directory || asprintf(&made.configuration, "%s/apt.conf", directory) < 0) {
		free(made.directory);
		return -ENOMEM;
	}
	error = make_directories(directory, why);
	if (!error)
		error = write_sources(directory, why);
	if (!error)
		error = write_below(directory, "status", "", why);
	if (!error)
		error = write_configuration(&made, why);
	if (error)
		apt_close(&made);
	else
		*apt = made;
	return error;
}

void apt_close(struct apt *apt)
{
	free(apt->directory);
	free(apt->configuration);
	*apt = (struct apt){ 0 };
}

/* A suite whose Release file came, or is still current, is a line "Get:1 …" or "Hit:1 …". */
static bool any_suite_answered(const char *output)
{
	for (const char *line = output; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, "Get:", 4) || !strncmp(line, "Hit:", 4))
			return true;
	}
	return false;
}

/* Tells which suites are left out; that apt carries on without them is known. */
static void pass_on_complaints(const char *text, const struct watch *watch)
{
	while (*text) {
		int length = (int)strcspn(text, "\n");

		if ((!strncmp(text, "E: ", 3) || !strncmp(text, "W: ", 3)) &&
		    strncmp(text + 3, "Some index files", strlen("Some index files")))
			watch_done(watch, "left out: %.*s", length - 3, text + 3);
		text += length + (text[length] == '\n');
	}
}

/* Nothing half-downloaded stays in the cache, not even what apt could take up again. */
static void remove_partial(const struct apt *apt)
{
	char *path;

	if (asprintf(&path, "%s/lists/partial", apt->directory) < 0)
		return;
	cache_remove(path);
	cache_make_directory(path, NULL);
	free(path);
}

int apt_update(const struct apt *apt, const struct watch *watch, struct failure *why)
{
	static const char *const words[] = { "apt-get", "update", NULL };
	struct process_output output;
	int error;

	watch_status(watch, "apt-get update: fetches Debian's package lists (40 MB)");
	error = run(apt, apt->directory, words, &output, why);
	if (!error) {
		/* apt carries on, and may even return 0, when it cannot store what it fetches. */
		if (!any_suite_answered(output.output) ||
		    contains(output.error, "No space left on device"))
			error = explain(words, &output, apt->directory, why);
		else
			pass_on_complaints(output.error, watch);
		process_output_free(&output);
	}
	if (error)
		remove_partial(apt);
	return error;
}

int apt_show(const struct apt *apt, const char *pattern, char **text, struct failure *why)
{
	const char *const words[] = { "apt-cache", "show", pattern, NULL };
	struct process_output output;
	int error = run(apt, apt->directory, words, &output, why);

	if (error)
		return error;
	/* No match is status 100 as real errors are, but has nothing to do with the disk. */
	if (output.status && !contains(output.error, "No packages found"))
		error = explain(words, &output, apt->directory, why);
	if (!error)
		*text = strdup(output.output);
	if (!error && !*text)
		error = -ENOMEM;
	process_output_free(&output);
	return error;
}

/* The one .deb in a directory. */
static int find_deb(const char *directory, char **deb, struct failure *why)
{
	DIR *listing = opendir(directory);
	struct dirent *entry = NULL;
	int error = 0;

	while (listing && (entry = readdir(listing)))
		if (!fnmatch("*.deb", entry->d_name, 0))
			break;
	if (!entry)
		error = fail_with(why, -EIO, "apt-get download left no package in %s", directory);
	else if (asprintf(deb, "%s/%s", directory, entry->d_name) < 0)
		error = -ENOMEM;
	if (listing)
		closedir(listing);
	return error;
}

int apt_download(const struct apt *apt, const char *package, const char *version,
		 const char *directory, char **deb, struct failure *why)
{
	const char *words[] = { "apt-get", "download", NULL, NULL };
	struct process_output output;
	char *chosen;
	int error;

	if (asprintf(&chosen, "%s=%s", package, version) < 0)
		return -ENOMEM;
	words[2] = chosen;
	error = run_well(apt, directory, words, &output, why);
	free(chosen);
	if (error)
		return error;
	process_output_free(&output);
	return find_deb(directory, deb, why);
}
