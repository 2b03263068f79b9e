// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
/* Wraps Z3's C API; see terms.h. */
#define _GNU_SOURCE
#include "llvm-pass/prove/terms.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "llvm-pass/support/array.h"

/* Z3's own handler would end the compiler. Its error code is asked for instead. */
static void on_error(Z3_context z3, Z3_error_code code)
{
	(void)z3;
	(void)code;
}

/*
 * A context of Z3 begins with two tables of eight megabytes that it writes to from end to end, and
 * the page faults of that cost more than most proofs: in a virtual machine 90 ms where huge pages
 * make it 10. malloc() maps so large a block apart
 * only until one was freed: the second round frees the place where the tables come to lie.
 */
static void prepare_for_tables(void)
{
	static const size_t size = 24 << 20, huge = 2 << 20;

	for (int i = 0; i < 2; i++) {
		void *room = malloc(size);
		uintptr_t first = ((uintptr_t)room + huge - 1) & ~(uintptr_t)(huge - 1);

		if (room)
			(void)madvise((void *)first, size - huge, MADV_HUGEPAGE);
		free(room);
	}
}

int terms_begin(struct terms *terms)
{
	Z3_config config = Z3_mk_config();

	prepare_for_tables();
	*terms = (struct terms){ 0 };
	terms->z3 = Z3_mk_context_rc(config);
	Z3_del_config(config);
	if (!terms->z3)
		return -ENOMEM;
	Z3_set_error_handler(terms->z3, on_error);
	Z3_set_ast_print_mode(terms->z3, Z3_PRINT_SMTLIB2_COMPLIANT);
	return 0;
}

void terms_empty(struct terms *terms)
{
	for (size_t i = 0; i < terms->count; i++)
		Z3_dec_ref(terms->z3, terms->kept[i]);
	free(terms->kept);
	terms->kept = NULL;
	terms->count = 0;
	terms->names = 0;
	terms->failed = false;
}

void terms_end(struct terms *terms)
{
	terms_empty(terms);
	if (terms->z3)
		Z3_del_context(terms->z3);
	*terms = (struct terms){ 0 };
}

Z3_ast terms_keep(struct terms *terms, Z3_ast term)
{
	Z3_ast *kept;

	if (!term || Z3_get_error_code(terms->z3) != Z3_OK) {
		terms->failed = true;
		return term;
	}
	kept = array_grow(terms->kept, terms->count, sizeof(*kept));
	if (!kept) {
		terms->failed = true;
		return term;
	}
	Z3_inc_ref(terms->z3, term);
	terms->kept = kept;
	kept[terms->count++] = term;
	return term;
}

static Z3_ast unknown(struct terms *terms, const char *what, Z3_sort sort)
{
	char name[64];
	Z3_ast term;

	snprintf(name, sizeof(name), "%s.%u", what, terms->names++);
	Z3_inc_ref(terms->z3, Z3_sort_to_ast(terms->z3, sort));
	term = Z3_mk_const(terms->z3, Z3_mk_string_symbol(terms->z3, name), sort);
	terms_keep(terms, term);
	Z3_dec_ref(terms->z3, Z3_sort_to_ast(terms->z3, sort));
	return term;
}

Z3_ast term_unknown(struct terms *terms, const char *what, unsigned int width)
{
	return unknown(terms, what, Z3_mk_bv_sort(terms->z3, width));
}

Z3_ast term_unknown_condition(struct terms *terms, const char *what)
{
	return unknown(terms, what, Z3_mk_bool_sort(terms->z3));
}

Z3_ast term_number(struct terms *terms, unsigned int width, uint64_t value)
{
	Z3_sort sort = Z3_mk_bv_sort(terms->z3, width);
	Z3_ast term;

	Z3_inc_ref(terms->z3, Z3_sort_to_ast(terms->z3, sort));
	if (width < 64)
		value &= (UINT64_C(1) << width) - 1;
	term = terms_keep(terms, Z3_mk_unsigned_int64(terms->z3, value, sort));
	Z3_dec_ref(terms->z3, Z3_sort_to_ast(terms->z3, sort));
	return term;
}

unsigned int term_width(struct terms *terms, Z3_ast number)
{
	return Z3_get_bv_sort_size(terms->z3, Z3_get_sort(terms->z3, number));
}

