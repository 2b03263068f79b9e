/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What a kernel's BTF says of a name: numbers and places change between releases, names do not. */
#ifndef BPFMEND_AUDIT_BTF_H
#define BPFMEND_AUDIT_BTF_H

#include <stdint.h>

struct btf;
struct btf_type;

/* The value that any enum of the kernel gives a name, or -1. */
int64_t btf_enum_value(const struct btf *btf, const char *name);

/* The offset in bytes of a member, which may lie in unnamed structs and unions; or -1. */
int64_t btf_member_place(const struct btf *btf, const struct btf_type *type, const char *name);

#endif
