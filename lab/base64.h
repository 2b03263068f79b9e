/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Base64 (RFC 4648, with padding), for a command's output in JSON. Used by host and guest. */
#ifndef BPFMEND_LAB_BASE64_H
#define BPFMEND_LAB_BASE64_H

#include <stddef.h>

/* Room for the text of size bytes, with its NUL. */
#define BASE64_TEXT_SIZE(size) (((size) + 2) / 3 * 4 + 1)

/* Writes the text of size bytes and its NUL into text, which has BASE64_TEXT_SIZE(size) bytes. */
void base64_encode(const void *bytes, size_t size, char *text);

/*
 * Turns text into the bytes it stands for, in place. Returns their number, or -EINVAL (text is
 * then undefined) where it is not base64 to its end.
 */
long base64_decode(char *text);

#endif
