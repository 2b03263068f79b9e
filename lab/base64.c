// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Base64; see base64.h. */
#include "lab/base64.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(const void *bytes, size_t size, char *text)
{
	const uint8_t *from = bytes;

	for (size_t i = 0; i < size; i += 3) {
		size_t have = size - i < 3 ? size - i : 3;
		uint32_t group = (uint32_t)from[i] << 16;

		if (have > 1)
			group |= (uint32_t)from[i + 1] << 8;
		if (have > 2)
			group |= from[i + 2];
		*text++ = digits[group >> 18];
		*text++ = digits[group >> 12 & 63];
		*text++ = have > 1 ? digits[group >> 6 & 63] : '=';
		*text++ = have > 2 ? digits[group & 63] : '=';
	}
	*text = '\0';
}

long base64_decode(char *text)
{
	size_t length = strlen(text), padding = 0;
	uint8_t *to = (uint8_t *)text;

	if (length % 4)
		return -EINVAL;
	while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
		padding++;
	for (size_t i = 0; i < length; i += 4) {
		uint32_t group = 0;

		for (size_t j = i; j < i + 4; j++) {
			const char *digit = j < length - padding ? strchr(digits, text[j]) : digits;

			if (!digit)
				return -EINVAL;
			group = group << 6 | (uint32_t)(digit - digits);
		}
		*to++ = (uint8_t)(group >> 16);
		*to++ = (uint8_t)(group >> 8);
		*to++ = (uint8_t)group;
	}
	return (long)(length / 4 * 3 - padding);
}
