// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/kernel-package.c and of lab/kernels-add.c, on packages of a few bytes made by
 * libarchive. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "lab/kernels.h"
#include "lab/tests/scratch.h"

#define UBUNTU "6.8.0-51-generic (buildd@lcy02-amd64-010) #52-Ubuntu SMP"

static void add_file(struct archive *archive, const char *name, const void *data, size_t size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)size);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	assert_int_equal(archive_write_data(archive, data, size), size);
	archive_entry_free(entry);
}

/* The image of a version at a place in a compressed archive of a format, as set by set_format. */
static size_t make_files(int (*set_format)(struct archive *), const char *place,
			 const char *version, char *buffer, size_t size)
{
	struct archive *files = archive_write_new();
	unsigned char image[SCRATCH_IMAGE_SIZE];
	size_t used = 0;

	assert_int_equal(set_format(files), ARCHIVE_OK);
	assert_int_equal(archive_write_add_filter_zstd(files), ARCHIVE_OK);
	archive_write_set_bytes_in_last_block(files, 1);
	assert_int_equal(archive_write_open_memory(files, buffer, size, &used), ARCHIVE_OK);
	add_file(files, "usr/share/doc/vmlinuz", "decoy", 5);
	scratch_make_image(image, version);
	if (place)
		add_file(files, place, image, sizeof(image));
	archive_write_close(files);
	archive_write_free(files);
	return used;
}

/* A lead, two headers without a row (the first one filled up to 8 bytes, which it is), and the
 * files. */
static void make_rpm(const char *path, const char *place, const char *version)
{
	static const unsigned char header[16] = { 0x8e, 0xad, 0xe8, 0x01 };
	unsigned char rpm[65536] = { 0xed, 0xab, 0xee, 0xdb, 3, 0 };
	size_t size = 96;

	rpm[79] = 5; /* the signature is a header */
	memcpy(rpm + size, header, sizeof(header));
	memcpy(rpm + size + sizeof(header), header, sizeof(header));
	size += 2 * sizeof(header);
	size += make_files(archive_write_set_format_cpio_newc, place, version, (char *)rpm + size,
			   sizeof(rpm) - size);
	scratch_write(path, rpm, size);
}

static void make_tar(const char *path, const char *place, const char *version)
{
	char files[65536];
	size_t size =
		make_files(archive_write_set_format_ustar, place, version, files, sizeof(files));

	scratch_write(path, files, size);
}

static void make_deb(const char *path, const char *place, const char *version)
{
	char files[65536];
	size_t size =
		make_files(archive_write_set_format_ustar, place, version, files, sizeof(files));
	struct archive *deb = archive_write_new();

	archive_write_set_format_ar_svr4(deb);
	assert_int_equal(archive_write_open_filename(deb, path), ARCHIVE_OK);
	add_file(deb, "debian-binary", "2.0\n", 4);
	add_file(deb, "data.tar.zst", files, size);
	archive_write_close(deb);
	archive_write_free(deb);
}

static void expect_added(const char *path, const char *name, const char *release)
{
	struct kernel_images images;
	struct kernel_image added;
	struct failure why = { "" };
	int error = kernels_add(path, &added, &why);

	assert_string_equal(why.text, "");
	assert_int_equal(error, 0);
	assert_string_equal(added.name, name);
	assert_string_equal(added.release, release);
	kernel_image_free(&added);
	/* And is found by that name. */
	assert_int_equal(kernels_find(name, &images, &why), 0);
	assert_int_equal(images.count, 1);
	assert_string_equal(images.images[0].name, name);
	assert_int_equal(access(images.images[0].path, R_OK), 0);
	kernel_images_free(&images);
}

