/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What kernels say of a kind of program: which helpers it may call, what its context is, what it
 * may return. A kind is a type, a place to attach to, and whether it may sleep. Relies on the
 * tables of kernel/contracts that were measured on kernels, and on nothing else.
 */
#ifndef BPFMEND_VERIFIER_PROGRAM_KIND_H
#define BPFMEND_VERIFIER_PROGRAM_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "llvm-pass/bpf/sections.h"
#include "llvm-pass/verifier/series.h"

/*
 * The row of sections.def that stands for all of its kind: the first with the same type, place and
 * flags. NULL for a section that says nothing, and for freplace.
 */
const struct section *program_kind(const char *section);

/* Whether such a program may call the helper; -1 where nobody knows. */
int program_kind_may_call(const struct section *kind, const struct series *series, unsigned int id);

enum context_what {
	CONTEXT_NUMBER,
	CONTEXT_PACKET,
	CONTEXT_PACKET_META,
	CONTEXT_PACKET_END,
	CONTEXT_SOCKET,
	CONTEXT_SOCKET_OR_NULL,
	CONTEXT_SOCK_COMMON_OR_NULL,
	CONTEXT_FLOW_KEYS,
	CONTEXT_BUFFER,
	CONTEXT_BTF,
};

/*
 * Whether size bytes (1, 2, 4, 8) at the offset may be accessed; *what is what a read yields. For
 * kinds whose context is what the table says: see program_kind_has_context().
 */
bool program_kind_context(const struct section *kind, const struct series *series, int offset,
			  unsigned int size, bool write, enum context_what *what);

enum context_rule {
	CONTEXT_BY_TABLE,
	/* Words of eight bytes: the arguments of the function that it is attached to. */
	CONTEXT_OF_TARGET,
	/* Any bytes up to a limit, read; and written, too. */
	CONTEXT_OF_TRACEPOINT,
	CONTEXT_OF_SYSCALL,
};

enum context_rule program_kind_context_rule(const struct section *kind);

/*
 * The words in which a kernel refuses to load any such program, because it does not know the kind;
 * NULL if it knows it, or nobody knows.
 */
const char *program_kind_refused(const struct section *kind, const struct series *series);

/* What it may return, both included. False: anything, or (of targets' programs) nobody knows. */
bool program_kind_returns(const struct section *kind, const struct series *series, int64_t *least,
			  int64_t *most);

/* Whether it is the low 32 bits that may be so. */
bool program_kind_returns_int(const struct section *kind);

#endif
