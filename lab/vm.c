// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * One QEMU process and what it says; see vm.h. The console is QEMU's standard output, and its own
 * complaints on standard error go the same way; the guest's answers come over a socket pair that
 * QEMU inherits as its second serial port.
 */
#include "lab/vm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/console.h"
#include "lab/memory-files.h"
#include "lab/process.h"
#include "lab/protocol.h"
#include "lab/qemu.h"

#define READ_SIZE 16384
#define DEFAULT_MEMORY 512

/* How many seconds of the host's clock one of a counted clock may take: the guest's own deadlines
 * must come first. */
#define COUNTED_PATIENCE 8

static void close_file(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
}

/* A resumed machine says its first word at once, or it never will. */
#define RESUME_SECONDS 30

static unsigned int memory_of(const struct vm_config *config)
{
	unsigned int memory = DEFAULT_MEMORY;

	/* Few sizes, for each has states of its own. */
	while (memory < config->memory)
		memory *= 2;
	return memory;
}

/* Finds out where the machine is to come from; opens the state. */
static enum vm_origin choose_origin(struct vm *vm)
{
	const struct vm_config *config = vm->config;
	unsigned int memory = memory_of(config);
	struct state state;
	char machine[64];
	int error;

	if (!config->may_resume || config->kvm || config->counted || memory > QEMU_MEMORY_LIMIT)
		return VM_BOOTED;
	snprintf(machine, sizeof(machine), "%s %u", qemu_processor(false, config->every_feature),
		 memory);
	if (state_key_make(&vm->key, config->image, machine))
		return VM_BOOTED;
	error = state_open(&vm->key, &state);
	if (error)
		return error == -ENOENT ? VM_KEPT : VM_BOOTED;
	vm->ram = state.ram;
	vm->device = state.device;
	return VM_RESUMED;
}

/* Makes the files that a machine has besides. On failure it is booted with its work. */
static void add_files(struct vm *vm, struct qemu *qemu, int monitor)
{
	qemu->job = memory_file_job(vm->config->initramfs);
	if (vm->origin == VM_KEPT) {
		vm->ram = memory_file_ram(qemu->memory);
		vm->device = memory_file_empty();
		qemu->initramfs = memory_file_guest();
	} else {
		qemu->initramfs = -1;
		qemu->image = NULL;
		qemu->device = vm->device;
		qemu->ram_stays = true;
	}
	qemu->ram = vm->ram;
	qemu->monitor = monitor;
	if (qemu->job >= 0 && vm->ram >= 0 && vm->device >= 0 &&
	    (vm->origin == VM_RESUMED || qemu->initramfs >= 0))
		return;
	if (vm->origin == VM_KEPT && qemu->initramfs >= 0)
		close(qemu->initramfs);
	vm->origin = VM_BOOTED;
	qemu->initramfs = vm->config->initramfs;
	qemu->image = vm->config->image;
	qemu->ram = qemu->device = qemu->monitor = -1;
}

static pid_t start_qemu(struct vm *vm, int results, int console, int monitor, struct failure *why)
{
	const struct vm_config *config = vm->config;
	struct qemu qemu = {
		.image = config->image,
		.initramfs = config->initramfs,
		.kvm = config->kvm,
		.counted = config->counted,
		.every_feature = config->every_feature,
		.memory = memory_of(config),
		.results = results,
		.console = console,
		.monitor = -1,
		.ram = -1,
		.job = -1,
		.device = -1,
	};
	pid_t pid;

	if (vm->origin != VM_BOOTED)
		add_files(vm, &qemu, monitor);
	/* It is taken from the socket when QEMU is up. */
	if (vm->origin == VM_RESUMED)
		monitor_bring_back(&vm->monitor, vm->device);
	pid = qemu_start(&qemu, why);
	if (qemu.initramfs >= 0 && qemu.initramfs != config->initramfs)
		close(qemu.initramfs);
	if (qemu.job >= 0)
		close(qemu.job);
	return pid;
}

static int start_with_channels(struct vm *vm, struct failure *why)
{
	int results[2] = { -1, -1 }, console[2] = { -1, -1 }, monitor[2] = { -1, -1 };
	int error = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, results) ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, monitor) ||
	    pipe2(console, O_CLOEXEC))
		error = fail_with(why, -errno, "cannot talk to a machine: %s", strerror(errno));
	vm->results = results[0];
	vm->console = console[0];
	vm->monitor.file = monitor[0];
	if (!error) {
		vm->pid = start_qemu(vm, results[1], console[1], monitor[1], why);
		if (vm->pid < 0)
			error = vm->pid;
	}
	close_file(&results[1]);
	close_file(&console[1]);
	close_file(&monitor[1]);
	return error;
}

