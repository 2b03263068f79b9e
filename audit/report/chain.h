/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The chain of calls from a function to the line that proves an effect of it. Relies on the debug
 * information for lines, and for functions that were inlined on the way.
 */
#ifndef BPFMEND_AUDIT_REPORT_CHAIN_H
#define BPFMEND_AUDIT_REPORT_CHAIN_H

#include "audit/bridge/debug.h"
#include "audit/effects/answers.h"

enum chain_of {
	CHAIN_READS,
	CHAIN_WRITES,
	CHAIN_EARLY,
	CHAIN_UNKNOWN,
	CHAIN_UNFILLED,
	CHAIN_BEYOND
};

/*
 * Calls visit for each place on the way, the outermost first; reason is NULL but for the last,
 * where there is something to say. Does nothing if the effect does not hold.
 */
void chain_visit(const struct answer *answer, enum chain_of of,
		 void (*visit)(void *context, const struct bridge_place *place, const char *reason),
		 void *context);

#endif
