/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * QEMU's command line. A machine is booted with its work in the initramfs, or it can be given work
 * later: then its memory is a file, and a second one, which no kernel takes for memory of its own,
 * is where the work lies (protocol.h).
 */
#ifndef BPFMEND_LAB_QEMU_H
#define BPFMEND_LAB_QEMU_H

#include <stdbool.h>
#include <sys/types.h>

#include "lab/failure.h"

struct qemu {
	const char *image; /* path of the kernel; NULL to bring a state back */
	int initramfs; /* -1 to bring a state back */
	bool kvm, counted, every_feature; /* as in vm.h */
	unsigned int memory; /* MiB */
	/* Sockets and a pipe; QEMU gets them, the caller closes them. monitor may be -1. */
	int results, console, monitor;
	int ram; /* a file of just that size, -1 for none */
	bool ram_stays; /* as it is in the file: what the guest writes is QEMU's alone */
	int job; /* a file of JOB_SPACE bytes; -1 for none */
	int device; /* the saved devices, to be inherited; -1 for none */
};

/* The most memory, in MiB, that a machine may have that is given work later. */
#define QEMU_MEMORY_LIMIT 2048

/* Starts QEMU. Returns its process id, or a negative errno as process_start(). */
pid_t qemu_start(const struct qemu *qemu, struct failure *why);

/* Names the processor that the machine has. */
const char *qemu_processor(bool kvm, bool every_feature);

#endif
