// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Formats as the kernel's printing helpers take them; see format.h. */
#include "selftests/interpreter/helpers/format.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_WIDTH = 64, MOST_STRING = 256 };

struct conversion {
	bool zeroes, left;
	unsigned int width, longs;
	char kind;
};

static const char *parse(const char *at, struct conversion *conversion)
{
	*conversion = (struct conversion){ 0 };
	for (; *at == '0' || *at == '-' || *at == '+' || *at == ' ' || *at == '#'; at++) {
		conversion->zeroes |= *at == '0';
		conversion->left |= *at == '-';
	}
	for (; *at >= '0' && *at <= '9'; at++)
		if (conversion->width < MOST_WIDTH)
			conversion->width = conversion->width * 10 + (unsigned int)(*at - '0');
	for (; *at == 'l'; at++)
		conversion->longs++;
	conversion->kind = *at;
	return *at ? at + 1 : at;
}

/* Digits of the number, as wide as they must be. */
static void print_number(const struct conversion *conversion, uint64_t value, char *text,
			 size_t size)
{
	bool is_signed = conversion->kind == 'd' || conversion->kind == 'i';
	char digits[32];
	int width = (int)conversion->width;

	if (!conversion->longs)
		value = is_signed ? (uint64_t)(int64_t)(int32_t)value : (uint32_t)value;
	if (conversion->kind == 'x')
		snprintf(digits, sizeof(digits), "%" PRIx64, value);
	else if (conversion->kind == 'X')
		snprintf(digits, sizeof(digits), "%" PRIX64, value);
	else if (is_signed)
		snprintf(digits, sizeof(digits), "%" PRId64, (int64_t)value);
	else
		snprintf(digits, sizeof(digits), "%" PRIu64, value);
	if (conversion->zeroes && !conversion->left)
		for (size_t i = strlen(digits); (int)i < width && i + 1 < size; i++, size--)
			*text++ = '0';
	snprintf(text, size, "%*s",
		 conversion->left     ? -width
		 : conversion->zeroes ? 0
				      : width,
		 digits);
}

/* A pointer's further letters say how: %pI4 reads what is there, the rest prints addresses. */
static const char *skip_letters(const char *at)
{
	while ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
	       (*at >= '0' && *at <= '9'))
		at++;
	return at;
}

static enum ending print_one(struct call *call, const struct conversion *conversion, uint64_t value,
			     char *text, size_t size)
{
	const char *string;
	enum ending ending;

	switch (conversion->kind) {
	case 'c':
		snprintf(text, size, "%c", (int)(value & 0x7f ? value & 0x7f : '?'));
		return GOES_ON;
	case 's':
		ending = call_string(call, value, MOST_STRING, &string);
		if (!ending)
			snprintf(text, size, "%*s",
				 conversion->left ? -(int)conversion->width
						  : (int)conversion->width,
				 string);
		return ending;
	case 'p':
		snprintf(text, size, "(pointer)");
		return GOES_ON;
	default:
		print_number(conversion, value, text, size);
		return GOES_ON;
	}
}

enum ending format_text(struct call *call, const char *format, const uint64_t *values, size_t count,
			char text[MOST_FORMATTED], int64_t *length)
{
	size_t used = 0, taken = 0;
	enum ending ending = GOES_ON;

	while (*format && !ending && used + 1 < MOST_FORMATTED) {
		struct conversion conversion;

		if (*format != '%' || format[1] == '%') {
			text[used++] = *format;
			format += *format == '%' ? 2 : 1;
			continue;
		}
		format = parse(format + 1, &conversion);
		if (!conversion.kind || !strchr("diuxXcsp", conversion.kind) || taken == count) {
			*length = -EINVAL;
			text[0] = 0;
			return GOES_ON;
		}
		if (conversion.kind == 'p')
			format = skip_letters(format);
		text[used] = 0;
		ending = print_one(call, &conversion, values[taken++], text + used,
				   MOST_FORMATTED - used);
		used += strlen(text + used);
	}
	text[used] = 0;
	*length = (int64_t)used;
	return ending;
}
