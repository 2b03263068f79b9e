/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* What the fuzzers share: bytes as a file, and as a text. Whoever uses it is linked with libFuzzer.
 */
#ifndef BPFMEND_LAB_TESTS_FUZZ_H
#define BPFMEND_LAB_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer calls it for each input; what is wrong, the sanitizers say. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Calls take with the path of a file that has the bytes. */
void fuzz_as_file(const uint8_t *data, size_t size, void (*take)(const char *path));

/* The bytes with a NUL behind; to be freed. Never NULL. */
char *fuzz_as_text(const uint8_t *data, size_t size);

#endif
