// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Lays out programs and their maps; see programs.h. */
#include "llvm-pass/bytecode/programs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "llvm-pass/bpf/sections.h"
#include "llvm-pass/bytecode/arguments.h"
#include "llvm-pass/bytecode/kconfig.h"
#include "llvm-pass/bytecode/map_fields.h"

/* linux/bpf.h: the program may not write to the map. */
enum { READ_ONLY_TO_PROGRAM = 1 << 7 };

/* A program while it is laid out. */
struct layout {
	const struct bytecode *object;
	struct instruction *code;
	size_t code_count;
	struct subprogram *subprograms;
	const struct function **functions; /* of the same number */
	size_t subprogram_count;
	struct section section;
};

static bool reserve(void *array, size_t count, size_t size)
{
	void *grown = realloc(*(void **)array, count * size);

	if (grown)
		*(void **)array = grown;
	return grown;
}

/* Where a function lies that was added, or NULL. */
static const struct subprogram *find_added(const struct layout *layout,
					   const struct function *function)
{
	for (size_t i = 0; i < layout->subprogram_count; i++)
		if (layout->functions[i] == function)
			return &layout->subprograms[i];
	return NULL;
}

static int append(struct layout *layout, const struct function *function)
{
	size_t number = layout->subprogram_count;
	struct subprogram *subprogram;

	if (!reserve(&layout->code, layout->code_count + function->count + 1,
		     sizeof(*layout->code)) ||
	    !reserve(&layout->subprograms, number + 1, sizeof(*subprogram)) ||
	    !reserve(&layout->functions, number + 1, sizeof(*layout->functions)))
		return -ENOMEM;
	memcpy(layout->code + layout->code_count, layout->object->code + function->first,
	       function->count * sizeof(*layout->code));
	subprogram = &layout->subprograms[number];
	*subprogram = (struct subprogram){ .name = function->name,
					   .first = layout->code_count,
					   .count = function->count,
					   .global = function->global && number };
	arguments_read(&layout->object->types, function->type, layout->section.type, subprogram);
	layout->functions[number] = function;
	layout->code_count += function->count;
	layout->subprogram_count++;
	return 0;
}

/*
 * Appends what the function at the place refers to, and what that refers to, depth first as libbpf
 * does; deep objects have a few hundred functions at most, the kernel allows 256.
 */
static int append_referred(struct layout *layout, size_t number)
{
	size_t first = layout->subprograms[number].first, count = layout->subprograms[number].count;

	for (size_t i = first; i < first + count; i++) {
		const struct function *function;
		int error;

		if (layout->code[i].target != TARGET_FUNCTION)
			continue;
		function = bytecode_function_at(layout->object, layout->code[i].value);
		if (!function)
			return -EINVAL;
		if (find_added(layout, function))
			continue;
		error = append(layout, function);
		if (!error)
			error = append_referred(layout, layout->subprogram_count - 1);
		if (error)
			return error;
	}
	return 0;
}

/* Addresses of functions, and tables of jumps, become places of this layout. */
static void resolve(struct layout *layout)
{
	for (size_t s = 0; s < layout->subprogram_count; s++) {
		const struct subprogram *subprogram = &layout->subprograms[s];

		for (size_t i = 0; i < subprogram->count; i++) {
			struct instruction *at = &layout->code[subprogram->first + i];
			const struct function *function;

			if (at->target != TARGET_FUNCTION)
				continue;
			function = bytecode_function_at(layout->object, at->value);
			at->value =
				find_added(layout, function)->first + (at->value - function->first);
		}
	}
}

static int lay_out(struct programs *programs, const struct function *function,
		   struct program *program)
{
	struct layout layout = { .object = &programs->object };
	int error;

