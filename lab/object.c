// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads and checks a BPF object on the host; see object.h. */
#include "lab/object.h"

#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/map-room.h"

/* Objects of whole selftest suites are a few MiB; the guest holds them in its memory. */
#define SIZE_LIMIT (64 << 20)

/* libbpf's first words about the object being opened. */
static char complaint[256];

static int keep_complaint(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level != LIBBPF_WARN || complaint[0])
		return 0;
	vsnprintf(complaint, sizeof(complaint), format, arguments);
	complaint[strcspn(complaint, "\n")] = '\0';
	if (!strncmp(complaint, "libbpf: ", 8))
		memmove(complaint, complaint + 8, strlen(complaint + 8) + 1);
	return 0;
}

static int read_bytes(int file, struct object *object, struct failure *why)
{
	size_t done = 0;

	object->bytes = malloc(object->size + 1);
	if (!object->bytes)
		return fail_with(why, -ENOMEM, "out of memory");
	while (done < object->size) {
		ssize_t got = read(file, (char *)object->bytes + done, object->size - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fail_with(why, -errno, "cannot read %s: %s", object->path,
					 strerror(errno));
		if (got == 0)
			break;
		done += (size_t)got;
	}
	object->size = done;
	return 0;
}

static int read_file(struct object *object, struct failure *why)
{
	int file = open(object->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	int error;

	if (file < 0)
		return fail_with(why, -errno, "cannot open %s: %s", object->path, strerror(errno));
	if (fstat(file, &status))
		error = fail_with(why, -errno, "cannot read %s: %s", object->path, strerror(errno));
	else if (!S_ISREG(status.st_mode))
		error = fail_with(why, -EINVAL, "%s is not a regular file", object->path);
	else if (status.st_size > SIZE_LIMIT)
		error = fail_with(why, -EFBIG, "%s is larger than any BPF object (%d MiB)",
				  object->path, SIZE_LIMIT >> 20);
	else {
		object->size = (size_t)status.st_size;
		error = read_bytes(file, object, why);
	}
	close(file);
	return error;
}

/* Everything the ELF header alone tells, in words that libbpf does not have. */
static int check_header(const struct object *object, struct failure *why)
{
	const unsigned char *ident = object->bytes;
	Elf64_Ehdr header;

	if (object->size < SELFMAG || memcmp(ident, ELFMAG, SELFMAG))
		return fail_with(why, -EINVAL,
				 "%s is not an ELF object: compile it with clang -target bpf -c",
				 object->path);
	if (object->size < sizeof(header))
		return fail_with(why, -EINVAL, "%s is truncated: compile it again", object->path);
	if (ident[EI_DATA] == ELFDATA2MSB)
		return fail_with(why, -EINVAL,
				 "%s is big-endian, the kernels here are little-endian: compile it "
				 "with -target bpf or -target bpfel",
				 object->path);
	memcpy(&header, object->bytes, sizeof(header));
	if (ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_BPF)
		return fail_with(why, -EINVAL,
				 "%s is an ELF file but not for BPF: compile it with -target bpf",
				 object->path);
	if (header.e_shoff > object->size ||
	    object->size - header.e_shoff < (uint64_t)header.e_shnum * header.e_shentsize)
		return fail_with(why, -EINVAL, "%s is truncated: compile it again", object->path);
	return 0;
}

/*
 * libbpf 1.1 compares names in BTF without asking whether they lie in its strings. An object
 * without BTF, or whose BTF cannot be read, is for libbpf to complain of.
 */
static int check_type_names(const struct object *object, struct failure *why)
{
	libbpf_print_fn_t before = libbpf_set_print(NULL);
	struct btf *btf = btf__parse_elf(object->path, NULL);
	unsigned int count = btf ? btf__type_cnt(btf) : 0;
	bool known = true;

	libbpf_set_print(before);
	for (unsigned int i = 1; i < count && known; i++)
		known = btf__name_by_offset(btf, btf__type_by_id(btf, i)->name_off);
	btf__free(btf);
	return known ? 0
		     : fail_with(why, -EINVAL,
				 "%s has BTF with a name outside of its strings: compile it again",
				 object->path);
}

/* A function that is alone in .text, libbpf lists as a program, but no kernel has a type for it. */
static bool is_program(const struct bpf_program *program)
{
	return strcmp(bpf_program__section_name(program), ".text") != 0;
}

static int name_programs(struct object *object, const struct bpf_object *opened,
			 struct failure *why)
{
	struct bpf_program *program;
	size_t count = 0;

	bpf_object__for_each_program (program, opened)
		count += is_program(program);
	if (!count)
		return fail_with(why, -EINVAL,
				 "%s has no programs: a program is a function in a section that "
				 "says its type, as in SEC(\"xdp\")",
				 object->path);
	object->programs = calloc(count, sizeof(*object->programs));
	if (!object->programs)
		return fail_with(why, -ENOMEM, "out of memory");
	bpf_object__for_each_program (program, opened) {
		if (!is_program(program))
			continue;
		object->programs[object->count] = strdup(bpf_program__name(program));
		if (!object->programs[object->count])
			return fail_with(why, -ENOMEM, "out of memory");
		object->count++;
	}
	return 0;
}

static int open_with_libbpf(struct object *object, struct failure *why)
{
	libbpf_print_fn_t before = libbpf_set_print(keep_complaint);
	struct bpf_object *opened;
	int error;

	complaint[0] = '\0';
	opened = bpf_object__open_mem(object->bytes, object->size, NULL);
	if (opened)
		object->maps_room = maps_room(opened);
	if (opened)
		error = name_programs(object, opened, why);
	else
		error = fail_with(why, -EINVAL, "%s is no object that libbpf can read: %s",
				  object->path, complaint[0] ? complaint : strerror(errno));
	bpf_object__close(opened);
	libbpf_set_print(before);
	return error;
}

int object_read(const char *path, struct object *object, struct failure *why)
{
	int error = 0;

	*object = (struct object){ .path = strdup(path) };
	if (!object->path)
		error = fail_with(why, -ENOMEM, "out of memory");
	if (!error)
		error = read_file(object, why);
	if (!error)
		error = check_header(object, why);
	if (!error)
		error = check_type_names(object, why);
	if (!error)
		error = open_with_libbpf(object, why);
	if (error)
		object_free(object);
	return error;
}

int object_read_or_tell(const char *path, struct object *object, struct failure *why)
{
	struct failure trouble = { "" };
	const char *text = trouble.text;

	if (!object_read(path, object, &trouble))
		return 0;
	/* Whoever prints it names the file anyhow. */
	if (!strncmp(text, path, strlen(path)) && text[strlen(path)] == ' ')
		text += strlen(path) + 1;
	*object = (struct object){
		.path = strdup(path),
		.programs = calloc(1, sizeof(*object->programs)),
		.trouble = strdup(text),
	};
	if (object->programs && (object->programs[0] = strdup("")))
		object->count = 1;
	if (object->path && object->trouble && object->count)
		return 0;
	object_free(object);
	return fail_with(why, -ENOMEM, "out of memory");
}

void object_free(struct object *object)
{
	for (size_t i = 0; i < object->count; i++)
		free(object->programs[i]);
	free(object->programs);
	free(object->trouble);
	free(object->bytes);
	free(object->path);
	*object = (struct object){ 0 };
}
