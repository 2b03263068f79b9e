/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A compiled BPF object as the interpreter and the checker need it: all its instructions in one
 * array with calls, maps, globals and addresses of functions resolved, its programs by name and
 * section, what its sections of data hold, and its maps as their BTF describes them. Relocations of
 * CO-RE are not applied: the kernel is taken for one whose types are just those the object was
 * compiled with, which is the same kernel for the plain and the mended one.
 */
#ifndef BPFMEND_INTERPRETER_BYTECODE_H
#define BPFMEND_INTERPRETER_BYTECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "lab/failure.h"
#include "llvm-pass/verifier/instruction.h"

struct function {
	char *name;
	size_t first, count; /* of its instructions */
	char *section;
	bool program; /* it may be loaded; others are only called */
};

/* A section that globals lie in, or a variable that the kernel gives (kconfig). */
struct data {
	char *name;
	unsigned char *bytes;
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
	bool is_inner; /* the definition of what the map before it holds */
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
};

/* Returns 0 or a negative errno. An object that was read must be closed. */
int bytecode_read(const char *path, struct bytecode *object, struct failure *why);
void bytecode_close(struct bytecode *object);

/* The program or function of the name, or NULL. */
const struct function *bytecode_function(const struct bytecode *object, const char *name);

/* The function whose instruction it is, or NULL. */
const struct function *bytecode_function_at(const struct bytecode *object, size_t place);

#endif
