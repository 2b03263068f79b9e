/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/*
 * Faults of the kinds that were once in the pass, to be put back by their name: the fuzzer must
 * find each (selftests/fuzz/find-planted). Only in a plugin of its own, which is built for that
 * test and never installed; in the plugin that is shipped PLANTED() is the constant false, and no
 * code. One is on at a time, the one that the environment variable BPFMEND_PLANTED names. While one
 * is, what the pass guesses takes its licence without the solver, who would refuse most of them:
 * that the fuzzer finds them does not rest on it.
 *
 *	sum_twice		a number that is lost at two places takes the other addend's place
 *	another_turn		what holds in this turn of a loop is taken for true of the last one
 *	empty_range		a function without a return is taken for one that returns nothing
 *	moved_bits		x - 9 in the upper bits is taken for x
 *	forgotten_choice	of a choice between places elsewhere, one is forgotten
 *	visited_once		hazards that a later rewrite makes are not looked for
 *	other_operand		the size that a helper is given is read from another operand
 *	short_copy		a copy lacks its last byte
 *	tight_bound		a bound is one less than the number's last value
 *	no_room			nobody asks whether copies fit on the stack
 *	unfrozen		a branch is on what a select may ignore
 */
#ifndef BPFMEND_PLANTED_H
#define BPFMEND_PLANTED_H

#include <stdbool.h>

#ifdef BPFMEND_PLANTED_FAULTS
#include <stdlib.h>
#include <string.h>

static inline bool planted_is(const char *name)
{
	const char *planted = getenv("BPFMEND_PLANTED");

	return planted && !strcmp(planted, name);
}

static inline bool planted_any(void)
{
	const char *planted = getenv("BPFMEND_PLANTED");

	return planted && *planted;
}
#define PLANTED(name) planted_is(#name)
#define PLANTED_ANY() planted_any()
#else
#define PLANTED(name) false
#define PLANTED_ANY() false
#endif

#endif