	section_find(function->section, &layout.section);
	error = append(&layout, function);
	if (!error)
		error = append_referred(&layout, 0);
	if (!error)
		resolve(&layout);
	free(layout.functions);
	*program = (struct program){
		.name = function->name,
		.section = function->section,
		.type = layout.section.type,
		.attach_type = layout.section.attach == BPF_ATTACH_NONE ? 0 : layout.section.attach,
		.sleepable = layout.section.flags & SECTION_SLEEPABLE,
		.code = layout.code,
		.code_count = layout.code_count,
		.subprograms = layout.subprograms,
		.subprogram_count = layout.subprogram_count,
		.maps = programs->maps,
		.map_count = programs->object.map_count,
		.data = programs->data,
		.data_count = programs->object.data_count,
		.externs = (const char *const *)programs->object.externs,
		.extern_count = programs->object.extern_count,
	};
	return error;
}

static int make_maps(struct programs *programs)
{
	const struct bytecode *object = &programs->object;

	programs->maps = calloc(object->map_count + 1, sizeof(*programs->maps));
	if (!programs->maps)
		return -ENOMEM;
	for (size_t i = 0; i < object->map_count; i++) {
		const struct map_definition *from = &object->maps[i];
		struct program_map *to = &programs->maps[i];

		*to = (struct program_map){ .name = from->name,
					    .type = from->type,
					    .key_size = from->key_size,
					    .value_size = from->value_size,
					    .max_entries = from->max_entries,
					    .flags = from->flags };
		map_fields_find(&object->types, from->value_type, &to->fields);
		if (from->is_inner && i)
			programs->maps[i - 1].inner = to;
	}
	return 0;
}

/* Sections of globals are arrays of one value, as libbpf makes them. */
static int make_data(struct programs *programs)
{
	const struct bytecode *object = &programs->object;

	programs->data = calloc(object->data_count + 1, sizeof(*programs->data));
	if (!programs->data)
		return -ENOMEM;
	for (size_t i = 0; i < object->data_count; i++) {
		const struct data *from = &object->data[i];
		bool frozen = !strncmp(from->name, ".rodata", strlen(".rodata"));
		bool kconfig = !strcmp(from->name, KCONFIG_SECTION);

		programs->data[i] = (struct program_map){
			.name = from->name,
			.type = BPF_MAP_TYPE_ARRAY,
			.key_size = sizeof(uint32_t),
			.value_size = (uint32_t)from->size,
			.max_entries = 1,
			.flags = frozen || kconfig ? READ_ONLY_TO_PROGRAM : 0,
			.frozen = frozen ? from->bytes : NULL,
		};
		if (kconfig)
			kconfig_find(&object->types, &programs->data[i].kconfig);
		map_fields_find(&object->types,
				btf_find(&object->types, BTF_KIND_DATASEC, from->name),
				&programs->data[i].fields);
	}
	return 0;
}

static int make_programs(struct programs *programs, struct failure *why)
{
	const struct bytecode *object = &programs->object;
	int error = make_maps(programs);

	if (!error)
		error = make_data(programs);
	programs->items = calloc(object->function_count + 1, sizeof(*programs->items));
	programs->count = 0;
	if (!programs->items)
		error = -ENOMEM;
	for (size_t i = 0; i < object->function_count && !error; i++)
		if (object->functions[i].program)
			error = lay_out(programs, &object->functions[i],
					&programs->items[programs->count++]);
	if (error)
		programs_close(programs);
	return error ? fail_with(why, error, "its programs cannot be laid out: %s",
				 strerror(-error))
		     : 0;
}

int programs_read(const char *path, struct programs *programs, struct failure *why)
{
	int error;

	*programs = (struct programs){ 0 };
	error = bytecode_read(path, &programs->object, why);
	return error ? error : make_programs(programs, why);
}

int programs_read_memory(const char *name, const void *bytes, size_t size,
			 struct programs *programs, struct failure *why)
{
	int error;

	*programs = (struct programs){ 0 };
	error = bytecode_read_memory(name, bytes, size, &programs->object, why);
	return error ? error : make_programs(programs, why);
}

void programs_close(struct programs *programs)
{
	for (size_t i = 0; i < programs->count; i++) {
		free((void *)(uintptr_t)programs->items[i].code);
		free((void *)(uintptr_t)programs->items[i].subprograms);
	}
	free(programs->items);
	free(programs->maps);
	free(programs->data);
	bytecode_close(&programs->object);
	*programs = (struct programs){ 0 };
}
