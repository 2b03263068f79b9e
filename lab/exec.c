// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* One command inside one kernel; see exec.h. */
#include "lab/exec.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/base64.h"
#include "lab/closure.h"
#include "lab/initramfs.h"
#include "lab/protocol.h"
#include "lab/vms.h"

#define BOOT_SECONDS 90
#define GRACE_SECONDS 30
#define BASE_MEMORY 512 /* MiB */

/* What the answers are written to. */
struct sink {
	int files[2];
	int status; /* -1 until the command has ended */
	int write_error;
};

static int out_of_memory(struct failure *why)
{
	return fail_with(why, -ENOMEM, "out of memory");
}

static int write_all(int file, const char *bytes, size_t size)
{
	while (size) {
		ssize_t written = write(file, bytes, size);

		if (written < 0 && errno == EAGAIN) {
			struct pollfd wait = { file, POLLOUT, 0 };

			poll(&wait, 1, -1);
		} else if (written < 0 && errno != EINTR) {
			return -errno;
		} else if (written > 0) {
			bytes += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

static int take_output(struct sink *sink, struct json_object *object)
{
	const char *data = answer_text(object, OUTPUT_DATA);
	long long stream = answer_number(object, OUTPUT_STREAM, 0);
	char *bytes;
	long size;

	if (!data || stream < 1 || stream > 2)
		return -EPROTO;
	bytes = strdup(data);
	if (!bytes)
		return -ENOMEM;
	size = base64_decode(bytes);
	if (size >= 0 && !sink->write_error)
		sink->write_error = write_all(sink->files[stream - 1], bytes, (size_t)size);
	free(bytes);
	return size < 0 ? -EPROTO : 0;
}

static int take_answer(void *context, enum answer kind, struct json_object *object)
{
	struct sink *sink = context;

	if (kind == ANSWER_OUTPUT)
		return take_output(sink, object);
	if (kind != ANSWER_EXIT)
		return -EPROTO;
	sink->status = (int)answer_number(object, EXIT_STATUS, -1);
	return sink->status < 0 ? -EPROTO : 0;
}

static int add_job(struct initramfs *initramfs, const struct exec_request *request,
		   const char *path, const char *directory, struct failure *why)
{
	struct json_object *job = json_object_new_object();
	struct json_object *words = json_object_new_array();
	const char *text;
	int error;

	for (char *const *word = request->argv; *word; word++)
		json_object_array_add(words, json_object_new_string(*word));
	json_object_object_add(job, JOB_KIND, json_object_new_string(JOB_EXEC));
	json_object_object_add(job, JOB_SECONDS, json_object_new_int((int)request->seconds));
	json_object_object_add(job, JOB_DIRECTORY, json_object_new_string(directory));
	json_object_object_add(job, JOB_PATH, json_object_new_string(path));
	json_object_object_add(job, JOB_ARGUMENTS, words);
	text = json_object_to_json_string_ext(job, JSON_C_TO_STRING_PLAIN);
	error = text ? initramfs_add_bytes(initramfs, GUEST_JOB, text, strlen(text), 0644, why)
		     : out_of_memory(why);
	json_object_put(job);
	return error;
}

/* A file may lie below one of the guest's own mounts, where it would be hidden. */
static int add_files(struct initramfs *initramfs, const struct exec_request *request,
		     struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < request->file_count && !error; i++) {
		char *path = closure_absolute(request->files[i]);

		error = path ? closure_add(initramfs, path, why) : out_of_memory(why);
		free(path);
	}
	return error;
}

static int fill_initramfs(struct initramfs *initramfs, const struct exec_request *request,
			  struct failure *why)
{
	char *directory = getcwd(NULL, 0), *path = NULL;
	int error = directory ? 0
			      : fail_with(why, -errno, "cannot tell the current directory: %s",
					  strerror(errno));

	if (!error)
		error = closure_find_command(request->argv[0], &path, why);
	if (!error)
		error = closure_add(initramfs, path, why);
	if (!error)
		error = add_files(initramfs, request, why);
	if (!error)
		error = initramfs_add_folder(initramfs, directory, why);
	if (!error)
		error = initramfs_add_folder(initramfs, "/root", why);
	if (!error)
		error = add_job(initramfs, request, path, directory, why);
	free(path);
	free(directory);
	return error;
}

/* The archive and the files unpacked from it lie in memory, and files may fill half of it. */
static unsigned int memory_for(int initramfs)
{
	struct stat status;

	if (fstat(initramfs, &status))
		return BASE_MEMORY;
	return BASE_MEMORY + (unsigned int)(status.st_size >> 20) * 3;
}

static int run_machine(const struct exec_request *request, int initramfs, struct sink *sink,
		       struct failure *why)
{
	const struct vms_options options = { 1, request->accel };
	struct vm_task task = {
		.name = request->kernel->name,
		.config = {
			.image = request->kernel->path,
			.initramfs = initramfs,
			.every_feature = true,
			.may_resume = true,
			.memory = memory_for(initramfs),
			.boot_seconds = BOOT_SECONDS,
			.silence_seconds = request->seconds + GRACE_SECONDS,
			.answer = take_answer,
			.context = sink,
		},
	};
	int error = vms_run(&task, 1, &options, NULL, why);

	if (error)
		return error;
	if (!task.done)
		return fail_with(why, -EIO, "%s: %s", task.name, task.why.text);
	if (sink->status < 0)
		return fail_with(why, -EIO, "%s: the guest did not say how the command ended",
				 task.name);
	return 0;
}

int exec_run(const struct exec_request *request, int output, int error_output, int *status,
	     struct failure *why)
{
	struct sink sink = { { output, error_output }, -1, 0 };
	struct initramfs *initramfs;
	int error = initramfs_begin(NULL, &initramfs, why), file;

	if (error)
		return error;
	error = fill_initramfs(initramfs, request, why);
	if (error) {
		initramfs_abandon(initramfs);
		return error;
	}
	file = initramfs_finish(initramfs, why);
	if (file < 0)
		return file;
	error = run_machine(request, file, &sink, why);
	close(file);
	if (!error && sink.write_error)
		error = fail_with(why, sink.write_error, "cannot write the command's output: %s",
				  strerror(-sink.write_error));
	*status = sink.status;
	return error;
}
