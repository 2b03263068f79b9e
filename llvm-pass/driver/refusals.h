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
#include "llvm-pass/emit/emission.h"
#include "llvm-pass/hazards/hazard.h"

struct refusals {
	struct refused *items;
	size_t count;
};

/*
 * Walks what was emitted, with types, for each kernel of a list. Returns 0 or -ENOMEM; *refusals is
 * freed with refusals_free() in any case. An object that cannot be read has none.
 */
int refusals_find(const struct emission *emission, const struct kernel_list *kernels,
		  struct refusals *refusals);

void refusals_free(struct refusals *refusals);

#endif
