/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The questions of lib/bpfmend.h, put to kernels in machines of the lab, or to the one that runs
 * here.
 */
#ifndef BPFMEND_LAB_PROBE_H
#define BPFMEND_LAB_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/accel.h"
#include "lab/failure.h"
#include "lab/kernels.h"
#include "lab/watch.h"
#include "lib/bpfmend.h"

struct probed_answer {
	enum bpfmend_verdict verdict;
	int error; /* a positive errno, or 0 */
};

/* What one kernel said. */
struct probed {
	struct probed_answer *answers; /* count of them, one for each question */
	size_t count;
	long long loads; /* programs that it was given */
	long long microseconds; /* by its own clock */
	char release[128]; /* as its uname says */
	bool heard; /* else why says what happened */
	struct failure why;
};

struct probe_options {
	unsigned int jobs; /* machines at a time; 0 for the number of cores */
	enum accel accel;
};

/*
 * Boots each kernel and asks it. Returns 0 and *results, one for each kernel, to be freed with
 * probed_free(), when each has answered or failed; or a negative errno where nothing could be
 * tried: -EINTR on Ctrl-C, -ENOENT without QEMU. watch may be NULL.
 */
int probe_run(const struct kernel_images *kernels, const struct probe_options *options,
	      const struct watch *watch, struct probed **results, struct failure *why);

/* Asks the running kernel. Returns 0 and *result, or a negative errno: -EPERM without privileges.
 */
int probe_here(struct probed **result, struct failure *why);

/* Of as many as were asked. Also of NULL. */
void probed_free(struct probed *results, size_t count);

/* "yes", "no" or "unknown". */
const char *probed_verdict_name(enum bpfmend_verdict verdict);

#endif
