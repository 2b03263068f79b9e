/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * A compiled BPF object as the host sees it: its bytes and the names of its programs. Read and
 * checked before anything boots, so that a wrong file is a sentence and not a row of errors. The
 * guest gets these very bytes, even if the file changes meanwhile. Relies on libbpf to read it,
 * never to load it.
 */
#ifndef BPFMEND_LAB_OBJECT_H
#define BPFMEND_LAB_OBJECT_H

#include <stddef.h>

#include "lab/failure.h"

struct object {
	char *path; /* as it was given */
	void *bytes;
	size_t size;
	char **programs; /* function names, in the object's order */
	size_t count;
	/*
	 * Why no loader can read it; it then has one program of no name, so that it has a row. NULL
	 * where it can be read.
	 */
	char *trouble;
	unsigned long long maps_room; /* bytes that its maps take when it is loaded, about */
	/* Of its programs, those that are loaded beside each other one. The caller's; may be NULL.
	 */
	char *const *along;
	size_t along_count;
};

/*
 * Reads the object at path. Returns 0 and an object to be freed with object_free(); -EINVAL where
 * it is no object that a BPF loader takes (not ELF, truncated, not for BPF, big-endian, without
 * programs); or another negative errno. why names the file and says what to do.
 */
int object_read(const char *path, struct object *object, struct failure *why);

/*
 * The same for a list that goes on: what is wrong with one object becomes its trouble. Returns 0 or
 * -ENOMEM, and then there is nothing to free.
 */
int object_read_or_tell(const char *path, struct object *object, struct failure *why);

/* Frees what it holds and empties it. */
void object_free(struct object *object);

#endif
