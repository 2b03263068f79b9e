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
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/boot-image.h"
#include "lab/console.h"
#include "lab/process.h"
#include "lab/protocol.h"

#define READ_SIZE 16384
#define DEFAULT_MEMORY 512

/* How many seconds of the host's clock one of a counted clock may take: the guest's own deadlines
 * must come first. */
#define COUNTED_PATIENCE 8

/*
 * panic=-1 with -no-reboot ends QEMU at once where the kernel panics, oops=panic where it only
 * stumbles: a verdict from a kernel that has oopsed is none. The self-tests of the kernel's
 * cryptography take a third of an emulated boot. The kernel counts timer interrupts for ten ticks
 * of its own to see whether the timer works, and panics if an emulated machine on a busy host was
 * late with them; under KVM it skips that by itself. Nothing here may touch what the verifier
 * decides: mitigations=off, for one, would. The security modules are those that Debian's kernels
 * run by themselves, and bpf also where they do not (5.10): an LSM program can be attached there
 * all the same, and is never called. A kernel passes over those that it does not have.
 */
static const char kernel_words[] =
	"console=ttyS0 quiet panic=-1 oops=panic cryptomgr.notests no_timer_check "
	"lsm=lockdown,landlock,yama,integrity,apparmor,tomoyo,bpf,ipe";

static pid_t start_qemu(const struct vm_config *config, const char *kernel, int results,
			int console, struct failure *why)
{
	char memory[16], initrd[32], port[48];
	/* Without RDRAND the first process that wants a random number waits for a second. */
	const char *processor = config->kvm		? "host"
				: config->every_feature ? "max"
							: "qemu64,+rdrand";
	char *argv[] = {
		"qemu-system-x86_64",
		"-nodefaults",
		"-no-user-config",
		"-no-reboot",
		"-display",
		"none",
		"-machine",
		"pc",
		"-accel",
		config->kvm ? "kvm" : "tcg,thread=single",
		"-cpu",
		(char *)processor,
		"-smp",
		"1",
		"-m",
		memory,
		"-kernel",
		(char *)kernel,
		"-initrd",
		initrd,
		"-append",
		(char *)kernel_words,
		"-chardev",
		"stdio,id=console,signal=off",
		"-serial",
		"chardev:console",
		"-chardev",
		port,
		"-serial",
		"chardev:results",
		/* Last, so that without them the list just ends earlier. The clock goes on at once
		 * where the guest sleeps. */
		config->counted ? "-icount" : NULL,
		"shift=2,sleep=off",
		NULL,
	};

	snprintf(memory, sizeof(memory), "%u", config->memory ? config->memory : DEFAULT_MEMORY);
	snprintf(initrd, sizeof(initrd), "/proc/self/fd/%d", config->initramfs);
	snprintf(port, sizeof(port), "socket,id=results,fd=%d", results);
	return process_start(argv, -1, console, console, why);
}

/* QEMU, and only QEMU, inherits the descriptors that it is told by number. */
static void let_inherit(int file, bool inherit)
{
	if (file >= 0)
		fcntl(file, F_SETFD, inherit ? 0 : FD_CLOEXEC);
}

static pid_t start_with_descriptors(const struct vm_config *config, int results, int console,
				    struct failure *why)
{
	int kernel = boot_image_open(config->image);
	char unpacked[32];
	pid_t pid;

	snprintf(unpacked, sizeof(unpacked), "/proc/self/fd/%d", kernel);
	let_inherit(kernel, true);
	let_inherit(config->initramfs, true);
	let_inherit(results, true);
	pid = start_qemu(config, kernel < 0 ? config->image : unpacked, results, console, why);
	let_inherit(config->initramfs, false);
	let_inherit(results, false);
	if (kernel >= 0)
		close(kernel);
	return pid;
}

int vm_start(struct vm *vm, const struct vm_config *config, struct failure *why)
{
	int results[2] = { -1, -1 }, console[2] = { -1, -1 };
	int error = 0;

	memset(vm, 0, sizeof(*vm));
	vm->config = config;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, results) ||
	    pipe2(console, O_CLOEXEC))
		error = fail_with(why, -errno, "cannot talk to a machine: %s", strerror(errno));
	if (!error) {
		vm->pid = start_with_descriptors(config, results[1], console[1], why);
		if (vm->pid < 0)
			error = vm->pid;
	}
	vm->results = results[0];
	vm->console = console[0];
	if (results[1] >= 0)
		close(results[1]);
	if (console[1] >= 0)
		close(console[1]);
	clock_gettime(CLOCK_MONOTONIC, &vm->heard);
	if (error) {
		vm->pid = 0;
		vm_stop(vm);
		return error;
	}
	fcntl(vm->results, F_SETFL, O_NONBLOCK);
	fcntl(vm->console, F_SETFL, O_NONBLOCK);
	return 0;
}

void vm_wait_for(const struct vm *vm, struct pollfd wait[2])
{
	wait[0] = (struct pollfd){ vm->results, POLLIN, 0 };
	wait[1] = (struct pollfd){ vm->console, POLLIN, 0 };
}

static unsigned int deadline_seconds(const struct vm *vm)
{
	unsigned int seconds =
		vm->state == VM_BOOTING ? vm->config->boot_seconds : vm->config->silence_seconds;

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
	if (vm->state == VM_BOOTING && kind != ANSWER_HELLO) {
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

/* Hands on the whole lines among the bytes, of which the last got ones are new. */
static void take_lines(struct vm *vm, size_t got)
{
	char *start = vm->line, *end = vm->line + vm->length;
	char *newline = memchr(end - got, '\n', got);

	while (newline && vm->state != VM_FAILED && vm->state != VM_DONE) {
		*newline = '\0';
		take_line(vm, start);
		start = newline + 1;
		newline = memchr(start, '\n', (size_t)(end - start));
	}
	vm->length = (size_t)(end - start);
	memmove(vm->line, start, vm->length);
}

/* Returns false when there will be no more. */
static bool read_results(struct vm *vm)
{
	ssize_t got;

	if (vm->room - vm->length < READ_SIZE) {
		size_t room = vm->room ? vm->room * 2 : 2 * READ_SIZE;
		char *longer = room > PROTOCOL_LINE_LIMIT ? NULL : realloc(vm->line, room);

		if (!longer) {
			fail(vm, "the guest sent a line without end");
			return false;
		}
		vm->line = longer;
		vm->room = room;
	}
	got = read(vm->results, vm->line + vm->length, READ_SIZE);
	if (got <= 0)
		return got < 0 && (errno == EAGAIN || errno == EINTR);
	vm->length += (size_t)got;
	take_lines(vm, (size_t)got);
	return true;
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

static void shut(int *file)
{
	if (*file >= 0)
		close(*file);
	*file = -1;
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
		shut(&vm->results);
	if (vm->console >= 0 && !read_console(vm))
		shut(&vm->console);
	if (vm->state == VM_DONE || vm->state == VM_FAILED)
		return;
	if (vm->results < 0 && vm->console < 0)
		explain_end(vm);
	else if (vm_patience(vm) == 0)
		explain_silence(vm);
}

void vm_stop(struct vm *vm)
{
	process_kill(vm->pid);
	vm->pid = 0;
	shut(&vm->results);
	shut(&vm->console);
	free(vm->line);
	vm->line = NULL;
	vm->length = vm->room = 0;
}
