// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unpacks the kernel of a bzImage (boot protocol 2.08 or later says where it is) and looks for what
 * tells of parts of it: an ELF section, and texts that these parts print or have as names. Relies
 * on libarchive for all that kernels are packed with.
 */
#include "lab/image-content.h"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECTOR 512
/* Of the boot protocol: the size of the setup code, and the kernel behind it. */
enum {
	SETUP_SECTORS = 0x1f1,
	PROTOCOL = 0x206,
	PAYLOAD_OFFSET = 0x248,
	PAYLOAD_LENGTH = 0x24c,
	HEADER_END = 0x250
};
#define PROTOCOL_WITH_PAYLOAD 0x208
#define MOST_UNPACKED ((size_t)1 << 30)

struct bytes {
	unsigned char *data;
	size_t size;
};

static uint32_t read32(const unsigned char *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

static int read_payload(FILE *file, struct bytes *payload)
{
	unsigned char header[HEADER_END];
	long start;

	if (fread(header, 1, sizeof(header), file) != sizeof(header) ||
	    (header[PROTOCOL] | header[PROTOCOL + 1] << 8) < PROTOCOL_WITH_PAYLOAD)
		return -EBADMSG;
	start = ((header[SETUP_SECTORS] ? header[SETUP_SECTORS] : 4) + 1) * SECTOR;
	payload->size = read32(header + PAYLOAD_LENGTH);
	if (!payload->size || payload->size > MOST_UNPACKED ||
	    fseek(file, start + (long)read32(header + PAYLOAD_OFFSET), SEEK_SET))
		return -EBADMSG;
	payload->data = malloc(payload->size);
	if (!payload->data)
		return -ENOMEM;
	if (fread(payload->data, 1, payload->size, file) == payload->size)
		return 0;
	free(payload->data);
	return -EBADMSG;
}

/* Behind what is packed stands its size, but for gzip, which has that itself: libarchive would take
 * it for more. */
static size_t packed_size(const struct bytes *payload)
{
	bool gzip = payload->size > 2 && payload->data[0] == 0x1f && payload->data[1] == 0x8b;

	return gzip || payload->size < 4 ? payload->size : payload->size - 4;
}

static int drain(struct archive *packed, struct bytes *kernel)
{
	size_t room = 1 << 16;
	la_ssize_t got;

	do {
		unsigned char *longer;

		if (kernel->size > MOST_UNPACKED)
			return -EBADMSG;
		room = room - kernel->size < room / 2 ? 2 * room : room;
		longer = realloc(kernel->data, room);
		if (!longer)
			return -ENOMEM;
		kernel->data = longer;
		got = archive_read_data(packed, kernel->data + kernel->size, room - kernel->size);
		if (got > 0)
			kernel->size += (size_t)got;
	} while (got > 0);
	return got ? -EBADMSG : 0;
}

static int unpack(const struct bytes *payload, struct bytes *kernel)
{
	struct archive *packed = archive_read_new();
	struct archive_entry *entry;
	int error = 0;

	if (!packed)
		return -ENOMEM;
	archive_read_support_format_raw(packed);
	archive_read_support_filter_all(packed);
	if (archive_read_open_memory(packed, payload->data, packed_size(payload)) < ARCHIVE_WARN ||
	    archive_read_next_header(packed, &entry) < ARCHIVE_WARN)
		error = -ENOTSUP;
	if (!error)
		error = drain(packed, kernel);
	archive_read_free(packed);
	return error;
}

/* True if a piece of that size at that place lies in the kernel. */
static bool has_piece(const struct bytes *kernel, uint64_t offset, uint64_t size)
{
	return offset <= kernel->size && size <= kernel->size - offset;
}

static bool section_at(const struct bytes *kernel, const Elf64_Ehdr *header, unsigned int index,
		       Elf64_Shdr *section)
{
	uint64_t offset = header->e_shoff + (uint64_t)index * sizeof(*section);

	if (header->e_shoff > kernel->size || !has_piece(kernel, offset, sizeof(*section)))
		return false;
	memcpy(section, kernel->data + offset, sizeof(*section));
	return true;
}

static bool has_section(const struct bytes *kernel, const Elf64_Ehdr *header, const char *name)
{
	Elf64_Shdr names, section;

	if (!section_at(kernel, header, header->e_shstrndx, &names) ||
	    !has_piece(kernel, names.sh_offset, names.sh_size))
		return false;
	for (unsigned int i = 0; i < header->e_shnum && section_at(kernel, header, i, &section);
	     i++) {
		const char *text = (const char *)kernel->data + names.sh_offset + section.sh_name;

		if (section.sh_name < names.sh_size &&
		    names.sh_size - section.sh_name > strlen(name) &&
		    !memcmp(text, name, strlen(name) + 1))
			return true;
	}
	return false;
}

static bool has_text(const struct bytes *kernel, const char *text)
{
	return memmem(kernel->data, kernel->size, text, strlen(text)) != NULL;
}

static int look(const struct bytes *kernel, struct image_content *content)
{
	Elf64_Ehdr header;

	if (kernel->size < sizeof(header))
		return -EBADMSG;
	memcpy(&header, kernel->data, sizeof(header));
	if (memcmp(header.e_ident, ELFMAG, SELFMAG) || header.e_ident[EI_CLASS] != ELFCLASS64)
		return -EBADMSG;
	*content = (struct image_content){
		.btf = has_section(kernel, &header, ".BTF"),
		/* What the driver says when it starts; a module has it in a file of its own. */
		.serial = has_text(kernel, "Serial: 8250/16550 driver"),
		/* A name below /proc/sys/kernel. */
		.bpf = has_text(kernel, "unprivileged_bpf_disabled"),
	};
	return 0;
}

int image_content_read(const char *path, struct image_content *content, struct failure *why)
{
	struct bytes payload = { 0 }, kernel = { 0 };
	FILE *file = fopen(path, "re");
	int error;

	if (!file)
		return fail_with(why, -errno, "cannot open %s: %s", path, strerror(errno));
	error = read_payload(file, &payload);
	fclose(file);
	if (error)
		return fail_with(why, error, "cannot find the kernel in %s", path);
	error = unpack(&payload, &kernel);
	/* Raw data is all that libarchive takes for what it does not know. */
	if (!error)
		error = look(&kernel, content);
	free(payload.data);
	free(kernel.data);
	return error ? fail_with(why, error, "cannot look into the kernel in %s", path) : 0;
}
