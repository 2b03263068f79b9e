// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the plugin's notes; see notes.h. */
#include "explain/notes.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cuts the next field off a line; NULL where there is none. */
static char *next_field(char **line)
{
	char *field = *line, *end = strchr(field, '\t');

	if (!end)
		return NULL;
	*end = '\0';
	*line = end + 1;
	return field;
}

static bool read_note(char *line, struct note *note)
{
	char *fields[8];

	for (size_t i = 0; i < 8; i++) {
		fields[i] = next_field(&line);
		if (!fields[i])
			return false;
	}
	*note = (struct note){
		.what = fields[0],
		.hazard = fields[1],
		.kernels = fields[2],
		.function = fields[3],
		.file = fields[4],
		.line = (unsigned int)strtoul(fields[5], NULL, 10),
		.column = (unsigned int)strtoul(fields[6], NULL, 10),
		.text = fields[7],
	};
	return note->line;
}

int notes_parse(char *bytes, struct notes *notes)
{
	size_t lines = 1;

	*notes = (struct notes){ .bytes = bytes };
	for (const char *at = bytes; (at = strchr(at, '\n')); at++)
		lines++;
	notes->all = calloc(lines, sizeof(*notes->all));
	if (!notes->all)
		return -ENOMEM;
	for (char *line = bytes, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (read_note(line, &notes->all[notes->count]))
			notes->count++;
	}
	return 0;
}

/* A copy of the section with a NUL behind it; NULL where there is none, or no memory. */
static char *copy_section(Elf *elf)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *data = elf_getdata(section, NULL);
		GElf_Shdr header;
		const char *name;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS || !data ||
		    !data->d_buf)
			continue;
		name = elf_strptr(elf, names, header.sh_name);
		if (name && !strcmp(name, ".debug_bpfmend"))
			return strndup(data->d_buf, data->d_size);
	}
	return NULL;
}

int notes_read(const char *path, struct notes *notes)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	char *bytes = NULL;
	Elf *elf;

	*notes = (struct notes){ 0 };
	if (file < 0)
		return 0;
	elf_version(EV_CURRENT);
	elf = elf_begin(file, ELF_C_READ, NULL);
	if (elf)
		bytes = copy_section(elf);
	elf_end(elf);
	close(file);
	return bytes ? notes_parse(bytes, notes) : 0;
}

void notes_free(struct notes *notes)
{
	free(notes->bytes);
	free(notes->all);
	*notes = (struct notes){ 0 };
}

/* BTF has the folder of the compilation before the name; debug information, as clang was told. */
static bool same_file(const char *whole, const char *end)
{
	size_t whole_length = strlen(whole), end_length = strlen(end);

	if (whole_length < end_length || strcmp(whole + whole_length - end_length, end) != 0)
		return false;
	return whole_length == end_length || end[0] == '/' ||
	       whole[whole_length - end_length - 1] == '/';
}

bool note_is_at(const struct note *note, const struct line *line)
{
	return note->line == line->line && same_file(line->file, note->file);
}

/* "5.10, 6.16 to 6.18.12", as kernel_list_describe() writes it, as a list that can be read. */
static bool read_kernels(const char *words, struct kernel_list *list)
{
	char text[512];
	size_t length = 0;

	while (*words && length + 1 < sizeof(text)) {
		if (!strncmp(words, " to ", 4)) {
			text[length++] = '-';
			words += 4;
		} else if (*words == ' ') {
			words++;
		} else {
			text[length++] = *words++;
		}
	}
	text[length] = '\0';
	return !kernel_list_parse(text, list, NULL);
}

bool note_is_about(const struct note *note, struct kernel_version kernel)
{
	struct kernel_list list = { 0 };
	bool about = !kernel.major || !read_kernels(note->kernels, &list) ||
		     kernel_list_contains(&list, kernel);

	kernel_list_free(&list);
	return about;
}
