// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Walks the lists of .BTF.ext; see extension.h. */
#include "llvm-pass/bytecode/extension.h"

#include <string.h>

/* struct btf_ext_header is not in linux/btf.h; this is as much of it as is read. */
struct header {
	uint16_t magic;
	uint8_t version, flags;
	uint32_t length;
	uint32_t functions, functions_length, lines, lines_length, relocations, relocations_length;
};

/* The head of the records of one section. */
struct part {
	uint32_t name, count;
};

static const struct placement *code_section(const struct file *file, const char *name)
{
	for (size_t i = 1; i < file->section_count; i++) {
		GElf_Shdr header;
		const char *found = NULL;

		if (file->placements[i].where == PLACED_CODE &&
		    gelf_getshdr(elf_getscn(file->elf, i), &header))
			found = elf_strptr(file->elf, file->names, header.sh_name);
		if (found && !strcmp(found, name))
			return &file->placements[i];
	}
	return NULL;
}

/* Sets *at and *end to the bytes of the list; false if there are none. */
static bool find_list(const struct file *file, enum extension_list list, const unsigned char **at,
		      const unsigned char **end)
{
	struct header header = { 0 };
	uint32_t offset, length;
	size_t rest;

	if (!file->extension || file->extension->d_size < sizeof(header))
		return false;
	memcpy(&header, file->extension->d_buf, sizeof(header));
	offset = list == EXTENSION_LINES ? header.lines : header.relocations;
	length = list == EXTENSION_LINES ? header.lines_length : header.relocations_length;
	if (header.length > file->extension->d_size ||
	    header.length < (list == EXTENSION_LINES ? offsetof(struct header, relocations)
						     : sizeof(header)))
		return false;
	rest = file->extension->d_size - header.length;
	if (offset > rest || length > rest - offset)
		return false;
	*at = (const unsigned char *)file->extension->d_buf + header.length + offset;
	*end = *at + length;
	return true;
}

static void visit_part(struct bytecode *object, const struct placement *section,
		       const unsigned char *records, size_t count, size_t size,
		       void (*visit)(struct bytecode *, const struct extension_record *))
{
	for (size_t i = 0; section && i < count; i++) {
		struct extension_record record = { records + i * size, size, 0 };
		uint32_t offset;

		memcpy(&offset, record.bytes, sizeof(offset));
		offset /= sizeof(struct bpf_insn);
		if (offset >= section->count)
			continue;
		record.place = section->first + offset;
		visit(object, &record);
	}
}

void extension_visit(const struct file *file, struct bytecode *object, enum extension_list list,
		     size_t least_size,
		     void (*visit)(struct bytecode *, const struct extension_record *))
{
	const unsigned char *at, *end;
	uint32_t size;

	if (!find_list(file, list, &at, &end) || (size_t)(end - at) < sizeof(size))
		return;
	memcpy(&size, at, sizeof(size));
	at += sizeof(size);
	while (size >= least_size && (size_t)(end - at) >= sizeof(struct part)) {
		struct part part;

		memcpy(&part, at, sizeof(part));
		at += sizeof(part);
		if (part.count > (size_t)(end - at) / size)
			return;
		visit_part(object, code_section(file, btf_name_at(&object->types, part.name)), at,
			   part.count, size, visit);
		at += (size_t)part.count * size;
	}
}
