/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which global variables share a section. The verifier knows the map that libbpf makes of the
 * section, not the variables in it: what it believes of an index may lead out of a variable, as
 * long as it stays in there. A section is written in the module's order.
 */
#ifndef BPFMEND_SECTION_LAYOUT_H
#define BPFMEND_SECTION_LAYOUT_H

#include <stdint.h>
#include <llvm-c/Core.h>
#include <llvm-c/Target.h>

/* Bytes that surely lie before a variable, and behind it. */
struct section_room {
	int64_t before;
	int64_t behind;
};

/* 0 and 0 for what is no global variable, and where the section cannot be told. */
struct section_room section_room_of(LLVMValueRef variable, LLVMTargetDataRef layout);

#endif