int vm_start(struct vm *vm, const struct vm_config *config, struct failure *why)
{
	int error;

	memset(vm, 0, sizeof(*vm));
	vm->config = config;
	vm->ram = vm->device = -1;
	vm->origin = choose_origin(vm);
	error = start_with_channels(vm, why);
	clock_gettime(CLOCK_MONOTONIC, &vm->heard);
	if (error) {
		vm->pid = 0;
		vm_stop(vm);
		return error;
	}
	fcntl(vm->results, F_SETFL, O_NONBLOCK);
	fcntl(vm->console, F_SETFL, O_NONBLOCK);
	fcntl(vm->monitor.file, F_SETFL, O_NONBLOCK);
	if (vm->origin == VM_BOOTED)
		monitor_close(&vm->monitor);
	return 0;
}

void vm_wait_for(const struct vm *vm, struct pollfd wait[VM_WAITS])
{
	wait[0] = (struct pollfd){ vm->results, POLLIN, 0 };
	wait[1] = (struct pollfd){ vm->console, POLLIN, 0 };
	wait[2] = (struct pollfd){ vm->monitor.file, POLLIN, 0 };
}

static unsigned int deadline_seconds(const struct vm *vm)
{
	unsigned int seconds = vm->state != VM_BOOTING	  ? vm->config->silence_seconds
			       : vm->origin == VM_RESUMED ? RESUME_SECONDS
							  : vm->config->boot_seconds;

	return vm->config->counted ? COUNTED_PATIENCE * seconds : seconds;
}

int vm_patience(const struct vm *vm)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = deadline_seconds(vm) * 1000LL - (now.tv_sec - vm->heard.tv_sec) * 1000LL -
	       (now.tv_nsec - vm->heard.tv_nsec) / 1000000;
	return left > 0 ? (int)left : 0;
}

static void fail(struct vm *vm, const char *what)
{
	if (vm->state == VM_DONE || vm->state == VM_FAILED)
		return;
	vm->state = VM_FAILED;
	fail_with(&vm->why, -EIO, "%s", what);
}

/* The guest waits. If it could not take its work, it says so now, and is booted anew with it. */
static void begin_to_save(struct vm *vm, struct json_object *ready)
{
	struct json_object *work;

	vm->refused = !json_object_object_get_ex(ready, READY_WORK, &work) ||
		      !json_object_get_boolean(work);
	if (vm->refused)
		fail(vm, "the kernel does not let its guest see the work");
	else if (monitor_save(&vm->monitor, vm->device))
		fail(vm, "QEMU does not take commands");
}

/* Gives the guest its work, and what it cannot know. */
static void give_work(struct vm *vm)
{
	unsigned char random[GO_RANDOM_BYTES] = { 0 };
	char line[128 + 2 * GO_RANDOM_BYTES];
	struct timespec now;
	int length;

	if (vm->given)
		return;
	vm->given = true;
	clock_gettime(CLOCK_REALTIME, &now);
	if (getrandom(random, sizeof(random), GRND_NONBLOCK) < 0)
		random[0] = (unsigned char)now.tv_nsec;
	length =
		snprintf(line, sizeof(line), GO " %lld.%09ld ", (long long)now.tv_sec, now.tv_nsec);
	for (size_t i = 0; i < sizeof(random); i++)
		length += snprintf(line + length, sizeof(line) - (size_t)length, "%02x", random[i]);
	line[length++] = '\n';
	if (send(vm->results, line, (size_t)length, MSG_NOSIGNAL | MSG_DONTWAIT) != length)
		fail(vm, "the guest does not take its work");
}

static void end_saving(struct vm *vm, bool stands_still)
{
	vm->unsaved |= !stands_still;
	/* A state that is not saved is a matter of time only. */
	if (!vm->unsaved)
		state_save(&vm->key, vm->ram, vm->device);
	if (monitor_go_on(&vm->monitor))
		fail(vm, "QEMU does not take commands");
	else if (vm->unsaved)
		give_work(vm);
}

static void on_event(void *context, enum monitor_event event)
{
	struct vm *vm = context;

	clock_gettime(CLOCK_MONOTONIC, &vm->heard);
	if (event == MONITOR_RUNS)
		give_work(vm);
	else if (vm->origin == VM_KEPT)
		end_saving(vm, event == MONITOR_SAVED);
	else if (event == MONITOR_FAILED)
		fail(vm, "the saved state cannot be used");
}

