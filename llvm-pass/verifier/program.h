/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A program as the walk sees it: instructions whose calls, maps and globals are resolved, the
 * subprograms that they lie in, and the maps. Whoever reads an object (or what a backend emitted)
 * fills it, owns it, and keeps it while a walk or its verdict lasts. Numbers of instructions are
 * those of the array: a 64-bit constant counts twice, as in the kernel's log.
 */
#ifndef BPFMEND_VERIFIER_PROGRAM_H
#define BPFMEND_VERIFIER_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "llvm-pass/bpf/sections.h"
#include "llvm-pass/verifier/instruction.h"

/* What lies in a map's value that programs must not touch: offsets in bytes, -1 where it is not. */
struct map_fields {
	int32_t spin_lock, timer;
	bool others; /* kptrs, lists, trees, workqueues, task works: not modelled */
};

/*
 * What libbpf fills in from the running kernel, and freezes: .kconfig. Where in it the variables
 * lie that the kernel's version decides, offsets in bytes, below 0 where it has none.
 */
struct map_kconfig {
	bool given; /* the map is that section */
	int32_t version, cookie; /* LINUX_KERNEL_VERSION, LINUX_HAS_BPF_COOKIE */
};

/* A map, or a section of globals, which is a map of one value to the kernel. */
struct program_map {
	const char *name;
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_size, value_size, max_entries, flags;
	/* value_size bytes that neither program nor user may change (.rodata); NULL: unknown. */
	const unsigned char *frozen;
	struct map_kconfig kconfig;
	const struct program_map *inner; /* what a map of maps holds; NULL: unknown */
	struct map_fields fields;
};

/* What a global function is given, as its BTF says. */
enum argument_kind {
	ARGUMENT_NONE,
	ARGUMENT_SCALAR,
	ARGUMENT_CONTEXT,
	ARGUMENT_MEMORY, /* size bytes, or NULL */
	ARGUMENT_MEMORY_NONNULL, /* __arg_nonnull */
	ARGUMENT_OTHER, /* dynptr, arena, trusted: not modelled */
};

struct subprogram {
	const char *name;
	size_t first, count; /* of its instructions */
	bool global; /* verified apart, by what its BTF says of its arguments */
	bool returns_void;
	struct {
		enum argument_kind kind;
		uint32_t size; /* of ARGUMENT_MEMORY */
	} arguments[5];
};

struct program {
	const char *name, *section;
	enum bpf_program_type type; /* BPF_PROGRAM_UNSPECIFIED where nobody knows */
	unsigned int
		attach_type; /* enum bpf_attach_type, as its section says; 0 where it says none */
	bool sleepable;
	/*
	 * The calls' TARGET_FUNCTION, and the constants', are instructions of this array;
	 * TARGET_MAP is a map's place in maps; TARGET_DATA has its place in data in the upper half
	 * and the offset into its value in the lower; TARGET_KFUNC is a place in externs.
	 */
	const struct instruction *code;
	size_t code_count;
	const struct subprogram *subprograms; /* sorted by first */
	size_t subprogram_count;
	size_t entry; /* the subprogram that the kernel calls */
	const struct program_map *maps;
	size_t map_count;
	const struct program_map *data;
	size_t data_count;
	const char *const *externs;
	size_t extern_count;
};

/* The subprogram whose instruction it is; NULL if there is none. */
const struct subprogram *program_subprogram_at(const struct program *program, size_t place);

#endif
