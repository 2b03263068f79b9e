// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds the constants and reads their fields; see prototypes.h. */
#include "audit/tree/prototypes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/bridge/debug.h"
#include "llvm-pass/support/array.h"

/* Types of arguments that are memory of the program, by the names that releases gave them. */
static const struct {
	const char *name;
	unsigned int declared;
} memory_types[] = {
#define MEMORY_ARGUMENT(name, declared) { name, declared },
#include "kernel/contracts/memory_arguments.def"
#undef MEMORY_ARGUMENT
};

static const char *const size_types[] = {
	"ARG_CONST_SIZE",
	"ARG_CONST_SIZE_OR_ZERO",
	"ARG_MEM_SIZE",
	"ARG_MEM_SIZE_OR_ZERO",
};

enum { MEMORY_TYPES = sizeof(memory_types) / sizeof(*memory_types) };
enum { SIZE_TYPES = sizeof(size_types) / sizeof(*size_types) };

/* Values of the kernel's enumerators. */
struct reading {
	int64_t types[MEMORY_TYPES]; /* -1 where there is none of that name */
	int64_t sizes[SIZE_TYPES];
	int64_t rdonly, write, uninit, fixed;
	int64_t limit; /* above all types without flags */
};

/* An enum is in the debug information only of files that have variables of it: not in all. */
static int64_t enumerator(const struct program *program, const char *name, int64_t otherwise)
{
	int64_t value;

	for (size_t i = 0; i < program->count; i++)
		if (bridge_enumerator(program->modules[i].module, name, &value))
			return value;
	return otherwise;
}

static int prepare(const struct program *program, struct reading *reading)
{
	for (size_t i = 0; i < MEMORY_TYPES; i++)
		reading->types[i] = enumerator(program, memory_types[i].name, -1);
	for (size_t i = 0; i < SIZE_TYPES; i++)
		reading->sizes[i] = enumerator(program, size_types[i], -1);
	reading->rdonly = enumerator(program, "MEM_RDONLY", 0);
	reading->write = enumerator(program, "MEM_WRITE", 0);
	reading->uninit = enumerator(program, "MEM_UNINIT", 0);
	reading->fixed = enumerator(program, "MEM_FIXED_SIZE", 0);
	reading->limit = enumerator(program, "__BPF_ARG_TYPE_MAX", 0);
	return reading->limit > 0 ? 0 : -EINVAL;
}

/* Flags stand above the types: in the bits that no type without them needs. */
static int64_t base_of(const struct reading *reading, int64_t type)
{
	int64_t mask = 1;

	while (mask <= reading->limit)
		mask <<= 1;
	/* From 5.16 on eight bits are the type's, whatever of them is in use. */
	if (reading->rdonly || reading->uninit)
		mask = 256;
	return type & (mask - 1);
}

static unsigned int declared_by(const struct reading *reading, int64_t type)
{
	unsigned int declared = 0;

	for (size_t i = 0; i < MEMORY_TYPES && !declared; i++)
		if (reading->types[i] == type || reading->types[i] == base_of(reading, type))
			declared = memory_types[i].declared;
	if (!declared)
		return 0;
	declared |= type & reading->rdonly ? RDONLY : 0;
	declared |= type & reading->write ? WRITE : 0;
	declared |= type & reading->uninit ? UNINIT : 0;
	return declared;
}

static bool is_a_size(const struct reading *reading, int64_t type)
{
	for (size_t i = 0; i < SIZE_TYPES; i++)
		if (reading->sizes[i] >= 0 &&
		    (reading->sizes[i] == type || reading->sizes[i] == base_of(reading, type)))
			return true;
	return false;
}

static int64_t number_at(LLVMTargetDataRef layout, LLVMValueRef constant, int64_t offset)
{
	LLVMValueRef found =
		offset < 0 ? NULL : program_constant_at(layout, constant, (uint64_t)offset);

	return found && LLVMIsAConstantInt(found) ? LLVMConstIntGetSExtValue(found) : 0;
}