bool term_is_number(struct terms *terms, Z3_ast term, uint64_t *value)
{
	return Z3_get_ast_kind(terms->z3, term) == Z3_NUMERAL_AST &&
	       Z3_get_numeral_uint64(terms->z3, term, value);
}

Z3_ast term_true(struct terms *terms)
{
	return terms_keep(terms, Z3_mk_true(terms->z3));
}

Z3_ast term_false(struct terms *terms)
{
	return terms_keep(terms, Z3_mk_false(terms->z3));
}

static bool is_true(struct terms *terms, Z3_ast a)
{
	return Z3_get_bool_value(terms->z3, a) == Z3_L_TRUE;
}

static bool is_false(struct terms *terms, Z3_ast a)
{
	return Z3_get_bool_value(terms->z3, a) == Z3_L_FALSE;
}

Z3_ast term_not(struct terms *terms, Z3_ast a)
{
	if (is_true(terms, a))
		return term_false(terms);
	if (is_false(terms, a))
		return term_true(terms);
	return terms_keep(terms, Z3_mk_not(terms->z3, a));
}

Z3_ast term_and(struct terms *terms, Z3_ast a, Z3_ast b)
{
	Z3_ast both[] = { a, b };

	if (is_true(terms, a) || is_false(terms, b))
		return b;
	if (is_true(terms, b) || is_false(terms, a))
		return a;
	return terms_keep(terms, Z3_mk_and(terms->z3, 2, both));
}

Z3_ast term_or(struct terms *terms, Z3_ast a, Z3_ast b)
{
	Z3_ast both[] = { a, b };

	if (is_false(terms, a) || is_true(terms, b) || a == b)
		return b;
	if (is_false(terms, b) || is_true(terms, a))
		return a;
	return terms_keep(terms, Z3_mk_or(terms->z3, 2, both));
}

Z3_ast term_implies(struct terms *terms, Z3_ast a, Z3_ast b)
{
	if (is_true(terms, a))
		return b;
	return terms_keep(terms, Z3_mk_implies(terms->z3, a, b));
}

Z3_ast term_equal(struct terms *terms, Z3_ast a, Z3_ast b)
{
	return terms_keep(terms, Z3_mk_eq(terms->z3, a, b));
}

Z3_ast term_choose(struct terms *terms, Z3_ast condition, Z3_ast yes, Z3_ast no)
{
	if (yes == no)
		return yes;
	return terms_keep(terms, Z3_mk_ite(terms->z3, condition, yes, no));
}

Z3_ast term_below(struct terms *terms, Z3_ast a, Z3_ast b, bool is_signed)
{
	return terms_keep(terms,
			  is_signed ? Z3_mk_bvslt(terms->z3, a, b) : Z3_mk_bvult(terms->z3, a, b));
}

Z3_ast term_not_above(struct terms *terms, Z3_ast a, Z3_ast b, bool is_signed)
{
	return terms_keep(terms,
			  is_signed ? Z3_mk_bvsle(terms->z3, a, b) : Z3_mk_bvule(terms->z3, a, b));
}

Z3_ast term_binary(struct terms *terms, term_operation operation, Z3_ast a, Z3_ast b)
{
	return terms_keep(terms, operation(terms->z3, a, b));
}

Z3_ast term_bits(struct terms *terms, Z3_ast number, unsigned int first, unsigned int width)
{
	return terms_keep(terms, Z3_mk_extract(terms->z3, first + width - 1, first, number));
}

Z3_ast term_resize(struct terms *terms, Z3_ast number, unsigned int width, bool is_signed)
{
	unsigned int now = term_width(terms, number);

	if (width == now)
		return number;
	if (width < now)
		return term_bits(terms, number, 0, width);
	return terms_keep(terms, is_signed ? Z3_mk_sign_ext(terms->z3, width - now, number)
					   : Z3_mk_zero_ext(terms->z3, width - now, number));
}

Z3_ast term_truth(struct terms *terms, Z3_ast condition)
{
	return term_choose(terms, condition, term_number(terms, 1, 1), term_number(terms, 1, 0));
}

Z3_ast term_holds(struct terms *terms, Z3_ast bit)
{
	return term_equal(terms, bit, term_number(terms, 1, 1));
}
