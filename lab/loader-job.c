// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Makes the job of a loader; see loader-job.h. */
#include "lab/loader-job.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/closure.h"
#include "lab/initramfs.h"
#include "lab/protocol.h"

#define PLACE "{object}"
#define BLANKS " \t\n"

static int out_of_memory(struct failure *why)
{
	return fail_with(why, -ENOMEM, "out of memory");
}

/* The command's first word, its folders taken off: the name of the row. */
static char *loader_name(const struct loader *loader)
{
	const char *word = loader->command + strspn(loader->command, BLANKS);
	size_t length = strcspn(word, BLANKS);

	for (size_t i = length; i; i--)
		if (word[i - 1] == '/' && i < length)
			return strndup(word + i, length - i);
	return strndup(word, length);
}

int loader_object(const struct loader *loader, const char *path, struct object *object,
		  struct failure *why)
{
	*object = (struct object){
		.path = strdup(path),
		.programs = calloc(1, sizeof(*object->programs)),
	};
	if (access(path, R_OK)) {
		object_free(object);
		return fail_with(why, -errno, "cannot open %s: %s", path, strerror(errno));
	}
	if (object->programs && (object->programs[0] = loader_name(loader)))
		object->count = 1;
	if (object->path && object->count)
		return 0;
	object_free(object);
	return out_of_memory(why);
}

/* As a word of a shell: in quotes, a quote itself outside of them. */
static void print_quoted(const char *text, FILE *out)
{
	fputc('\'', out);
	for (; *text; text++)
		if (*text == '\'')
			fputs("'\\''", out);
		else
			fputc(*text, out);
	fputc('\'', out);
}

/* The command for one object; NULL where there is no memory. The caller frees it. */
static char *command_for(const struct loader *loader, const char *object)
{
	const char *rest = loader->command, *place;
	char *command = NULL;
	size_t size;
	FILE *out = open_memstream(&command, &size);

	if (!out)
		return NULL;
	while ((place = strstr(rest, PLACE))) {
		fwrite(rest, 1, (size_t)(place - rest), out);
		print_quoted(object, out);
		rest = place + strlen(PLACE);
	}
	fputs(rest, out);
	return fclose(out) ? NULL : command;
}

static int add_host_file(struct initramfs *initramfs, const char *name, struct failure *why)
{
	char *path = closure_absolute(name);
	int error = path ? closure_add(initramfs, path, why) : out_of_memory(why);

	free(path);
	return error;
}

static int add_command(struct initramfs *initramfs, const char *name, struct failure *why)
{
	char *path;
	int error = closure_find_command(name, &path, why);

	if (error)
		return error;
	error = closure_add(initramfs, path, why);
	free(path);
	return error;
}

/* The first word is a command, or a shell's own; of the others those that are files come along. */
static int add_words(struct initramfs *initramfs, const char *command, struct failure *why)
{
	char *copy = strdup(command), *rest = NULL;
	int error = copy ? 0 : out_of_memory(why);

	for (char *word = copy ? strtok_r(copy, BLANKS, &rest) : NULL; word && !error;
	     word = strtok_r(NULL, BLANKS, &rest))
		if (!access(word, R_OK))
			error = add_host_file(initramfs, word, why);
		else if (!strchr(word, '/') && word == copy + strspn(command, BLANKS))
			error = add_command(initramfs, word, why);
	free(copy);
	return error;
}

static int add_files(struct initramfs *initramfs, const struct loader *loader,
		     const struct object *objects, size_t count, struct failure *why)
{
	int error = add_command(initramfs, "sh", why);

	if (!error)
		error = add_words(initramfs, loader->command, why);
	for (size_t i = 0; i < loader->file_count && !error; i++)
		error = add_host_file(initramfs, loader->files[i], why);
	for (size_t i = 0; i < count && !error; i++)
		error = add_host_file(initramfs, objects[i].path, why);
	return error;
}

static int add_job(struct initramfs *initramfs, const struct loader *loader,
		   const struct object *objects, size_t count, unsigned int seconds,
		   struct failure *why)
{
	struct json_object *job = json_object_new_object();
	struct json_object *commands = json_object_new_array();
	char *directory = getcwd(NULL, 0), *shell = NULL;
	const char *text;
	int error = directory ? closure_find_command("sh", &shell, why)
			      : fail_with(why, -errno, "cannot tell the current directory: %s",
					  strerror(errno));

	for (size_t i = 0; i < count && !error; i++) {
		char *command = command_for(loader, objects[i].path);

		error = command ? 0 : out_of_memory(why);
		if (command)
			json_object_array_add(commands, json_object_new_string(command));
		free(command);
	}
	json_object_object_add(job, JOB_COMMANDS, commands);
	if (!error) {
		json_object_object_add(job, JOB_KIND, json_object_new_string(JOB_LOADER));
		json_object_object_add(job, JOB_SECONDS, json_object_new_int((int)seconds));
		json_object_object_add(job, JOB_DIRECTORY, json_object_new_string(directory));
		json_object_object_add(job, JOB_PATH, json_object_new_string(shell));
		text = json_object_to_json_string_ext(job, JSON_C_TO_STRING_PLAIN);
		error = text ? initramfs_add_bytes(initramfs, GUEST_JOB, text, strlen(text), 0644,
						   why)
			     : out_of_memory(why);
	}
	if (!error)
		error = initramfs_add_folder(initramfs, directory, why);
	if (!error)
		error = initramfs_add_folder(initramfs, "/root", why);
	json_object_put(job);
	free(directory);
	free(shell);
	return error;
}

int loader_job_make(const struct loader *loader, const struct object *objects, size_t count,
		    unsigned int seconds, struct failure *why)
{
	struct initramfs *initramfs;
	int error = initramfs_begin(NULL, &initramfs, why);

	if (error)
		return error;
	error = add_files(initramfs, loader, objects, count, why);
	if (!error)
		error = add_job(initramfs, loader, objects, count, seconds, why);
	if (!error)
		return initramfs_finish(initramfs, why);
	initramfs_abandon(initramfs);
	return error;
}
