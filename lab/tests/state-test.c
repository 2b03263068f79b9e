// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Tests of state.c: a state comes back as it was saved, or not at all. No machine runs here; the
 * memory is a few pages, and QEMU is a file of that name in PATH.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/memory-files.h"
#include "lab/state.h"
#include "lab/tests/scratch.h"

#define WORDS "the guest's memory"
#define WORDS_AT (300 << 12)

static int begin(void **state)
{
	if (scratch_begin(state))
		return -1;
	scratch_write(scratch_path(*state, "qemu-system-x86_64"), "", 0);
	scratch_write(scratch_path(*state, "vmlinuz"), "", 0);
	chmod(scratch_path(*state, "qemu-system-x86_64"), 0755);
	return setenv("PATH", *state, 1) || unsetenv("BPFMEND_STATES_LIMIT");
}

static void make_key(void **state, const char *machine, struct state_key *key)
{
	assert_int_equal(state_key_make(key, scratch_path(*state, "vmlinuz"), machine), 0);
}

static void save(const struct state_key *key)
{
	int ram = memory_file_ram(4), device = memory_file_empty();

	assert_int_equal(pwrite(ram, WORDS, sizeof(WORDS), WORDS_AT), sizeof(WORDS));
	assert_int_equal(pwrite(device, "devices", 7, 0), 7);
	assert_int_equal(state_save(key, ram, device), 0);
	close(ram);
	close(device);
}

static bool is_kept(const struct state_key *key)
{
	struct state kept;

	if (state_open(key, &kept))
		return false;
	state_close(&kept);
	return true;
}

/* The path of a file of the state. */
static const char *file_of(void **state, const struct state_key *key, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "bpfmend/states/%s/%s", key->name, name);
	return scratch_path(*state, path);
}

static size_t count_folders(void **state)
{
	DIR *folder = opendir(scratch_path(*state, "bpfmend/states"));
	size_t count = 0;

	assert_non_null(folder);
	while (readdir(folder))
		count++;
	closedir(folder);
	return count - 2;
}

static void what_was_saved_comes_back(void **state)
{
	char text[sizeof(WORDS)], devices[8] = "";
	struct state_key key;
	struct state kept;
	struct stat status;

	make_key(state, "tcg", &key);
	assert_int_equal(state_open(&key, &kept), -ENOENT);
	save(&key);
	assert_int_equal(state_open(&key, &kept), 0);
	assert_int_equal(pread(kept.ram, text, sizeof(text), WORDS_AT), sizeof(text));
	assert_string_equal(text, WORDS);
	assert_int_equal(pread(kept.device, devices, sizeof(devices), 0), 7);
	assert_string_equal(devices, "devices");
	assert_int_equal(fstat(kept.ram, &status), 0);
	assert_int_equal(status.st_size, 4 << 20);
	/* What the guest did not touch takes no disk. */
	assert_true(status.st_blocks * 512 < 64 << 10);
	state_close(&kept);
	assert_int_equal(count_folders(state), 1);
	state_key_free(&key);
}

static void another_machine_has_another_state(void **state)
{
	struct state_key key, other;

	make_key(state, "tcg 512", &key);
	save(&key);
	make_key(state, "tcg 1024", &other);
	assert_false(is_kept(&other));
	state_key_free(&other);
	/* Nor is it the state of a kernel, or a QEMU, that was replaced. */
	scratch_write(scratch_path(*state, "vmlinuz"), "another", 7);
	make_key(state, "tcg 512", &other);
	assert_false(is_kept(&other));
	state_key_free(&other);
	scratch_write(scratch_path(*state, "vmlinuz"), "", 0);
	scratch_write(scratch_path(*state, "qemu-system-x86_64"), "other", 5);
	make_key(state, "tcg 512", &other);
	assert_false(is_kept(&other));
	state_key_free(&other);
	assert_true(is_kept(&key));
	state_key_free(&key);
}

static void what_is_cut_off_is_removed(void **state)
{
	static const char *const names[] = { "ram", "device", "about" };
	struct state_key key;

	make_key(state, "tcg", &key);
	for (size_t i = 0; i < 3; i++) {
		struct stat status;

		save(&key);
		assert_true(is_kept(&key));
		assert_int_equal(stat(file_of(state, &key, names[i]), &status), 0);
		assert_int_equal(truncate(file_of(state, &key, names[i]), status.st_size / 2), 0);
		assert_false(is_kept(&key));
		assert_int_equal(count_folders(state), 0);
	}
	save(&key);
	assert_int_equal(unlink(file_of(state, &key, "about")), 0);
	assert_false(is_kept(&key));
	assert_int_equal(count_folders(state), 0);
	state_key_free(&key);
}

