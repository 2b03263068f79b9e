/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Where an address gets its offset from: whether the verifier, which walks each path for itself,
 * can know the offset although LLVM does not. Relies on LLVM's C API and the helpers' numbers.
 */
#ifndef BPFMEND_INDEX_SOURCE_H
#define BPFMEND_INDEX_SOURCE_H

#include <llvm-c/Core.h>

enum index_source {
	INDEX_COUNTED, /* made of constants only: a constant on each path, as a loop's counter is */
	INDEX_UNKNOWN, /* on every path, what was read from a context, a map or another program */
	INDEX_PERHAPS, /* perhaps a constant on some path */
};

/* The source of all that makes an address vary. The walk is bounded: what is too long may be known.
 */
enum index_source index_source_of(LLVMValueRef address);

#endif
