/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The whole of what a kernel's prototypes of its helpers (struct bpf_func_proto) say: every
 * argument, what is returned, and the flags. Relies on the kernel's BTF for where the fields are
 * and what their values mean, so that one reader does for all kernels from 5.10 on. What a
 * prototype says of memory alone is in prototypes.h.
 */
#ifndef BPFMEND_AUDIT_SIGNATURES_H
#define BPFMEND_AUDIT_SIGNATURES_H

#include <stdbool.h>

#include "kernel/audit/vmlinux.h"
#include "kernel/contracts/signatures.h"

/* The names of prototypes and of the helpers that they point to, for vmlinux_ask(). */
#define SIGNATURE_NAMES "(____)?(bpf|sk|tc|xdp|tracing|kprobe|get|msg)_[a-z0-9_]+"

struct signature_argument {
	unsigned int type; /* of enum signature_type, with its flags */
	unsigned int size; /* of memory whose size the prototype fixes; else 0 */
	const char *structure; /* the kernel's type that is wanted; NULL where none is named */
};

struct signature {
	const char *prototype, *function; /* owned by the vmlinux; function may be NULL */
	bool gpl_only, packet_access, might_sleep, fastcall;
	struct signature_argument returns, arguments[SIGNATURE_ARGUMENTS];
};

struct signatures {
	struct signature *items;
	size_t count;
};

/* Reads all. Returns 0 or a negative errno; signatures_free() in any case. */
int signatures_read(const struct vmlinux *vmlinux, struct signatures *signatures,
		    struct failure *why);

void signatures_free(struct signatures *signatures);

struct audited;

/*
 * Prints where helper_signatures.def and the kernel differ. Returns of enum audit_end, or a
 * negative errno with why. signatures-compare.c
 */
int signatures_compare(const struct audited *kernel, struct failure *why);

/* Prints one as a line that write-tables reads. */
void signature_print(const char *release, const struct signature *signature);

/* Writes a type as the table has it, "MEM | RDONLY", and returns text. */
char *signature_type_words(unsigned int type, char *text, size_t size);

#endif
