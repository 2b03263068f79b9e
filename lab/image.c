// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the setup header of a bzImage; see image.h. Relies on boot protocol 2.00 or later. */
#include "lab/image.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SECTOR 512

/* The part of the first two sectors that matters here, by its offsets in the boot protocol. */
enum {
	SETUP_SECTORS = 0x1f1, /* 1 byte; 0 means 4 */
	PROTECTED_SIZE = 0x1f4, /* 4 bytes, in units of 16 bytes */
	BOOT_FLAG = 0x1fe, /* 0xaa55 */
	MAGIC = 0x202, /* "HdrS" */
	PROTOCOL = 0x206, /* 2 bytes */
	VERSION_POINTER = 0x20e, /* 2 bytes, offset of the text less 0x200 */
	HEADER_END = 0x210,
};

static unsigned int read16(const unsigned char *bytes)
{
	return bytes[0] | (unsigned int)bytes[1] << 8;
}

static bool is_elf(const unsigned char *header, size_t size)
{
	return size >= 4 && !memcmp(header, "\177ELF", 4);
}

static bool is_bzimage(const unsigned char *header)
{
	return read16(header + BOOT_FLAG) == 0xaa55 && !memcmp(header + MAGIC, "HdrS", 4) &&
	       read16(header + PROTOCOL) >= 0x200 && read16(header + VERSION_POINTER);
}

/* The size the file must at least have for the header to be true. */
static long whole_size(const unsigned char *header)
{
	unsigned int sectors = header[SETUP_SECTORS] ? header[SETUP_SECTORS] : 4;
	unsigned long paragraphs =
		read16(header + PROTECTED_SIZE) | read16(header + PROTECTED_SIZE + 2) << 16;

	return (long)((sectors + 1) * SECTOR + paragraphs * 16);
}

int image_release(const char *text, struct kernel_version *release)
{
	const char *debian = strstr(text, " Debian ");
	const char *end;

	if (!debian || kernel_version_parse(debian + strlen(" Debian "), release, &end))
		if (kernel_version_parse(text, release, &end))
			return -EINVAL;
	if (release->patch == KERNEL_ANY_PATCH)
		release->patch = 0;
	return 0;
}

static int read_header(FILE *file, const char *path, char *text, struct failure *why)
{
	unsigned char header[HEADER_END];
	size_t got = fread(header, 1, sizeof(header), file);

	if (got < sizeof(header) && ferror(file))
		return fail_with(why, -errno, "cannot read %s: %s", path, strerror(errno));
	if (is_elf(header, got))
		return fail_with(why, -EINVAL,
				 "%s is an ELF file: give the kernel's arch/x86/boot/bzImage, not "
				 "vmlinux",
				 path);
	if (got < sizeof(header) || !is_bzimage(header))
		return fail_with(why, -EINVAL, "%s is not a kernel image (bzImage) for x86", path);
	if (fseek(file, 0, SEEK_END) || ftell(file) < whole_size(header))
		return fail_with(why, -EINVAL,
				 "%s is cut off: its header tells of %ld bytes, it has %ld", path,
				 whole_size(header), ftell(file));
	if (fseek(file, SECTOR + read16(header + VERSION_POINTER), SEEK_SET))
		return fail_with(why, -errno, "cannot read %s: %s", path, strerror(errno));
	text[fread(text, 1, IMAGE_TEXT - 1, file)] = '\0';
	return 0;
}

bool image_is_one(const char *path)
{
	unsigned char header[HEADER_END];
	FILE *file = fopen(path, "re");
	size_t got = file ? fread(header, 1, sizeof(header), file) : 0;

	if (file)
		fclose(file);
	return is_elf(header, got) || (got == sizeof(header) && is_bzimage(header));
}

int image_read_text(const char *path, char text[IMAGE_TEXT], struct failure *why)
{
	FILE *file = fopen(path, "re");
	int error;

	if (!file)
		return fail_with(why, -errno, "cannot open the kernel image %s: %s", path,
				 strerror(errno));
	error = read_header(file, path, text, why);
	fclose(file);
	return error;
}

int image_read(const char *path, struct kernel_version *release, struct failure *why)
{
	char text[IMAGE_TEXT];
	int error = image_read_text(path, text, why);

	if (!error && image_release(text, release))
		error = fail_with(why, -EINVAL, "%s does not say which kernel release it is", path);
	return error;
}
