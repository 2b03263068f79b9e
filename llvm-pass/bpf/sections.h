/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What libbpf makes of the name of a program's section: its type, where it is to be attached, and
 * the flags it is loaded with. Relies on program_types.def and sections.def, and nothing else.
 */
#ifndef BPFMEND_BPF_SECTIONS_H
#define BPFMEND_BPF_SECTIONS_H

#include <stdbool.h>

/* As the kernel numbers them, from 1 on; EXT is what freplace asks for. */
enum bpf_program_type {
	BPF_PROGRAM_UNSPECIFIED,
#define PROGRAM_TYPE(type) BPF_PROGRAM_##type,
#include "llvm-pass/bpf/program_types.def"
#undef PROGRAM_TYPE
	BPF_PROGRAM_TYPE_COUNT,
};

enum bpf_attach {
#define ATTACH_TYPE(type) BPF_ATTACH_##type,
#define SECTION(section, type, attach, flags)
#include "llvm-pass/bpf/sections.def"
#undef ATTACH_TYPE
#undef SECTION
	BPF_ATTACH_COUNT,
	/* The kernel is told 0, which is the first of them. */
	BPF_ATTACH_NONE = 255,
};

enum section_flags {
	SECTION_SLEEPABLE = 1,
	SECTION_FRAGS = 2,
};

struct section {
	const char *name; /* of the row: "fentry" of "fentry/do_unlinkat" */
	const char *target; /* what follows it, in the name that was asked for; NULL for nothing */
	enum bpf_program_type type;
	enum bpf_attach attach;
	unsigned int flags;
};

/* All rows, in the order of the table; target is NULL. */
extern const struct section sections[];
extern const unsigned int section_count;

/* Finds what a section's name says. False if it says nothing: *section is then all zero. */
bool section_find(const char *name, struct section *section);

/* The same as libbpf read names before 1.0: what begins with a row's name has its type, "xdp_pass".
 */
bool section_find_beginning(const char *name, struct section *section);

/* "SCHED_CLS", as in the table. */
const char *bpf_program_type_name(enum bpf_program_type type);

#endif
