// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unpacks the vmlinux of a bzImage; see boot-image.h. Relies on the boot protocol's payload fields
 * (2.08 and later) and on libarchive for every compression that kernels use.
 */
#include "lab/boot-image.h"

#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512
#define VMLINUX_LIMIT (1U << 30)

/* Offsets in the boot protocol's header. */
enum {
	SETUP_SECTORS = 0x1f1, /* 1 byte; 0 means 4 */
	MAGIC = 0x202, /* "HdrS" */
	PROTOCOL = 0x206, /* 2 bytes */
	PAYLOAD_OFFSET = 0x248, /* 4 bytes, from the end of the setup sectors */
	PAYLOAD_LENGTH = 0x24c, /* 4 bytes */
	HEADER_END = 0x250,
};

/* The note that names the entry QEMU calls. */
#define XEN_NOTE_PVH_ENTRY 18

struct bytes {
	unsigned char *at;
	size_t size;
};

static uint32_t read32(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return le32toh(value);
}

/* Finds the compressed vmlinux in the image. Returns false where there is none. */
static bool find_payload(struct bytes image, struct bytes *payload)
{
	uint64_t start, length;

	if (image.size < HEADER_END || memcmp(image.at + MAGIC, "HdrS", 4) ||
	    (image.at[PROTOCOL] | image.at[PROTOCOL + 1] << 8) < 0x208)
		return false;
	start = ((image.at[SETUP_SECTORS] ? image.at[SETUP_SECTORS] : 4) + 1) * SECTOR +
		(uint64_t)read32(image.at + PAYLOAD_OFFSET);
	length = read32(image.at + PAYLOAD_LENGTH);
	if (length < 8 || start + length > image.size)
		return false;
	*payload = (struct bytes){ image.at + start, length };
	return true;
}

/* Unpacks exactly vmlinux.size bytes. */
static int unpack(struct bytes payload, struct bytes vmlinux)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	int error = -EINVAL;
	size_t done = 0;
	la_ssize_t got = 1;

	if (!archive)
		return -ENOMEM;
	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open_memory(archive, payload.at, payload.size) == ARCHIVE_OK &&
	    archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		while (done < vmlinux.size && got > 0) {
			got = archive_read_data(archive, vmlinux.at + done, vmlinux.size - done);
			done += got > 0 ? (size_t)got : 0;
		}
		error = done == vmlinux.size ? 0 : -EINVAL;
	}
	archive_read_free(archive);
	return error;
}

static size_t align4(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static bool notes_have_pvh_entry(struct bytes notes)
{
	Elf64_Nhdr note;

	while (notes.size >= sizeof(note)) {
		size_t size;

		memcpy(&note, notes.at, sizeof(note));
		size = sizeof(note) + align4(note.n_namesz) + align4(note.n_descsz);
		if (size > notes.size)
			return false;
		if (note.n_type == XEN_NOTE_PVH_ENTRY && note.n_namesz == sizeof("Xen") &&
		    !memcmp(notes.at + sizeof(note), "Xen", sizeof("Xen")))
			return true;
		notes.at += size;
		notes.size -= size;
	}
	return false;
}

static bool has_pvh_entry(struct bytes vmlinux)
{
	Elf64_Ehdr header;

	if (vmlinux.size < sizeof(header) || memcmp(vmlinux.at, ELFMAG, SELFMAG))
		return false;
	memcpy(&header, vmlinux.at, sizeof(header));
	for (unsigned int i = 0; i < header.e_phnum; i++) {
		uint64_t offset = header.e_phoff + (uint64_t)i * sizeof(Elf64_Phdr);
		Elf64_Phdr segment;

		if (offset > vmlinux.size || vmlinux.size - offset < sizeof(segment))
			return false;
		memcpy(&segment, vmlinux.at + offset, sizeof(segment));
		if (segment.p_type != PT_NOTE || segment.p_offset > vmlinux.size ||
		    vmlinux.size - segment.p_offset < segment.p_filesz)
			continue;
		if (notes_have_pvh_entry(
			    (struct bytes){ vmlinux.at + segment.p_offset, segment.p_filesz }))
			return true;
	}
	return false;
}

/* The payload ends with the size of what is in it; that of gzip is part of the format. */
static int unpack_into(int file, struct bytes payload)
{
	uint32_t size = read32(payload.at + payload.size - 4);
	struct bytes vmlinux = { .size = size };
	int error;

	if (!size || size > VMLINUX_LIMIT)
		return -EINVAL;
	if (memcmp(payload.at, "\x1f\x8b", 2))
		payload.size -= 4;
	if (ftruncate(file, size))
		return -errno;
	vmlinux.at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (vmlinux.at == MAP_FAILED)
		return -errno;
	error = unpack(payload, vmlinux);
	if (!error && !has_pvh_entry(vmlinux))
		error = -EINVAL;
	munmap(vmlinux.at, vmlinux.size);
	return error;
}

static int unpack_image(struct bytes image)
{
	struct bytes payload;
	int file, error;

	if (!find_payload(image, &payload))
		return -EINVAL;
	file = memfd_create("vmlinux", MFD_CLOEXEC);
	if (file < 0)
		return -errno;
	error = unpack_into(file, payload);
	if (!error)
		return file;
	close(file);
	return error;
}

int boot_image_open(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct bytes image = { 0 };
	struct stat status;
	int result;

	if (file < 0)
		return -errno;
	if (!fstat(file, &status) && S_ISREG(status.st_mode) && status.st_size > 0) {
		image.size = (size_t)status.st_size;
		image.at = mmap(NULL, image.size, PROT_READ, MAP_PRIVATE, file, 0);
	}
	close(file);
	if (!image.at || image.at == MAP_FAILED)
		return -EINVAL;
	result = unpack_image(image);
	munmap(image.at, image.size);
	return result;
}
