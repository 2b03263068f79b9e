// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Names of vendors' kernels; see vendor.h. Who is who: vendors.def. */
#include "lab/vendor.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	const char *pattern;
} vendors[] = {
#define VENDOR(name, pattern) { name, pattern },
#include "lab/vendors.def"
#undef VENDOR
};

/* What says nothing but that the kernel is the usual one. */
static const char *const usual[] = { "-generic", "-default", ".x86_64" };

static const char *find_vendor(const char *text)
{
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (!fnmatch(vendors[i].pattern, text, 0))
			return vendors[i].name;
	return NULL;
}

static bool is_name_character(char c)
{
	return isalnum((unsigned char)c) || strchr("._+-~", c);
}

bool vendor_is_name(const char *text)
{
	size_t length = 0;

	if (!isalpha((unsigned char)text[0]))
		return false;
	while (text[length] && is_name_character(text[length]))
		length++;
	return !text[length] && length < VENDOR_NAME;
}

bool vendor_name(const char *text, char name[VENDOR_NAME])
{
	const char *vendor = find_vendor(text);
	size_t length = strcspn(text, " ");

	name[0] = '\0';
	if (!vendor)
		return false;
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		size_t end = strlen(usual[i]);

		if (length > end && !strncmp(text + length - end, usual[i], end)) {
			length -= end;
			break;
		}
	}
	snprintf(name, VENDOR_NAME, "%s-%.*s", vendor, (int)length, text);
	if (vendor_is_name(name))
		return true;
	name[0] = '\0';
	return false;
}
