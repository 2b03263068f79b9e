/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A compiled BPF object as whoever walks, runs or checks it needs it: all its instructions in one
 * array with calls, maps, globals and addresses of functions resolved, its programs by name and
 * section, what its sections of data hold, and its maps as their BTF describes them. Relocations of
 * CO-RE are not applied but marked: the kernel is taken for one whose types are just those the
 * object was compiled with. Relies on libelf to find the sections, on nothing of LLVM and libbpf.
 */
#ifndef BPFMEND_BYTECODE_H
#define BPFMEND_BYTECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/failure.h"
#include "llvm-pass/bytecode/btf.h"
#include "llvm-pass/verifier/instruction.h"

struct function {
	char *name;
	size_t first, count; /* of its instructions */
	char *section;
	bool program; /* it may be loaded; others are only called */
	bool global; /* neither static nor hidden: the verifier looks at a callee by itself */
	uint32_t type; /* its BTF_KIND_FUNC in the object's types; 0 for none */
};

/* Of a section's bytes: libbpf makes it the one value of an array map, and the kernel takes no
 * value larger than INT_MAX. */
#define BYTECODE_MOST_DATA 0x7fffffffu

/* A section that globals lie in; .kconfig, too, which only the BTF of an object tells of. */
struct data {
	char *name;
	unsigned char *bytes; /* NULL: all of them are zero */
	size_t size;
	bool writable;
};

/* A global variable. */
struct variable {
	char *name;
	size_t data, offset, size;
	bool external; /* not static: the compiler knows nothing of what is in it */
};

struct map_definition {
	char *name;
	uint32_t type, key_size, value_size, max_entries, flags;
	uint32_t key_type, value_type; /* their numbers in the object's types; 0 for none */
	bool is_inner; /* the definition of what the map before it holds */
};

/* The instructions from this one on, up to the next that has a line, came from there. */
struct line {
	size_t place; /* of the instruction */
	const char *file,
		*text; /* of the object's types; the text is the source's, "" if unknown */
	uint32_t line, column; /* from 1 on; 0: unknown */
};

/* The section of what LLVM makes of switches: offsets in bytes into the section of the function. */
#define BYTECODE_JUMPS ".jumptables"

struct bytecode {
	struct instruction *code;
	size_t code_count;
	struct function *functions;
	size_t function_count;
	struct data *data;
	size_t data_count;
	struct variable *variables;
	size_t variable_count;
	struct map_definition *maps;
	size_t map_count;
	char **externs; /* names of kfuncs and of what else the kernel has */
	size_t extern_count;
	struct btf_types types;
	struct line *lines; /* by their place */
	size_t line_count;
};

/* Returns 0 or a negative errno. An object that was read must be closed. */
int bytecode_read(const char *path, struct bytecode *object, struct failure *why);

/* The same of bytes in memory, which may go afterwards; name is what messages call it. */
int bytecode_read_memory(const char *name, const void *bytes, size_t size, struct bytecode *object,
			 struct failure *why);
void bytecode_close(struct bytecode *object);

/* The program or function of the name, or NULL. */
const struct function *bytecode_function(const struct bytecode *object, const char *name);

/* The function whose instruction it is, or NULL. */
const struct function *bytecode_function_at(const struct bytecode *object, size_t place);

/* Where in the source the instruction came from; NULL if the object does not tell. */
const struct line *bytecode_line_at(const struct bytecode *object, size_t place);

#endif
