/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which pointers point into a packet, by the field of the context that they come from: those are
 * addresses of the kernel's, whatever LLVM can prove of the 32 bits that the field seems to have.
 * Relies on the layout of struct __sk_buff and struct xdp_md, which is UAPI.
 */
#ifndef BPFMEND_PACKET_POINTER_H
#define BPFMEND_PACKET_POINTER_H

#include <stdbool.h>
#include <llvm-c/Core.h>

#include "llvm-pass/bridge/bridge.h"

/* True if an instruction loads data, data_end or data_meta of a packet out of the context, in the
 * 32 bits that the field seems to have; of one of several fields chosen, if all are such. */
bool packet_field_is(bridge_analyses *analyses, LLVMValueRef load);

/* True if a pointer is data, data_end or data_meta of a packet, or something added to it,
 * whatever way it comes over. */
bool packet_pointer_is(bridge_analyses *analyses, LLVMValueRef pointer);

#endif