/* As if the host had been booted since. */
static void forget_boot(void **state, const struct state_key *key)
{
	char text[4096], *id;
	FILE *file = fopen(file_of(state, key, "about"), "r+");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	id = strstr(text, "\"boot\":");
	assert_non_null(id);
	id = strchr(id + 7, '"') + 1;
	*id = *id == '0' ? '1' : '0';
	rewind(file);
	fputs(text, file);
	fclose(file);
}

static void after_a_boot_a_state_is_read_as_a_whole(void **state)
{
	struct state_key key;
	int file;

	make_key(state, "tcg", &key);
	save(&key);
	forget_boot(state, &key);
	assert_true(is_kept(&key));
	/* It was found whole, and is not read again. */
	file = open(file_of(state, &key, "ram"), O_WRONLY);
	assert_int_equal(pwrite(file, "T", 1, WORDS_AT), 1);
	close(file);
	assert_true(is_kept(&key));
	forget_boot(state, &key);
	assert_false(is_kept(&key));
	assert_int_equal(count_folders(state), 0);
	state_key_free(&key);
}

static void what_is_refused_stays_refused(void **state)
{
	struct state_key key;
	struct state kept;

	make_key(state, "tcg", &key);
	state_refuse(&key);
	assert_int_equal(state_open(&key, &kept), -EOPNOTSUPP);
	assert_int_equal(state_open(&key, &kept), -EOPNOTSUPP);
	state_key_free(&key);
}

static void the_first_of_two_stays(void **state)
{
	struct state_key key;
	int ram = memory_file_ram(4), device = memory_file_empty();

	make_key(state, "tcg", &key);
	save(&key);
	assert_true(state_save(&key, ram, device) < 0);
	assert_true(is_kept(&key));
	assert_int_equal(count_folders(state), 1);
	close(ram);
	close(device);
	state_key_free(&key);
}

static void the_oldest_go_first(void **state)
{
	const struct timespec long_ago[2] = { { 1000, 0 }, { 1000, 0 } };
	struct state_key keys[3];

	make_key(state, "one", &keys[0]);
	make_key(state, "two", &keys[1]);
	make_key(state, "three", &keys[2]);
	setenv("BPFMEND_STATES_LIMIT", "1", 1);
	save(&keys[0]);
	save(&keys[1]);
	assert_int_equal(utimensat(AT_FDCWD, file_of(state, &keys[0], ""), long_ago, 0), 0);
	/* 1 MiB is more than one of them takes, and less than this one beside both. */
	int file = open(file_of(state, &keys[1], "device"), O_WRONLY | O_APPEND);

	assert_int_equal(posix_fallocate(file, 0, 1015 << 10), 0);
	close(file);
	save(&keys[2]);
	assert_false(is_kept(&keys[0]));
	assert_true(is_kept(&keys[2]));
	setenv("BPFMEND_STATES_LIMIT", "0", 1);
	struct state_key none;

	assert_int_equal(state_key_make(&none, scratch_path(*state, "vmlinuz"), "one"),
			 -EOPNOTSUPP);
	for (int i = 0; i < 3; i++)
		state_key_free(&keys[i]);
}

static void what_a_killed_run_left_is_removed(void **state)
{
	struct state_key key;
	int lock;

	make_key(state, "tcg", &key);
	save(&key);
	state_discard(&key);
	assert_int_equal(mkdir(scratch_path(*state, "bpfmend/states/.new-killed"), 0700), 0);
	assert_int_equal(mkdir(scratch_path(*state, "bpfmend/states/.new-works"), 0700), 0);
	scratch_write(scratch_path(*state, "bpfmend/states/.new-killed/lock"), "", 0);
	scratch_write(scratch_path(*state, "bpfmend/states/.new-works/lock"), "", 0);
	lock = open(scratch_path(*state, "bpfmend/states/.new-works/lock"), O_RDWR);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	save(&key);
	assert_int_equal(count_folders(state), 2);
	assert_int_equal(access(scratch_path(*state, "bpfmend/states/.new-works/lock"), F_OK), 0);
	close(lock);
	state_key_free(&key);
}

#define state_test(f) cmocka_unit_test_setup_teardown(f, begin, scratch_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		state_test(what_was_saved_comes_back),
		state_test(another_machine_has_another_state),
		state_test(what_is_cut_off_is_removed),
		state_test(after_a_boot_a_state_is_read_as_a_whole),
		state_test(what_is_refused_stays_refused),
		state_test(the_first_of_two_stays),
		state_test(the_oldest_go_first),
		state_test(what_a_killed_run_left_is_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
