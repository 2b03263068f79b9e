// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * Unpacks a kernel image and asks the booted kernel for its symbols; see vmlinux.h. An unpacked
 * image has its sections but no symbols. It is entered directly, past the code that would move it
 * (lab/boot-image.h), so that the addresses that the kernel tells are those that it is linked to.
 */
#include "kernel/audit/vmlinux.h"

#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/boot-image.h"
#include "lab/exec.h"

#define SECONDS 120

static int map_image(int file, struct vmlinux *vmlinux, struct failure *why)
{
	struct stat status;
	void *bytes = MAP_FAILED;

	if (!fstat(file, &status))
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	if (bytes == MAP_FAILED)
		return fail_with(why, -errno, "cannot map the image: %s", strerror(errno));
	vmlinux->bytes = bytes;
	vmlinux->size = (size_t)status.st_size;
	return 0;
}

/* One line of /proc/kallsyms: address, type, name, and for a module's symbol the module. */
static int add_symbol(const char *line, struct vmlinux *vmlinux)
{
	char type, name[256], module[8];
	struct symbol *more;
	uint64_t address;

	if (sscanf(line, "%" SCNx64 " %c %255s %7s", &address, &type, name, module) != 3 ||
	    !strchr("dDrRbBvVtT", type))
		return 0;
	more = realloc(vmlinux->symbols, (vmlinux->symbol_count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	vmlinux->symbols = more;
	more += vmlinux->symbol_count;
	*more = (struct symbol){ address, strdup(name), type == 't' || type == 'T' };
	if (!more->name)
		return -ENOMEM;
	vmlinux->symbol_count++;
	return 0;
}

static int read_symbols(int file, struct vmlinux *vmlinux)
{
	FILE *stream = fdopen(file, "r");
	char *line = NULL;
	size_t size = 0;
	int error;

	if (!stream)
		return -errno;
	error = fseek(stream, 0, SEEK_SET) ? -errno : 0;
	while (!error && getline(&line, &size, stream) > 0)
		error = add_symbol(line, vmlinux);
	free(line);
	fclose(stream);
	return error;
}

static int read_btf(int file, struct vmlinux *vmlinux, struct failure *why)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	vmlinux->btf = btf__parse_elf(path, NULL);
	return vmlinux->btf ? 0
			    : fail_with(why, -errno, "its BTF cannot be read: %s", strerror(errno));
}

int vmlinux_open(const struct kernel_image *kernel, struct vmlinux *vmlinux, struct failure *why)
{
	int file = boot_image_open(kernel->path);
	int error;

	if (file < 0)
		return fail_with(why, file, "cannot unpack %s", kernel->path);
	error = map_image(file, vmlinux, why);
	if (!error)
		error = read_btf(file, vmlinux, why);
	close(file);
	return error;
}

int vmlinux_ask(const struct kernel_image *kernel, const char *pattern, struct vmlinux *vmlinux,
		struct failure *why)
{
	char *words = NULL;
	char *argv[] = { "grep", "-E", NULL, "/proc/kallsyms", NULL };
	const struct exec_request request = { .kernel = kernel, .argv = argv, .seconds = SECONDS };
	int file = memfd_create("symbols", MFD_CLOEXEC), status = 0, error;

	if (file < 0)
		return fail_with(why, -errno, "cannot make a file in memory: %s", strerror(errno));
	if (asprintf(&words, " (%s)$", pattern) < 0) {
		close(file);
		return fail_with(why, -ENOMEM, "out of memory");
	}
	argv[2] = words;
	error = exec_run(&request, file, STDERR_FILENO, &status, why);
	free(words);
	if (!error && status)
		error = fail_with(why, -EIO, "%s: grep of /proc/kallsyms ended with %d",
				  kernel->release, status);
	if (error) {
		close(file);
		return error;
	}
	return read_symbols(file, vmlinux);
}

const unsigned char *vmlinux_at(const struct vmlinux *vmlinux, uint64_t address, size_t size)
{
	Elf64_Ehdr header;

	memcpy(&header, vmlinux->bytes, sizeof(header));
	for (unsigned int i = 0; i < header.e_phnum; i++) {
		uint64_t offset = header.e_phoff + (uint64_t)i * sizeof(Elf64_Phdr);
		Elf64_Phdr segment;

		if (offset > vmlinux->size || vmlinux->size - offset < sizeof(segment))
			return NULL;
		memcpy(&segment, vmlinux->bytes + offset, sizeof(segment));
		if (segment.p_type != PT_LOAD || segment.p_offset > vmlinux->size ||
		    vmlinux->size - segment.p_offset < segment.p_filesz)
			continue;
		offset = address - segment.p_vaddr;
		if (address >= segment.p_vaddr && offset <= segment.p_filesz &&
		    segment.p_filesz - offset >= size)
			return vmlinux->bytes + segment.p_offset + offset;
	}
	return NULL;
}

void vmlinux_close(struct vmlinux *vmlinux)
{
	for (size_t i = 0; i < vmlinux->symbol_count; i++)
		free(vmlinux->symbols[i].name);
	free(vmlinux->symbols);
	btf__free(vmlinux->btf);
	if (vmlinux->bytes)
		munmap(vmlinux->bytes, vmlinux->size);
	*vmlinux = (struct vmlinux){ 0 };
}
