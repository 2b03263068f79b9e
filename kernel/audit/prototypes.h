/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a kernel's own prototypes of its helpers (struct bpf_func_proto) declare of the memory they
 * are given, read from its image. Relies on the kernel's BTF for where the fields are and what
 * their values mean.
 */
#ifndef BPFMEND_AUDIT_PROTOTYPES_H
#define BPFMEND_AUDIT_PROTOTYPES_H

#include "kernel/audit/vmlinux.h"
#include "kernel/contracts/prototypes.h"

/* One argument that points at memory of the program. */
struct declaration {
	const char *prototype; /* owned by the vmlinux */
	unsigned int argument; /* counted from 1 */
	unsigned int declared; /* of enum declared; UNINIT without WRITE, which it implies */
};

struct declarations {
	struct declaration *items;
	size_t count;
	size_t prototypes; /* how many were read */
	unsigned int flags; /* which of RDONLY, WRITE and UNINIT this kernel can declare */
};

/* Reads all. Returns 0 or a negative errno; declarations_free() in any case. */
int declarations_read(const struct vmlinux *vmlinux, struct declarations *declarations,
		      struct failure *why);

void declarations_free(struct declarations *declarations);

#endif
