// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads BPF objects; see bytecode.h. */
#include "llvm-pass/bytecode/bytecode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "llvm-pass/bytecode/line_table.h"
#include "llvm-pass/bytecode/map_definitions.h"
#include "llvm-pass/bytecode/relocations.h"

static int no_memory(const struct file *file, struct failure *why)
{
	return fail_with(why, -ENOMEM, "%s: out of memory", file->path);
}

static bool grow(void *array, size_t count, size_t size)
{
	void *grown = realloc(*(void **)array, count * size);

	if (grown)
		*(void **)array = grown;
	return grown;
}

/* from: one instruction, and the next one where a constant goes on there. */
static void decode(struct instruction *to, const struct bpf_insn *from)
{
	*to = (struct instruction){ .code = from->code,
				    .dst = from->dst_reg,
				    .src = from->src_reg,
				    .offset = from->off,
				    .number = from->imm,
				    .value = (uint64_t)(int64_t)from->imm };
	if (instruction_is_constant(to))
		to->value = (uint32_t)from[0].imm | (uint64_t)(uint32_t)from[1].imm << 32;
}

static int read_code(const struct file *file, struct bytecode *object, Elf_Data *data,
		     struct placement *placement, struct failure *why)
{
	size_t count = data->d_size / sizeof(struct bpf_insn);

	if (!count)
		return 0;
	if (!grow(&object->code, object->code_count + count, sizeof(*object->code)))
		return no_memory(file, why);
	*placement = (struct placement){ PLACED_CODE, object->code_count, count };
	for (size_t i = 0; i < count; i++) {
		struct instruction *to = &object->code[object->code_count++];
		struct bpf_insn encoded[2] = { 0 };

		/* A section need not be aligned in the file, whatever it says. */
		memcpy(encoded, (const char *)data->d_buf + i * sizeof(*encoded),
		       (i + 1 < count ? 2 : 1) * sizeof(*encoded));
		if (encoded->code == (BPF_LD | BPF_IMM | BPF_DW) && i + 1 == count)
			return fail_with(why, -EINVAL, "%s: a constant is cut off", file->path);
		decode(to, encoded);
		if (instruction_is_goto_register(to))
			to->value = placement->first;
		if (to->dst >= REGISTERS || to->src >= REGISTERS)
			return fail_with(why, -EINVAL, "%s: instruction %zu has no such register",
					 file->path, i);
	}
	return 0;
}

/* A section of zeroes takes no room in the file, whatever its size says; so it is given none here.
 */
static int read_data(const struct file *file, struct bytecode *object, Elf_Data *data,
		     const GElf_Shdr *header, const char *name, struct placement *placement,
		     struct failure *why)
{
	bool filled = header->sh_type == SHT_PROGBITS;
	struct data *to;

	if (header->sh_size > BYTECODE_MOST_DATA)
		return fail_with(why, -EINVAL,
				 "%s: %s is %llu bytes in size, more than a map holds", file->path,
				 name, (unsigned long long)header->sh_size);
	if (!grow(&object->data, object->data_count + 1, sizeof(*object->data)))
		return no_memory(file, why);
	to = &object->data[object->data_count];
	*to = (struct data){ .name = strdup(name),
			     .bytes = filled ? calloc(1, header->sh_size + 1) : NULL,
			     .size = header->sh_size,
			     .writable = header->sh_flags & SHF_WRITE };
	*placement = (struct placement){ PLACED_DATA, object->data_count++, 0 };
	if (!to->name || (filled && !to->bytes))
		return no_memory(file, why);
	if (filled && data->d_buf && data->d_size <= to->size)
		memcpy(to->bytes, data->d_buf, data->d_size);
	return 0;
}

static int read_btf(const struct file *file, struct bytecode *object, Elf_Data *data,
		    struct failure *why)
{
	int error;

	btf_types_close(&object->types);
	error = btf_types_read(data->d_buf, data->d_size, &object->types);
	return error ? fail_with(why, error, "%s: its BTF cannot be read: %s", file->path,
				 strerror(-error))
		     : 0;
}

static int read_section(struct file *file, struct bytecode *object, Elf_Scn *section,
			struct failure *why)
{
	struct placement *placement = &file->placements[elf_ndxscn(section)];
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Shdr header;
	const char *name;

