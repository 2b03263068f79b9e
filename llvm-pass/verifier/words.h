/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* States and kinds in the words of the kernels' logs, so that both can be compared. */
#ifndef BPFMEND_VERIFIER_WORDS_H
#define BPFMEND_VERIFIER_WORDS_H

#include "llvm-pass/verifier/walk.h"

/* Room for "(0x0; 0xffffffffffffffff)" with its NUL, whatever the number. */
#define TNUM_TEXT 48

/* Writes "(0x4; 0x3)" and returns text, which must have TNUM_TEXT bytes. */
const char *tnum_text(const struct series *series, struct tnum bits, char *text);

/* Writes what is known of the top frame's registers and slots as one line behind "PLACE: ". */
void print_state(FILE *file, const struct series *series, size_t place, const struct state *state);

#endif
