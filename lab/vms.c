// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Runs virtual machines side by side; see vms.h. */
#include "lab/vms.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lab/interrupt.h"

/* A stock kernel that KVM really runs is up in about a second. */
#define KVM_TRY_SECONDS 6

struct run {
	struct vm_task *tasks;
	size_t count;
	size_t ended;
	size_t running, most;
	bool may_fall_back; /* to emulation */
	enum accel accel; /* ACCEL_AUTO as long as nothing is known */
	bool kvm_failed; /* in this run; worth remembering once emulation boots the same */
	bool trying; /* KVM: one machine at a time finds it out */
	const struct watch *watch;
};

static bool choose_kvm(const struct run *run, const struct vm_task *task)
{
	if (task->only_emulation || run->accel == ACCEL_TCG || run->accel == ACCEL_COUNTED)
		return false;
	return run->accel == ACCEL_KVM || !run->trying;
}

static int start_task(struct run *run, struct vm_task *task, struct failure *why)
{
	int error;

	task->vm = malloc(sizeof(*task->vm));
	if (!task->vm)
		return fail_with(why, -ENOMEM, "out of memory");
	task->config.kvm = choose_kvm(run, task);
	task->config.counted = run->accel == ACCEL_COUNTED;
	error = vm_start(task->vm, &task->config, why);
	if (error) {
		free(task->vm);
		task->vm = NULL;
		return error;
	}
	if (task->config.kvm && run->accel == ACCEL_AUTO)
		run->trying = true;
	run->running++;
	return 0;
}

/* Starts tasks that do not run yet, as many as may. */
static int start_tasks(struct run *run, struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < run->count && run->running < run->most && !error; i++) {
		struct vm_task *task = &run->tasks[i];

		if (!task->vm && !task->ended)
			error = start_task(run, task, why);
	}
	return error;
}

static void drop_vm(struct run *run, struct vm_task *task)
{
	vm_stop(task->vm);
	free(task->vm);
	task->vm = NULL;
	run->running--;
}

/* The machine has said hello: what it runs on works. */
static void learn(struct run *run, const struct vm_task *task)
{
	if (run->accel == ACCEL_AUTO && task->config.kvm) {
		run->accel = ACCEL_KVM;
		accel_remember(ACCEL_KVM);
	} else if (run->kvm_failed && task->only_emulation) {
		run->kvm_failed = false;
		accel_remember(ACCEL_TCG);
	}
}

/* KVM did not bring this kernel up: from now on emulate, this one first. */
static void fall_back(struct run *run, struct vm_task *task)
{
	drop_vm(run, task);
	task->only_emulation = true;
	run->accel = ACCEL_TCG;
	run->kvm_failed = true;
	watch_status(run->watch, "KVM does not work here, emulating");
}

static void end_task(struct run *run, struct vm_task *task)
{
	task->done = task->vm->state == VM_DONE;
	task->why = task->vm->why;
	strcpy(task->release, task->vm->release);
	drop_vm(run, task);
	task->ended = true;
	run->ended++;
}

static bool gave_up_on_kvm(const struct run *run, const struct vm_task *task, enum vm_state before)
{
	if (before != VM_BOOTING || !task->config.kvm || !run->may_fall_back)
		return false;
	if (task->vm->state == VM_FAILED)
		return true;
	return task->vm->state == VM_BOOTING &&
	       (long long)task->config.boot_seconds * 1000 - vm_patience(task->vm) >=
		       KVM_TRY_SECONDS * 1000;
}

/* The machine failed, and that may be the fault of the state that it came from. */
static bool boot_instead(struct run *run, struct vm_task *task)
{
	const struct vm *vm = task->vm;

	if (vm->state != VM_FAILED || !vm_deserves_boot(vm))
		return false;
	if (vm->release[0] && (!task->forget || !task->forget(task->config.context)))
		return false;
	drop_vm(run, task);
	task->config.may_resume = false;
	return true;
}

static void step_task(struct run *run, struct vm_task *task)
{
	enum vm_state before = task->vm->state;

	vm_step(task->vm);
	if (gave_up_on_kvm(run, task, before)) {
		fall_back(run, task);
		return;
	}
	if (boot_instead(run, task))
		return;
	if (before == VM_BOOTING && task->vm->state != VM_BOOTING && task->vm->release[0])
		learn(run, task);
	if (task->vm->state == VM_DONE || task->vm->state == VM_FAILED)
		end_task(run, task);
}

/* Says which machines run. */
static void tell(const struct run *run)
{
	char names[256] = "";

	for (size_t i = 0; i < run->count; i++) {
		size_t length = strlen(names);

		if (run->tasks[i].vm)
			snprintf(names + length, sizeof(names) - length, "%s%s", length ? ", " : "",
				 run->tasks[i].name);
	}
	watch_status(run->watch, "%zu of %zu kernels done; running: %s", run->ended, run->count,
		     names);
}

/* Waits until one of the machines has something to do, or Ctrl-C. */
static int wait_for_any(const struct run *run, struct pollfd *wait, struct failure *why)
{
	int patience = INT_MAX;
	size_t used = 0;

	wait[used++] = (struct pollfd){ interrupt_fd(), POLLIN, 0 };
	for (size_t i = 0; i < run->count; i++) {
		const struct vm_task *task = &run->tasks[i];
		int left;

		if (!task->vm)
			continue;
		vm_wait_for(task->vm, &wait[used]);
		used += VM_WAITS;
		left = vm_patience(task->vm);
		if (task->config.kvm && run->may_fall_back && left > 1000)
			left = 1000;
		if (left < patience)
			patience = left;
	}
	if (poll(wait, used, patience) < 0 && errno != EINTR)
		return fail_with(why, -errno, "cannot wait for the machines: %s", strerror(errno));
	if (interrupt_pending())
		return fail_with(why, -EINTR, "interrupted");
	return 0;
}

static int run_all(struct run *run, struct pollfd *wait, struct failure *why)
{
	int error = 0;

	while (run->ended < run->count && !error) {
		error = start_tasks(run, why);
		if (error)
			break;
		tell(run);
		error = wait_for_any(run, wait, why);
		for (size_t i = 0; i < run->count && !error; i++)
			if (run->tasks[i].vm)
				step_task(run, &run->tasks[i]);
	}
	return error;
}

int vms_run(struct vm_task *tasks, size_t count, const struct vms_options *options,
	    const struct watch *watch, struct failure *why)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct run run = {
		.tasks = tasks,
		.count = count,
		.most = options->jobs ? options->jobs
			: cores > 0   ? (size_t)cores
				      : 1,
		.may_fall_back = options->accel == ACCEL_AUTO,
		.accel = options->accel == ACCEL_AUTO ? accel_recall() : options->accel,
		.watch = watch,
	};
	struct pollfd *wait = calloc(1 + VM_WAITS * count, sizeof(*wait));
	int error;

	if (!wait)
		return fail_with(why, -ENOMEM, "out of memory");
	for (size_t i = 0; i < count; i++) {
		tasks[i].vm = NULL;
		tasks[i].ended = tasks[i].done = tasks[i].only_emulation = false;
		tasks[i].why.text[0] = tasks[i].release[0] = '\0';
	}
	error = run_all(&run, wait, why);
	for (size_t i = 0; i < count; i++)
		if (tasks[i].vm)
			drop_vm(&run, &tasks[i]);
	free(wait);
	return error;
}
