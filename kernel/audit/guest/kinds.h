/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The kinds of programs that a kernel knows, and how a program of a few instructions is loaded as
 * one: for what asks the kernel that it runs on. A kind is a row of sections.def that differs from
 * those before it. Relies on sections.h and on the system call; one log for all.
 */
#ifndef BPFMEND_AUDIT_GUEST_KINDS_H
#define BPFMEND_AUDIT_GUEST_KINDS_H

#include <stdbool.h>
#include <bpf/btf.h>
#include <linux/bpf.h>

#include "llvm-pass/bpf/sections.h"

#define I(code, dst, src, off, imm) { (__u8)(code), (dst), (src), (__s16)(off), (imm) }

struct kind {
	const struct section *section;
	int target; /* of the kernel's BTF; below 0 if what it is attached to is not there */
	int result; /* that such programs may return */
};

/*
 * The kind of a row of sections[]. Returns false if the row is no kind of its own. *error is 0, or
 * why the kernel loads no such program; types is the kernel's BTF or NULL.
 */
bool kind_open(unsigned int row, const struct btf *types, struct kind *kind, int *error);

/* Loads a program and forgets it again; level is the log's. Returns 0 or a negative errno. */
int kind_load(const struct kind *kind, const struct bpf_insn *code, unsigned int count, int level);

/* What the verifier said of the last one, and the last line of that, without the numbers. */
const char *kind_log(void);
const char *kind_reason(void);

#endif