	if (!gelf_getshdr(section, &header) || !data)
		return fail_with(why, -EINVAL, "%s: a section cannot be read", file->path);
	/* One of zeroes is data; whatever else it says that it is, it has no bytes for it. */
	if (header.sh_type == SHT_NOBITS &&
	    (header.sh_flags & (SHF_ALLOC | SHF_EXECINSTR)) != SHF_ALLOC)
		return 0;
	name = elf_strptr(file->elf, file->names, header.sh_name);
	if (header.sh_type == SHT_SYMTAB) {
		file->symbols = data;
		file->symbol_count = header.sh_entsize ? header.sh_size / header.sh_entsize : 0;
		file->symbol_names = header.sh_link;
	}
	if (name && !strcmp(name, ".BTF") && data->d_buf)
		return read_btf(file, object, data, why);
	if (name && !strcmp(name, ".BTF.ext") && data->d_buf)
		file->extension = data;
	if (!name || (!(header.sh_flags & SHF_ALLOC) && strcmp(name, BYTECODE_JUMPS) != 0) ||
	    (header.sh_type != SHT_PROGBITS && header.sh_type != SHT_NOBITS))
		return 0;
	if (header.sh_flags & SHF_EXECINSTR)
		return read_code(file, object, data, placement, why);
	if (!strcmp(name, ".maps")) {
		placement->where = PLACED_MAPS;
		return 0;
	}
	return read_data(file, object, data, &header, name, placement, why);
}

/* A program is what is not static and not in .text. */
static int add_function(const struct file *file, struct bytecode *object, const GElf_Sym *symbol,
			const char *name, struct failure *why)
{
	const struct placement *placement = &file->placements[symbol->st_shndx];
	size_t first = symbol->st_value / sizeof(struct bpf_insn);
	struct function *to;
	GElf_Shdr header;
	const char *section;

	if (!gelf_getshdr(elf_getscn(file->elf, symbol->st_shndx), &header) ||
	    first >= placement->count)
		return fail_with(why, -EINVAL, "%s: %s is out of its section", file->path, name);
	if (!grow(&object->functions, object->function_count + 1, sizeof(*to)))
		return no_memory(file, why);
	section = elf_strptr(file->elf, file->names, header.sh_name);
	to = &object->functions[object->function_count++];
	*to = (struct function){ .name = strdup(name),
				 .first = placement->first + first,
				 .count = symbol->st_size / sizeof(struct bpf_insn),
				 .section = strdup(section ? section : ""),
				 .program = section && strcmp(section, ".text") != 0 &&
					    GELF_ST_BIND(symbol->st_info) != STB_LOCAL,
				 .global = GELF_ST_BIND(symbol->st_info) != STB_LOCAL &&
					   GELF_ST_VISIBILITY(symbol->st_other) != STV_HIDDEN &&
					   GELF_ST_VISIBILITY(symbol->st_other) != STV_INTERNAL,
				 .type = btf_find(&object->types, BTF_KIND_FUNC, name) };
	if (!to->name || !to->section)
		return no_memory(file, why);
	if (to->count > placement->count - first)
		return fail_with(why, -EINVAL, "%s: %s is out of its section", file->path, name);
	return 0;
}

static int add_variable(const struct file *file, struct bytecode *object, const GElf_Sym *symbol,
			const char *name, struct failure *why)
{
	struct variable *to;

	if (!grow(&object->variables, object->variable_count + 1, sizeof(*to)))
		return no_memory(file, why);
	to = &object->variables[object->variable_count++];
	*to = (struct variable){ .name = strdup(name),
				 .data = file->placements[symbol->st_shndx].first,
				 .offset = symbol->st_value,
				 .size = symbol->st_size,
				 .external = GELF_ST_BIND(symbol->st_info) != STB_LOCAL };
	if (!to->name)
		return no_memory(file, why);
	if (to->offset > object->data[to->data].size ||
	    to->size > object->data[to->data].size - to->offset)
		return fail_with(why, -EINVAL, "%s: %s is out of its section", file->path, name);
	return 0;
}

