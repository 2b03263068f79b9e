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
#include "lab/lines.h"
#include "lab/monitor.h"
#include "lab/state.h"

/* The descriptors that one machine is waited for with. */
#define VM_WAITS 3

#define VM_CONSOLE_TAIL (32 << 10)

struct vm_config {
	const char *image; /* path of the kernel */
	int initramfs; /* descriptor of a file; stays the caller's */
	bool kvm;
	bool counted; /* emulated, by a clock that counts instructions: accel.h */
	bool every_feature; /* of the processor that can be emulated: slower, for host programs */
	unsigned int memory; /* MiB, at least; 0 for what loading programs takes */
	/*
	 * The initramfs holds the lab's guest, which can be given its work later: run it from a
	 * saved state (state.h), or save one on the way. Nothing else is different, but where there
	 * is one it takes a tenth of the time. A machine with KVM or with a counted clock is always
	 * booted.
	 */
	bool may_resume;
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

/* Where the machine came from. */
enum vm_origin {
	VM_BOOTED, /* with its work */
	VM_KEPT, /* booted without; saved once it was ready, then given its work */
	VM_RESUMED, /* from a saved state */
};

struct vm {
	enum vm_state state;
	struct failure why; /* without the kernel's name */
	enum vm_origin origin;
	char release[128]; /* as the guest's uname says; "" before */
	/* The rest is vm.c's. */
	const struct vm_config *config;
	pid_t pid;
	int results, console;
	struct monitor monitor;
	int ram, device; /* of VM_KEPT and VM_RESUMED */
	struct state_key key;
	bool refused; /* the guest cannot see work that comes later */
	bool unsaved; /* QEMU could not do it */
	bool given; /* the work */
	bool silent; /* failed because nothing was heard */
	struct timespec heard; /* its start, or its last word */
	struct lines lines;
	char tail[VM_CONSOLE_TAIL + 1];
	size_t tail_length;
};

/*
 * Starts the machine. config must live as long as it runs. Returns 0, and the machine then must
 * be ended with vm_stop(); or a negative errno: -ENOENT where QEMU is not installed.
 */
int vm_start(struct vm *vm, const struct vm_config *config, struct failure *why);

/* What to wait for, for at most how many milliseconds, before vm_step() has something to do. */
void vm_wait_for(const struct vm *vm, struct pollfd wait[VM_WAITS]);
int vm_patience(const struct vm *vm);

/* Reads what came, without waiting, and looks at the clock; moves state on. */
void vm_step(struct vm *vm);

/*
 * Of a machine that failed: whether the same kernel may still do the work if it is booted with it.
 * Removes the state that the machine came from, and remembers if there can be none.
 */
bool vm_deserves_boot(const struct vm *vm);

/* Kills QEMU and frees what the machine holds; state, why and release stay readable. */
void vm_stop(struct vm *vm);

#endif
