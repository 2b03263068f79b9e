// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Reads struct bpf_func_proto out of a kernel image; see prototypes.h. Up to 5.15 an argument's
 * type was a plain number (ARG_PTR_TO_UNINIT_MEM a type of its own); since then it is a base type
 * in the low byte and flags above it.
 */
#include "kernel/audit/prototypes.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/audit/btf.h"

#define ARGUMENTS 5
#define BASE_TYPE_BITS 8

/* How this kernel's numbers are to be read. */
struct reading {
	size_t size; /* of struct bpf_func_proto */
	size_t arguments; /* offset of arg1_type, the others behind it */
	int64_t limit; /* no base type is larger */
	unsigned int kinds[1 << BASE_TYPE_BITS]; /* of enum declared, by base type; 0: no memory */
	int64_t rdonly, write, uninit; /* bits, 0 where the kernel has none */
};

static int find_struct(const struct btf *btf, struct reading *reading, struct failure *why)
{
	int id = btf__find_by_name_kind(btf, "bpf_func_proto", BTF_KIND_STRUCT);
	const struct btf_type *type = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
	int64_t offset = type ? btf_member_place(btf, type, "arg1_type") : -1;

	if (offset < 0)
		return fail_with(why, -EINVAL, "the kernel's BTF has no bpf_func_proto.arg1_type");
	reading->size = type->size;
	reading->arguments = (size_t)offset;
	return 0;
}

static int64_t flag_value(const struct btf *btf, const char *name)
{
	int64_t value = btf_enum_value(btf, name);

	return value < 0 ? 0 : value;
}

static void find_kinds(const struct btf *btf, struct reading *reading)
{
	static const struct {
		const char *name;
		unsigned int declared;
	} types[] = {
#define MEMORY_ARGUMENT(name, declared) { name, declared },
#include "kernel/contracts/memory_arguments.def"
#undef MEMORY_ARGUMENT
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		int64_t value = btf_enum_value(btf, types[i].name);

		/* What has flags in it is no base type of its own. */
		if (value >= 0 && value < 1 << BASE_TYPE_BITS)
			reading->kinds[value] = types[i].declared;
	}
	reading->rdonly = flag_value(btf, "MEM_RDONLY");
	reading->write = flag_value(btf, "MEM_WRITE");
	reading->uninit = flag_value(btf, "MEM_UNINIT");
}

static int prepare(const struct btf *btf, struct reading *reading, struct failure *why)
{
	int error = find_struct(btf, reading, why);

	if (error)
		return error;
	reading->limit = btf_enum_value(btf, "__BPF_ARG_TYPE_MAX");
	find_kinds(btf, reading);
	if (reading->limit < 0 || reading->limit >= 1 << BASE_TYPE_BITS)
		return fail_with(why, -EINVAL, "the kernel's BTF has no enum bpf_arg_type");
	return 0;
}

static uint32_t argument_type(const struct reading *reading, const unsigned char *prototype,
			      unsigned int argument)
{
	uint32_t type;

	memcpy(&type, prototype + reading->arguments + argument * sizeof(type), sizeof(type));
	return type;
}

/* A symbol with a prototype's name can be something else. */
static bool is_prototype(const struct reading *reading, const unsigned char *bytes)
{
	uint32_t types = 0;

	for (unsigned int i = 0; i < ARGUMENTS; i++) {
		uint32_t type = argument_type(reading, bytes, i);

		if ((type & ((1 << BASE_TYPE_BITS) - 1)) >= reading->limit)
			return false;
		types |= type;
	}
	return types != 0;
}

static unsigned int declared_by(const struct reading *reading, uint32_t type)
{
	unsigned int declared = reading->kinds[type & ((1 << BASE_TYPE_BITS) - 1)];

	if (!declared)
		return 0;
	if (type & reading->rdonly)
		declared |= RDONLY;
	if (type & reading->uninit)
		declared |= UNINIT;
	if ((type & reading->write) && !(declared & UNINIT))
		declared |= WRITE;
	return declared;
}

static int read_prototype(const struct reading *reading, const char *name,
			  const unsigned char *bytes, struct declarations *declarations)
{
	for (unsigned int i = 0; i < ARGUMENTS; i++) {
		unsigned int declared = declared_by(reading, argument_type(reading, bytes, i));
		struct declaration *more;

		if (!declared)
			continue;
		more = realloc(declarations->items, (declarations->count + 1) * sizeof(*more));
		if (!more)
			return -ENOMEM;
		declarations->items = more;
		more[declarations->count++] = (struct declaration){ name, i + 1, declared };
	}
	declarations->prototypes++;
	return 0;
}

int declarations_read(const struct vmlinux *vmlinux, struct declarations *declarations,
		      struct failure *why)
{
	struct reading reading = { 0 };
	int error = prepare(vmlinux->btf, &reading, why);

	declarations->flags = UNINIT | (reading.rdonly ? RDONLY : 0) | (reading.write ? WRITE : 0);
	for (size_t i = 0; i < vmlinux->symbol_count && !error; i++) {
		const struct symbol *symbol = &vmlinux->symbols[i];
		const unsigned char *bytes = vmlinux_at(vmlinux, symbol->address, reading.size);

		if (!symbol->is_code && strstr(symbol->name, "_proto") && bytes &&
		    is_prototype(&reading, bytes))
			error = read_prototype(&reading, symbol->name, bytes, declarations);
	}
	if (!error && !declarations->prototypes)
		error = fail_with(why, -EINVAL, "the kernel tells of no helper's prototype");
	return error;
}

void declarations_free(struct declarations *declarations)
{
	free(declarations->items);
	*declarations = (struct declarations){ 0 };
}