static void packages_of_any_distribution_are_added(void **state)
{
	const char *path = scratch_path(*state, "package");

	make_deb(path, "./boot/vmlinuz-6.8.0-51-generic", UBUNTU);
	expect_added(path, "ubuntu-6.8.0-51", "6.8.0");
	make_rpm(path, "./lib/modules/6.11.4-301.fc41.x86_64/vmlinuz",
		 "6.11.4-301.fc41.x86_64 (mockbuild@host) #1 SMP");
	expect_added(path, "fedora-6.11.4-301.fc41", "6.11.4");
	make_tar(path, "usr/lib/modules/6.12.1-arch1-1/vmlinuz",
		 "6.12.1-arch1-1 (linux@archlinux) #1");
	expect_added(path, "arch-6.12.1-arch1-1", "6.12.1");
	make_tar(path, "boot/vmlinuz-7.2.5-mine", "7.2.5-mine (me@home) #1");
	expect_added(path, "7.2.5", "7.2.5");
}

static void expect_refused(const char *path, int expected, const char *words)
{
	struct kernel_entries entries;
	struct failure why = { "" };

	assert_int_equal(kernels_add(path, NULL, &why), expected);
	assert_non_null(strstr(why.text, words));
	/* Nothing of it is left. */
	assert_int_equal(kernels_list(false, &entries, NULL), 0);
	for (size_t i = 0; i < entries.count; i++)
		assert_int_not_equal(entries.entries[i].state, KERNEL_FETCHED);
	kernel_entries_free(&entries);
}

/* An archive of one file as it is, not compressed. */
static void write_plain_tar(const char *path, const char *name, const void *data, size_t size)
{
	struct archive *files = archive_write_new();

	archive_write_set_format_ustar(files);
	assert_int_equal(archive_write_open_filename(files, path), ARCHIVE_OK);
	add_file(files, name, data, size);
	archive_write_close(files);
	archive_write_free(files);
}

static void what_is_no_package_of_a_kernel_is_refused(void **state)
{
	const char *path = scratch_path(*state, "package");
	unsigned char image[SCRATCH_IMAGE_SIZE];

	scratch_make_image(image, UBUNTU);
	scratch_write(path, "<html>", 6);
	expect_refused(path, -EINVAL,
		       "is neither a kernel image (bzImage) for x86 nor a package of one");
	scratch_write(path, "", 0);
	expect_refused(path, -EINVAL, "is neither");
	make_rpm(path, NULL, "");
	expect_refused(path, -ENOENT, "holds no kernel image");
	make_deb(path, "./boot/other", UBUNTU);
	expect_refused(path, -ENOENT, "holds no kernel image");
	write_plain_tar(path, "boot/vmlinuz-1", image, sizeof(image));
	assert_int_equal(truncate(path, 512 + sizeof(image) / 2), 0);
	expect_refused(path, -EBADMSG, "is damaged");
	make_tar(path, "boot/vmlinuz-1", "no version");
	expect_refused(path, -EINVAL, "does not say which kernel release it is");
}

static void a_package_for_another_machine_is_refused(void **state)
{
	const char *path = scratch_path(*state, "package");

	write_plain_tar(path, "boot/vmlinuz-6.8.0-arm64", "MZ, and more", 12);
	expect_refused(path, -EINVAL, "holds is no whole kernel image (bzImage for x86)");
}

static void a_directory_has_one_image(void **state)
{
	/* A name that would be a pattern. */
	const char *root = scratch_path(*state, "a [root]*");

	assert_int_equal(mkdir(root, 0755), 0);
	expect_refused(root, -ENOENT, "there is no kernel image in");
	assert_int_equal(mkdir(scratch_path(*state, "a [root]*/boot"), 0755), 0);
	scratch_write_image(scratch_path(*state, "a [root]*/boot/vmlinuz-6.8.0-51-generic"),
			    UBUNTU);
	assert_int_equal(symlink("vmlinuz-6.8.0-51-generic",
				 scratch_path(*state, "a [root]*/boot/vmlinuz-old")),
			 0);
	root = scratch_path(*state, "a [root]*");
	expect_added(root, "ubuntu-6.8.0-51", "6.8.0");
	scratch_write_image(scratch_path(*state, "a [root]*/bzImage"), UBUNTU);
	root = scratch_path(*state, "a [root]*");
	assert_int_equal(kernels_add(root, NULL, NULL), -EINVAL);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(packages_of_any_distribution_are_added),
		STORE_TEST(what_is_no_package_of_a_kernel_is_refused),
		STORE_TEST(a_package_for_another_machine_is_refused),
		STORE_TEST(a_directory_has_one_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
