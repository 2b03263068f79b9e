/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Which bytes of an access no instruction has written before it, and where these bytes come into
 * being. There, and only there, nothing of the program can be in them yet, whatever path leads on
 * to the access. Relies on byte_walk.
 */
#ifndef BPFMEND_UNWRITTEN_BYTES_H
#define BPFMEND_UNWRITTEN_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <llvm-c/Core.h>

#include "llvm-pass/stack/byte_walk.h"
#include "llvm-pass/stack/stack_objects.h"

/* Where bytes that get to the access unwritten begin to exist. */
struct byte_birth {
	LLVMValueRef marker; /* the lifetime's start, or NULL: where the function starts */
	struct byte_set bytes;
};

struct unwritten_bytes {
	struct byte_set bytes; /* unwritten on some path to the access */
	struct byte_set written; /* of the access, on some path to it, perhaps */
	bool alive; /* the object exists at the access, whichever path led there */
	struct byte_birth *births;
	size_t birth_count;
};

/*
 * Looks at the bytes of one access. What a call of a static function writes counts only if it is a
 * helper in there that does, on all of its paths. Freed with unwritten_bytes_free(), also if it
 * fails. Returns 0 or -ENOMEM.
 */
int unwritten_bytes_find(const struct stack_objects *objects, const struct stack_access *access,
			 struct unwritten_bytes *found);

/* The first instruction behind where bytes of an object begin to exist: behind its marker, or
 * behind the function's objects. */
LLVMValueRef byte_birth_first(const struct byte_birth *birth, LLVMValueRef alloca);

void unwritten_bytes_free(struct unwritten_bytes *found);

#endif
