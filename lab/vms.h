/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Runs virtual machines, as many at a time as there are cores, in one thread and one poll() loop.
 * Finds out on the way whether KVM works (accel.h): a machine that does not boot with it is
 * started again with emulation, and one that fails after it was brought back from a saved state
 * is booted: what a saved state may have to do with it, no verdict tells.
 */
#ifndef BPFMEND_LAB_VMS_H
#define BPFMEND_LAB_VMS_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/accel.h"
#include "lab/failure.h"
#include "lab/vm.h"
#include "lab/watch.h"

struct vm_task {
	const char *name; /* of the kernel, for whoever watches */
	struct vm_config config; /* kvm and counted are filled in; may_resume may be taken back */
	/*
	 * A machine that came from a saved state failed: forget what it said, for the kernel is
	 * booted and says it anew. Returns false where that cannot be; the failure then stands.
	 * NULL: it cannot be once the machine has said hello.
	 */
	bool (*forget)(void *context);
	/* How it ended: */
	bool done; /* every word was heard */
	struct failure why; /* if not done: what happened */
	char release[128]; /* the kernel's own, "" if it never said */
	/* vms.c's: */
	bool ended;
	bool only_emulation;
	struct vm *vm;
};

struct vms_options {
	unsigned int jobs; /* machines at a time; 0 for the number of cores */
	enum accel accel;
};

/*
 * Runs every task to its end. Returns 0 when each has ended, well or not; -EINTR on Ctrl-C;
 * or another negative errno where no machine can be run at all (-ENOENT: no QEMU). No QEMU
 * process is left in any case. watch may be NULL.
 */
int vms_run(struct vm_task *tasks, size_t count, const struct vms_options *options,
	    const struct watch *watch, struct failure *why);

#endif
