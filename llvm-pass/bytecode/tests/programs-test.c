// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* How an object's programs are laid out for the walk: layout.bpf.c, compiled. */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "llvm-pass/bytecode/kconfig.h"
#include "llvm-pass/bytecode/programs.h"
#include "llvm-pass/verifier/verdicts.h"
#include "llvm-pass/verifier/walk.h"

static struct programs programs;

static int open_object(void **state)
{
	struct failure why = { "" };
	int error = programs_read(OBJECT, &programs, &why);

	(void)state;
	if (error)
		fprintf(stderr, "%s\n", why.text);
	return error;
}

static int close_object(void **state)
{
	(void)state;
	programs_close(&programs);
	return 0;
}

static const struct program *program(const char *name)
{
	for (size_t i = 0; i < programs.count; i++)
		if (!strcmp(programs.items[i].name, name))
			return &programs.items[i];
	fail_msg("there is no %s", name);
	return NULL;
}

/* Behind the program comes what it calls first, and behind that what that calls. */
static void subprograms_come_as_they_are_called(void **state)
{
	static const char *const names[] = { "calls", "first", "last", "checked" };
	const struct program *calls = program("calls");
	size_t at = 0;

	(void)state;
	assert_int_equal(calls->subprogram_count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(calls->subprograms[i].name, names[i]);
		assert_int_equal(calls->subprograms[i].first, at);
		at += calls->subprograms[i].count;
	}
	assert_int_equal(calls->code_count, at);
	assert_int_equal(program("alone")->subprogram_count, 1);
}

static void calls_lead_to_their_places(void **state)
{
	const struct program *calls = program("calls");
	unsigned int found = 0;

	(void)state;
	for (size_t i = 0; i < calls->code_count; i++) {
		const struct instruction *at = &calls->code[i];

		if (at->target != TARGET_FUNCTION)
			continue;
		assert_int_equal(program_subprogram_at(calls, at->value)->first, at->value);
		found++;
	}
	assert_int_equal(found, 3);
}

static void arguments_are_those_of_btf(void **state)
{
	const struct subprogram *checked = &program("calls")->subprograms[3];

	(void)state;
	assert_true(checked->global);
	assert_false(program("calls")->subprograms[1].global);
	assert_int_equal(checked->arguments[0].kind, ARGUMENT_CONTEXT);
	assert_int_equal(checked->arguments[1].kind, ARGUMENT_MEMORY);
	assert_int_equal(checked->arguments[1].size, 8);
	assert_int_equal(checked->arguments[2].kind, ARGUMENT_SCALAR);
	assert_int_equal(checked->arguments[3].kind, ARGUMENT_NONE);
}

static const struct program_map *map(const struct program_map *maps, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(maps[i].name, name))
			return &maps[i];
	fail_msg("there is no %s", name);
	return NULL;
}

static void maps_have_their_fields(void **state)
{
	const struct program *calls = program("calls");
	const struct program_map *guarded = map(calls->maps, calls->map_count, "guarded");
	const struct program_map *nested = map(calls->maps, calls->map_count, "nested");

	(void)state;
	assert_int_equal(guarded->value_size, 16);
	assert_int_equal(guarded->fields.spin_lock, 4);
	assert_int_equal(guarded->fields.timer, -1);
	assert_non_null(nested->inner);
	assert_int_equal(nested->inner->value_size, 8);
	assert_int_equal(nested->inner->fields.spin_lock, -1);
}

static void constants_are_frozen(void **state)
{
	const struct program *calls = program("calls");
	const struct program_map *data = map(calls->data, calls->data_count, ".rodata");
	uint32_t value;

	(void)state;
	assert_non_null(data->frozen);
	memcpy(&value, data->frozen, sizeof(value));
	assert_int_equal(value, 77);
	assert_null(map(calls->data, calls->data_count, ".bss")->frozen);
}

static void sections_say_what_programs_are(void **state)
{
	(void)state;
	assert_int_equal(program("calls")->type, BPF_PROGRAM_SCHED_CLS);
	assert_int_equal(program("alone")->type, BPF_PROGRAM_TRACING);
	assert_true(program("alone")->sleepable);
	assert_false(program("calls")->sleepable);
}

/* All of the object's bytes, to be freed. */
static unsigned char *object_bytes(size_t *size)
{
	FILE *file = fopen(OBJECT, "rb");
	unsigned char *bytes = malloc(1 << 20);

	assert_non_null(file);
	assert_non_null(bytes);
	if (file) {
		*size = fread(bytes, 1, 1 << 20, file);
		fclose(file);
	}
	return bytes;
}

