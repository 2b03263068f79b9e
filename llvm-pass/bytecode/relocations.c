// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Relocations of BPF objects; see relocations.h. LLVM leaves the addend where the instruction has
 * its number: for a call -1, or the place of the function less one where the symbol is its section;
 * for an address the offset into the section.
 */
#include "llvm-pass/bytecode/relocations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bytecode/extension.h"
#include "llvm-pass/bytecode/kconfig.h"

enum { BYTES_OF_ONE = sizeof(struct bpf_insn) };

static const char *name_of(const struct file *file, const GElf_Sym *symbol)
{
	const char *name = elf_strptr(file->elf, file->symbol_names, symbol->st_name);

	return name ? name : "";
}

/* The place of the name in the object's externs, or a negative errno. */
static long extern_place(struct bytecode *object, const char *name)
{
	char **externs;

	for (size_t i = 0; i < object->extern_count; i++)
		if (!strcmp(object->externs[i], name))
			return (long)i;
	externs = realloc(object->externs, (object->extern_count + 1) * sizeof(*externs));
	if (!externs)
		return -ENOMEM;
	object->externs = externs;
	externs[object->extern_count] = strdup(name);
	if (!externs[object->extern_count])
		return -ENOMEM;
	return (long)object->extern_count++;
}

/* A map in which others lie has their definition behind it: it is the outer one that is meant. */
static long map_place(const struct bytecode *object, const char *name)
{
	for (size_t i = 0; i < object->map_count; i++)
		if (!object->maps[i].is_inner && !strcmp(object->maps[i].name, name))
			return (long)i;
	return -ENOENT;
}

/*
 * A map by its name alone, where no types tell more: the object was compiled without debug
 * information, or emitted without types.
 */
static long name_map(struct bytecode *object, const char *name)
{
	struct map_definition *maps =
		realloc(object->maps, (object->map_count + 1) * sizeof(*maps));

	if (!maps)
		return -ENOMEM;
	object->maps = maps;
	maps[object->map_count] = (struct map_definition){ .name = strdup(name) };
	if (!maps[object->map_count].name)
		return -ENOMEM;
	return (long)object->map_count++;
}

static int resolve_map(struct bytecode *object, struct instruction *instruction, const char *name)
{
	long place = map_place(object, name);

	if (place == -ENOENT && !btf_find(&object->types, BTF_KIND_DATASEC, ".maps"))
		place = name_map(object, name);
	if (place < 0)
		return (int)place;
	instruction->target = TARGET_MAP;
	instruction->value = (uint64_t)place;
	return 0;
}

/* What libbpf fills in is data; functions and variables of the kernel are found by their names. */
static int resolve_extern(struct bytecode *object, struct instruction *instruction,
			  const char *name)
{
	int64_t offset = kconfig_offset(&object->types, name);
	long place = offset < 0 ? extern_place(object, name) : kconfig_data(object);

	if (place >= 0 && offset >= 0) {
		instruction->target = TARGET_DATA;
		instruction->value = (uint64_t)place << 32 | (uint32_t)offset;
		return 0;
	}
	if (place < 0)
		return (int)place;
	instruction->target = TARGET_KFUNC;
	instruction->value = (uint64_t)place;
	return 0;
}

static int resolve_function(const struct placement *section, struct instruction *instruction,
			    uint64_t place)
{
	if (place >= section->count)
		return -EINVAL;
	instruction->target = TARGET_FUNCTION;
	instruction->value = section->first + place;
	return 0;
}

static int resolve(const struct file *file, struct bytecode *object,
		   struct instruction *instruction, const GElf_Sym *symbol)
{
	uint64_t value = symbol->st_value;
	const struct placement *section;

	if (symbol->st_shndx == SHN_UNDEF)
		return resolve_extern(object, instruction, name_of(file, symbol));
	if (symbol->st_shndx >= file->section_count)
		return -EINVAL;
	section = &file->placements[symbol->st_shndx];
	switch (section->where) {
	case PLACED_CODE:
		if (instruction_is_call(instruction))
			return resolve_function(section, instruction,
						value / BYTES_OF_ONE +
							(uint32_t)(instruction->number + 1));
		return resolve_function(section, instruction,
					(value + (uint32_t)instruction->number) / BYTES_OF_ONE);
	case PLACED_MAPS:
		return resolve_map(object, instruction, name_of(file, symbol));
	case PLACED_DATA:
		instruction->target = TARGET_DATA;
		instruction->value = (uint64_t)section->first << 32 |
				     (uint32_t)(value + (uint32_t)instruction->number);
		return 0;
	default:
		return -ENOTSUP;
	}
}

