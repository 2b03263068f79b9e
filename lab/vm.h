/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * One virtual machine: a QEMU process that boots a kernel with an initramfs, its console kept for
 * the case that something goes wrong, and the guest's answers read line by line. Knows a machine
 * that is done from one that panicked, hangs, stopped early or never was a kernel. Does not wait:
 * vms.h does, for as many as run.
 */
#ifndef BPFMEND_LAB_VM_H
#define BPFMEND_LAB_VM_H

#include <json-c/json.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "lab/answer.h"
#include "lab/failure.h"

#define VM_CONSOLE_TAIL (32 << 10)

struct vm_config {
	const char *image; /* path of the kernel */
	int initramfs; /* descriptor of a file; stays the caller's */
	bool kvm;
	bool counted; /* emulated, by a clock that counts instructions: accel.h */
	bool every_feature; /* of the processor that can be emulated: slower, for host programs */
	unsigned int memory; /* MiB; 0 for what loading programs takes */
	unsigned int boot_seconds; /* from the start to the guest's first word */
	unsigned int silence_seconds; /* from then on between two of its words */
	/*
	 * Called for each row, output and exit line; the object is good during the call. A negative
	 * errno means that the line is not as promised: the machine then counts as failed.
	 */
	int (*answer)(void *context, enum answer kind, struct json_object *object);
	void *context;
};

enum vm_state {
	VM_BOOTING, /* nothing from the guest yet */
	VM_RUNNING, /* it said hello */
	VM_DONE, /* it said done: everything it had to say was heard */
	VM_FAILED, /* why says what happened */
};

struct vm {
	enum vm_state state;
	struct failure why; /* without the kernel's name */
	char release[128]; /* as the guest's uname says; "" before */
	/* The rest is vm.c's. */
	const struct vm_config *config;
	pid_t pid;
	int results, console;
	struct timespec heard; /* its start, or its last word */
	char *line;
	size_t length, room;
	char tail[VM_CONSOLE_TAIL + 1];
	size_t tail_length;
};

/*
 * Starts the machine. config must live as long as it runs. Returns 0, and the machine then must
 * be ended with vm_stop(); or a negative errno: -ENOENT where QEMU is not installed.
 */
int vm_start(struct vm *vm, const struct vm_config *config, struct failure *why);

/* What to wait for, for at most how many milliseconds, before vm_step() has something to do. */
void vm_wait_for(const struct vm *vm, struct pollfd wait[2]);
int vm_patience(const struct vm *vm);

/* Reads what came, without waiting, and looks at the clock; moves state on. */
void vm_step(struct vm *vm);

/* Kills QEMU and frees what the machine holds; state, why and release stay readable. */
void vm_stop(struct vm *vm);

#endif