static int read_symbols(const struct file *file, struct bytecode *object, struct failure *why)
{
	int error = 0;

	for (size_t i = 0; i < file->symbol_count && !error; i++) {
		const char *name;
		GElf_Sym symbol;

		if (!gelf_getsym(file->symbols, (int)i, &symbol) ||
		    symbol.st_shndx >= file->section_count)
			continue;
		name = elf_strptr(file->elf, file->symbol_names, symbol.st_name);
		if (!name)
			continue;
		if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC &&
		    file->placements[symbol.st_shndx].where == PLACED_CODE)
			error = add_function(file, object, &symbol, name, why);
		else if (GELF_ST_TYPE(symbol.st_info) == STT_OBJECT &&
			 file->placements[symbol.st_shndx].where == PLACED_DATA)
			error = add_variable(file, object, &symbol, name, why);
	}
	return error;
}

static int read_elf(struct file *file, struct bytecode *object, struct failure *why)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr header;
	int error = 0;

	if (!gelf_getehdr(file->elf, &header) || header.e_machine != EM_BPF ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB)
		return fail_with(why, -EINVAL, "%s is no BPF object of little endian", file->path);
	if (elf_getshdrnum(file->elf, &file->section_count) ||
	    elf_getshdrstrndx(file->elf, &file->names))
		return fail_with(why, -EINVAL, "%s is no object: %s", file->path, elf_errmsg(-1));
	file->placements = calloc(file->section_count + 1, sizeof(*file->placements));
	if (!file->placements)
		return no_memory(file, why);
	while ((section = elf_nextscn(file->elf, section)) && !error)
		error = read_section(file, object, section, why);
	if (!error)
		error = read_symbols(file, object, why);
	if (!error)
		error = map_definitions_read(file->path, object, why);
	if (!error)
		error = relocations_apply(file, object, why);
	if (!error)
		relocations_mark(file, object);
	if (!error && line_table_read(file, object))
		error = no_memory(file, why);
	return error;
}

/* Reads what was opened, and closes it. */
static int read_opened(struct file *file, struct bytecode *object, struct failure *why)
{
	int error;

	*object = (struct bytecode){ 0 };
	if (!file->elf)
		return fail_with(why, -EINVAL, "%s: %s", file->path, elf_errmsg(-1));
	error = read_elf(file, object, why);
	free(file->placements);
	elf_end(file->elf);
	if (error)
		bytecode_close(object);
	return error;
}

int bytecode_read(const char *path, struct bytecode *object, struct failure *why)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC), error;
	struct file file = { .path = path };

	*object = (struct bytecode){ 0 };
	if (descriptor < 0)
		return fail_with(why, -errno, "%s: %s", path, strerror(errno));
	elf_version(EV_CURRENT);
	file.elf = elf_begin(descriptor, ELF_C_READ, NULL);
	error = read_opened(&file, object, why);
	close(descriptor);
	return error;
}

int bytecode_read_memory(const char *name, const void *bytes, size_t size, struct bytecode *object,
			 struct failure *why)
{
	struct file file = { .path = name };

	elf_version(EV_CURRENT);
	/* libelf writes nothing there unless it is told to. */
	file.elf = elf_memory((char *)(uintptr_t)bytes, size);
	return read_opened(&file, object, why);
}

void bytecode_close(struct bytecode *object)
{
	for (size_t i = 0; i < object->function_count; i++) {
		free(object->functions[i].name);
		free(object->functions[i].section);
	}
	for (size_t i = 0; i < object->data_count; i++) {
		free(object->data[i].name);
		free(object->data[i].bytes);
	}
	for (size_t i = 0; i < object->variable_count; i++)
		free(object->variables[i].name);
	for (size_t i = 0; i < object->map_count; i++)
		free(object->maps[i].name);
	for (size_t i = 0; i < object->extern_count; i++)
		free(object->externs[i]);
	free(object->code);
	free(object->functions);
	free(object->data);
	free(object->variables);
	free(object->maps);
	free(object->externs);
	free(object->lines);
	btf_types_close(&object->types);
	*object = (struct bytecode){ 0 };
}

const struct function *bytecode_function(const struct bytecode *object, const char *name)
{
	for (size_t i = 0; i < object->function_count; i++)
		if (!strcmp(object->functions[i].name, name))
			return &object->functions[i];
	return NULL;
}

const struct function *bytecode_function_at(const struct bytecode *object, size_t place)
{
	for (size_t i = 0; i < object->function_count; i++)
		if (place - object->functions[i].first < object->functions[i].count)
			return &object->functions[i];
	return NULL;
}