static int apply_section(const struct file *file, struct bytecode *object, Elf_Scn *section,
			 const struct placement *target, struct failure *why)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Shdr header;

	if (!data || !gelf_getshdr(section, &header) || !header.sh_entsize)
		return fail_with(why, -EINVAL, "%s: relocations cannot be read", file->path);
	for (size_t i = 0; i < header.sh_size / header.sh_entsize; i++) {
		size_t place;
		GElf_Sym symbol;
		GElf_Rel entry;
		int error = -EINVAL;

		if (!gelf_getrel(data, (int)i, &entry) ||
		    !gelf_getsym(file->symbols, (int)GELF_R_SYM(entry.r_info), &symbol))
			return fail_with(why, -EINVAL, "%s: relocations cannot be read",
					 file->path);
		place = entry.r_offset / BYTES_OF_ONE;
		if (place < target->count)
			error = resolve(file, object, &object->code[target->first + place],
					&symbol);
		if (error)
			return fail_with(why, error,
					 "%s: what instruction %zu refers to, %s, is nothing known",
					 file->path, place, name_of(file, &symbol));
	}
	return 0;
}

/* What the assembler could resolve by itself: the number says how far the function is. */
static int resolve_near_calls(const struct file *file, struct bytecode *object, struct failure *why)
{
	for (size_t s = 0; s < file->section_count; s++) {
		const struct placement *section = &file->placements[s];

		for (size_t i = 0; section->where == PLACED_CODE && i < section->count; i++) {
			struct instruction *call = &object->code[section->first + i];

			if (!instruction_is_call(call) || call->target != TARGET_NUMBER ||
			    call->src != BPF_PSEUDO_CALL)
				continue;
			if (resolve_function(section, call, i + 1 + (size_t)(int64_t)call->number))
				return fail_with(why, -EINVAL,
						 "%s: a call leads out of its section", file->path);
		}
	}
	return 0;
}

int relocations_apply(const struct file *file, struct bytecode *object, struct failure *why)
{
	Elf_Scn *section = NULL;
	int error;

	while ((section = elf_nextscn(file->elf, section))) {
		const struct placement *target;
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_REL ||
		    header.sh_info >= file->section_count)
			continue;
		target = &file->placements[header.sh_info];
		if (target->where != PLACED_CODE)
			continue;
		error = apply_section(file, object, section, target, why);
		if (error)
			return error;
	}
	return resolve_near_calls(file, object, why);
}

/* One relocation, and the kinds of enum bpf_core_relo_kind that ask whether something is there. */
struct record {
	uint32_t offset, type, access, kind;
};

enum { FIELD_EXISTS = 2, TYPE_EXISTS = 8, VALUE_EXISTS = 10, TYPE_MATCHES = 12 };

/* The helper that a value of enum bpf_func_id stands for; 0 if it is another enum's. */
static uint16_t helper_of(const struct btf_types *types, const struct record *record)
{
	const struct btf_type *type = btf_type_resolved(types, record->type);
	unsigned long number = strtoul(btf_name_at(types, record->access), NULL, 10);
	const struct btf_enum *values = type ? btf_type_tail(type) : NULL;

	if (btf_type_kind(type) != BTF_KIND_ENUM || number >= btf_type_length(type) ||
	    strncmp(btf_name_at(types, type->name_off), "bpf_func_id", strlen("bpf_func_id")) != 0)
		return 0;
	return (uint16_t)values[number].val;
}

/* A name with three underscores in it is of a type that is looked for by what stands before them.
 */
static bool is_flavour(const struct btf_types *types, const struct record *record)
{
	const struct btf_type *type = btf_type_resolved(types, record->type);

	return type && strstr(btf_name_at(types, type->name_off), "___");
}

static void mark_instruction(const struct btf_types *types, const struct record *record,
			     struct instruction *instruction)
{
	bool asks = record->kind == FIELD_EXISTS || record->kind == TYPE_EXISTS ||
		    record->kind == VALUE_EXISTS || record->kind == TYPE_MATCHES;

	if (record->kind == VALUE_EXISTS)
		instruction->helper = helper_of(types, record);
	if (instruction->helper)
		instruction->relocated = RELOCATED_HELPER;
	else if (asks || is_flavour(types, record))
		instruction->relocated = RELOCATED_UNKNOWN;
}

static void mark(struct bytecode *object, const struct extension_record *from)
{
	struct record record;

	memcpy(&record, from->bytes, sizeof(record));
	mark_instruction(&object->types, &record, &object->code[from->place]);
}

void relocations_mark(const struct file *file, struct bytecode *object)
{
	extension_visit(file, object, EXTENSION_RELOCATIONS, sizeof(struct record), mark);
}