/* Bytes in memory are the same object; and what is cut off is refused, not read beyond. */
static void memory_is_read_as_files_are(void **state)
{
	struct failure why = { "" };
	struct programs other;
	unsigned char *bytes;
	size_t size = 0;

	(void)state;
	bytes = object_bytes(&size);
	assert_int_equal(programs_read_memory("memory", bytes, size, &other, &why), 0);
	assert_int_equal(other.count, programs.count);
	assert_int_equal(other.items[0].code_count, programs.items[0].code_count);
	programs_close(&other);
	for (size_t cut = 0; cut < size; cut += 7) {
		unsigned char *part = malloc(cut + 1);

		assert_non_null(part);
		memcpy(part, bytes, cut);
		if (!programs_read_memory("cut", part, cut, &other, &why))
			programs_close(&other);
		free(part);
	}
	free(bytes);
}

/* Has all sections of zeroes say that they are of a size. */
static void set_zeroes(unsigned char *bytes, uint64_t size)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)bytes;

	for (size_t i = 0; i < header->e_shnum; i++) {
		Elf64_Shdr *section = (Elf64_Shdr *)(bytes + header->e_shoff) + i;

		if (section->sh_type == SHT_NOBITS)
			section->sh_size = size;
	}
}

/* A few bytes of a file may say of zeroes that they are as many as they like: they take no memory.
 */
static void zeroes_are_not_stored(void **state)
{
	struct failure why = { "" };
	struct programs other;
	unsigned char *bytes;
	size_t size = 0, found = 0;

	(void)state;
	bytes = object_bytes(&size);
	set_zeroes(bytes, BYTECODE_MOST_DATA);
	assert_int_equal(programs_read_memory("large", bytes, size, &other, &why), 0);
	for (size_t i = 0; i < other.object.data_count; i++)
		if (other.object.data[i].size == BYTECODE_MOST_DATA) {
			assert_null(other.object.data[i].bytes);
			found++;
		}
	assert_int_equal(found, 1);
	programs_close(&other);
	set_zeroes(bytes, 0x0fffffffffffffff);
	assert_int_equal(programs_read_memory("huge", bytes, size, &other, &why), -EINVAL);
	assert_string_equal(
		why.text, "huge: .bss is 1152921504606846975 bytes in size, more than a map holds");
	free(bytes);
}

/* Any section may say that it is one of zeroes, and has no bytes then. */
static void sections_without_bytes_are_not_read(void **state)
{
	struct failure why = { "" };
	struct programs other;
	unsigned char *bytes;
	Elf64_Ehdr *header;
	size_t size = 0;

	(void)state;
	bytes = object_bytes(&size);
	header = (Elf64_Ehdr *)bytes;
	for (size_t i = 1; i < header->e_shnum; i++) {
		Elf64_Shdr *section = (Elf64_Shdr *)(bytes + header->e_shoff) + i;
		uint32_t type = section->sh_type;

		section->sh_type = SHT_NOBITS;
		if (!programs_read_memory("hollow", bytes, size, &other, &why))
			programs_close(&other);
		section->sh_type = type;
	}
	free(bytes);
}

/* A variable whose type has no size behind one that has: the section has no size then. */
static void broken_variables_of_the_kernel_are_refused(void **state)
{
	static const char strings[] = "\0int\0good\0bad\0.kconfig";
	struct btf_type number = { .name_off = 1, .info = BTF_KIND_INT << 24, .size = 4 };
	struct btf_type good = { .name_off = 5, .info = BTF_KIND_VAR << 24, .type = 1 };
	struct btf_type bad = { .name_off = 10, .info = BTF_KIND_VAR << 24, .type = 0 };
	struct {
		struct btf_type type;
		struct btf_var_secinfo variables[2];
	} section = { { .name_off = 14, .info = BTF_KIND_DATASEC << 24 | 2 },
		      { { .type = 2 }, { .type = 3 } } };
	const struct btf_type *types[] = { NULL, &number, &good, &bad, &section.type };
	struct bytecode object = { .types = { .strings = strings,
					      .string_size = sizeof(strings),
					      .types = types,
					      .count = 5 } };

	(void)state;
	assert_int_equal(kconfig_offset(&object.types, "good"), 0);
	assert_int_equal(kconfig_offset(&object.types, "bad"), -ENOENT);
	assert_int_equal(kconfig_data(&object), -EINVAL);
	assert_int_equal(object.data_count, 0);
}

