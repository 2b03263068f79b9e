// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Finds words of kernels in their table; see words.h. */
#include "explain/words.h"

#include <stdint.h>
#include <string.h>

#include "lab/log-match.h"

enum doubt { SURE, MAYBE };

const struct kind_row kind_rows[KIND_COUNT] = {
#define KIND(name, class, doubt, subject, advice) \
	{ #name, CLASS_##class, doubt == MAYBE, subject, advice },
#include "explain/kinds.def"
#undef KIND
};

const struct words_row words_rows[] = {
#define WORDS(kind, pattern, example, meaning) { KIND_##kind, pattern, example, meaning },
#include "explain/words.def"
#undef WORDS
};

const size_t words_row_count = sizeof(words_rows) / sizeof(words_rows[0]);

const struct words_row *words_match(const char *line)
{
	for (size_t i = 0; i < words_row_count; i++) {
		/* log_match() only reads it. */
		struct log_pattern pattern = { (char *)(uintptr_t)words_rows[i].pattern, false };
		const struct log_patterns patterns = { &pattern, 1 };

		if (!log_match(line, &patterns))
			return &words_rows[i];
	}
	return NULL;
}

const char *class_title(enum rejection_class class)
{
	static const char *const titles[CLASS_COUNT] = {
#define CLASS(name, title, meaning) title,
#include "explain/classes.def"
#undef CLASS
	};

	return titles[class];
}
