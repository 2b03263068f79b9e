/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Pointers to sockets, each access through which the kernel converts, as it does with the context:
 * the verifier lets nothing be added to them. Relies on what kernels declare of helpers' results
 * and of the context's fields. Sockets out of maps are not known.
 */
#ifndef BPFMEND_SOCKET_POINTER_H
#define BPFMEND_SOCKET_POINTER_H

#include <llvm-c/Core.h>

enum socket_kind {
	SOCKET_NONE, /* none, or nobody knows */
	SOCKET_FULL,
	SOCKET_COMMON,
	SOCKET_TCP,
};

/*
 * What a value is by itself: a helper's result, a field of the context, or a choice of such that
 * are all of one kind. Of one that may be NULL it is the kind of the others.
 */
enum socket_kind socket_kind(LLVMValueRef value);

#endif