static void read_arguments(const struct reading *reading, LLVMValueRef global,
			   struct prototype *prototype)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(LLVMGetGlobalParent(global));
	LLVMValueRef constant = LLVMGetInitializer(global);
	int64_t types[ARGUMENTS];

	for (unsigned int i = 0; i < ARGUMENTS; i++) {
		char member[] = "arg1_type";

		member[3] += (char)i;
		types[i] = number_at(layout, constant, bridge_member_of(global, member));
	}
	for (unsigned int i = 0; i < ARGUMENTS; i++) {
		struct prototype_argument *argument = &prototype->arguments[i];
		char member[] = "arg1_size";

		member[3] += (char)i;
		argument->declared = declared_by(reading, types[i]);
		if (!argument->declared)
			continue;
		if ((argument->declared & DECLARED_KIND) == INT ||
		    (argument->declared & DECLARED_KIND) == LONG) {
			argument->size_kind = DECLARED_FIXED;
			argument->size = (argument->declared & DECLARED_KIND) == INT ? 4 : 8;
		} else if (reading->fixed && types[i] & reading->fixed) {
			argument->size_kind = DECLARED_FIXED;
			argument->size = (uint64_t)number_at(layout, constant,
							     bridge_member_of(global, member));
		} else if (i + 1 < ARGUMENTS && is_a_size(reading, types[i + 1])) {
			argument->size_kind = DECLARED_BY_ARGUMENT;
			argument->size = i + 2;
		}
	}
}

static int read_one(const struct program *program, const struct program_module *module,
		    const struct reading *reading, LLVMValueRef global,
		    struct prototypes *prototypes)
{
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(module->module);
	int64_t at = bridge_member_of(global, "func");
	LLVMValueRef function =
		at < 0 ? NULL
		       : program_constant_at(layout, LLVMGetInitializer(global), (uint64_t)at);
	struct prototype *items = array_grow(prototypes->items, prototypes->count, sizeof(*items));
	struct prototype *prototype;
	size_t length;

	if (!items)
		return -ENOMEM;
	prototypes->items = items;
	if (!function || !LLVMIsAFunction(function))
		return 0;
	prototype = &items[prototypes->count++];
	*prototype = (struct prototype){
		.name = LLVMGetValueName2(global, &length),
		.function = program_definition(program, function),
		.function_name = LLVMGetValueName2(function, &length),
		.path = module->path,
		.flags = UNINIT | (reading->rdonly ? RDONLY : 0) | (reading->write ? WRITE : 0),
	};
	read_arguments(reading, global, prototype);
	for (unsigned int i = 0; i < ARGUMENTS; i++)
		prototypes->arguments += prototype->arguments[i].declared != 0;
	return 0;
}

static int read_module(const struct program *program, const struct program_module *module,
		       const struct reading *reading, struct prototypes *prototypes)
{
	for (LLVMValueRef g = LLVMGetFirstGlobal(module->module); g; g = LLVMGetNextGlobal(g)) {
		struct text of = { NULL, 0 };
		int error;

		if (LLVMGetInitializer(g) && LLVMIsGlobalConstant(g))
			of = bridge_struct_of(g);
		if (of.length != strlen("bpf_func_proto") ||
		    strncmp(of.start, "bpf_func_proto", of.length))
			continue;
		error = read_one(program, module, reading, g, prototypes);
		if (error)
			return error;
	}
	return 0;
}

int prototypes_read(const struct program *program, struct prototypes *prototypes,
		    struct failure *why)
{
	struct reading reading;
	int error = prepare(program, &reading);

	if (error)
		return fail_with(why, error, "the debug information has no enum bpf_arg_type");
	for (size_t i = 0; i < program->count && !error; i++)
		error = read_module(program, &program->modules[i], &reading, prototypes);
	if (!error && !prototypes->count)
		error = fail_with(why, -EINVAL, "no helper's prototype was found");
	return error;
}

void prototypes_free(struct prototypes *prototypes)
{
	free(prototypes->items);
	*prototypes = (struct prototypes){ 0 };
}
