// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds rows of helpers; see helper_table.h. */
#include "llvm-pass/verifier/helper_table.h"

#include <linux/bpf.h>
#include <stddef.h>

#include "llvm-pass/verifier/nullable_arguments.h"
#include "llvm-pass/verifier/versions.h"

#define GPL HELPER_GPL
#define PACKET HELPER_PACKET
#define SLEEPS HELPER_SLEEPS
#define FASTCALL HELPER_FASTCALL
#define BYTES(size) ((size) << SIGNATURE_BYTES_SHIFT)

/* The words of the table, which has them without their prefixes. */
enum words {
#define SIGNATURE_TYPE(name) name = SIGNATURE_##name,
	SIGNATURE_TYPES(SIGNATURE_TYPE)
#undef SIGNATURE_TYPE
#define SIGNATURE_FLAG(name, bit) name = SIGNATURE_##name,
		SIGNATURE_FLAGS(SIGNATURE_FLAG)
#undef SIGNATURE_FLAG
};

#define ANY 0
#define OF(type) (UINT64_C(1) << BPF_PROGRAM_##type)

const struct helper_signature helper_signatures[] = {
#define HELPER_SIGNATURE(id, name, programs, first, end, flags, returns, a, b, c, d, e) \
	{ #name, programs, id, first, end, flags, returns, { a, b, c, d, e } },
#include "kernel/contracts/helper_signatures.def"
#undef HELPER_SIGNATURE
};

const size_t helper_signature_count = sizeof(helper_signatures) / sizeof(helper_signatures[0]);

static const struct effect {
	unsigned int id;
	struct kernel_version first, end;
	unsigned int effect;
} effects[] = {
#define HELPER_EFFECT(id, name, first, end, effect) { id, first, end, EFFECT_##effect },
#undef PACKET
#include "kernel/contracts/helper_effects.def"
#undef HELPER_EFFECT
};

static const struct map_helper {
	unsigned int type, id;
	bool only;
} map_helpers[] = {
#define ONLY true
#define MAP_HELPER(type, id, name, only) { BPF_MAP_TYPE_##type, id, only },
#include "kernel/contracts/map_helpers.def"
#undef MAP_HELPER
#undef ONLY
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct helper_signature *helper_signature(const struct series *series, unsigned int id,
						enum bpf_program_type type)
{
	const struct helper_signature *any = NULL;

	for (size_t i = 0; i < helper_signature_count; i++) {
		const struct helper_signature *signature = &helper_signatures[i];

		if (signature->id != id || !series_within(series, signature->first, signature->end))
			continue;
		if (signature->programs >> type & 1)
			return signature;
		if (!signature->programs)
			any = signature;
	}
	return any;
}

bool helper_argument_may_be_null(unsigned int helper, unsigned int argument)
{
	if (!argument || argument > SIGNATURE_ARGUMENTS)
		return false;
	for (size_t i = 0; i < helper_signature_count; i++)
		if (helper_signatures[i].id == helper &&
		    helper_signatures[i].arguments[argument - 1] & SIGNATURE_NULLABLE)
			return true;
	return false;
}

const char *helper_name(unsigned int id)
{
	for (size_t i = 0; i < helper_signature_count; i++)
		if (helper_signatures[i].id == id)
			return helper_signatures[i].name;
	return "unknown";
}

unsigned int helper_last(const struct series *series)
{
	unsigned int last = 0;

	for (size_t i = 0; i < helper_signature_count; i++)
		if (series_within(series, helper_signatures[i].first, helper_signatures[i].end))
			last = helper_signatures[i].id;
	return last;
}

unsigned int helper_effects(const struct series *series, unsigned int id)
{
	unsigned int found = 0;

	for (size_t i = 0; i < COUNT(effects); i++)
		if (effects[i].id == id && series_within(series, effects[i].first, effects[i].end))
			found |= effects[i].effect;
	return found;
}

bool helper_takes_map(unsigned int id, unsigned int map_type)
{
	bool type_has_rows = false, helper_has_rows = false;

	for (size_t i = 0; i < COUNT(map_helpers); i++) {
		if (map_helpers[i].id == id && map_helpers[i].type == map_type)
			return true;
		type_has_rows |= map_helpers[i].type == map_type;
		helper_has_rows |= map_helpers[i].id == id && map_helpers[i].only;
	}
	return !type_has_rows && !helper_has_rows;
}
