// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/image-content.c, on images that hold a small ELF file, packed as kernels are.
 */
#include <archive.h>
#include <archive_entry.h>
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lab/image-content.h"
#include "lab/tests/scratch.h"

#define DRIVER "Serial: 8250/16550 driver, %d ports"
#define SYSCTL "unprivileged_bpf_disabled"

/* An ELF file with two sections, one for names with the other's in it, and a text. */
static size_t make_kernel(unsigned char *kernel, const char *section, const char *text)
{
	Elf64_Ehdr header = { .e_ident = ELFMAG, .e_shoff = 512, .e_shnum = 2, .e_shstrndx = 1 };
	Elf64_Shdr sections[2] = { { .sh_name = 1 },
				   { .sh_name = 0, .sh_offset = 64, .sh_size = 32 } };

	memset(kernel, 0, 1024);
	header.e_ident[EI_CLASS] = ELFCLASS64;
	memcpy(kernel, &header, sizeof(header));
	strcpy((char *)kernel + 65, section);
	strcpy((char *)kernel + 128, text);
	memcpy(kernel + 512, sections, sizeof(sections));
	return 1024;
}

static void write32(unsigned char *bytes, size_t value)
{
	for (int i = 0; i < 4; i++)
		bytes[i] = (unsigned char)(value >> 8 * i);
}

/* The image that holds these bytes, packed by a filter, with their size behind. */
static void make_image(const char *path, int (*add_filter)(struct archive *), const void *bytes,
		       size_t size)
{
	unsigned char image[SCRATCH_IMAGE_SIZE + 4096] = { 0 };
	struct archive *packed = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	scratch_make_image(image, "7.2.5");
	image[0x206] = 0x0f;
	assert_int_equal(archive_write_set_format_raw(packed), ARCHIVE_OK);
	assert_int_equal(add_filter(packed), ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(packed, 1);
	assert_int_equal(archive_write_open_memory(packed, image + SCRATCH_IMAGE_SIZE, 4000, &used),
			 ARCHIVE_OK);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_pathname(entry, "kernel");
	assert_int_equal(archive_write_header(packed, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(packed, bytes, size), size);
	archive_entry_free(entry);
	archive_write_close(packed);
	archive_write_free(packed);
	write32(image + SCRATCH_IMAGE_SIZE + used, size);
	if (add_filter != archive_write_add_filter_gzip)
		used += 4;
	write32(image + 0x248,
		SCRATCH_IMAGE_SIZE - (size_t)((image[0x1f1] ? image[0x1f1] : 4) + 1) * 512);
	write32(image + 0x24c, used);
	scratch_write(path, image, SCRATCH_IMAGE_SIZE + used);
}

static void each_part_is_seen_by_itself(void **state)
{
	static const struct {
		const char *section, *text;
		bool btf, serial, bpf;
	} cases[] = {
		{ ".BTF", "", true, false, false },
		{ ".BTF_ids", DRIVER, false, true, false },
		{ ".BT", SYSCTL, false, false, true },
	};
	const char *path = scratch_path(*state, "bzImage");
	struct image_content content;
	unsigned char kernel[1024];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t size = make_kernel(kernel, cases[i].section, cases[i].text);

		make_image(path, archive_write_add_filter_zstd, kernel, size);
		assert_int_equal(image_content_read(path, &content, NULL), 0);
		assert_int_equal(content.btf, cases[i].btf);
		assert_int_equal(content.serial, cases[i].serial);
		assert_int_equal(content.bpf, cases[i].bpf);
	}
}

static void kernels_are_packed_in_many_ways(void **state)
{
	static int (*const filters[])(struct archive *) = {
		archive_write_add_filter_gzip, archive_write_add_filter_xz,
		archive_write_add_filter_lzma, archive_write_add_filter_bzip2,
		archive_write_add_filter_zstd,
	};
	const char *path = scratch_path(*state, "bzImage");
	struct image_content content;
	unsigned char kernel[1024];
	size_t size = make_kernel(kernel, ".BTF", SYSCTL);

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		make_image(path, filters[i], kernel, size);
		assert_int_equal(image_content_read(path, &content, NULL), 0);
		assert_true(content.btf && content.bpf);
	}
}

static void what_cannot_be_told_is_said(void **state)
{
	const char *path = scratch_path(*state, "bzImage");
	struct image_content content;
	struct failure why = { "" };
	unsigned char kernel[1024];
	Elf64_Ehdr header = {
		.e_ident = ELFMAG, .e_shoff = ~0ull - 8, .e_shnum = 65535, .e_shstrndx = 65535
	};

	/* No payload is told of. */
	scratch_write_image(path, "7.2.5");
	assert_int_equal(image_content_read(path, &content, &why), -EBADMSG);
	assert_non_null(strstr(why.text, "cannot find the kernel"));
	make_image(path, archive_write_add_filter_zstd, "no ELF", 6);
	why = (struct failure){ "" };
	assert_int_equal(image_content_read(path, &content, &why), -EBADMSG);
	assert_non_null(strstr(why.text, "cannot look into the kernel"));
	/* Numbers that lead nowhere. */
	make_kernel(kernel, ".BTF", "");
	header.e_ident[EI_CLASS] = ELFCLASS64;
	memcpy(kernel, &header, sizeof(header));
	make_image(path, archive_write_add_filter_zstd, kernel, sizeof(kernel));
	assert_int_equal(image_content_read(path, &content, NULL), 0);
	assert_false(content.btf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_part_is_seen_by_itself),
		cmocka_unit_test(kernels_are_packed_in_many_ways),
		cmocka_unit_test(what_cannot_be_told_is_said),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
