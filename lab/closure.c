// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Programs of the host with everything they need; see closure.h. */
#include "lab/closure.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/process.h"

#define LOADER_SECONDS 30
#define SCRIPT_LINE 256 /* what the kernel reads of a script's first line */
#define DEFAULT_LOADER "/lib64/ld-linux-x86-64.so.2"

static int out_of_memory(struct failure *why)
{
	return fail_with(why, -ENOMEM, "out of memory");
}

char *closure_absolute(const char *path)
{
	char *joined = NULL, *result, *here = NULL, *rest, *part;
	size_t length = 0;

	if (path[0] != '/' && !(here = getcwd(NULL, 0)))
		return NULL;
	if (asprintf(&joined, "%s/%s", here ? here : "", path) < 0)
		joined = NULL;
	free(here);
	result = joined ? malloc(strlen(joined) + 2) : NULL;
	rest = joined;
	while (result && (part = strsep(&rest, "/"))) {
		if (!part[0] || !strcmp(part, "."))
			continue;
		if (!strcmp(part, "..")) {
			while (length && result[length - 1] != '/')
				length--;
			length -= length > 0;
			continue;
		}
		length += (size_t)sprintf(result + length, "/%s", part);
	}
	if (result) {
		result[length] = '\0';
		if (!length)
			strcpy(result, "/");
	}
	free(joined);
	return result;
}

static bool is_executable_file(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISREG(status.st_mode) && !access(path, X_OK);
}

int closure_find_command(const char *name, char **path, struct failure *why)
{
	const char *search = getenv("PATH");

	*path = NULL;
	if (strchr(name, '/')) {
		*path = closure_absolute(name);
		if (!*path)
			return out_of_memory(why);
		if (is_executable_file(*path))
			return 0;
		free(*path);
		*path = NULL;
		return fail_with(why, -ENOENT, "there is no program at %s", name);
	}
	for (const char *at = search ? search : "/usr/sbin:/usr/bin:/sbin:/bin"; *at;) {
		size_t length = strcspn(at, ":");
		char candidate[PATH_MAX];

		snprintf(candidate, sizeof(candidate), "%.*s/%s", (int)length, length ? at : ".",
			 name);
		if (name[0] && is_executable_file(candidate)) {
			*path = closure_absolute(candidate);
			return *path ? 0 : out_of_memory(why);
		}
		at += length + (at[length] == ':');
	}
	return fail_with(why, -ENOENT, "there is no command '%s' in PATH", name);
}

/*
 * Adds the libraries that the loader lists: "\tNAME => PATH (0x...)" or "\tPATH (0x...)". One that
 * is "not found" here will not be found there, and the loader will say so.
 */
static int add_listed(struct initramfs *initramfs, char *list, struct failure *why)
{
	int error = 0;

	for (char *line = strsep(&list, "\n"); line && !error; line = strsep(&list, "\n")) {
		char *arrow = strstr(line, " => ");
		char *path = arrow ? arrow + 4 : line + strspn(line, " \t");
		char *end = strstr(path, " (0x");

		if (path[0] != '/' || !end)
			continue;
		*end = '\0';
		error = initramfs_add_file(initramfs, path, path, why);
	}
	return error;
}

static int add_libraries(struct initramfs *initramfs, const char *path, const char *loader,
			 struct failure *why)
{
	char *argv[] = { (char *)loader, "--list", (char *)path, NULL };
	struct process_output listed;
	int error = process_run(argv, LOADER_SECONDS, &listed, why);

	if (error)
		return error;
	error = add_listed(initramfs, listed.output, why);
	process_output_free(&listed);
	return error;
}

/* Reads the name of the loader from an ELF file; DEFAULT_LOADER for a library, "" for neither. */
static void find_loader(int file, const Elf64_Ehdr *header, char loader[PATH_MAX])
{
	bool dynamic = false;

	loader[0] = '\0';
	for (unsigned int i = 0; i < header->e_phnum; i++) {
		off_t at = (off_t)(header->e_phoff + i * sizeof(Elf64_Phdr));
		Elf64_Phdr segment;

		if (pread(file, &segment, sizeof(segment), at) != sizeof(segment))
			return;
		dynamic |= segment.p_type == PT_DYNAMIC;
		if (segment.p_type == PT_INTERP && segment.p_filesz < PATH_MAX) {
			ssize_t got =
				pread(file, loader, segment.p_filesz, (off_t)segment.p_offset);

			loader[got > 0 ? got : 0] = '\0';
			return;
		}
	}
	if (dynamic)
		strcpy(loader, DEFAULT_LOADER);
}

