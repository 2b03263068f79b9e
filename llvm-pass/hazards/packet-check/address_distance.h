/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * How far one address lies behind another, where that is the same whatever varies in them. Both are
 * sums over one base; casts of sums are taken apart where the ranges of what is added, at that
 * place, prove that nothing overflows. Relies on checked_memory.h for addresses, on scalar_walk.h
 * for ranges: unlike ScalarEvolution's, those know what was compared on the way to the place.
 */
#ifndef BPFMEND_ADDRESS_DISTANCE_H
#define BPFMEND_ADDRESS_DISTANCE_H

#include <stdbool.h>
#include <stdint.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

#include "llvm-pass/bridge/bridge.h"

/*
 * Finds how many bytes to is behind from, where place is executed; both were computed before.
 * Returns false if that is not known to be a constant.
 */
bool address_distance(bridge_analyses *analyses, LLVMTargetDataRef layout, LLVMValueRef from,
		      LLVMValueRef to, LLVMValueRef place, int64_t *bytes);

#endif
