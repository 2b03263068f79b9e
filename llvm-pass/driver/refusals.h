/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where verifiers would refuse the code as it stands because something may be out of bounds, for
 * hazards that can state bounds: the walk sees what a model of verifiers on IR does not, as what
 * the backend makes of casts for one CPU. Relies on predict/module_walk.h.
 */
#ifndef BPFMEND_REFUSALS_H
#define BPFMEND_REFUSALS_H

#include <stddef.h>

#include "kernel/version.h"
#include "llvm-pass/hazards/hazard.h"

struct refusals {
	struct refused *items;
	size_t count;
};

struct module_walk;

/*
 * Asks a walk for what each kernel of a list says. Returns 0 or -ENOMEM; *refusals is freed with
 * refusals_free() in any case.
 */
int refusals_find(struct module_walk *walk, const struct kernel_list *kernels,
		  struct refusals *refusals);

void refusals_free(struct refusals *refusals);

#endif
