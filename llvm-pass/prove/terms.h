/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Bit-vector terms: Z3's C API, as far as the prover needs it, with the lifetime of terms taken
 * care of. All terms of a store are kept until it is emptied. Z3 reports errors to the store, which
 * remembers that there was one: no answer that was computed with its terms is then taken. Relies on
 * libz3 alone, the one that LLVM itself is linked to.
 *
 * A number of N bits is a bit-vector of N bits, the truth of an i1 a vector of one bit. A condition
 * is a Boolean.
 */
#ifndef BPFMEND_PROVE_TERMS_H
#define BPFMEND_PROVE_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <z3.h>

struct terms {
	Z3_context z3;
	Z3_ast *kept;
	size_t count;
	unsigned int names; /* handed out so far */
	bool failed;
};

/* Sets a store up. Returns 0 or -ENOMEM. */
int terms_begin(struct terms *terms);

/* Frees all terms, and forgets that something failed. */
void terms_empty(struct terms *terms);

/* Frees the store itself. */
void terms_end(struct terms *terms);

/* Keeps a term that Z3 returned until the store is emptied. Returns it. */
Z3_ast terms_keep(struct terms *terms, Z3_ast term);

/* A new unknown; its name is what, a word, and a number. */
Z3_ast term_unknown(struct terms *terms, const char *what, unsigned int width);
Z3_ast term_unknown_condition(struct terms *terms, const char *what);

Z3_ast term_number(struct terms *terms, unsigned int width, uint64_t value);
unsigned int term_width(struct terms *terms, Z3_ast number);

/* True, and its value, if a term is a numeral as it stands: nothing is computed. */
bool term_is_number(struct terms *terms, Z3_ast term, uint64_t *value);

Z3_ast term_true(struct terms *terms);
Z3_ast term_false(struct terms *terms);
Z3_ast term_not(struct terms *terms, Z3_ast a);
Z3_ast term_and(struct terms *terms, Z3_ast a, Z3_ast b);
Z3_ast term_or(struct terms *terms, Z3_ast a, Z3_ast b);
Z3_ast term_implies(struct terms *terms, Z3_ast a, Z3_ast b);
Z3_ast term_equal(struct terms *terms, Z3_ast a, Z3_ast b);
Z3_ast term_choose(struct terms *terms, Z3_ast condition, Z3_ast yes, Z3_ast no);

/* a < b or a <= b, as signed or unsigned numbers. */
Z3_ast term_below(struct terms *terms, Z3_ast a, Z3_ast b, bool is_signed);
Z3_ast term_not_above(struct terms *terms, Z3_ast a, Z3_ast b, bool is_signed);

/* An operation of two vectors of one width, modulo two to the width. */
typedef Z3_ast (*term_operation)(Z3_context, Z3_ast, Z3_ast);
Z3_ast term_binary(struct terms *terms, term_operation operation, Z3_ast a, Z3_ast b);

/* The width bits from the bit first on, counted from the lowest. */
Z3_ast term_bits(struct terms *terms, Z3_ast number, unsigned int first, unsigned int width);

/* The lowest bits of a number, or the number with bits of 0 or of its sign added. */
Z3_ast term_resize(struct terms *terms, Z3_ast number, unsigned int width, bool is_signed);

/* The truth of a condition as one bit, and the other way. */
Z3_ast term_truth(struct terms *terms, Z3_ast condition);
Z3_ast term_holds(struct terms *terms, Z3_ast bit);

#endif