static void assert_walk(const char *name, int major, int minor, enum verdict_kind expected)
{
	const struct series series = series_of((struct kernel_version){ major, minor, -1 });
	const struct walk_options options = { 0 };
	struct verdict verdict;

	assert_int_equal(walk_program(program(name), &series, &options, &verdict), 0);
	assert_int_equal(verdict.kind, expected);
	verdict_free(&verdict);
}

/* What is behind a test of the kernel's version is walked on the kernels that come there. */
static void a_kernel_reads_its_own_version(void **state)
{
	(void)state;
	assert_walk("from_6_1_on", 5, 15, VERDICT_ACCEPTED);
	assert_walk("from_6_1_on", 6, 1, VERDICT_REFUSED);
	assert_walk("from_6_1_on", 7, 0, VERDICT_REFUSED);
	assert_walk("with_cookies", 5, 10, VERDICT_ACCEPTED);
	assert_walk("with_cookies", 6, 1, VERDICT_REFUSED);
}

/* How it was configured is not known: only what is fine either way is decided. */
static void a_configuration_is_not_guessed(void **state)
{
	(void)state;
	assert_walk("as_configured", 6, 12, VERDICT_UNDECIDED);
	assert_walk("however_configured", 6, 12, VERDICT_ACCEPTED);
}

/* What one series read is not taken for what another one reads. */
static void verdicts_of_other_versions_are_others(void **state)
{
	const struct walk_options options = { 0 };
	struct verdicts verdicts = { .program = program("from_6_1_on") };
	const struct verdict *verdict;

	(void)state;
	for (size_t i = 0; i < kernel_series_count; i++) {
		bool reaches = kernel_version_compare(
				       kernel_series[i],
				       (struct kernel_version){ 6, 1, KERNEL_ANY_PATCH }) >= 0;

		assert_int_equal(verdicts_at(&verdicts, kernel_series[i], &options, &verdict), 0);
		assert_int_equal(verdict->kind, reaches ? VERDICT_REFUSED : VERDICT_ACCEPTED);
	}
	verdicts_free(&verdicts);
}

/* Nor what one release read; a series is its newest one. */
static void verdicts_of_other_releases_are_others(void **state)
{
	static const struct {
		int minor, patch;
		enum verdict_kind expected;
	} asked[] = {
		{ 18, KERNEL_ANY_PATCH, VERDICT_REFUSED },
		{ 18, 5, VERDICT_ACCEPTED },
		{ 18, 12, VERDICT_REFUSED },
		{ 18, 8, VERDICT_ACCEPTED },
		{ 18, 9, VERDICT_REFUSED },
		{ 17, KERNEL_ANY_PATCH, VERDICT_ACCEPTED },
		{ 19, KERNEL_ANY_PATCH, VERDICT_REFUSED },
	};
	const struct walk_options options = { 0 };
	struct verdicts verdicts = { .program = program("from_6_18_9_on") };
	const struct verdict *verdict;

	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		const struct kernel_version kernel = { 6, asked[i].minor, asked[i].patch };

		assert_int_equal(verdicts_at(&verdicts, kernel, &options, &verdict), 0);
		assert_int_equal(verdict->kind, asked[i].expected);
	}
	verdicts_free(&verdicts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subprograms_come_as_they_are_called),
		cmocka_unit_test(calls_lead_to_their_places),
		cmocka_unit_test(arguments_are_those_of_btf),
		cmocka_unit_test(maps_have_their_fields),
		cmocka_unit_test(constants_are_frozen),
		cmocka_unit_test(sections_say_what_programs_are),
		cmocka_unit_test(memory_is_read_as_files_are),
		cmocka_unit_test(zeroes_are_not_stored),
		cmocka_unit_test(sections_without_bytes_are_not_read),
		cmocka_unit_test(broken_variables_of_the_kernel_are_refused),
		cmocka_unit_test(a_kernel_reads_its_own_version),
		cmocka_unit_test(a_configuration_is_not_guessed),
		cmocka_unit_test(verdicts_of_other_versions_are_others),
		cmocka_unit_test(verdicts_of_other_releases_are_others),
	};

	return cmocka_run_group_tests(tests, open_object, close_object);
}
