// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/*
 * One bit for each fact and byte of the tracked objects, and one for each numbered load: that the
 * value it last loaded was 0. See stack_facts.h.
 */
#include "llvm-pass/bytes/stack_facts.h"

#include <string.h>

#define WORD_BITS 64

/* A slot of the verifier's picture of the stack: BPF_REG_SIZE in include/linux/bpf_verifier.h. */
#define SLOT 8

enum fact {
	ZERO, /* the byte is 0 */
	UNSEEN, /* no helper was given the byte since it was written */
	SPILLED, /* it was written by a store at the start of a slot: the verifier keeps the
		    register */
	FACTS,
};

static size_t first_load_bit(const struct stack_objects *objects)
{
	return FACTS * objects->byte_count;
}

size_t stack_facts_words(const struct stack_objects *objects)
{
	return (first_load_bit(objects) + objects->load_count + WORD_BITS - 1) / WORD_BITS;
}

static bool get_bit(const struct stack_moment *moment, size_t bit)
{
	return moment->bits[bit / WORD_BITS] >> bit % WORD_BITS & 1;
}

static void set_bit(const struct stack_moment *moment, size_t bit, bool value)
{
	uint64_t mask = UINT64_C(1) << bit % WORD_BITS;

	if (value)
		moment->bits[bit / WORD_BITS] |= mask;
	else
		moment->bits[bit / WORD_BITS] &= ~mask;
}

/* Where the bit of a fact about the object's byte at offset is. */
static size_t fact_bit(const struct stack_moment *moment, const struct stack_object *object,
		       enum fact fact, size_t offset)
{
	return fact * moment->objects->byte_count + object->first_byte + offset;
}

static bool has(const struct stack_moment *moment, const struct stack_object *object,
		enum fact fact, struct byte_span span)
{
	for (int64_t i = span.first; i < span.end; i++)
		if (!get_bit(moment, fact_bit(moment, object, fact, (size_t)i)))
			return false;
	return true;
}

static void set(const struct stack_moment *moment, const struct stack_object *object,
		enum fact fact, struct byte_span span, bool value)
{
	for (int64_t i = span.first; i < span.end; i++)
		set_bit(moment, fact_bit(moment, object, fact, (size_t)i), value);
}

static const struct stack_object *object_of(const struct stack_moment *moment,
					    const struct stack_access *access)
{
	return &moment->objects->objects[access->object];
}

/*
 * The offsets at which a read starts. One that would leave the object is undefined, so it does
 * not happen. False if none is left, or the size is not known.
 */
static bool starts(const struct stack_access *access, const struct stack_object *object,
		   struct offsets *offsets)
{
	*offsets = access->offsets;
	return access->size <= object->size && offsets_clip(offsets, object->size - access->size);
}

/* True if the fact holds for the bytes from begin to end of whatever the read may read. */
static bool read_has(const struct stack_moment *moment, const struct stack_access *read,
		     enum fact fact, struct byte_span part)
{
	const struct stack_object *object = object_of(moment, read);
	struct offsets offsets;

	if (!starts(read, object, &offsets))
		return false;
	/* Steps that overlap are one span. */
	if (offsets.stride <= (uint64_t)(part.end - part.first))
		return has(
			moment, object, fact,
			(struct byte_span){ offsets.first + part.first, offsets.last + part.end });
	for (int64_t i = offsets.first; i <= offsets.last; i += (int64_t)offsets.stride)
		if (!has(moment, object, fact, (struct byte_span){ i + part.first, i + part.end }))
			return false;
	return true;
}

/* True if it holds for the bytes of part, of everything that the instruction may read. */
static bool reads_have(const struct stack_moment *moment, const struct stack_access *accesses,
		       size_t count, enum fact fact, struct byte_span part)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (accesses[i].kind != STACK_READ)
			continue;
		any = true;
		if (accesses[i].elsewhere || !read_has(moment, &accesses[i], fact, part))
			return false;
	}
	return any;
}

static bool whole_reads_have(const struct stack_moment *moment, const struct stack_access *accesses,
			     size_t count, enum fact fact)
{
	for (size_t i = 0; i < count; i++)
		if (accesses[i].kind == STACK_READ)
			return accesses[i].size <= BPF_STACK_SIZE &&
			       reads_have(moment, accesses, count, fact,
					  (struct byte_span){ 0, (int64_t)accesses[i].size });
	return false;
}

bool stack_reads_zero(const struct stack_moment *moment, const struct stack_access *accesses,
		      size_t count)
{
	return whole_reads_have(moment, accesses, count, ZERO);
}

bool stack_reads_between_zero(const struct stack_moment *moment,
			      const struct stack_access *accesses, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct stack_object *object = object_of(moment, &accesses[i]);
		struct offsets offsets;

		if (accesses[i].kind == STACK_READ &&
		    (!starts(&accesses[i], object, &offsets) ||
		     !has(moment, object, ZERO,
			  (struct byte_span){ offsets.first,
					      offsets.last + (int64_t)accesses[i].size })))
			return false;
	}
	return true;
}

