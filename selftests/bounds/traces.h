/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * What a loaded program leaves in its object's maps: the values of arrays (global variables, too)
 * and of hash tables, the bytes in ring buffers, submitted or discarded, and what perf events got.
 */
#ifndef BPFMEND_SELFTEST_TRACES_H
#define BPFMEND_SELFTEST_TRACES_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

struct trace;

struct traces {
	struct trace *list;
	size_t count;
	bool changed; /* when they were compared last, since the time before */
};

/* Opens those of a loaded object. Returns 0 or a negative errno, with nothing left open. */
int traces_open(struct traces *traces, struct bpf_object *object);

/*
 * Compares two objects with the same maps. Returns the name of a map that differs; or NULL. What
 * lies in buffers is taken for read.
 */
const char *traces_compare(struct traces *one, struct traces *other);

/* Closes what is open; harmless where nothing is. The object must still be open. */
void traces_close(struct traces *traces);

#endif
