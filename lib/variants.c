// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Reads the tags of mended twins; see variants.h. */
#include "lib/variants.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* As the plugin writes them. The number tells forms of them apart. */
#define TAG_MENDED "bpfmend:mended:"
#define TAG_FORM "1:"
#define TAG_LIES "bpfmend:lies:"

static const char *after(const char *text, const char *beginning)
{
	size_t length = strlen(beginning);

	return text && !strncmp(text, beginning, length) ? text + length : NULL;
}

/* What stands in a tag of a function behind a beginning; NULL for anything else. */
static const char *tag_text(const struct btf *btf, const struct btf_type *type,
			    const char *beginning)
{
	if (!btf_is_decl_tag(type) || btf_decl_tag(type)->component_idx != -1)
		return NULL;
	return after(btf__name_by_offset(btf, type->name_off), beginning);
}

/* Programs that an object has no more are NULL. */
static struct variant read_variant(const struct bpf_object *object, const struct btf *btf,
				   const struct btf_type *tag, const char *plain)
{
	const struct btf_type *function = btf__type_by_id(btf, tag->type);
	struct variant variant = { .function = (int)tag->type };
	const char *mended;

	if (!function || !btf_is_func(function))
		return variant;
	mended = btf__name_by_offset(btf, function->name_off);
	variant.plain = bpf_object__find_program_by_name(object, plain);
	variant.mended = mended ? bpf_object__find_program_by_name(object, mended) : NULL;
	return variant;
}

static int add_variant(struct variants *variants, struct variant variant)
{
	struct variant *longer = realloc(variants->items, (variants->count + 1) * sizeof(*longer));

	if (!longer)
		return -ENOMEM;
	variants->items = longer;
	variants->items[variants->count++] = variant;
	return 0;
}

static int read_tag(const struct bpf_object *object, const struct btf *btf, unsigned int id,
		    struct variants *variants)
{
	const struct btf_type *tag = btf__type_by_id(btf, id);
	const char *text = tag_text(btf, tag, TAG_MENDED), *plain;
	struct variant variant;

	if (!text)
		return 0;
	plain = after(text, TAG_FORM);
	if (!plain)
		return -EOPNOTSUPP;
	variant = read_variant(object, btf, tag, plain);
	return variant.plain && variant.mended ? add_variant(variants, variant) : 0;
}

int bpfmend_variants_find(const struct bpf_object *object, struct variants *variants)
{
	const struct btf *btf = bpf_object__btf(object);
	int error = 0;

	*variants = (struct variants){ 0 };
	for (unsigned int id = 1; btf && id < btf__type_cnt(btf) && !error; id++)
		error = read_tag(object, btf, id, variants);
	if (error)
		bpfmend_variants_free(variants);
	return error;
}

const char *bpfmend_variant_helper(const struct bpf_object *object, const struct variant *variant,
				   size_t number)
{
	const struct btf *btf = bpf_object__btf(object);

	for (unsigned int id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *tag = btf__type_by_id(btf, id);
		const char *helper = tag_text(btf, tag, TAG_LIES);

		if (helper && (int)tag->type == variant->function && !number--)
			return helper;
	}
	return NULL;
}

void bpfmend_variants_free(struct variants *variants)
{
	free(variants->items);
	*variants = (struct variants){ 0 };
}