static int add_needs_of_elf(struct initramfs *initramfs, const char *path, int file,
			    struct failure *why)
{
	char loader[PATH_MAX];
	Elf64_Ehdr header;
	int error;

	if (pread(file, &header, sizeof(header), 0) != sizeof(header) ||
	    header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64)
		return 0; /* a BPF object, say: nothing that is started */
	find_loader(file, &header, loader);
	if (!loader[0] || access(loader, X_OK))
		return 0;
	error = initramfs_add_file(initramfs, loader, loader, why);
	return error ? error : add_libraries(initramfs, path, loader, why);
}

/* "#!/bin/sh -e" needs /bin/sh; "#!/usr/bin/env python3" needs python3, too. */
static int add_needs_of_script(struct initramfs *initramfs, char *line, struct failure *why)
{
	char *rest = line + 2, *word, *interpreter, *found;
	int error;

	rest[strcspn(rest, "\r\n")] = '\0';
	interpreter = strtok_r(rest, " \t", &rest);
	if (!interpreter || interpreter[0] != '/' || access(interpreter, X_OK))
		return 0;
	error = closure_add(initramfs, interpreter, why);
	if (error || strcmp(strrchr(interpreter, '/'), "/env"))
		return error;
	do
		word = strtok_r(NULL, " \t", &rest);
	while (word && (word[0] == '-' || strchr(word, '=')));
	if (!word || closure_find_command(word, &found, NULL))
		return 0;
	error = closure_add(initramfs, found, why);
	free(found);
	return error;
}

static int add_file(struct initramfs *initramfs, const char *path, struct failure *why)
{
	char start[SCRIPT_LINE + 1] = "";
	int error = initramfs_add_file(initramfs, path, path, why);
	int file;

	if (error)
		return error;
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0 || pread(file, start, SCRIPT_LINE, 0) < 0)
		error = fail_with(why, -errno, "cannot read %s: %s", path, strerror(errno));
	else if (!memcmp(start, ELFMAG, SELFMAG))
		error = add_needs_of_elf(initramfs, path, file, why);
	else if (!strncmp(start, "#!", 2))
		error = add_needs_of_script(initramfs, start, why);
	if (file >= 0)
		close(file);
	return error;
}

static int add_link(struct initramfs *initramfs, const char *path, struct failure *why)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);

	if (length < 0)
		return fail_with(why, -errno, "cannot read %s: %s", path, strerror(errno));
	target[length] = '\0';
	return initramfs_add_link(initramfs, path, target, why);
}

static int add_directory(struct initramfs *initramfs, const char *path, struct failure *why);

/* What is in a directory: sockets and the like have no place in an archive and are left out. */
static int add_member(struct initramfs *initramfs, const char *path, struct failure *why)
{
	struct stat status;

	if (lstat(path, &status))
		return fail_with(why, -errno, "cannot read %s: %s", path, strerror(errno));
	if (S_ISLNK(status.st_mode))
		return add_link(initramfs, path, why);
	if (S_ISDIR(status.st_mode))
		return add_directory(initramfs, path, why);
	if (S_ISREG(status.st_mode) && !initramfs_has(initramfs, path))
		return add_file(initramfs, path, why);
	return 0;
}

static int add_directory(struct initramfs *initramfs, const char *path, struct failure *why)
{
	int error = initramfs_add_folder(initramfs, path, why);
	DIR *directory = error ? NULL : opendir(path);
	struct dirent *member;

	if (!error && !directory)
		return fail_with(why, -errno, "cannot open %s: %s", path, strerror(errno));
	while (!error && (member = readdir(directory))) {
		char *child;

		if (!strcmp(member->d_name, ".") || !strcmp(member->d_name, ".."))
			continue;
		if (asprintf(&child, "%s/%s", path, member->d_name) < 0) {
			error = out_of_memory(why);
			break;
		}
		error = add_member(initramfs, child, why);
		free(child);
	}
	if (directory)
		closedir(directory);
	return error;
}

int closure_add(struct initramfs *initramfs, const char *path, struct failure *why)
{
	struct stat status;

	if (initramfs_has(initramfs, path))
		return 0;
	if (stat(path, &status))
		return fail_with(why, -errno, "cannot open %s: %s", path, strerror(errno));
	if (S_ISDIR(status.st_mode))
		return add_directory(initramfs, path, why);
	return add_file(initramfs, path, why);
}