static void take_line(struct vm *vm, const char *line)
{
	struct json_object *object;
	enum answer kind;
	const char *text;

	clock_gettime(CLOCK_MONOTONIC, &vm->heard);
	if (answer_parse(line, &kind, &object)) {
		fail(vm, "the guest sent a garbled line");
		return;
	}
	if (vm->state == VM_BOOTING && kind == ANSWER_READY && vm->origin == VM_KEPT) {
		begin_to_save(vm, object);
	} else if (vm->state == VM_BOOTING && kind != ANSWER_HELLO) {
		fail(vm, "the guest did not say hello first");
	} else if (kind == ANSWER_HELLO) {
		text = answer_text(object, HELLO_RELEASE);
		snprintf(vm->release, sizeof(vm->release), "%s", text ? text : "");
		vm->state = VM_RUNNING;
	} else if (kind == ANSWER_TROUBLE) {
		text = answer_text(object, TROUBLE_MESSAGE);
		fail(vm, text ? text : "the guest has trouble that it cannot name");
	} else if (kind == ANSWER_DONE) {
		vm->state = VM_DONE;
	} else if (vm->config->answer(vm->config->context, kind, object)) {
		fail(vm, "the guest sent a line that makes no sense");
	}
	json_object_put(object);
}

static int take_one(void *context, char *line)
{
	struct vm *vm = context;

	take_line(vm, line);
	return vm->state == VM_FAILED || vm->state == VM_DONE;
}

/* Returns false when there will be no more. */
static bool read_results(struct vm *vm)
{
	int got = lines_read(&vm->lines, vm->results, take_one, vm);

	if (got < 0)
		fail(vm, "the guest sent a line without end");
	return got > 0;
}

/* Keeps the last VM_CONSOLE_TAIL bytes. Returns false when there will be no more. */
static bool read_console(struct vm *vm)
{
	char bytes[READ_SIZE];
	ssize_t got = read(vm->console, bytes, sizeof(bytes));
	size_t drop;

	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	drop = vm->tail_length + (size_t)got > VM_CONSOLE_TAIL
		       ? vm->tail_length + (size_t)got - VM_CONSOLE_TAIL
		       : 0;
	memmove(vm->tail, vm->tail + drop, vm->tail_length - drop);
	vm->tail_length -= drop;
	memcpy(vm->tail + vm->tail_length, bytes, (size_t)got);
	vm->tail_length += (size_t)got;
	return true;
}

/* QEMU is gone and the guest had not said done. */
static void explain_end(struct vm *vm)
{
	int status = process_kill(vm->pid);
	char quote[CONSOLE_QUOTE], what[CONSOLE_QUOTE + 64];

	vm->pid = 0;
	if (console_find_panic(vm->tail, vm->tail_length, quote))
		snprintf(what, sizeof(what), "the kernel panicked: %s", quote);
	else if (WIFEXITED(status) && WEXITSTATUS(status))
		snprintf(what, sizeof(what), "QEMU refused to run it: %s",
			 console_last_line(vm->tail, vm->tail_length, quote));
	else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGKILL)
		snprintf(what, sizeof(what), "QEMU died of signal %d", WTERMSIG(status));
	else
		snprintf(what, sizeof(what), "the machine stopped before it was done: %s",
			 console_last_line(vm->tail, vm->tail_length, quote));
	fail(vm, what);
}

static void explain_silence(struct vm *vm)
{
	char quote[CONSOLE_QUOTE], what[CONSOLE_QUOTE + 128];

	vm->silent = true;
	if (vm->state == VM_BOOTING)
		snprintf(what, sizeof(what),
			 "it did not boot within %u seconds; the console's last line: %s",
			 vm->config->boot_seconds,
			 console_last_line(vm->tail, vm->tail_length, quote));
	else
		snprintf(what, sizeof(what),
			 "it hangs: nothing was heard for %u seconds; the console's last line: %s",
			 vm->config->silence_seconds,
			 console_last_line(vm->tail, vm->tail_length, quote));
	fail(vm, what);
}

void vm_step(struct vm *vm)
{
	if (vm->results >= 0 && !read_results(vm))
		close_file(&vm->results);
	if (vm->console >= 0 && !read_console(vm))
		close_file(&vm->console);
	if (vm->monitor.file >= 0 && !monitor_read(&vm->monitor, on_event, vm))
		monitor_close(&vm->monitor);
	if (vm->state == VM_DONE || vm->state == VM_FAILED)
		return;
	if (vm->results < 0 && vm->console < 0)
		explain_end(vm);
	else if (vm_patience(vm) == 0)
		explain_silence(vm);
}

bool vm_deserves_boot(const struct vm *vm)
{
	if (vm->origin == VM_RESUMED)
		state_discard(&vm->key);
	if (vm->refused)
		state_refuse(&vm->key);
	/* A kernel that does not come up without its work does not with it either. */
	return vm->origin == VM_RESUMED ||
	       (vm->origin == VM_KEPT && !vm->release[0] && !vm->silent);
}

void vm_stop(struct vm *vm)
{
	process_kill(vm->pid);
	vm->pid = 0;
	close_file(&vm->results);
	close_file(&vm->console);
	close_file(&vm->ram);
	close_file(&vm->device);
	monitor_close(&vm->monitor);
	state_key_free(&vm->key);
	lines_free(&vm->lines);
}
