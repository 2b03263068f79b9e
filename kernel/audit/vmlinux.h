/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A kernel image opened to be read: its bytes by address, its types from BTF, and on demand its
 * symbols, which a stripped image does not have and a booted kernel tells. Relies on the lab.
 */
#ifndef BPFMEND_AUDIT_VMLINUX_H
#define BPFMEND_AUDIT_VMLINUX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bpf/btf.h>

#include "lab/failure.h"
#include "lab/kernels.h"

struct symbol {
	uint64_t address;
	char *name;
	bool is_code;
};

/* Zero-initialise before vmlinux_open(). */
struct vmlinux {
	unsigned char *bytes;
	size_t size;
	struct symbol *symbols; /* in the kernel's order; vmlinux_ask() */
	size_t symbol_count;
	struct btf *btf;
};

/*
 * Unpacks the image and reads its BTF; nothing is booted. Returns 0 or a negative errno;
 * vmlinux_close() in any case.
 */
int vmlinux_open(const struct kernel_image *kernel, struct vmlinux *vmlinux, struct failure *why);

/*
 * Boots the kernel once for the symbols whose names match pattern (an extended regular expression).
 * Returns 0 or a negative errno.
 */
int vmlinux_ask(const struct kernel_image *kernel, const char *pattern, struct vmlinux *vmlinux,
		struct failure *why);

/* The bytes at an address of the running kernel; NULL if the image does not hold all of them. */
const unsigned char *vmlinux_at(const struct vmlinux *vmlinux, uint64_t address, size_t size);

void vmlinux_close(struct vmlinux *vmlinux);

#endif
