/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a program gets, by its section: a context as UAPI lays it out, filled with numbers as checks
 * have them, and a packet where the type has one.
 */
#ifndef BPFMEND_INTERPRETER_CONTEXT_H
#define BPFMEND_INTERPRETER_CONTEXT_H

#include "selftests/interpreter/machine.h"

struct context_kind {
	const char *section; /* it, and what follows it after a slash */
	size_t size;
	size_t width; /* of each of the packet's addresses, or 0: it has no packet */
	size_t start, end, meta; /* where these are; meta may be 0 for none */
	size_t length; /* where the packet's length is, in 32 bits, if has_length */
	size_t socket; /* where the pointer to a socket is, which may be NULL; or 0 */
	size_t keys; /* where the pointer to the keys of a flow is, which is never NULL; or 0 */
	bool has_length;
	bool arguments; /* words that are numbers or pointers which may be followed */
};

/* NULL of a section that nothing is known of. */
const struct context_kind *context_kind(const char *section);

/* Fills the machine's context and packet from its seed. */
void context_draw(struct machine *machine, const struct context_kind *kind);

/* After the packet has moved. */
void context_update_packet(struct machine *machine);

#endif
