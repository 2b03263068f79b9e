/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where verifiers would refuse the code as it stands. For hazards that can state bounds, where
 * something may be out of them: the walk sees what a model of verifiers on IR does not, as what the
 * backend makes of casts for one CPU. And for the programmer, where nothing else was said of a
 * program. Relies on predict/module_walk.h.
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
struct run;

/*
 * Asks a walk for what each kernel of a list says that is about bounds, or about a register that
 * was never written. Returns 0 or -ENOMEM; *refusals is freed with refusals_free() in any case,
 * before the walk is.
 */
int refusals_find(struct module_walk *walk, const struct kernel_list *kernels,
		  struct refusals *refusals);

/*
 * Reports what kernels will say of programs of which no hazard has said anything
 * (-bpfmend-unknown=warn). When all else is done. Returns 0 or -ENOMEM.
 */
int refusals_report(struct run *run);

void refusals_free(struct refusals *refusals);

#endif
