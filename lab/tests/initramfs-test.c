// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Unit tests of lab/initramfs.c and lab/closure.c: what is in the archive, read back. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <unistd.h>

#include "lab/closure.h"
#include "lab/initramfs.h"

/* Finds a path (without its first slash) in a finished archive; returns its first bytes or NULL. */
static char *find(int file, const char *path, mode_t *mode, int *times)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	char *found = NULL;

	*times = 0;
	lseek(file, 0, SEEK_SET);
	archive_read_support_format_cpio(archive);
	assert_int_equal(archive_read_open_fd(archive, file, 4096), ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		char bytes[64] = "";

		if (strcmp(archive_entry_pathname(entry), path))
			continue;
		free(found);
		archive_read_data(archive, bytes, sizeof(bytes) - 1);
		found = strdup(bytes);
		*mode = archive_entry_mode(entry);
		++*times;
	}
	archive_read_free(archive);
	return found;
}

static void expect_bytes(int file, const char *path, const char *bytes, mode_t wanted)
{
	mode_t mode;
	int times;
	char *found = find(file, path, &mode, &times);

	if (times != 1)
		fail_msg("%s is %d times in the archive", path, times);
	if (bytes)
		assert_string_equal(found, bytes);
	assert_int_equal(mode, wanted);
	free(found);
}

static void everything_is_there_once_and_folders_come_first(void **state)
{
	struct initramfs *initramfs;
	int file;

	(void)state;
	assert_int_equal(initramfs_begin(NULL, &initramfs, NULL), 0);
	assert_int_equal(initramfs_add_bytes(initramfs, "/a/b/c", "text", 4, 0640, NULL), 0);
	assert_int_equal(initramfs_add_bytes(initramfs, "/a/b/c", "other", 5, 0640, NULL), 0);
	assert_int_equal(initramfs_add_bytes(initramfs, "/a/d", "", 0, 0600, NULL), 0);
	assert_true(initramfs_has(initramfs, "/a/b"));
	assert_false(initramfs_has(initramfs, "/a/x"));
	file = initramfs_finish(initramfs, NULL);
	assert_true(file >= 0);
	expect_bytes(file, "a/b/c", "text", AE_IFREG | 0640);
	expect_bytes(file, "a", NULL, AE_IFDIR | 0755);
	expect_bytes(file, "a/b", NULL, AE_IFDIR | 0755);
	expect_bytes(file, "a/d", "", AE_IFREG | 0600);
	expect_bytes(file, "init", NULL, AE_IFREG | 0755);
	expect_bytes(file, "dev/console", NULL, AE_IFCHR | 0600);
	close(file);
}

static void a_missing_file_is_named(void **state)
{
	struct initramfs *initramfs;
	struct failure why = { "" };

	(void)state;
	assert_int_equal(initramfs_begin(NULL, &initramfs, NULL), 0);
	assert_int_equal(initramfs_add_file(initramfs, "/x", "/no/such/file", &why), -ENOENT);
	assert_string_equal(why.text, "cannot open /no/such/file: No such file or directory");
	initramfs_abandon(initramfs);
}

static void a_program_brings_its_loader_and_libraries(void **state)
{
	struct initramfs *initramfs;
	char *shell;

	(void)state;
	assert_int_equal(closure_find_command("sh", &shell, NULL), 0);
	assert_int_equal(initramfs_begin(NULL, &initramfs, NULL), 0);
	assert_int_equal(closure_add(initramfs, shell, NULL), 0);
	assert_true(initramfs_has(initramfs, shell));
	assert_true(initramfs_has(initramfs, "/lib64/ld-linux-x86-64.so.2"));
	assert_true(initramfs_has(initramfs, "/lib/x86_64-linux-gnu/libc.so.6"));
	initramfs_abandon(initramfs);
	free(shell);
}

static void a_script_brings_its_interpreter(void **state)
{
	char script[] = "/tmp/bpfmend-test-XXXXXX";
	struct initramfs *initramfs;
	int file = mkstemp(script);

	(void)state;
	assert_true(file >= 0);
	assert_true(dprintf(file, "#!/usr/bin/env sh\n") > 0);
	close(file);
	assert_int_equal(initramfs_begin(NULL, &initramfs, NULL), 0);
	assert_int_equal(closure_add(initramfs, script, NULL), 0);
	assert_true(initramfs_has(initramfs, script));
	assert_true(initramfs_has(initramfs, "/usr/bin/env"));
	assert_true(initramfs_has(initramfs, "/lib64/ld-linux-x86-64.so.2"));
	initramfs_abandon(initramfs);
	unlink(script);
}

static void expect_absolute(const char *path, const char *wanted)
{
	char *absolute = closure_absolute(path);

	assert_string_equal(absolute, wanted);
	free(absolute);
}

static void paths_are_made_absolute(void **state)
{
	char *here = getcwd(NULL, 0), *wanted;

	(void)state;
	expect_absolute("/a//b/./c/../d/", "/a/b/d");
	expect_absolute("/..", "/");
	expect_absolute("/", "/");
	expect_absolute("/a/..", "/");
	assert_true(asprintf(&wanted, "%s/x", here) > 0);
	expect_absolute("./x", wanted);
	free(wanted);
	free(here);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_is_there_once_and_folders_come_first),
		cmocka_unit_test(a_missing_file_is_named),
		cmocka_unit_test(a_program_brings_its_loader_and_libraries),
		cmocka_unit_test(a_script_brings_its_interpreter),
		cmocka_unit_test(paths_are_made_absolute),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
