// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/deb.c on packages of a few bytes, made by libarchive. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "lab/deb.h"
#include "lab/tests/scratch.h"

#define DECOY "decoy"
#define KERNEL "a kernel"

static void add_file(struct archive *archive, const char *name, mode_t type, const char *data,
		     size_t size)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, type);
	archive_entry_set_perm(entry, 0644);
	if (type == AE_IFLNK)
		archive_entry_set_symlink(entry, data);
	else
		archive_entry_set_size(entry, (la_int64_t)size);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	if (type == AE_IFREG)
		assert_int_equal(archive_write_data(archive, data, size), size);
	archive_entry_free(entry);
}

/* data.tar.xz with what must not be taken, and the kernel at a place if there is one. */
static size_t make_files(const char *place, char *buffer, size_t size)
{
	struct archive *tar = archive_write_new();
	size_t used = 0;

	archive_write_set_format_ustar(tar);
	archive_write_add_filter_xz(tar);
	archive_write_set_bytes_in_last_block(tar, 1);
	assert_int_equal(archive_write_open_memory(tar, buffer, size, &used), ARCHIVE_OK);
	add_file(tar, "./usr/share/vmlinuz-6.1", AE_IFREG, DECOY, strlen(DECOY));
	add_file(tar, "./boot/vmlinuz-old", AE_IFLNK, "x", 1);
	if (place)
		add_file(tar, place, AE_IFREG, KERNEL, strlen(KERNEL));
	archive_write_close(tar);
	archive_write_free(tar);
	return used;
}

/* cut: bytes of data.tar.xz to leave out at its end. */
static void make_deb(const char *path, const char *place, size_t cut)
{
	char files[65536];
	size_t size = make_files(place, files, sizeof(files)) - cut;
	struct archive *deb = archive_write_new();

	archive_write_set_format_ar_svr4(deb);
	assert_int_equal(archive_write_open_filename(deb, path), ARCHIVE_OK);
	add_file(deb, "debian-binary", AE_IFREG, "2.0\n", 4);
	add_file(deb, "control.tar.xz", AE_IFREG, DECOY, strlen(DECOY));
	add_file(deb, "data.tar.xz", AE_IFREG, files, size);
	archive_write_close(deb);
	archive_write_free(deb);
}

static int extract(void *state, char *content, size_t size, struct failure *why)
{
	int image = open(scratch_path(state, "image"), O_RDWR | O_CREAT | O_TRUNC, 0600);
	ssize_t length;
	int error;

	assert_true(image >= 0);
	error = deb_extract_image(scratch_path(state, "a.deb"), image, why);
	length = pread(image, content, size - 1, 0);
	content[length < 0 ? 0 : length] = '\0';
	close(image);
	return error;
}

static void the_image_is_found_wherever_debian_put_it(void **state)
{
	static const char *const places[] = { "./boot/vmlinuz-6.12.117+deb13-cloud-amd64",
					      "./usr/lib/modules/7.2.12/vmlinuz",
					      "./usr/lib/modules/7.3.4/vmlinuz.unsigned" };
	char content[64];

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		make_deb(scratch_path(*state, "a.deb"), places[i], 0);
		assert_int_equal(extract(*state, content, sizeof(content), NULL), 0);
		assert_string_equal(content, KERNEL);
	}
}

static void a_package_without_image_is_told_quietly(void **state)
{
	struct failure why = { "" };
	char content[64];

	make_deb(scratch_path(*state, "a.deb"), NULL, 0);
	assert_int_equal(extract(*state, content, sizeof(content), &why), -ENOENT);
	assert_string_equal(why.text, "");
}

static void a_damaged_package_is_refused(void **state)
{
	struct failure why = { "" };
	char content[64];

	make_deb(scratch_path(*state, "a.deb"), NULL, 60);
	assert_int_equal(extract(*state, content, sizeof(content), &why), -EBADMSG);
	scratch_write(scratch_path(*state, "a.deb"), "<html>", 6);
	assert_int_equal(extract(*state, content, sizeof(content), NULL), -EBADMSG);
}

static void a_full_disk_is_no_damage(void **state)
{
	int full = open("/dev/full", O_WRONLY);

	make_deb(scratch_path(*state, "a.deb"), "./boot/vmlinuz-6", 0);
	assert_int_equal(deb_extract_image(scratch_path(*state, "a.deb"), full, NULL), -ENOSPC);
	close(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_image_is_found_wherever_debian_put_it),
		cmocka_unit_test(a_package_without_image_is_told_quietly),
		cmocka_unit_test(a_damaged_package_is_refused),
		cmocka_unit_test(a_full_disk_is_no_damage),
	};

	return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