bool stack_reads_unseen(const struct stack_moment *moment, const struct stack_access *accesses,
			size_t count)
{
	return whole_reads_have(moment, accesses, count, UNSEEN);
}

bool stack_reads_mixed(const struct stack_moment *moment, const struct stack_access *accesses,
		       size_t count)
{
	bool spilled = false, other = false;

	for (size_t i = 0; i < count; i++) {
		struct byte_span span =
			stack_access_span(&accesses[i], object_of(moment, &accesses[i]));

		for (int64_t k = span.first; k < span.end; k++)
			if (get_bit(moment, fact_bit(moment, object_of(moment, &accesses[i]),
						     SPILLED, (size_t)k)))
				spilled = true;
			else
				other = true;
	}
	return spilled && other;
}

/* What a write leaves in its byte number i: surely a 0? */
static bool writes_zero(const struct stack_moment *moment, const struct stack_access *accesses,
			size_t count, const struct stack_access *write, size_t i)
{
	switch (write->content) {
	case STACK_ANYTHING:
		return false;
	case STACK_ZERO:
		return true;
	case STACK_LOADED:
		if (get_bit(moment, first_load_bit(moment->objects) + write->load))
			return true;
		/* fall through */
	case STACK_PATTERN:
		return moment->objects->patterns[write->pattern + i];
	case STACK_COPY:
		return reads_have(moment, accesses, count, ZERO,
				  (struct byte_span){ (int64_t)i, (int64_t)i + 1 });
	}
	return false;
}

/*
 * How the verifier keeps what was written: a store at the start of a slot spills the register,
 * another one marks bytes. The backend cuts large stores and memset where slots start.
 */
static void note_spill(const struct stack_moment *moment, const struct stack_object *object,
		       struct byte_span span)
{
	for (int64_t i = span.first; i < span.end; i++)
		set_bit(moment, fact_bit(moment, object, SPILLED, (size_t)i),
			i - i % SLOT >= span.first);
}

/* A write that surely happens there: what held before is gone, what it leaves is known. */
static void write_there(const struct stack_moment *moment, const struct stack_object *object,
			const struct stack_access *write, const bool *zero)
{
	struct byte_span span = { write->offsets.first,
				  write->offsets.first + (int64_t)write->size };

	for (size_t i = 0; i < write->size; i++)
		set_bit(moment, fact_bit(moment, object, ZERO, (size_t)span.first + i), zero[i]);
	set(moment, object, UNSEEN, span, true);
	note_spill(moment, object, span);
}

/* A write that may land anywhere in its span, or not in this object at all. */
static void write_somewhere(const struct stack_moment *moment, const struct stack_object *object,
			    const struct stack_access *write, const bool *zero)
{
	bool inside = stack_access_inside(write, object), all = write->size <= BPF_STACK_SIZE;

	for (size_t i = 0; i < write->size && all; i++)
		all = zero[i];
	/* Variable length: only the content counts. */
	if (all || (write->size > BPF_STACK_SIZE && write->content == STACK_ZERO))
		return;
	if (!inside) {
		set(moment, object, ZERO, stack_access_span(write, object), false);
		return;
	}
	for (size_t i = 0; i < write->size; i++)
		if (!zero[i])
			set_bit(moment,
				fact_bit(moment, object, ZERO, (size_t)write->offsets.first + i),
				false);
}

static void write(const struct stack_moment *moment, const struct stack_access *write,
		  const bool *zero)
{
	const struct stack_object *object = object_of(moment, write);

	if (write->sure && stack_access_inside(write, object))
		write_there(moment, object, write, zero);
	else
		write_somewhere(moment, object, write, zero);
}

void stack_facts_change(const struct stack_moment *moment, const struct stack_access *accesses,
			size_t count)
{
	bool zero[BPF_STACK_SIZE];

	for (size_t i = 0; i < count; i++) {
		const struct stack_access *access = &accesses[i];
		const struct stack_object *object = object_of(moment, access);

		/* A load's number is on the first of its accesses, for all of them. */
		if (access->kind == STACK_READ && access->load != STACK_NO_LOAD)
			set_bit(moment, first_load_bit(moment->objects) + access->load,
				stack_reads_zero(moment, accesses, count));
		if (access->by_helper)
			set(moment, object, UNSEEN, stack_access_span(access, object), false);
		if (access->kind == STACK_LIFETIME)
			set(moment, object, ZERO, (struct byte_span){ 0, (int64_t)object->size },
			    false);
	}
	/* What a copy leaves depends on all bytes before it: one write of it after all is known. */
	for (size_t i = 0; i < count; i++) {
		if (accesses[i].kind != STACK_WRITE)
			continue;
		for (size_t k = 0; k < accesses[i].size && k < BPF_STACK_SIZE; k++)
			zero[k] = writes_zero(moment, accesses, count, &accesses[i], k);
		write(moment, &accesses[i], zero);
	}
}
