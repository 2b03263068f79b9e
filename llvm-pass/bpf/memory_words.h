/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * The words of helpers.def and kfuncs.def as values of helper_memory.h, for the two files that
 * compile them in. Words as short as these are for no other file.
 */
#ifndef BPFMEND_MEMORY_WORDS_H
#define BPFMEND_MEMORY_WORDS_H

#define READS HELPER_READS
#define WRITES_ALL HELPER_WRITES_ALL
#define MAY_WRITE HELPER_MAY_WRITE
#define KEEPS HELPER_KEEPS
#define SIZE_ARGUMENT(number) { HELPER_SIZE_ARGUMENT, number }
#define SIZE_BYTES(number) { HELPER_SIZE_BYTES, number }
#define SIZE_MAP_KEY { HELPER_SIZE_MAP_KEY, 0 }
#define SIZE_MAP_VALUE { HELPER_SIZE_MAP_VALUE, 0 }
#define SIZE_STRING { HELPER_SIZE_STRING, 0 }

#endif
