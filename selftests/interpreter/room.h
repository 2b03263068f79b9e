/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Memory that is all given back at once, and kept for the next time. */
#ifndef BPFMEND_INTERPRETER_ROOM_H
#define BPFMEND_INTERPRETER_ROOM_H

#include <stddef.h>

struct room_part;

/* Starts all 0. */
struct room {
	struct room_part *parts, *spare;
};

/* Aligned to 16 and all 0; NULL where there is no memory. */
void *room_take(struct room *room, size_t size);
void room_clear(struct room *room);
void room_free(struct room *room);

#endif
