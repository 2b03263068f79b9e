/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Variables that libbpf fills in when it loads an object: LINUX_KERNEL_VERSION and what the
 * kernel was configured with (extern ... __kconfig). Their BTF lists them in a section that the
 * object does not have; libbpf makes a read-only map of it, and the verifier knows what it holds.
 */
#ifndef BPFMEND_BYTECODE_KCONFIG_H
#define BPFMEND_BYTECODE_KCONFIG_H

#include "llvm-pass/bytecode/bytecode.h"
#include "llvm-pass/verifier/program.h"

#define KCONFIG_SECTION ".kconfig"

/*
 * Where the variable lies in the section, in bytes; -ENOENT if it is not of it. As libbpf does,
 * each is aligned to its size; the order is that of the BTF, which programs cannot see.
 */
int64_t kconfig_offset(const struct btf_types *types, const char *name);

/*
 * The place in object's data of the section, which is added to it where it is not yet there.
 * Returns a place; -EINVAL where the BTF of a variable is broken; or -ENOMEM.
 */
long kconfig_data(struct bytecode *object);

/* Fills *kconfig with where the variables lie whose value follows from the kernel's version. */
void kconfig_find(const struct btf_types *types, struct map_kconfig *kconfig);

#endif
