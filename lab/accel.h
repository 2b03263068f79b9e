/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Whether virtual machines run on KVM or by emulation. /dev/kvm can be there and still not run a
 * stock kernel, so that only a try tells; the answer is kept in the cache until the machine
 * reboots, and only the first run pays for it.
 */
#ifndef BPFMEND_LAB_ACCEL_H
#define BPFMEND_LAB_ACCEL_H

#include "lab/failure.h"

enum accel {
	ACCEL_AUTO, /* try KVM, fall back to emulation */
	ACCEL_KVM,
	ACCEL_TCG, /* QEMU's emulation */
	/*
	 * Emulation whose clock counts the instructions that the guest executes, 4 ns for each:
	 * about twice as slow, but two runs take the same time to a thousandth by the guest's
	 * clock, whatever else the host does.
	 */
	ACCEL_COUNTED,
};

/* Reads "auto", "kvm", "tcg" or "counted". Returns 0, or -EINVAL with why filled. */
int accel_parse(const char *text, enum accel *accel, struct failure *why);

/* What is known on this boot of this machine; ACCEL_AUTO where nothing is. */
enum accel accel_recall(void);

/* Keeps the answer for accel_recall(). A cache that cannot be written is no error. */
void accel_remember(enum accel accel);

#endif
