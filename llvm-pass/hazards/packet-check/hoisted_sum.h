/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A sum that is compared with a packet's end where it can only be one constant behind its base, and
 * was computed where it could be more. The verifier gives such a sum an identity of its own: the
 * comparison tells it nothing of the base. Relies on packet_checks.h for the comparison, and on
 * scalar_walk.h for what the constant may be, which is to be proved.
 */
#ifndef BPFMEND_HOISTED_SUM_H
#define BPFMEND_HOISTED_SUM_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "llvm-pass/bridge/bridge.h"
#include "llvm-pass/hazards/packet-check/packet_checks.h"

struct hoisted_sum {
	LLVMValueRef comparison;
	unsigned int operand; /* of it, that is the sum */
	LLVMValueRef base; /* of the sum and of what is accessed */
	int64_t bytes; /* that the sum is behind the base */
};

/*
 * Finds the sum whose comparison should cover an access of so many bytes, which is at a constant
 * behind its base. Returns false if another comparison covers it, if there is none, or if what it
 * tells of the sum itself may be what another access rests on.
 */
bool hoisted_sum_find(bridge_analyses *analyses, LLVMTargetDataRef layout,
		      const struct packet_checks *checks, LLVMValueRef place, LLVMValueRef pointer,
		      uint64_t size, struct hoisted_sum *sum);

/* Has the comparison look at base and constant. */
void hoisted_sum_compute(const struct hoisted_sum *sum);

#endif
