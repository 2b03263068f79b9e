/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The variants that an object has, as the plugin (-bpfmend-mode=variants) wrote them down: a
 * declaration tag in BTF on each mended twin names its program, further ones the helpers that it
 * leads to and that lie on some kernel. Relies on libbpf to read them.
 */
#ifndef BPFMEND_LIB_VARIANTS_H
#define BPFMEND_LIB_VARIANTS_H

#include <bpf/libbpf.h>
#include <stddef.h>

/* A program with its twin. Names are the object's. */
struct variant {
	struct bpf_program *plain, *mended;
	int function; /* the twin's, in the object's BTF */
};

struct variants {
	struct variant *items;
	size_t count;
};

/*
 * Finds them in an object that was opened; free with bpfmend_variants_free(). An object without
 * any, or without BTF, has none. What is there of a twin whose program was removed is passed over.
 * Returns 0; -EOPNOTSUPP where they were written in a form that this library does not know; or
 * -ENOMEM.
 */
int bpfmend_variants_find(const struct bpf_object *object, struct variants *variants);

/* The helper, "bpf_d_path", of the tag of that number from 0 on; NULL behind the last. */
const char *bpfmend_variant_helper(const struct bpf_object *object, const struct variant *variant,
				   size_t number);

void bpfmend_variants_free(struct variants *variants);

#endif
