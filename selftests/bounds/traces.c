// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads what programs leave in maps; see traces.h. */
#include "selftests/bounds/traces.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* More than any run outputs. */
enum { MOST_OUTPUT = 4096, PERF_PAGES = 4 };

/* One map. */
struct trace {
	const struct bpf_map *map;
	unsigned char *bytes; /* as they were read last */
	unsigned char *before; /* and the time before */
	size_t size; /* of what is read */
	unsigned char *consumer, *producer; /* of a ring buffer: mapped pages */
	struct perf_buffer *events; /* of perf events */
	size_t used; /* of bytes, by the events of this run */
};

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static void take_event(void *context, int cpu, void *data, __u32 size)
{
	struct trace *trace = context;

	(void)cpu;
	if (trace->used + sizeof(size) + size > trace->size)
		return;
	memcpy(trace->bytes + trace->used, &size, sizeof(size));
	memcpy(trace->bytes + trace->used + sizeof(size), data, size);
	trace->used += sizeof(size) + size;
}

/* The data lies behind the page that says how far it was written, which behind the reader's. */
static int open_ring(struct trace *trace)
{
	int map = bpf_map__fd(trace->map);
	void *pages;

	trace->size = bpf_map__max_entries(trace->map);
	pages = mmap(NULL, page_size(), PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	if (pages == MAP_FAILED)
		return -errno;
	trace->consumer = pages;
	pages = mmap(NULL, page_size() + trace->size, PROT_READ, MAP_SHARED, map,
		     (off_t)page_size());
	if (pages == MAP_FAILED)
		return -errno;
	trace->producer = pages;
	return 0;
}

/* Of a table: a key and its value. */
static size_t entry_size(const struct trace *trace)
{
	return bpf_map__key_size(trace->map) + bpf_map__value_size(trace->map);
}

static int open_trace(struct trace *trace)
{
	int error = 0;

	switch (bpf_map__type(trace->map)) {
	case BPF_MAP_TYPE_ARRAY:
		trace->size =
			(size_t)bpf_map__value_size(trace->map) * bpf_map__max_entries(trace->map);
		break;
	case BPF_MAP_TYPE_HASH:
		trace->size = entry_size(trace) * bpf_map__max_entries(trace->map);
		break;
	case BPF_MAP_TYPE_RINGBUF:
		error = open_ring(trace);
		break;
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
		trace->size = MOST_OUTPUT;
		trace->events = perf_buffer__new(bpf_map__fd(trace->map), PERF_PAGES, take_event,
						 NULL, trace, NULL);
		if (!trace->events)
			error = -errno;
		break;
	default:
		return -ENOTSUP;
	}
	if (error)
		return error;
	trace->bytes = calloc(1, trace->size);
	trace->before = calloc(1, trace->size);
	return trace->bytes && trace->before ? 0 : -ENOMEM;
}

int traces_open(struct traces *traces, struct bpf_object *object)
{
	const struct bpf_map *map;
	size_t count = 0;
	int error = 0;

	bpf_object__for_each_map (map, object)
		count++;
	*traces = (struct traces){ .list = calloc(count, sizeof(*traces->list)) };
	if (!traces->list)
		return -ENOMEM;
	bpf_object__for_each_map (map, object) {
		struct trace *trace;

		/* What a rewrite leaves unused of constants has no place any more. */
		if (bpf_map__map_flags(map) & BPF_F_RDONLY_PROG)
			continue;
		trace = &traces->list[traces->count++];
		trace->map = map;
		error = open_trace(trace);
		if (error)
			break;
	}
	if (error)
		traces_close(traces);
	return error;
}

static int read_array(struct trace *trace)
{
	size_t size = bpf_map__value_size(trace->map);

	for (__u32 i = 0; i < bpf_map__max_entries(trace->map); i++) {
		int error =
			bpf_map_lookup_elem(bpf_map__fd(trace->map), &i, trace->bytes + i * size);

		if (error)
			return error;
	}
	return 0;
}

static int compare_bytes(const void *one, const void *other, void *size)
{
	return memcmp(one, other, *(const size_t *)size);
}

/* In the order of the keys: that of a table has a secret of its own. */
static int read_table(struct trace *trace)
{
	size_t size = entry_size(trace), count = 0;
	const void *previous = NULL;
	int map = bpf_map__fd(trace->map);

	memset(trace->bytes, 0, trace->size);
	for (unsigned char *to = trace->bytes; count < bpf_map__max_entries(trace->map);
	     to += size) {
		if (bpf_map_get_next_key(map, previous, to))
			break;
		if (bpf_map_lookup_elem(map, to, to + bpf_map__key_size(trace->map)))
			return -errno;
		previous = to;
		count++;
	}
	qsort_r(trace->bytes, count, size, compare_bytes, &size);
	return 0;
}

static int read_trace(struct trace *trace)
{
	memcpy(trace->before, trace->bytes, trace->size);
	if (trace->producer) {
		memcpy(trace->bytes, trace->producer + page_size(), trace->size);
		/* What was reserved is taken, so that there is room for the next one. */
		memcpy(trace->consumer, trace->producer, sizeof(unsigned long));
		return 0;
	}
	if (bpf_map__type(trace->map) == BPF_MAP_TYPE_HASH)
		return read_table(trace);
	if (!trace->events)
		return read_array(trace);
	memset(trace->bytes, 0, trace->size);
	trace->used = 0;
	return perf_buffer__consume(trace->events);
}

const char *traces_compare(struct traces *one, struct traces *other)
{
	one->changed = false;
	for (size_t i = 0; i < one->count; i++) {
		struct trace *a = &one->list[i], *b = i < other->count ? &other->list[i] : NULL;

		if (!b || a->size != b->size || read_trace(a) < 0 || read_trace(b) < 0 ||
		    memcmp(a->bytes, b->bytes, a->size) != 0)
			return bpf_map__name(a->map);
		one->changed |= memcmp(a->bytes, a->before, a->size) != 0;
	}
	return NULL;
}

void traces_close(struct traces *traces)
{
	for (size_t i = 0; i < traces->count; i++) {
		struct trace *trace = &traces->list[i];

		perf_buffer__free(trace->events);
		if (trace->consumer)
			munmap(trace->consumer, page_size());
		if (trace->producer)
			munmap(trace->producer, page_size() + trace->size);
		free(trace->bytes);
		free(trace->before);
	}
	free(traces->list);
	*traces = (struct traces){ 0 };
}
